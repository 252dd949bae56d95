/**
 * Sorts the rows of datasets.
 *
 * @module
 */

import {
  AxError,
  type Batch,
  type ColumnSpec,
  type Dataset,
  type DatasetWriter,
  didYouMean,
} from "ax";
import { typeOf } from "./dataset_source.ts";
import { memoryBytes } from "./memory_limit.ts";
import { type PickedRows, Pile } from "./pile.ts";
import {
  type Between,
  type Cut,
  numbered,
  rowsBetween,
} from "./sort_between.ts";
import { checkKey, type KeySource } from "./sort_keys.ts";
import { orderRows } from "./sort_order.ts";
import { type SortColumn, SortedRuns } from "./sort_runs.ts";

/** What a request says of the order. */
export interface SortInputs {
  readonly by: readonly string[];
  readonly descending: readonly string[];
  readonly nulls: "first" | "last";
  readonly acrossSlices: boolean;
  readonly keepTogether: string | null;
  readonly memoryMB: number;
}

/**
 * What to sort by.
 *
 * @throws {AxError} `input`, for columns that are not there, come twice, or
 * have no order, and for less than no memory.
 */
export function checkSort(
  inputs: SortInputs,
  columns: ReadonlyMap<string, ColumnSpec>,
): SortColumn[] {
  const { by, descending, nulls, memoryMB } = inputs;
  if (by.length === 0) throw fault(`"by" names no column`);
  for (const [index, name] of by.entries()) {
    checkKey(name, typeOf(columns, name, "sort by"));
    if (by.indexOf(name) !== index) {
      throw fault(`"by" names column ${JSON.stringify(name)} twice`);
    }
  }
  const { keepTogether, acrossSlices } = inputs;
  if (keepTogether !== null && !acrossSlices) {
    throw fault(`"keepTogether" does nothing without "acrossSlices": true`);
  }
  refuseStrangers("descending", descending, by);
  refuseStrangers(
    "keepTogether",
    keepTogether === null ? [] : [keepTogether],
    by,
  );
  memoryBytes("sort", memoryMB);
  return by.map((name) => ({
    name,
    type: typeOf(columns, name, "sort by"),
    descending: descending.includes(name),
    nullsLast: nulls === "last",
  }));
}

function refuseStrangers(
  input: string,
  names: readonly string[],
  by: readonly string[],
): void {
  const odd = names.find((name) => !by.includes(name));
  if (odd === undefined) return;
  const column = JSON.stringify(odd);
  throw fault(
    `"${input}" names column ${column}, and "by" does not` +
      didYouMean(odd, by),
  );
}

function fault(problem: string): AxError {
  return new AxError("input", `Cannot sort: ${problem}`);
}

/** Rows that are to be sorted, in batches that may overwrite each other. */
export interface RowSource {
  /** Batches, and which of their rows. Default: all. */
  readonly batches: Iterable<readonly [Batch, rows?: Uint32Array]>;
  /** How many there are, about. */
  readonly expectedRows: number;
}

/** The rows of one slice of datasets. */
export function sliceRows(
  sources: readonly Dataset[],
  slice: number,
  names: readonly string[],
): RowSource {
  function* batches(): Generator<readonly [Batch]> {
    for (const source of sources) {
      for (const batch of source.batches(slice, names, { reuse: true })) {
        yield [batch];
      }
    }
  }
  const expectedRows = sources.reduce(
    (sum, { rowCounts }) => sum + (rowCounts[slice] ?? 0),
    0,
  );
  return { batches: batches(), expectedRows };
}

/** The rows of all slices that belong in one when all are sorted. */
export function cutRows(
  sources: readonly Dataset[],
  { names, by, between, slices }: {
    readonly names: readonly string[];
    readonly by: readonly SortColumn[];
    readonly between: Between;
    readonly slices: number;
  },
): RowSource {
  const columns = names.map((name) => ({ name }));
  function* batches(): Generator<readonly [Batch, Uint32Array]> {
    for (const entry of numbered(sources, columns)) {
      yield [entry[0], rowsBetween(entry, by, between)];
    }
  }
  const count = sources.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return { batches: batches(), expectedRows: Math.ceil(count / slices) };
}

