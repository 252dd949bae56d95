/**
 * Merges runs of groups, equal ones into one.
 *
 * @module
 */

import type { ColumnSpec } from "ax";
import { Gatherer } from "./gather.ts";
import {
  asVector,
  blockBytes,
  type GroupBlock,
  loadBlock,
  type MergedGroups,
  type RunSource,
} from "./group_blocks.ts";
import { compareTexts, keysOf, type KeyValues } from "./sort_keys.ts";
import type { ValueParts } from "./value_coder.ts";

/** Groups that are merged at a time. */
const MERGED_ROWS = 65_536;
/** About so many bytes of blocks are merged at a time. */
const MERGED_BYTES = 2 ** 26;

/**
 * The groups of all runs in the order of their keys, so many at a time. One
 * that several runs have, or one run several times in a row, is there once.
 *
 * @param types Of the key columns.
 */
export function* mergeRuns(
  sources: readonly RunSource[],
  types: readonly ColumnSpec[],
  mostRows: number = MERGED_ROWS,
  mostBytes: number = MERGED_BYTES,
): Generator<MergedGroups> {
  const merge = new Merge(sources, types);
  for (;;) {
    const merged = merge.next(mostRows, mostBytes);
    if (merged.count === 0) return;
    yield merged;
  }
}

/** Compares rows by all columns; four arguments, because it is the core. */
export function compareRows(
  one: readonly KeyValues[],
  row: number,
  other: readonly KeyValues[],
  otherRow: number,
): number {
  for (let column = 0; column < one.length; column++) {
    const found = compare(
      one[column] as KeyValues,
      row,
      other[column] as KeyValues,
      otherRow,
    );
    if (found !== 0) return found;
  }
  return 0;
}

/** Null comes first. */
function compare(a: KeyValues, i: number, b: KeyValues, j: number): number {
  const isThere = a.valid === undefined || a.valid[i] !== 0;
  const isOtherThere = b.valid === undefined || b.valid[j] !== 0;
  if (!isThere || !isOtherThere) return Number(isThere) - Number(isOtherThere);
  if (a.high !== undefined && b.high !== undefined) {
    const high = (a.high[i] as number) - (b.high[j] as number);
    if (high !== 0) return high;
  }
  const low = (a.low[i] as number) - (b.low[j] as number);
  if (low !== 0 || a.texts === undefined || b.texts === undefined) return low;
  // The words are the first eight bytes.
  return compareTexts(a.texts, i, { texts: b.texts, row: j, depth: 8 });
}

/** Rows of one block that are merged together. */
interface Part {
  readonly block: GroupBlock;
  readonly from: number;
  ids: Int32Array;
  count: number;
}

/** Goes through a run. */
class RunReader {
  readonly #source: RunSource;
  readonly #types: readonly ColumnSpec[];
  /** Which of the runs it is. */
  readonly place: number;
  #next = 0;
  #block: GroupBlock | undefined;
  keys: readonly KeyValues[] = [];
  row = -1;
  /** The part that its rows go to, if there is one. */
  part = -1;
  isDone = false;
  /** Bytes that a row of the block takes, on average. */
  rowBytes = 0;

  constructor(
    source: RunSource,
    types: readonly ColumnSpec[],
    place: number,
  ) {
    this.place = place;
    this.#source = source;
    this.#types = types;
  }

  get block(): GroupBlock {
    return this.#block as GroupBlock;
  }

