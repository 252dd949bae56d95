/**
 * Digests of rows that do not depend on how they lie in slices.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector, Dataset } from "ax";
import {
  commonColumns,
  listSources,
  type SourceInputs,
  typeOf,
} from "./dataset_source.ts";
import { digestText, RowDigests } from "./row_digest.ts";

/** What a request says. */
export interface ChecksumInputs extends SourceInputs {
  readonly columns: readonly string[];
  readonly order: "none" | "all" | "roundrobin";
}

/** The columns that count, sorted by name. @throws {AxError} `input`. */
export function checkedColumns(
  inputs: ChecksumInputs,
): [name: string, type: ColumnSpec][] {
  const known = commonColumns(listSources(inputs));
  const names = inputs.columns.length > 0 ? inputs.columns : [...known.keys()];
  return [...new Set(names)].sort().map((
    name,
  ) => [name, typeOf(known, name, "digest")]);
}

/** Rows that are digested at once, so that what is mixed stays at hand. */
const ROWS = 4096;

/**
 * Adds up the digests of the rows of a slice.
 *
 * @returns Four words of 32 bits, the greatest first, not carried over.
 */
export function sumSlice(inputs: ChecksumInputs, slice: number): bigint[] {
  const names = checkedColumns(inputs).map(([name]) => name);
  const sums = new RowSums();
  const digests = new RowDigests(ROWS);
  let base = 0;
  for (const source of listSources(inputs)) {
    const placeOf = placesOf(source, inputs.order, slice);
    for (const batch of source.batches(slice, names, { reuse: true })) {
      const vectors = batch.columns as Readonly<Record<string, ColumnVector>>;
      for (let from = 0; from < batch.rowCount; from += ROWS) {
        const count = Math.min(ROWS, batch.rowCount - from);
        digests.begin(count);
        for (let row = 0; placeOf !== undefined && row < count; row++) {
          digests.addNumber(row, base + placeOf(batch.start + from + row));
        }
        for (const name of names) {
          const type = source.columns.get(name) as ColumnSpec;
          const vector = vectors[name] as ColumnVector;
          digests.addColumn(vector, type, { from, count });
        }
        digests.finish(count);
        sums.add(digests.words, count);
      }
    }
    base += source.rowCount;
  }
  return sums.words();
}

/** Says how many rows of a dataset are ahead of one; where that counts. */
function placesOf(
  { rowCounts }: Dataset,
  order: "none" | "all" | "roundrobin",
  slice: number,
): ((row: number) => number) | undefined {
  if (order === "none") return undefined;
  if (order === "all") {
    const before = rowCounts.slice(0, slice).reduce((sum, n) => sum + n, 0);
    return (row) => before + row;
  }
  return (row) =>
    rowCounts.reduce((sum, count, other) => {
      const turns = other < slice ? row + 1 : row;
      return sum + Math.min(count, turns);
    }, 0);
}

/** How many words a digest has. */
const WORDS = 4;

/** Sums of words, which become whole numbers without a limit now and then. */
class RowSums {
  readonly #totals: bigint[] = Array.from({ length: WORDS }, () => 0n);

  /** Adds the digests of fewer than a million rows. */
  add(words: Int32Array, rowCount: number): void {
    for (let word = 0; word < WORDS; word++) {
      let sum = 0;
      for (let at = word; at < WORDS * rowCount; at += WORDS) {
        sum += (words[at] as number) >>> 0;
      }
      this.#totals[word] = (this.#totals[word] as bigint) + BigInt(sum);
    }
  }

  words(): bigint[] {
    return this.#totals;
  }
}

/**
 * Makes the digest of what the slices added up: that of the names, the number
 * of rows, and the sum modulo 2^128.
 */
export function digestOf(
  names: readonly string[],
  rowCount: number,
  found: readonly (readonly bigint[])[],
): string {
  let sum = 0n;
  for (const words of found) {
    sum += words.reduce((total, word) => (total << 32n) + word, 0n);
  }
  const text = JSON.stringify([names, rowCount, `${BigInt.asUintN(128, sum)}`]);
  return digestText(text);
}
