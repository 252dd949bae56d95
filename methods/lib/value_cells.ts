/**
 * Values that are kept one for each group, and replaced by others.
 *
 * @module
 */

import { AxError, type ColumnSpec, type VectorParts } from "ax";
import { plainType } from "./dataset_source.ts";
import { ordered } from "./sort_keys.ts";
import { encodedBytes, encodeTexts, type Texts } from "./texts.ts";
import { enlarge, pick, wordsOf } from "./typed_arrays.ts";
import type { ValueParts } from "./value_coder.ts";

/** One value for each group. Nulls are somebody else's business. */
export interface ValueCells {
  /** Bytes that they take. */
  readonly byteCount: number;
  /** Makes room for groups. */
  grow(groups: number): void;
  /** Whether the values of a vector can be taken, however much memory. */
  fits(vector: ValueParts): boolean;
  /** Says which vector the rows are of. */
  look(vector: ValueParts): void;
  /** Takes the value of a row. */
  put(group: number, row: number): void;
  /** Takes what stands for null. */
  clear(group: number): void;
  /** Below 0 if the value of a row is less than the group's; not of NaN. */
  compare(group: number, row: number): number;
  /** The values of groups. */
  pick(groups: Uint32Array): VectorParts;
}

/** Makes cells. @param type Neither a list, `json` nor `bytes`. */
export function makeCells(type: ColumnSpec): ValueCells {
  switch (plainType(type)) {
    case "string":
    case "category":
      return new TextCells();
    case "int64":
    case "datetime":
      return new WideCells();
    case "bool":
      return new NumberCells(Uint8Array);
    case "float32":
      return new NumberCells(Float32Array);
    case "float64":
      return new NumberCells(Float64Array);
  }
  return new NumberCells(Int32Array);
}

type NumberArray = Uint8Array | Int32Array | Float32Array | Float64Array;

class NumberCells<A extends NumberArray> implements ValueCells {
  #values: A;
  #source: NumberArray = new Uint8Array(0);

  constructor(Type: new (length: number) => A) {
    this.#values = new Type(16);
  }

  get byteCount(): number {
    return this.#values.byteLength;
  }

  grow(groups: number): void {
    this.#values = enlarge(this.#values, groups);
  }

  fits(): boolean {
    return true;
  }

  look({ values }: ValueParts): void {
    this.#source = values as NumberArray;
  }

  put(group: number, row: number): void {
    this.#values[group] = this.#source[row] as number;
  }

  clear(group: number): void {
    this.#values[group] = 0;
  }