/** Which rows a slice gets. @param cuts The last rows of all but the last. */
export function betweenOf(
  cuts: readonly (Cut | null)[],
  slice: number,
): Between {
  return { after: cuts[slice - 1] ?? null, upTo: cuts[slice] };
}

/** Rows that a batch of a dataset has. */
const BATCH_ROWS = 65_536;
/** Rows that are picked at once: the more, the more a cache helps. */
const PICKED_ROWS = 16 * BATCH_ROWS;
/** Bytes that sorting takes for each row, beside its values. */
const ROW_BYTES = 32;
/** Room is made at once for at most so many rows. */
const MAX_EXPECTED = 1 << 26;
/** A sorted run is read back in so many pieces. */
const RUN_PIECES = 256;
/** Rows that are picked at once have no more bytes of text in a column. */
const MAX_TEXT = 2 ** 30;

/** How rows are sorted. */
export interface SortOptions {
  readonly columns: ReadonlyMap<string, ColumnSpec>;
  readonly by: readonly SortColumn[];
  /** Rows that take more go through a scratch file. */
  readonly memoryBytes: number;
  /** Where that may lie. */
  readonly scratchPath: string;
}

/** Writes rows in their order. */
export function sortRows(
  writer: Pick<DatasetWriter, "writeBatch">,
  { batches, expectedRows }: RowSource,
  { columns, by, memoryBytes, scratchPath }: SortOptions,
): void {
  const fitting = Math.ceil(memoryBytes / (ROW_BYTES + 4 * columns.size));
  const room = Math.min(expectedRows, MAX_EXPECTED, fitting);
  const pile = new Pile(columns, room);
  using stack = new DisposableStack();
  let runs: SortedRuns | undefined;
  const spill = (): void => {
    runs ??= stack.use(new SortedRuns(scratchPath, by));
    runs.begin();
    const pieceRows = Math.ceil(pile.rowCount / RUN_PIECES);
    for (const [picked, count] of sorted(pile, by, pieceRows)) {
      runs.add(picked, count);
    }
    pile.clear();
  };
  for (const [{ columns, rowCount }, rows] of batches) {
    if (pile.rowCount > 0 && !pile.fits(columns)) spill();
    pile.add(columns, rowCount, rows);
    if (sizeOf(pile) > memoryBytes) spill();
  }
  const batchRows = batchRowsOf(pile);
  if (runs === undefined) {
    const pieceRows = pieceRowsOf(pile, memoryBytes);
    for (const [picked] of sorted(pile, by, pieceRows)) {
      writer.writeBatch(picked);
    }
    return;
  }
  if (pile.rowCount > 0) spill();
  for (const rows of runs.merge(batchRows)) {
    writer.writeBatch(rows as PickedRows);
  }
}

function sizeOf(pile: Pile): number {
  return pile.byteCount + ROW_BYTES * pile.rowCount;
}

/** Rows to write at a time. Where texts are long, it depends on them alone. */
function batchRowsOf({ longest }: Pile): number {
  return Math.max(1, Math.min(BATCH_ROWS, Math.floor(MAX_TEXT / longest)));
}

/** As many of those as may be picked at once; the same rows are written. */
function pieceRowsOf(pile: Pile, memoryBytes: number): number {
  const batchRows = batchRowsOf(pile);
  if (batchRows < BATCH_ROWS) return batchRows;
  const rowBytes = Math.max(1, sizeOf(pile) / Math.max(1, pile.rowCount));
  const most = Math.min(
    PICKED_ROWS,
    MAX_TEXT / pile.longest,
    memoryBytes / 8 / rowBytes,
  );
  return Math.max(1, Math.floor(most / BATCH_ROWS)) * BATCH_ROWS;
}

/** Rows of a pile in their order, so many at a time, and how many. */
function* sorted(
  pile: Pile,
  by: readonly SortColumn[],
  pieceRows: number,
): Generator<[PickedRows, number]> {
  const columns = by.map((column) => {
    const source: KeySource = pile.partsOf(column.name);
    return { ...column, source };
  });
  const order = orderRows(columns, pile.rowCount);
  for (let from = 0; from < order.length; from += pieceRows) {
    const rows = order.subarray(from, from + pieceRows);
    yield [pile.gather(rows), rows.length];
  }
}
