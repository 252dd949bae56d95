/**
 * Builders for the columns whose values differ in size, text, bytes and
 * categories; and {@linkcode makeBuilder} for every type.
 *
 * @module
 */

import type {
  CategoryColumnVector,
  ColumnVector,
  VariableColumnVector,
} from "../core/vectors.ts";
import {
  BATCH_BYTES,
  type BatchInput,
  bytesOf,
  ColumnBuilder,
  describe,
  type DictionarySource,
  type FlushedColumn,
  MAX_OFFSET,
  type Pressure,
  ValueError,
} from "./builder.ts";
import { findFixedBuilder } from "./fixed_builders.ts";
import { encodeJson } from "./json_text.ts";
import { ListBuilder } from "./list_builder.ts";
import { OffsetsBuilder, rowsUpTo } from "./offsets_builder.ts";
import { encodeStats } from "./stats.ts";
import type { ParsedType, TextParser } from "./types.ts";
import { encodeUtf8 } from "./utf8.ts";

/** Below the number of entries that a Map can have. */
const MAX_CATEGORIES = 16_000_000;

/** Makes the builder of a column. */
export function makeBuilder(
  type: ParsedType,
  pressure: Pressure,
): ColumnBuilder {
  switch (type.kind) {
    case "string":
      return new StringBuilder(type, pressure);
    case "json":
      return new JsonBuilder(type, pressure);
    case "bytes":
      return new BytesBuilder(type, pressure);
    case "category":
      return new CategoryBuilder(type);
    case "list":
      return new ListBuilder(
        type,
        makeBuilder(type.element, pressure),
        pressure,
      );
  }
  const fixed = findFixedBuilder(type);
  if (fixed !== undefined) return fixed;
  throw new TypeError(`Cannot build a column of type ${type.kind}`);
}

abstract class VariableBuilder extends OffsetsBuilder {
  protected bytes: Uint8Array = new Uint8Array(0);

  /** Where the next value begins, with room for `size` bytes. */
  protected room(size: number): number {
    if (this.length === this.capacity) this.reserve(1);
    const at = this.offsets[this.length] as number;
    const needed = at + size;
    if (needed > this.bytes.length) this.#enlarge(needed);
    return at;
  }

  #enlarge(needed: number): void {
    const doubled = Math.min(this.bytes.length * 2, 2 * BATCH_BYTES);
    const larger = new Uint8Array(Math.max(needed, doubled, 4096));
    larger.set(this.bytes);
    this.bytes = larger;
  }

  override isFull(): boolean {
    return (this.offsets[this.length] as number) > BATCH_BYTES;
  }

  override fitting(input: BatchInput, from: number, count: number): number {
    const { offsets } = input as unknown as Partial<VariableColumnVector>;
    if (Array.isArray(input) || offsets === undefined) return count;
    const end = this.offsets[this.length] as number;
    const limit = BATCH_BYTES - end;
    const rows = rowsUpTo(offsets, { from, count, limit });
    const size = (offsets[from + rows] as number) - (offsets[from] as number);
    if (end + size <= MAX_OFFSET || rows + this.length === 1) return rows;
    return rows - 1;
  }

  /** Ends the value that was put at {@linkcode room}. */
  protected close(end: number): void {
    if (end > BATCH_BYTES) {
      this.pressure.isFull = true;
      if (end > MAX_OFFSET) {
        throw new ValueError("more than 2 GiB of data in one batch");
      }
    }
    this.offsets[++this.length] = end;
  }

  protected appendZero(): void {
    this.close(this.room(0));
  }

  protected appendRaw(
    input: ArrayBufferView | ColumnVector,
    from: number,
    count: number,
  ): void {
    const data = input as unknown as Partial<VariableColumnVector>;
    const { offsets, values } = data;
    if (offsets === undefined || !(values instanceof Uint8Array)) {
      throw new ValueError(
        `offsets and bytes expected, got ${describe(input)}`,
      );
    }
    const size = values.length;
    const { start, end } = this.copyOffsets(offsets, { from, count, size });
    const source = values.subarray(start, end);
    const base = this.room(source.length);
    this.bytes.set(source, base);
    this.markNulls(data.valid, from, count);
    this.length += count - 1;
    this.close(base + source.length);
  }

  flush(): FlushedColumn {
    const end = this.offsets[this.length] as number;
    return this.flushWith({ buffers: [this.bytes.subarray(0, end)] });
  }
}

class StringBuilder extends VariableBuilder {
  append(value: unknown): void {
    if (typeof value !== "string") return this.appendOther(value);
    const at = this.room(value.length * 3);
    const end = encodeUtf8(value, this.bytes, at);
    if (end === -1) {
      throw new ValueError(
        `${this.type.kind} expected, got half a surrogate pair in ${
          describe(value)
        }`,
      );
    }
    this.close(end);
  }
}

class JsonBuilder extends StringBuilder {
  override append(value: unknown): void {
    if (value === null && this.type.nullable) return this.appendOther(null);
    if (typeof value === "string" && this.type.parse !== undefined) {
      return this.#appendText(value, this.type.parse);
    }
    super.append(encodeJson(value));
  }

