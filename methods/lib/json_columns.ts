/**
 * Makes typed columns of JSON values.
 *
 * | type | of |
 * | --- | --- |
 * | `list<…>` | arrays; lists of lists, too |
 * | `json` | any value, as it is written |
 * | `bytes` | texts in base 64 |
 * | all others | texts, numbers, `true`, `false` as `converters.ts` has it |
 *
 * With `?` behind it, a key may be missing or its value null.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector, VectorParts } from "ax";
import { StringConverter } from "./convert_text.ts";
import type { Converter, Marks } from "./converter.ts";
import { makeConverter } from "./converters.ts";
import {
  ARRAY,
  CLOSE_ARRAY,
  JsonReader,
  MISSING,
  NULL,
  STRING,
  unescape,
} from "./json_reader.ts";
import type { JsonRun, LineWindow } from "./json_table.ts";

/** Makes a column of values, a run at a time. */
export interface JsonColumn {
  /** The column that it makes. */
  readonly type: ColumnSpec;
  /** Whether texts are taken with their quotes and escapes. */
  readonly isRaw: boolean;
  /**
   * Converts values and forgets the ones before.
   *
   * @param window Where the values are, with room for what is made of them.
   * @param failed For each: gets `mark` if it cannot be converted and nothing
   * is there yet.
   * @returns 0 if nothing failed.
   */
  convert(
    run: JsonRun,
    window: LineWindow,
    failed: Marks,
    mark: number,
  ): number;
  /** What a writer takes of the values that were converted last. */
  column(count: number): VectorParts;
}

/**
 * Makes a column.
 *
 * @param conversion As in `int32?`, `date:%d.%m.%Y` or `list<string>`.
 * @throws {AxError} `input`, if there is no such conversion.
 */
export function makeJsonColumn(conversion: string): JsonColumn {
  const list = /^list<(.*)>(\?)?$/s.exec(conversion);
  if (list !== null) {
    return new ListColumn(makeJsonColumn(list[1] as string), list[2] === "?");
  }
  const [, name = "", mark, parameter = ""] =
    /^([^?:]*)(\?)?(.*)$/s.exec(conversion) ?? [];
  const isNullable = mark === "?";
  if (name === "bytes" && parameter === "") return new BytesColumn(isNullable);
  const isRaw = name === "json" && parameter === "";
  const converter = isRaw
    ? new StringConverter("json")
    : makeConverter(name + parameter);
  if (isNullable) converter.allowNulls();
  return new ScalarColumn(converter, isRaw);
}

/** Whether a column of a type has nulls. */
function isNullableType(type: ColumnSpec): boolean {
  return type.endsWith("?");
}

class ScalarColumn implements JsonColumn {
  readonly type: ColumnSpec;
  readonly isRaw: boolean;
  readonly #converter: Converter;
  /** The first kind that is a value. */
  readonly #least: number;
  #valid = new Uint8Array(0);

  constructor(converter: Converter, isRaw: boolean) {
    this.#converter = converter;
    this.type = converter.type;
    this.isRaw = isRaw;
    const takesNull = isRaw && !isNullableType(this.type);
    this.#least = takesNull ? NULL : NULL + 1;
  }

  convert(
    run: JsonRun,
    _window: LineWindow,
    failed: Marks,
    mark: number,
  ): number {
    const { kinds, from, count } = run;
    if (this.#valid.length < count) this.#valid = new Uint8Array(2 * count);
    const valid = this.#valid;
    let nullCount = 0;
    for (let row = 0; row < count; row++) {
      const isValue = (kinds[from + row] as number) >= this.#least;
      valid[row] = isValue ? 1 : 0;
      if (!isValue) nullCount++;
    }
    if (isNullableType(this.type) && nullCount > 0) {
      return this.#converter.convertNullable(run, valid, failed, mark);
    }
    if (nullCount > 0) markNulls(valid, count, failed, mark);
    return nullCount + this.#converter.convert(run, failed, mark);
  }

  column(count: number): VectorParts {
    return this.#converter.column(count);
  }
}

function markNulls(
  valid: Uint8Array,
  count: number,
  failed: Marks,
  mark: number,
): void {
  for (let row = 0; row < count; row++) {
    if (valid[row] === 0 && failed[row] === 0) failed[row] = mark;
  }
}

/** Of base 64. */
class BytesColumn implements JsonColumn {
  readonly type: ColumnSpec;
  readonly isRaw = false;
  #offsets = new Int32Array(1);
  #bytes = new Uint8Array(0);
  #valid: Uint8Array | undefined;

  constructor(isNullable: boolean) {
    this.type = isNullable ? "bytes?" : "bytes";
  }

  convert(
    run: JsonRun,
    _window: LineWindow,
    failed: Marks,
    mark: number,
  ): number {
    const { bytes, starts, ends, kinds, from, count } = run;
    let failures = 0;
    this.#begin(run);
    for (let row = 0; row < count; row++) {
      const kind = kinds[from + row] as number;
      const end = this.#offsets[row] as number;
      this.#offsets[row + 1] = end;
      const isNull = kind <= NULL && isNullableType(this.type);
      if (isNull) (this.#valid ??= new Uint8Array(count).fill(1))[row] = 0;
      else {
        const text = bytes.subarray(starts[from + row], ends[from + row]);
        const size = kind === STRING ? this.#decode(text, end) : -1;
        this.#offsets[row + 1] = end + Math.max(size, 0);
        if (size !== -1) continue;
        failures++;
        if (failed[row] === 0) failed[row] = mark;
      }
    }
    return failures;
  }

  #begin({ starts, ends, from, count }: JsonRun): void {
    let size = 0;
    for (let at = from; at < from + count; at++) {
      size += (ends[at] as number) - (starts[at] as number);
    }
    this.#offsets = new Int32Array(count + 1);
    this.#bytes = new Uint8Array(size);
    this.#valid = undefined;
  }