  /** Goes to the next row, if there is one. */
  advance(): void {
    this.row++;
    while (this.row >= (this.#block?.rowCount ?? 0)) {
      const { run, file } = this.#source;
      const next = run[this.#next++];
      if (next === undefined) {
        this.isDone = true;
        return;
      }
      const block = loadBlock(next, file);
      this.#block = block;
      this.rowBytes = blockBytes(block) / block.rowCount;
      this.keys = block.keys.map((parts, index) =>
        keysOf(asVector(parts), this.#types[index] as ColumnSpec)
      );
      this.row = 0;
      this.part = -1;
    }
  }
}

/**
 * A tournament of runs: each inner node of the tree knows who lost there, so
 * that only the games on the way up are played again.
 */
class Merge {
  readonly #types: readonly ColumnSpec[];
  readonly #readers: readonly RunReader[];
  readonly #losers: RunReader[] = [];
  #winner: RunReader | undefined;

  constructor(sources: readonly RunSource[], types: readonly ColumnSpec[]) {
    this.#types = types;
    this.#readers = sources.map((source, place) =>
      new RunReader(source, types, place)
    );
    for (const reader of this.#readers) reader.advance();
    if (this.#readers.length > 0) this.#winner = this.#play(1);
  }

  /** Plays all games of a node. @returns Who wins. */
  #play(node: number): RunReader {
    const count = this.#readers.length;
    if (node >= count) return this.#readers[node - count] as RunReader;
    const one = this.#play(2 * node);
    const other = this.#play(2 * node + 1);
    const isOther = isBefore(other, one);
    this.#losers[node] = isOther ? one : other;
    return isOther ? other : one;
  }

  /** The next groups, at most so many and about so large; one at least. */
  next(mostRows: number, mostBytes: number): MergedGroups {
    const parts: Part[] = [];
    const chunks = new Uint32Array(mostRows);
    const rows = new Uint32Array(mostRows);
    for (const reader of this.#readers) reader.part = -1;
    let count = 0;
    let byteCount = 0;
    let last: readonly KeyValues[] = [];
    let lastRow = 0;
    for (;;) {
      const reader = this.#winner;
      if (reader === undefined || reader.isDone) break;
      const { keys, row } = reader;
      const isNew = count === 0 ||
        compareRows(keys, row, last, lastRow) !== 0;
      const isFull = count === mostRows || byteCount > mostBytes;
      if (isNew && count > 0 && isFull) break;
      byteCount += reader.rowBytes;
      const part = partOf(reader, parts);
      if (isNew) {
        chunks[count] = reader.part;
        rows[count++] = row;
        last = keys;
        lastRow = row;
      }
      part.ids[part.count++] = count - 1;
      this.#advance(reader);
    }
    return {
      count,
      keys: this.#gather(parts, {
        chunks: chunks.subarray(0, count),
        rows: rows.subarray(0, count),
      }),
      parts: parts.map(({ block, from, ids, count }) => {
        return { block, from, ids: ids.subarray(0, count) };
      }),
    };
  }

  #gather(
    parts: readonly Part[],
    places: { readonly chunks: Uint32Array; readonly rows: Uint32Array },
  ): ValueParts[] {
    const { length } = places.rows;
    if (length === 0) return [];
    return this.#types.map((_, column) => {
      const vectors = parts.map(({ block }) =>
        asVector(block.keys[column] as ValueParts)
      );
      const gathered = new Gatherer().gather(vectors, places);
      return { ...gathered, length } as ValueParts;
    });
  }

  #advance(reader: RunReader): void {
    reader.advance();
    const losers = this.#losers;
    let winner = reader;
    let node = (reader.place + this.#readers.length) >> 1;
    for (; node > 0; node >>= 1) {
      const loser = losers[node] as RunReader;
      if (!isBefore(loser, winner)) continue;
      losers[node] = winner;
      winner = loser;
    }
    this.#winner = winner;
  }
}

function isBefore(one: RunReader, other: RunReader): boolean {
  if (one.isDone || other.isDone) return !one.isDone;
  return compareRows(one.keys, one.row, other.keys, other.row) < 0;
}

const FIRST_IDS = 1024;

/** The part that the row of a reader goes to. */
function partOf(reader: RunReader, parts: Part[]): Part {
  if (reader.part < 0) {
    const { block, row: from } = reader;
    const ids = new Int32Array(Math.min(FIRST_IDS, block.rowCount - from));
    reader.part = parts.push({ block, from, ids, count: 0 }) - 1;
  }
  const part = parts[reader.part] as Part;
  if (part.count === part.ids.length) {
    const ids = new Int32Array(2 * part.count);
    ids.set(part.ids);
    part.ids = ids;
  }
  return part;
}
