/**
 * Writes groups that were found slice by slice.
 *
 * @module
 */

import type { BatchColumn, ColumnSpec, DatasetWriter, VectorParts } from "ax";
import type { AggregatePlan, DistinctColumn } from "./aggregate_plan.ts";
import { plainType } from "./dataset_source.ts";
import {
  addMerged,
  asVector,
  columnBytes,
  type GroupBlock,
  type MergedGroups,
  type RunSource,
  sliceParts,
  storeBlock,
} from "./group_blocks.ts";
import { compareRows, mergeRuns } from "./group_merge.ts";
import type { HeldGroups } from "./held_groups.ts";
import { type Kept, ScratchFile } from "./scratch_file.ts";
import { pickRows } from "./row_groups.ts";
import { keysOf } from "./sort_keys.ts";
import { decodeTexts, type Texts } from "./texts.ts";
import { countUp } from "./typed_arrays.ts";
import type { ValueParts } from "./value_coder.ts";

/** Where the groups go. */
export interface GroupOutput {
  readonly writer: Pick<DatasetWriter, "slice">;
  readonly slices: number;
  /** Of a file for what does not fit into memory. */
  readonly path: string;
}

/**
 * Merges runs of groups and writes them.
 *
 * @param sets Runs of groups; then, for each column of `distincts`, runs of
 * pairs.
 * @returns How many groups there are.
 */
export function writeMerged(
  plan: AggregatePlan,
  sets: readonly (readonly RunSource[])[],
  { writer, slices, path }: GroupOutput,
): number {
  using file = new LazyFile(path);
  const [groups = [], ...pairs] = sets;
  const counts = plan.distincts.map((distinct, index) =>
    countPairs(plan, distinct, { sources: pairs[index] ?? [], file })
  );
  const types = [...plan.keys.values()];
  const rows = new KeptRows(file, plan.memoryBytes / 4);
  for (const merged of mergeRuns([...groups, ...counts], types)) {
    rows.add(columnsOf(plan, merged), merged.count);
  }
  rows.deal(slices, (slice, columns) => {
    writer.slice(slice).writeBatch(batchOf(plan, columns));
  });
  return rows.rowCount;
}

/** Writes groups that are all in memory. @returns How many there are. */
export function writeHeld(
  plan: AggregatePlan,
  held: HeldGroups,
  { writer, slices }: GroupOutput,
): number {
  const { count, columnsOf } = held.result();
  for (let slice = 0; slice < slices; slice++) {
    const from = Math.ceil((count * slice) / slices);
    const to = Math.ceil((count * (slice + 1)) / slices);
    if (from === to) continue;
    writer.slice(slice).writeBatch(batchOf(plan, columnsOf(from, to)));
  }
  return count;
}

/** Columns as they are written. */
function batchOf(
  { made }: AggregatePlan,
  columns: readonly VectorParts[],
): Record<string, BatchColumn<ColumnSpec>> {
  const batch: Record<string, BatchColumn<ColumnSpec>> = Object.create(null);
  for (const [index, [name, type]] of [...made].entries()) {
    batch[name] = columnOf(type, columns[index] as ValueParts);
  }
  return batch;
}

function columnsOf(plan: AggregatePlan, merged: MergedGroups): VectorParts[] {
  const aggregators = plan.makeAll();
  addMerged(aggregators, merged);
  const all = countUp(merged.count);
  const values = aggregators.map((each) => each.column(all));
  return [...merged.keys, ...values];
}

/** A column as it is written. */
function columnOf(
  type: ColumnSpec,
  parts: ValueParts,
): BatchColumn<ColumnSpec> {
  if (plainType(type) !== "category") return asVector(parts);
  const texts: (string | null)[] = decodeTexts(parts as unknown as Texts);
  const { valid } = parts;
  if (valid === undefined) return texts;
  return texts.map((text, row) => valid[row] === 0 ? null : text);
}

/** Counts the values of each group, of which there may be too many to hold. */
function countPairs(
  plan: AggregatePlan,
  { type, indexes }: DistinctColumn,
  { sources, file }: {
    readonly sources: readonly RunSource[];
    readonly file: LazyFile;
  },
): RunSource {
  const types = [...plan.keys.values(), type];
  const run: RunSource["run"][number][] = [];
  let heldBytes = 0;
  for (const { count, keys } of mergeRuns(sources, types)) {
    const block = countEqual(keys.slice(0, -1), count, {
      types,
      indexes,
      aggregators: plan.columns.length,
    });
    heldBytes += columnBytes(block.keys) + 8 * block.rowCount;
    const isHeld = heldBytes <= plan.memoryBytes / 4;
    run.push(isHeld ? block : storeBlock(file.open(), block));
  }
  return { run, file: file.opened };
}

/** Counts rows that are equal to those before them. */
function countEqual(
  keys: readonly ValueParts[],
  rowCount: number,
  { types, indexes, aggregators }: {
    readonly types: readonly ColumnSpec[];
    readonly indexes: readonly number[];
    readonly aggregators: number;
  },
): GroupBlock {
  const own = keys.map((parts, index) =>
    keysOf(asVector(parts), types[index] as ColumnSpec)
  );
  const firsts = new Uint32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const isNew = row === 0 || compareRows(own, row, own, row - 1) !== 0;
    if (isNew) firsts[count++] = row;
  }
  const rows = firsts.subarray(0, count);
  const values = Float64Array.from(
    rows,
    (row, at) => (rows[at + 1] ?? rowCount) - row,
  );
  return {
    rowCount: count,
    keys: keys.map((parts) => pickRows(parts, rows)),
    states: Array.from(
      { length: aggregators },
      (_, index) =>
        indexes.includes(index) ? { counts: { values } } : undefined,
    ),
  };
}

/** A file that is only made if it is needed. */
class LazyFile implements Disposable {
  readonly #path: string;
  opened: ScratchFile | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  open(): ScratchFile {
    return this.opened ??= new ScratchFile(this.#path);
  }

  [Symbol.dispose](): void {
    this.opened?.[Symbol.dispose]();
  }
}

/** Rows of the result, until it is known how many there are. */
class KeptRows {
  readonly #file: LazyFile;
  readonly #limitBytes: number;
  readonly #held: {
    readonly rowCount: number;
    readonly columns: readonly (VectorParts | Kept)[];
  }[] = [];
  #heldBytes = 0;
  rowCount = 0;

  constructor(file: LazyFile, limitBytes: number) {
    this.#file = file;
    this.#limitBytes = limitBytes;
  }

  add(columns: readonly VectorParts[], rowCount: number): void {
    this.rowCount += rowCount;
    this.#heldBytes += columnBytes(columns);
    const isHeld = this.#heldBytes <= this.#limitBytes;
    this.#held.push({
      rowCount,
      columns: isHeld
        ? columns
        : columns.map((parts) => this.#file.open().keep(parts, rowCount)),
    });
  }

  /** Gives all rows, as many to each slice. */
  deal(
    slices: number,
    give: (slice: number, columns: readonly VectorParts[]) => void,
  ): void {
    let row = 0;
    for (const { rowCount, columns } of this.#held) {
      const loaded = columns.map((each) =>
        "arrays" in each ? this.#file.open().load(each) : each
      );
      for (let from = 0; from < rowCount;) {
        const slice = Math.floor(((row + from) * slices) / this.rowCount);
        const end = Math.ceil(((slice + 1) * this.rowCount) / slices);
        const to = Math.min(rowCount, end - row);
        give(slice, loaded.map((parts) => sliceParts(parts, from, to)));
        from = to;
      }
      row += rowCount;
    }
  }
}
