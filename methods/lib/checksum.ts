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
import { RowBytes, rowWriter } from "./row_bytes.ts";
import { sha256 } from "./sha256.ts";

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

/**
 * Adds up the SHA-256 of each row of a slice.
 *
 * @returns Eight words of 32 bits, the greatest first, not carried over.
 */
export function sumSlice(inputs: ChecksumInputs, slice: number): bigint[] {
  const names = checkedColumns(inputs).map(([name]) => name);
  const sums = new RowSums();
  const out = new RowBytes();
  let base = 0;
  for (const source of listSources(inputs)) {
    const placeOf = placesOf(source, inputs.order, slice);
    for (const batch of source.batches(slice, names, { reuse: true })) {
      const vectors = batch.columns as Readonly<Record<string, ColumnVector>>;
      const writers = names.map((name) => {
        const type = source.columns.get(name) as ColumnSpec;
        return rowWriter(vectors[name] as ColumnVector, type, out);
      });
      for (let row = 0; row < batch.rowCount; row++) {
        out.clear();
        if (placeOf) out.number(1, base + placeOf(batch.start + row));
        for (const write of writers) write(row);
        sums.add(sha256(out.bytes, out.length));
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

/** After so many rows sums are made whole numbers without a limit. */
const CARRY_AFTER = 2 ** 20;

class RowSums {
  readonly #sums = new Float64Array(8);
  readonly #totals: bigint[] = Array.from({ length: 8 }, () => 0n);
  #rows = 0;

  add(words: Int32Array): void {
    for (let i = 0; i < 8; i++) {
      this.#sums[i] = (this.#sums[i] as number) + ((words[i] as number) >>> 0);
    }
    if (++this.#rows % CARRY_AFTER === 0) this.words();
  }

  words(): bigint[] {
    for (const [i, sum] of this.#sums.entries()) {
      this.#totals[i] = (this.#totals[i] as bigint) + BigInt(sum);
    }
    this.#sums.fill(0);
    return this.#totals;
  }
}

/**
 * Makes the digest of what the slices added up: SHA-256 of the names, the
 * number of rows, and the sum modulo 2^256.
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
  const text = JSON.stringify([
    names,
    rowCount,
    hex(sum & ((1n << 256n) - 1n)),
  ]);
  const out = new RowBytes();
  out.text(6, new TextEncoder().encode(text));
  const words = sha256(out.bytes, out.length);
  return [...words].map((word) => (word >>> 0).toString(16).padStart(8, "0"))
    .join("");
}

function hex(value: bigint): string {
  return value.toString(16).padStart(64, "0");
}