  /** @returns How many bytes there are; -1 if it is not base 64. */
  #decode(text: Uint8Array, at: number): number {
    try {
      const bytes = Uint8Array.fromBase64(latin1.decode(text));
      this.#bytes.set(bytes, at);
      return bytes.length;
    } catch (error) {
      if (error instanceof SyntaxError) return -1;
      throw error;
    }
  }

  column(): VectorParts {
    return { values: this.#bytes, offsets: this.#offsets, valid: this.#valid };
  }
}

const latin1 = new TextDecoder("latin1");

class ListColumn implements JsonColumn {
  readonly type: ColumnSpec;
  readonly isRaw = false;
  readonly #items: JsonColumn;
  readonly #reader = new JsonReader();
  #offsets = new Int32Array(1);
  #valid: Uint8Array | undefined;
  #starts = new Int32Array(64);
  #ends = new Int32Array(64);
  #kinds = new Uint8Array(64);
  #itemCount = 0;

  constructor(items: JsonColumn, isNullable: boolean) {
    this.#items = items;
    this.type = `list<${items.type}>${isNullable ? "?" : ""}` as ColumnSpec;
  }

  convert(
    run: JsonRun,
    window: LineWindow,
    failed: Marks,
    mark: number,
  ): number {
    const { bytes, starts, kinds, from, count } = run;
    this.#reader.bytes = bytes;
    this.#itemCount = 0;
    this.#valid = undefined;
    this.#offsets = new Int32Array(count + 1);
    let failures = 0;
    for (let row = 0; row < count; row++) {
      const kind = kinds[from + row] as number;
      if (kind === ARRAY) this.#split(starts[from + row] as number, window);
      else if (kind <= NULL && isNullableType(this.type)) {
        (this.#valid ??= new Uint8Array(count).fill(1))[row] = 0;
      } else {
        failures++;
        if (failed[row] === 0) failed[row] = mark;
      }
      this.#offsets[row + 1] = this.#itemCount;
    }
    return failures + this.#convertItems(bytes, window, failed, mark);
  }

  /** Notes where the items of an array are. */
  #split(start: number, window: LineWindow): void {
    const reader = this.#reader;
    let at = reader.skipSpaces(start + 1);
    while (reader.bytes[at] !== CLOSE_ARRAY) {
      this.#note(reader.value(at), window);
      at = reader.skipSpaces(reader.next);
      if (reader.bytes[at] !== CLOSE_ARRAY) at = reader.skipSpaces(at + 1);
    }
  }

  #note(kind: number, window: LineWindow): void {
    const { bytes, start, end, hasEscapes } = this.#reader;
    const at = this.#itemCount++;
    if (at === this.#kinds.length) this.#grow();
    const isRaw = this.#items.isRaw && kind === STRING;
    this.#kinds[at] = kind;
    this.#starts[at] = isRaw ? start - 1 : start;
    this.#ends[at] = isRaw ? end + 1 : end;
    if (kind !== STRING || isRaw || !hasEscapes) return;
    this.#starts[at] = window.free;
    window.free = unescape(bytes, start, end, window.free);
    this.#ends[at] = window.free;
  }

  #grow(): void {
    const size = 2 * this.#kinds.length;
    const grow = <T extends Int32Array | Uint8Array>(from: T, into: T): T => {
      into.set(from);
      return into;
    };
    this.#kinds = grow(this.#kinds, new Uint8Array(size));
    this.#starts = grow(this.#starts, new Int32Array(size));
    this.#ends = grow(this.#ends, new Int32Array(size));
  }

  #convertItems(
    bytes: Uint8Array,
    window: LineWindow,
    failed: Marks,
    mark: number,
  ): number {
    const count = this.#itemCount;
    const wrong = new Uint16Array(count);
    const run = {
      bytes,
      starts: this.#starts,
      ends: this.#ends,
      kinds: this.#kinds,
      from: 0,
      count,
    };
    const failures = this.#items.convert(run, window, wrong, 1);
    if (failures === 0) return 0;
    for (let row = 0; row + 1 < this.#offsets.length; row++) {
      const end = this.#offsets[row + 1] as number;
      let at = this.#offsets[row] as number;
      while (at < end && wrong[at] === 0) at++;
      if (at < end && failed[row] === 0) failed[row] = mark;
    }
    return failures;
  }

  column(): VectorParts {
    return {
      offsets: this.#offsets,
      valid: this.#valid,
      elements: this.#items.column(this.#itemCount) as unknown as ColumnVector,
    };
  }
}

/** The value of a row, for messages: in JSON, and not too long. */
export function quoteValue(run: JsonRun, row: number): string | undefined {
  const { bytes, starts, ends, kinds, from } = run;
  const kind = kinds[from + row] as number;
  if (kind === MISSING) return undefined;
  const [start, end] = [starts[from + row] as number, ends[from + row]];
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  const whole = kind === STRING && bytes[start] !== 34
    ? JSON.stringify(text)
    : text;
  return whole.length > 60 ? `${whole.slice(0, 57)}…` : whole;
}
