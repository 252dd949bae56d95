/**
 * What every converter does: it makes a typed column of fields, straight from
 * their bytes.
 *
 * @module
 */

import type { BatchColumn, ColumnSpec } from "./vectors.ts";

/** Fields of one column that lie one after the other in `starts` and `ends`. */
export interface FieldRun {
  readonly bytes: Uint8Array;
  /** Where each field begins. */
  readonly starts: Int32Array;
  /** Where it ends; the complement (`~end`) if quotes are doubled in it. */
  readonly ends: Int32Array;
  /** The index of the first field in `starts` and `ends`. */
  readonly from: number;
  readonly count: number;
}

/** For each row, the mark of what cannot be converted, or 0. */
export type Marks = Uint16Array | Uint32Array;

/** Converts one column, a run of fields at a time. */
export abstract class Converter {
  /** How many fields of the last run the fallback stands for. */
  fallbackCount = 0;
  #type: ColumnSpec;
  /** Whether empty fields are null. */
  readonly #isNullable: boolean;
  #valid: Uint8Array | undefined;
  #nullCount = 0;
  #fallback: Uint8Array | null | undefined;
  #scratch = new Uint8Array(256);

  /** @param type The type; a `?` at its end makes nulls of empty fields. */
  constructor(type: ColumnSpec) {
    this.#type = type;
    this.#isNullable = type.endsWith("?");
  }

  /** The column that it makes. */
  get type(): ColumnSpec {
    return this.#type;
  }

  /** Lets the column have nulls without making them of empty fields. */
  allowNulls(): void {
    if (this.#type.endsWith("?")) return;
    this.#type = `${this.#type}?` as ColumnSpec;
  }

  /**
   * Converts fields and forgets the ones before.
   *
   * @param failed For each field: gets `mark` if it cannot be converted and
   * nothing is there yet.
   * @returns How many cannot be converted.
   */
  convert(run: FieldRun, failed: Marks, mark: number): number {
    const { bytes, starts, ends, from, count } = run;
    const isNullable = this.#isNullable;
    this.#begin(count);
    let failures = 0;
    for (let row = 0; row < count; row++) {
      const start = starts[from + row] as number;
      const end = ends[from + row] as number;
      if (start === end && isNullable) {
        this.#setNull(row, count);
        continue;
      }
      const isFine = end >= 0
        ? this.parse(bytes, start, end, row)
        : this.#parseDoubled(bytes, start, ~end, row);
      if (isFine || this.#useFallback(row, count)) continue;
      failures++;
      if (failed[row] === 0) failed[row] = mark;
      this.skip(row);
    }
    return failures;
  }

  /**
   * As {@linkcode Converter.convert}, where some fields are no text but null.
   *
   * @param valid 0 for each field that is null, from the run's first on.
   */
  convertNullable(
    run: FieldRun,
    valid: Uint8Array,
    failed: Marks,
    mark: number,
  ): number {
    const { bytes, starts, ends, from, count } = run;
    this.#begin(count);
    let failures = 0;
    for (let row = 0; row < count; row++) {
      const start = starts[from + row] as number;
      const end = ends[from + row] as number;
      if (valid[row] === 0 || start === end && this.#isNullable) {
        this.#setNull(row, count);
        continue;
      }
      const isFine = this.parse(bytes, start, end, row);
      if (isFine || this.#useFallback(row, count)) continue;
      failures++;
      if (failed[row] === 0) failed[row] = mark;
      this.skip(row);
    }
    return failures;
  }

  /** What a writer takes of the fields that were converted last. */
  column(count: number): BatchColumn {
    const valid = this.#nullCount > 0 ? this.#valid : undefined;
    return this.give(count, valid?.subarray(0, count));
  }

  /**
   * Takes this text wherever a field cannot be converted.
   *
   * @param text `null` for a null.
   * @returns Whether it can be converted itself.
   */
  setFallback(text: string | null): boolean {
    this.#fallback = undefined;
    if (text === null) {
      this.#fallback = null;
      return this.#type.endsWith("?");
    }
    const bytes = new TextEncoder().encode(text);
    this.#begin(1);
    const isNull = bytes.length === 0 && this.#isNullable;
    this.#fallback = isNull ? null : bytes;
    return isNull || this.parse(bytes, 0, bytes.length, 0);
  }

  /** Makes room for so many rows. */
  protected abstract reserve(count: number): void;

  /** Converts one field into one row; `false` if that cannot be done. */
  protected abstract parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean;

  /** Puts anything into a row that has no value. */
  protected abstract skip(row: number): void;

  /** Gives the rows. */
  protected abstract give(
    count: number,
    valid: Uint8Array | undefined,
  ): BatchColumn;

  #begin(count: number): void {
    this.reserve(count);
    if (this.#nullCount > 0) this.#valid?.fill(1);
    this.#nullCount = 0;
    this.fallbackCount = 0;
  }

  #setNull(row: number, count: number): void {
    if (this.#valid === undefined || this.#valid.length < count) {
      const valid = new Uint8Array(2 * count).fill(1);
      if (this.#valid !== undefined) valid.set(this.#valid);
      this.#valid = valid;
    }
    this.#valid[row] = 0;
    this.#nullCount++;
    this.skip(row);
  }

  #useFallback(row: number, count: number): boolean {
    const fallback = this.#fallback;
    if (fallback === undefined) return false;
    this.fallbackCount++;
    if (fallback === null) this.#setNull(row, count);
    else this.parse(fallback, 0, fallback.length, row);
    return true;
  }

  #parseDoubled(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    if (this.#scratch.length < end - start) {
      this.#scratch = new Uint8Array(2 * (end - start));
    }
    const length = undouble(bytes, start, end, this.#scratch);
    return this.parse(this.#scratch, 0, length, row);
  }
}

/**
 * Copies a quoted field with each doubled quote made one.
 *
 * @param start Right behind the quote that opens the field.
 * @returns How many bytes were copied.
 */
export function undouble(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
): number {
  const quote = bytes[start - 1];
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    into[length++] = byte;
    if (byte === quote) at++;
  }
  return length;
}

/** The text of bytes, each of them a character; for numbers and messages. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) {
    text += String.fromCharCode(bytes[at] as number);
  }
  return text;
}

/** The same without spaces at both ends. */
export function trimmedText(
  bytes: Uint8Array,
  start: number,
  end: number,
): string {
  const from = skipSpaces(bytes, start, end);
  return textOf(bytes, from, trimEnd(bytes, from, end));
}

/** Whether a byte is a space, a tab, or another that C's `isspace` takes. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte !== undefined && byte >= 9 && byte <= 13;
}

/** The first byte from `start` on that is no space. */
export function skipSpaces(
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let at = start;
  while (at < end && isSpace(bytes[at])) at++;
  return at;
}

/** The end of the text without the spaces behind it. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(bytes[at - 1])) at--;
  return at;
}
