/**
 * The columns that a command line could name.
 *
 * @module
 */

import type { Inspector } from "../build/inspect.ts";
import { DatasetInspector } from "../build/inspect_dataset.ts";
import { AxError } from "../core/errors.ts";

/** A column and its type. */
export interface OfferedColumn {
  readonly word: string;
  readonly says: string;
}

/**
 * The columns of the datasets that stand among words, each once.
 *
 * @param cwd Where relative paths start.
 */
export function listColumns(
  inspector: Inspector,
  words: readonly string[],
  cwd: string,
): OfferedColumn[] {
  const datasets = new DatasetInspector(inspector, cwd);
  const columns = new Map<string, string>();
  for (const word of words) {
    if (word === "" || word.startsWith("-")) continue;
    for (const { name, type } of columnsOf(datasets, word)) {
      if (!columns.has(name)) columns.set(name, type);
    }
  }
  return Array.from(columns, ([word, says]) => ({ word, says }));
}

function columnsOf(
  datasets: DatasetInspector,
  word: string,
): readonly { readonly name: string; readonly type: string }[] {
  try {
    return datasets.get(word).entry.columns;
  } catch (thrown) {
    if (thrown instanceof AxError) return [];
    throw thrown;
  }
}