  compare(group: number, row: number): number {
    return (this.#source[row] as number) - (this.#values[group] as number);
  }

  pick(groups: Uint32Array): VectorParts {
    const Type = this.#values.constructor as new (length: number) => A;
    return { values: pick(this.#values, groups, new Type(groups.length)) };
  }
}

/** Integers of 64 bits, as their halves. */
class WideCells implements ValueCells {
  #values = new BigInt64Array(16);
  #words: Int32Array = wordsOf(this.#values);
  #source: Int32Array = new Int32Array(0);

  get byteCount(): number {
    return this.#values.byteLength;
  }

  grow(groups: number): void {
    if (groups <= this.#values.length) return;
    this.#values = enlarge(this.#values, groups);
    this.#words = wordsOf(this.#values);
  }

  fits(): boolean {
    return true;
  }

  look({ values }: ValueParts): void {
    this.#source = wordsOf(values as BigInt64Array);
  }

  put(group: number, row: number): void {
    this.#words[2 * group] = this.#source[2 * row] as number;
    this.#words[2 * group + 1] = this.#source[2 * row + 1] as number;
  }

  clear(group: number): void {
    this.#values[group] = 0n;
  }

  compare(group: number, row: number): number {
    const high = (this.#source[2 * row + 1] as number) -
      (this.#words[2 * group + 1] as number);
    if (high !== 0) return high;
    return ((this.#source[2 * row] as number) >>> 0) -
      ((this.#words[2 * group] as number) >>> 0);
  }

  pick(groups: Uint32Array): VectorParts {
    const picked = new BigInt64Array(groups.length);
    return { values: pick(this.#values, groups, picked) };
  }
}

const MAX_BYTES = 2 ** 31 - 1;

/** Texts, which leave gaps where they were. */
class TextCells implements ValueCells {
  #starts = new Int32Array(16);
  #sizes = new Int32Array(16);
  #bytes = new Uint8Array(1024);
  #end = 0;
  /** Bytes that are no longer in use. */
  #gaps = 0;
  #source: Uint8Array = this.#bytes;
  #offsets: Int32Array = new Int32Array(1);
  #codes: Int32Array | undefined;
  #dictionary: readonly string[] | undefined;
  #texts: Texts | undefined;

  get byteCount(): number {
    return this.#bytes.byteLength + 2 * this.#starts.byteLength;
  }

  grow(groups: number): void {
    this.#starts = enlarge(this.#starts, groups);
    this.#sizes = enlarge(this.#sizes, groups);
  }

  fits({ length, offsets, dictionary }: ValueParts): boolean {
    const added = dictionary === undefined
      ? offsets?.[length] ?? 0
      : encodedBytes(dictionary);
    return this.#end - this.#gaps + added <= MAX_BYTES;
  }

  look({ values, offsets, dictionary }: ValueParts): void {
    this.#codes = undefined;
    if (dictionary === undefined) {
      this.#source = values as Uint8Array;
      this.#offsets = offsets ?? new Int32Array(1);
      return;
    }
    this.#codes = values as Int32Array;
    const known = this.#texts;
    const isKnown = this.#dictionary === dictionary &&
      known?.offsets.length === dictionary.length + 1;
    const texts = isKnown && known !== undefined
      ? known
      : encodeTexts(dictionary);
    this.#dictionary = dictionary;
    this.#texts = texts;
    this.#source = texts.values;
    this.#offsets = texts.offsets;
  }

  put(group: number, row: number): void {
    const at = this.#codes === undefined ? row : this.#codes[row] as number;
    const from = this.#offsets[at] as number;
    const size = (this.#offsets[at + 1] as number) - from;
    const before = this.#sizes[group] as number;
    if (size > before) {
      this.#gaps += before;
      this.#sizes[group] = 0;
      if (this.#end + size > this.#bytes.length) this.#makeRoom(size);
      this.#starts[group] = this.#end;
      this.#end += size;
    } else this.#gaps += before - size;
    this.#sizes[group] = size;
    const own = this.#bytes;
    const source = this.#source;
    const to = this.#starts[group] as number;
    for (let i = 0; i < size; i++) own[to + i] = source[from + i] as number;
  }

  clear(group: number): void {
    this.#gaps += this.#sizes[group] as number;
    this.#sizes[group] = 0;
  }

  compare(group: number, row: number): number {
    const at = this.#codes === undefined ? row : this.#codes[row] as number;
    const from = this.#offsets[at] as number;
    const length = (this.#offsets[at + 1] as number) - from;
    const to = this.#starts[group] as number;
    const other = this.#sizes[group] as number;
    const common = Math.min(length, other);
    for (let i = 0; i < common; i++) {
      const byte = this.#source[from + i] as number;
      const otherByte = this.#bytes[to + i] as number;
      if (byte === otherByte) continue;
      return ordered(byte) - ordered(otherByte);
    }
    return length - other;
  }

  #makeRoom(size: number): void {
    if (2 * this.#gaps > this.#end || this.#end + size > MAX_BYTES) {
      this.#closeGaps();
    }
    const needed = this.#end + size;
    if (needed > MAX_BYTES) {
      throw new AxError(
        "limit",
        "Cannot hold chosen texts of more than 2 GiB in all",
      );
    }
    const room = Math.min(2 * needed, MAX_BYTES);
    if (room <= this.#bytes.length) return;
    const bytes = new Uint8Array(room);
    bytes.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = bytes;
  }

  #closeGaps(): void {
    const from = this.#bytes;
    const to = new Uint8Array(from.length);
    let end = 0;
    for (let group = 0; group < this.#starts.length; group++) {
      const start = this.#starts[group] as number;
      const stop = start + (this.#sizes[group] as number);
      this.#starts[group] = end;
      for (let at = start; at < stop; at++) to[end++] = from[at] as number;
    }
    this.#bytes = to;
    this.#end = end;
    this.#gaps = 0;
  }

  pick(groups: Uint32Array): VectorParts {
    const offsets = new Int32Array(groups.length + 1);
    let end = 0;
    for (let at = 0; at < groups.length; at++) {
      end += this.#sizes[groups[at] as number] as number;
      offsets[at + 1] = end;
    }
    const values = new Uint8Array(end);
    for (let at = 0; at < groups.length; at++) {
      let from = this.#starts[groups[at] as number] as number;
      const stop = offsets[at + 1] as number;
      for (let to = offsets[at] as number; to < stop; to++) {
        values[to] = this.#bytes[from++] as number;
      }
    }
    return { offsets, values };
  }
}