  /** Keeps JSON as it is written, so that numbers lose no digits. */
  #appendText(text: string, parse: TextParser): void {
    const value = parse(text);
    if (value === undefined) return this.appendOther(text);
    if (value === null && this.type.nullable) return this.appendOther(null);
    super.append(text);
  }
}

class BytesBuilder extends VariableBuilder {
  append(value: unknown): void {
    if (!(value instanceof Uint8Array)) return this.appendOther(value);
    const at = this.room(value.length);
    this.bytes.set(value, at);
    this.close(at + value.length);
  }
}

class CategoryBuilder extends ColumnBuilder implements DictionarySource {
  readonly strings: string[] = [];
  /** By text; empty as long as each text came after those before. */
  readonly #codes = new Map<string, number>();
  #isAscending = true;
  #values = new Int32Array(0);
  /** The row that brought the newest string, counted in this batch. */
  #newestRow = -1;
  #dictionary: readonly string[] | undefined;
  #mapped: Int32Array = new Int32Array(0);

  override *dictionaries(): Iterable<DictionarySource> {
    yield this;
  }

  append(value: unknown): void {
    if (typeof value !== "string") return this.appendOther(value);
    const code = this.#codeOf(value);
    if (this.length === this.capacity) this.reserve(1);
    this.#values[this.length++] = code;
  }

  /**
   * Finds the code of a text, which may be new. Texts in ascending order are
   * new without being looked up.
   *
   * @param offset Rows of a vector before the one that brings it.
   */
  #codeOf(value: string, offset = 0): number {
    if (this.#isAscending) {
      const last = this.strings.at(-1);
      if (last === undefined || value > last) return this.#add(value, offset);
      if (value === last) return this.strings.length - 1;
      this.#isAscending = false;
      for (const [code, text] of this.strings.entries()) {
        this.#codes.set(text, code);
      }
    }
    return this.#codes.get(value) ?? this.#add(value, offset);
  }

  #add(value: string, offset: number): number {
    if (!value.isWellFormed()) {
      throw new ValueError(
        `category expected, got half a surrogate pair in ${describe(value)}`,
        offset,
      );
    }
    const code = this.strings.length;
    if (code === MAX_CATEGORIES) {
      throw new ValueError(
        `more than ${MAX_CATEGORIES} categories: use the type string`,
        offset,
      );
    }
    this.strings.push(value);
    if (!this.#isAscending) this.#codes.set(value, code);
    this.#newestRow = this.length;
    return code;
  }

  override truncate(length: number): void {
    if (this.#newestRow >= length) {
      // In lists, rows before the one that brought it may go as well: then it
      // stays, and stands for nothing.
      if (length === this.length - 1) {
        this.#codes.delete(this.strings.pop() ?? "");
        this.#dictionary = undefined;
      }
      this.#newestRow = -1;
    }
    super.truncate(length);
  }

  protected resize(capacity: number): void {
    const larger = new Int32Array(capacity);
    larger.set(this.#values);
    this.#values = larger;
  }

  protected appendZero(): void {
    this.#values[this.length++] = 0;
  }

  protected appendRaw(
    input: ArrayBufferView | ColumnVector,
    from: number,
    count: number,
  ): void {
    const { values, dictionary, valid } = input as Partial<
      CategoryColumnVector
    >;
    if (!(values instanceof Int32Array) || dictionary === undefined) {
      throw new ValueError(
        `codes and a dictionary expected, got ${describe(input)}`,
      );
    }
    if (values.length < from + count) {
      throw new ValueError(
        `${from + count} codes expected, got ${values.length}`,
      );
    }
    this.#learn(dictionary);
    this.markNulls(valid, from, count);
    const target = this.#values;
    const { length } = this;
    const mapped = this.#mapped;
    for (let i = 0; i < count; i++) {
      const isNull = valid !== undefined && valid[from + i] === 0;
      const code = values[from + i] as number;
      const known = isNull ? 0 : mapped[code] as number;
      target[length + i] = known >= 0
        ? known
        : this.#translate(code, dictionary, i);
    }
    this.length += count;
  }

  /** Knows a dictionary again that has grown since. */
  #learn(dictionary: readonly string[]): void {
    const known = this.#dictionary === dictionary ? this.#mapped : undefined;
    if (known !== undefined && known.length >= dictionary.length) return;
    const count = Math.max(dictionary.length, 2 * (known?.length ?? 0));
    this.#dictionary = dictionary;
    this.#mapped = new Int32Array(count).fill(-1);
    if (known !== undefined) this.#mapped.set(known);
  }

  #translate(
    code: number,
    dictionary: readonly string[],
    offset: number,
  ): number {
    const known = this.#mapped[code];
    if (known !== undefined && known !== -1) return known;
    const value = dictionary[code];
    if (value === undefined) {
      throw new ValueError(
        `a code below ${dictionary.length} expected, got ${code}`,
        offset,
      );
    }
    return this.#mapped[code] = this.#codeOf(value, offset);
  }

  flush(): FlushedColumn {
    const { length, nullCount } = this;
    const buffers = [this.flushValidity(), bytesOf(this.#values, 4 * length)];
    this.length = 0;
    this.#newestRow = -1;
    const stats = encodeStats(this.type, undefined, nullCount);
    const nodes = [{ length, nullCount }];
    return { nodes, buffers, stats, extent: undefined };
  }
}
