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
import type { Converter, Marks } from "./converter.ts";
import { Gatherer } from "./gather.ts";
import { encodeTexts } from "./texts.ts";
import {
  converterOf,
  type PlannedColumn,
  type TypeInputs,
} from "./type_plan.ts";

/** What is converted. */
export interface TextRows {
  readonly vector: ColumnVector;
  /** Which rows, in order; nothing for all of them. */
  readonly rows: Uint32Array | undefined;
}

/** Converts one column. */
export interface ColumnTyper {
  /** How often the fallback was used in the last vector. */
  readonly fallbackCount: number;
  /**
   * Converts rows of a vector and forgets those before.
   *
   * @param failed For each row: gets `mark` if it cannot be converted and
   * nothing is there yet.
   * @returns How many cannot be converted.
   */
  convert(rows: TextRows, failed: Marks, mark: number): number;
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
  readonly #edges: Int32Array[] = [];
  #count = 0;

  constructor(converter: Converter) {
    this.#converter = converter;
  }

  get fallbackCount(): number {
    return this.#converter.fallbackCount;
  }

  convert(
    { vector, rows }: TextRows,
    failed: Marks,
    mark: number,
  ): number {
    const { values: bytes, offsets, valid, length } = vector as Parts;
    const count = rows?.length ?? length;
    const starts = rows === undefined ? offsets : this.#pick(offsets, rows, 0);
    const ends = rows === undefined
      ? offsets.subarray(1)
      : this.#pick(offsets, rows, 1);
    const run = { bytes, starts, ends, from: 0, count };
    this.#count = count;
    return valid === undefined
      ? this.#converter.convert(run, failed, mark)
      : this.#converter.convertNullable(
        run,
        pickValid(valid, rows),
        failed,
        mark,
      );
  }

  /** Where rows begin, or where they end. */
  #pick(offsets: Int32Array, rows: Uint32Array, edge: 0 | 1): Int32Array {
    if ((this.#edges[edge]?.length ?? 0) < rows.length) {
      this.#edges[edge] = new Int32Array(offsets.length);
    }
    const edges = this.#edges[edge] as Int32Array;
    for (let i = 0; i < rows.length; i++) {
      edges[i] = offsets[(rows[i] as number) + edge] as number;
    }
    return edges;
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
  #codes = new Uint32Array(0);
  #valid: Uint8Array | undefined;
  /** Whether `#valid` is not the vector's. */
  #isOwnValid = false;

  constructor({ fallback }: PlannedColumn, converter: Converter) {
    this.#fallback = fallback;
    this.#converter = converter;
  }

  convert(
    { vector, rows }: TextRows,
    failed: Marks,
    mark: number,
  ): number {
    const { values, dictionary, valid, length } = vector as Codes;
    if (dictionary !== this.#dictionary) this.#learn(dictionary);
    this.fallbackCount = 0;
    this.#valid = valid && pickValid(valid, rows);
    this.#isOwnValid = false;
    const count = rows?.length ?? length;
    const codes = new Uint32Array(count);
    this.#codes = codes;
    let failures = 0;
    for (let row = 0; row < count; row++) {
      const code = values[rows === undefined ? row : rows[row] as number];
      codes[row] = code as number;
      if (this.#failed[code as number] === 0) continue;
      if (this.#valid !== undefined && this.#valid[row] === 0) continue;
      if (this.#useFallback(row)) continue;
      failures++;
      if (failed[row] === 0) failed[row] = mark;
    }
    return failures;
  }

  column(): WrittenColumn<ColumnSpec> {
    const entries = this.#entries as unknown as ColumnVector;
    const picked = this.#gatherer.pick(entries, this.#codes);
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
      this.#codes[row] = this.#failed.length - 1;
      return true;
    }
    if (this.#valid === undefined || !this.#isOwnValid) {
      this.#valid = this.#valid?.slice() ??
        new Uint8Array(this.#codes.length).fill(1);
      this.#isOwnValid = true;
    }
    this.#valid[row] = 0;
    return true;
  }

  /** Converts the entries, and behind them the fallback. */
  #learn(dictionary: readonly string[]): void {
    const texts = [...dictionary, this.#fallback ?? ""];
    const { offsets, values: bytes } = encodeTexts(texts);
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

function pickValid(
  valid: Uint8Array,
  rows: Uint32Array | undefined,
): Uint8Array {
  if (rows === undefined) return valid;
  const picked = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    picked[i] = valid[rows[i] as number] as number;
  }
  return picked;
}
