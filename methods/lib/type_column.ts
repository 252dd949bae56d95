/**
 * Converts the text columns of datasets, a batch at a time.
 *
 * @module
 */

import type {
  BatchColumn as WrittenColumn,
  ColumnSpec,
  ColumnVector,
} from "ax";
import type { Converter } from "./converter.ts";
import { Gatherer } from "./gather.ts";
import {
  converterOf,
  type PlannedColumn,
  type TypeInputs,
} from "./type_plan.ts";

/** Converts one column. */
export interface ColumnTyper {
  /** How often the fallback was used in the last vector. */
  readonly fallbackCount: number;
  /**
   * Converts a vector and forgets the one before.
   *
   * @param failed For each row: gets `mark` if it cannot be converted and
   * nothing is there yet.
   * @returns How many cannot be converted.
   */
  convert(vector: ColumnVector, failed: Uint16Array, mark: number): number;
  /** What came of the vector; what failed is any value. */
  column(): WrittenColumn<ColumnSpec>;
}

/** Makes what converts a planned column. */
export function makeTyper(
  column: PlannedColumn,
  options: Pick<TypeInputs, "timezone" | "numericComma">,
): ColumnTyper {
  return column.sourceType.startsWith("category")
    ? new CategoryTyper(column, converterOf(column, options, false))
    : new TextTyper(converterOf(column, options));
}

/** The typed arrays of a text vector. */
interface Parts extends ColumnVector {
  readonly values: Uint8Array;
  readonly offsets: Int32Array;
}

/** Converts each row, straight from the bytes of the vector. */
class TextTyper implements ColumnTyper {
  readonly #converter: Converter;
  #count = 0;

  constructor(converter: Converter) {
    this.#converter = converter;
  }

  get fallbackCount(): number {
    return this.#converter.fallbackCount;
  }

  convert(vector: ColumnVector, failed: Uint16Array, mark: number): number {
    const { values: bytes, offsets: starts, valid, length } = vector as Parts;
    const ends = starts.subarray(1);
    const run = { bytes, starts, ends, from: 0, count: length };
    this.#count = length;
    return valid === undefined
      ? this.#converter.convert(run, failed, mark)
      : this.#converter.convertNullable(run, valid, failed, mark);
  }

  column(): WrittenColumn<ColumnSpec> {
    return this.#converter.column(this.#count);
  }
}

/** The typed arrays of a category vector. */
interface Codes extends ColumnVector {
  readonly values: Int32Array;
  readonly dictionary: readonly string[];
}

/** Converts each entry of a dictionary once, and picks rows out of these. */
class CategoryTyper implements ColumnTyper {
  fallbackCount = 0;
  readonly #converter: Converter;
  readonly #fallback: string | null | undefined;
  readonly #gatherer = new Gatherer();
  #dictionary: readonly string[] | undefined;
  #entries: WrittenColumn<ColumnSpec> = new Uint8Array(0);
  /** 1 for each entry that cannot be converted. */
  #failed = new Uint16Array(0);
  #rows = new Uint32Array(0);
  #valid: Uint8Array | undefined;
  /** Whether `#valid` is not the vector's. */
  #isOwnValid = false;

  constructor({ fallback }: PlannedColumn, converter: Converter) {
    this.#fallback = fallback;
    this.#converter = converter;
  }

  convert(vector: ColumnVector, failed: Uint16Array, mark: number): number {
    const { values: codes, dictionary, valid, length } = vector as Codes;
    if (dictionary !== this.#dictionary) this.#learn(dictionary);
    this.fallbackCount = 0;
    this.#valid = valid;
    this.#isOwnValid = false;
    this.#rows = new Uint32Array(length);
    const rows = this.#rows;
    let failures = 0;
    for (let row = 0; row < length; row++) {
      const code = codes[row] as number;
      rows[row] = code;
      if (this.#failed[code] === 0) continue;
      if (valid !== undefined && valid[row] === 0) continue;
      if (this.#useFallback(row)) continue;
      failures++;
      if (failed[row] === 0) failed[row] = mark;
    }
    return failures;
  }

  column(): WrittenColumn<ColumnSpec> {
    const entries = this.#entries as unknown as ColumnVector;
    const picked = this.#gatherer.pick(entries, this.#rows);
    const valid = this.#valid;
    if (valid === undefined) return picked;
    if (picked.valid === undefined) return { ...picked, valid };
    const both = picked.valid.map((one, row) => one & (valid[row] as number));
    return { ...picked, valid: both };
  }

  #useFallback(row: number): boolean {
    const fallback = this.#fallback;
    if (fallback === undefined) return false;
    this.fallbackCount++;
    if (fallback !== null) {
      this.#rows[row] = this.#failed.length - 1;
      return true;
    }
    if (this.#valid === undefined || !this.#isOwnValid) {
      this.#valid = this.#valid?.slice() ??
        new Uint8Array(this.#rows.length).fill(1);
      this.#isOwnValid = true;
    }
    this.#valid[row] = 0;
    return true;
  }

  /** Converts the entries, and behind them the fallback. */
  #learn(dictionary: readonly string[]): void {
    const texts = [...dictionary, this.#fallback ?? ""];
    const encoder = new TextEncoder();
    const fields = texts.map((text) => encoder.encode(text));
    const offsets = new Int32Array(texts.length + 1);
    fields.forEach((field, index) => {
      offsets[index + 1] = (offsets[index] as number) + field.length;
    });
    const bytes = new Uint8Array(offsets[texts.length] as number);
    fields.forEach((field, index) => bytes.set(field, offsets[index]));
    this.#failed = new Uint16Array(texts.length);
    this.#converter.convert(
      {
        bytes,
        starts: offsets,
        ends: offsets.subarray(1),
        from: 0,
        count: texts.length,
      },
      this.#failed,
      1,
    );
    this.#entries = this.#converter.column(texts.length);
    this.#dictionary = dictionary;
  }
}
