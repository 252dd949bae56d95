/**
 * Puts the rows that were dealt out in turn one after the other.
 *
 * @module
 */

import {
  AxError,
  type ColumnVector,
  type Dataset,
  type DatasetWriter,
} from "ax";
import { typeOf } from "./dataset_source.ts";
import { isRawType, type Raw, rawReader } from "./raw_values.ts";

/**
 * Says where each slice begins, in rows read in turn, and where the last ends.
 *
 * A slice has as many rows as before, or more where the values of `keepTogether`
 * do not change.
 *
 * @throws {AxError} `input`, for a column that is not there or cannot be
 * compared.
 */
export function cutTurns(
  source: Dataset,
  keepTogether: string | null,
): number[] {
  if (keepTogether !== null) checkColumn(source, keepTogether);
  const cuts = [0];
  let end = 0;
  for (const count of source.rowCounts) {
    end += count;
    const cut = Math.max(end, cuts.at(-1) as number);
    cuts.push(
      keepTogether === null ? cut : nextChange(source, keepTogether, cut),
    );
  }
  return cuts;
}

function checkColumn({ columns }: Dataset, name: string): void {
  const type = typeOf(columns, name, "keep together");
  if (isRawType(type)) return;
  throw new AxError(
    "input",
    `Cannot keep together column ${JSON.stringify(name)}: its type is ${type}`,
  );
}

/** The first position from `cut` on whose value differs from the one before. */
function nextChange(source: Dataset, name: string, cut: number): number {
  if (cut === 0 || cut >= source.rowCount) return cut;
  let position = cut - 1;
  let before: Raw | null | undefined;
  const rowRange = [position, source.rowCount] as const;
  const options = { rowRange, reuse: true };
  for (const batch of source.batches("roundrobin", [name], options)) {
    const read = rawReader(batch.columns[name] as ColumnVector);
    for (let row = 0; row < batch.rowCount; row++) {
      const value = read(row) ?? null;
      if (position >= cut && !areEqual(value, before as Raw | null)) {
        return position;
      }
      before = value;
      position++;
    }
  }
  return position;
}

function areEqual(a: Raw | null, b: Raw | null): boolean {
  return a === b || (a !== a && b !== b);
}

/** Writes the rows from one position up to another. */
export function writeTurns(
  source: Dataset,
  writer: Pick<DatasetWriter, "writeBatch">,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const names = [...source.columns.keys()];
  const options = { rowRange: [from, to], reuse: true } as const;
  for (const batch of source.batches("roundrobin", names, options)) {
    writer.writeBatch(batch.columns);
  }
}
