/**
 * What every column builder has: it takes values for one batch and gives the
 * buffers of that batch.
 *
 * @module
 */

import type { VectorParts } from "../core/rows.ts";
import type { ColumnVector } from "../core/vectors.ts";
import type { BatchStats, Extent } from "./stats.ts";
import type { ParsedType } from "./types.ts";
import { formatType } from "./types.ts";

/** Rows in a record batch, at most. */
export const BATCH_ROWS = 65_536;

/** Bytes of one text or list column in a record batch, about at most. */
export const BATCH_BYTES = 64 * 1024 * 1024;

/** What the offsets of a batch reach. */
export const MAX_OFFSET: number = 2 ** 31 - 1;

/** A value that does not fit its column; the writer says where it stood. */
export class ValueError extends Error {
  override readonly name = "ValueError";
  /** How many rows of a vector stood before it, none of which was added. */
  readonly offset: number;

  constructor(message: string, offset = 0) {
    super(message);
    this.offset = offset;
  }
}

/** Shared by the builders of a writer: set when a batch should end early. */
export interface Pressure {
  isFull: boolean;
}

/** The buffers of one column in one batch, its children's included. */
export interface FlushedColumn {
  readonly nodes: { readonly length: number; readonly nullCount: number }[];
  /** Views into the builder; to be used before it takes the next value. */
  readonly buffers: Uint8Array[];
  readonly stats: BatchStats;
  /** Minimum and maximum as they compare. */
  readonly extent: Extent | undefined;
}

/** What a column can be filled with by the batch. */
export type BatchInput =
  | readonly unknown[]
  | ArrayBufferView
  | ColumnVector
  | VectorParts;

/** Collects the values of one column for one batch. */
export abstract class ColumnBuilder {
  readonly type: ParsedType;
  length = 0;
  protected capacity = 0;
  protected nullCount = 0;
  /** One byte per row and 1 ahead of them; made when a first null comes. */
  protected valid: Uint8Array | undefined;

  constructor(type: ParsedType) {
    this.type = type;
  }

  /** Adds one value. @throws {ValueError} If it is not of the type. */
  abstract append(value: unknown): void;

  /** Adds `count` rows of a vector or typed array. */
  protected abstract appendRaw(
    input: ArrayBufferView | ColumnVector,
    from: number,
    count: number,
  ): void;

  /** Gives the buffers and begins the next batch. */
  abstract flush(): FlushedColumn;

  /** The builders of the dictionaries in this column, depth first. */
  *dictionaries(): Iterable<DictionarySource> {}

  /** Makes room in the arrays of a subclass. */
  protected abstract resize(capacity: number): void;

  /** Takes back the rows from `length` on. */
  truncate(length: number): void {
    for (let row = length; row < this.length; row++) {
      if (this.valid?.[row] === 0) {
        this.valid[row] = 1;
        this.nullCount--;
      }
    }
    this.length = length;
  }

  /** Whether the batch should end, because it has so many bytes. */
  isFull(): boolean {
    return false;
  }

  /**
   * How many of these rows of a vector go into the batch; 0 if it must end
   * first. Of an array that is known only when it is added.
   */
  fitting(_input: BatchInput, _from: number, count: number): number {
    return count;
  }

  /**
   * Adds the rows from `from` on of a vector, or of an array of values, of
   * which it adds no more once the batch is full.
   *
   * @returns How many were added.
   */
  appendMany(input: BatchInput, from: number, count: number): number {
    if (count === 0) return 0;
    if (!Array.isArray(input)) {
      this.reserve(count);
      this.appendRaw(input as ArrayBufferView | ColumnVector, from, count);
      return count;
    }
    for (let i = from; i < from + count; i++) {
      this.append(input[i]);
      if (this.isFull()) return i - from + 1;
    }
    return count;
  }

  /** What is done with a value of a wrong type: null or a text may be right. */
  protected appendOther(value: unknown): void {
    const read = typeof value === "string"
      ? this.type.parse?.(value)
      : undefined;
    if (read !== undefined) return this.append(read);
    if (value !== null || !this.type.nullable) throw this.#unfit(value, 0);
    this.reserve(1);
    this.markNull(this.length);
    this.appendZero();
  }

  #unfit(value: unknown, offset: number): ValueError {
    return new ValueError(
      `${formatType(this.type)} expected, got ${describe(value)}`,
      offset,
    );
  }

  /** Adds a row without a value. */
  protected abstract appendZero(): void;

  protected markNull(row: number): void {
    this.valid ??= new Uint8Array(this.capacity).fill(1);
    this.valid[row] = 0;
    this.nullCount++;
  }

  /** Copies which rows of a vector are null, before `length` grows. */
  protected markNulls(
    valid: Uint8Array | undefined,
    from: number,
    count: number,
  ): void {
    if (valid === undefined) return;
    if (valid.length < from + count) {
      throw new ValueError(
        `an entry in "valid" for each row expected, got ${valid.length}`,
      );
    }
    for (let i = 0; i < count; i++) {
      if (valid[from + i] !== 0) continue;
      if (!this.type.nullable) throw this.#unfit(null, i);
      this.markNull(this.length + i);
    }
  }

  protected reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.capacity) return;
    const capacity = growth(this.capacity, needed);
    this.capacity = capacity;
    if (this.valid !== undefined) {
      const valid = new Uint8Array(capacity).fill(1);
      valid.set(this.valid);
      this.valid = valid;
    }
    this.resize(capacity);
  }

  /** The validity bitmap; empty if nothing is null. Forgets the nulls. */
  protected flushValidity(): Uint8Array {
    if (this.nullCount === 0 || this.valid === undefined) return EMPTY;
    const bitmap = packBits(this.valid, this.length);
    this.valid.fill(1);
    this.nullCount = 0;
    return bitmap;
  }
}

/** The strings of a category column, to be written once per file. */
export interface DictionarySource {
  readonly strings: readonly string[];
}

/** A buffer of no bytes. */
export const EMPTY: Uint8Array = new Uint8Array(0);

/** A capacity that holds `needed` and is worth the copying. */
export function growth(capacity: number, needed: number): number {
  const doubled = Math.max(capacity * 2, needed, 256);
  return needed <= BATCH_ROWS ? Math.min(doubled, BATCH_ROWS) : doubled;
}

/** Packs bytes of 0 and 1 into bits, the first row lowest. */
export function packBits(bytes: Uint8Array, length: number): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let i = 0; i < length; i++) {
    if (bytes[i] !== 0) (bits[i >> 3] as number) |= 1 << (i & 7);
  }
  return bits;
}

/** The bytes behind a typed array's first `length` entries. */
export function bytesOf(
  array: ArrayBufferView,
  byteLength: number,
): Uint8Array {
  return new Uint8Array(
    array.buffer as ArrayBuffer,
    array.byteOffset,
    byteLength,
  );
}

/** A value in a few words, for a message. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(
        value.length > 60 ? `${value.slice(0, 57)}…` : value,
      );
    case "bigint":
      return `${value}n`;
    case "function":
      return "a function";
    case "object":
      return describeObject(value);
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
}

function describeObject(value: object | null): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Date) {
    const isValid = Number.isFinite(value.getTime());
    return isValid ? `Date ${value.toISOString()}` : "an invalid Date";
  }
  if (ArrayBuffer.isView(value)) {
    return `a ${Object.prototype.toString.call(value).slice(8, -1)}`;
  }
  return "an object";
}
