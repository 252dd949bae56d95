/**
 * Writes the values of one column as JSON.
 *
 * @module
 */

import {
  DayTexts,
  writeClock,
  writeFloat,
  writeLong,
  writeWhole,
} from "./csv_numbers.ts";

/** Bytes that grow at their end. */
export class JsonOutput {
  /** The bytes; those from `length` on are free. */
  bytes: Uint8Array = new Uint8Array(512 * 1024);
  /** How many there are. */
  length = 0;

  /** Makes room for so many bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** Appends bytes as they are. */
  raw(text: Uint8Array): void {
    this.reserve(text.length);
    const { bytes, length } = this;
    for (let at = 0; at < text.length; at++) {
      bytes[length + at] = text[at] as number;
    }
    this.length = length + text.length;
  }

  /** Appends a byte. */
  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Gives the bytes and begins anew; the next call overwrites them. */
  take(): Uint8Array {
    const part = this.bytes.subarray(0, this.length);
    this.length = 0;
    return part;
  }
}

/** A column of a batch, as a dataset gives it. */
export interface JsonVector {
  readonly valid?: Uint8Array | undefined;
}

/** Writes values of one column. */
export abstract class JsonCells {
  #valid: Uint8Array | undefined;

  /** Goes on with the rows of another batch. */
  read(vector: JsonVector): void {
    this.#valid = vector.valid;
    this.use(vector);
  }

  /** Whether the value of a row is null. */
  isNull(row: number): boolean {
    return this.#valid !== undefined && this.#valid[row] === 0;
  }

  /** Writes the value of a row. */
  write(out: JsonOutput, row: number): void {
    if (this.isNull(row)) out.raw(NULL);
    else this.put(out, row);
  }

  protected abstract use(vector: JsonVector): void;
  protected abstract put(out: JsonOutput, row: number): void;
}

const NULL = encode("null");
const TRUE = encode("true");
const FALSE = encode("false");
const QUOTE = 34;
/** More bytes than a number, date or time has. */
const ROOM = 64;

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Makes the writer of a column. @param type As a dataset declares it. */
export function makeJsonCells(type: string): JsonCells {
  const bare = type.replace(/\?$/, "");
  switch (bare) {
    case "string":
      return new TextCells();
    case "json":
      return new RawCells();
    case "bytes":
      return new BytesCells();
    case "category":
      return new CategoryCells();
    case "int64":
      return new LongCells();
    case "datetime":
      return new DatetimeCells();
    case "float32":
    case "float64":
      return new FloatCells(bare === "float32");
    case "bool":
      return new BoolCells();
    case "date":
      return new DateCells();
    case "time":
      return new TimeCells();
    case "int32":
      return new WholeCells();
  }
  return new ListCells(makeJsonCells(bare.slice("list<".length, -1)));
}

/** The letter behind a backslash, by byte; 1 for those in base 16. */
const ESCAPES = new Uint8Array(256).fill(1, 0, 32);
for (const [byte, letter] of [[34, '"'], [92, "\\"], [8, "b"], [12, "f"]]) {
  ESCAPES[byte as number] = String(letter).charCodeAt(0);
}
for (const [byte, letter] of [[10, "n"], [13, "r"], [9, "t"]]) {
  ESCAPES[byte as number] = String(letter).charCodeAt(0);
}
const HEX = encode("0123456789abcdef");

/** Appends UTF-8 as a text in quotes. */
export function writeJsonText(
  out: JsonOutput,
  source: Uint8Array,
  start: number,
  end: number,
): void {
  out.reserve(6 * (end - start) + 2);
  const { bytes } = out;
  let to = out.length;
  bytes[to++] = QUOTE;
  for (let at = start; at < end; at++) {
    const byte = source[at] as number;
    const escape = ESCAPES[byte] as number;
    if (escape === 0) bytes[to++] = byte;
    else if (escape !== 1) {
      bytes[to++] = 92;
      bytes[to++] = escape;
    } else {
      bytes[to++] = 92;
      bytes[to++] = 117;
      bytes[to++] = bytes[to++] = 48;
      bytes[to++] = HEX[byte >> 4] as number;
      bytes[to++] = HEX[byte & 15] as number;
    }
  }
  bytes[to++] = QUOTE;
  out.length = to;
}

abstract class VariableCells extends JsonCells {
  #values = new Uint8Array(0);
  #offsets = new Int32Array(0);

  protected override use(vector: JsonVector): void {
    const { values, offsets } = vector as unknown as {
      values: Uint8Array<ArrayBuffer>;
      offsets: Int32Array<ArrayBuffer>;
    };
    this.#values = values;
    this.#offsets = offsets;
  }

  protected override put(out: JsonOutput, row: number): void {
    const start = this.#offsets[row] as number;
    const end = this.#offsets[row + 1] as number;
    this.print(out, this.#values, start, end);
  }

  protected abstract print(
    out: JsonOutput,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void;
}

class TextCells extends VariableCells {
  protected override print(
    out: JsonOutput,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    writeJsonText(out, bytes, start, end);
  }
}

/** JSON as it is; newlines stand only between its values, and become spaces. */
class RawCells extends VariableCells {
  protected override print(
    out: JsonOutput,
    source: Uint8Array,
    start: number,
    end: number,
  ): void {
    out.reserve(end - start);
    const { bytes, length } = out;
    for (let at = start; at < end; at++) {
      const byte = source[at] as number;
      bytes[length + at - start] = byte === 10 || byte === 13 ? 32 : byte;
    }
    out.length = length + end - start;
  }
}

class BytesCells extends VariableCells {
  protected override print(
    out: JsonOutput,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const text = encode(bytes.subarray(start, end).toBase64());
    writeJsonText(out, text, 0, text.length);
  }
}

class CategoryCells extends JsonCells {
  #codes = new Int32Array(0);
  #dictionary: readonly string[] = [];
  /** What was written for each code. */
  #texts: (Uint8Array | undefined)[] = [];

  protected override use(vector: JsonVector): void {
    const { values, dictionary } = vector as unknown as {
      values: Int32Array<ArrayBuffer>;
      dictionary: readonly string[];
    };
    this.#codes = values;
    if (this.#dictionary !== dictionary) this.#texts = [];
    this.#dictionary = dictionary;
  }

  protected override put(out: JsonOutput, row: number): void {
    const code = this.#codes[row] as number;
    out.raw(
      this.#texts[code] ??= encode(JSON.stringify(this.#dictionary[code])),
    );
  }
}

/** Values that are written in few bytes. */
abstract class ShortCells<A = Int32Array> extends JsonCells {
  protected values: A | undefined;

  protected override use(vector: JsonVector): void {
    this.values = (vector as unknown as { values: A }).values;
  }

  protected override put(out: JsonOutput, row: number): void {
    out.reserve(ROOM);
    out.length = this.print(out.bytes, out.length, row);
  }

  /** Writes a value and tells where it ends. */
  protected abstract print(into: Uint8Array, at: number, row: number): number;
}

class WholeCells extends ShortCells {
  protected override print(into: Uint8Array, at: number, row: number): number {
    return writeWhole(into, at, (this.values as Int32Array)[row] as number);
  }
}

class LongCells extends ShortCells<BigInt64Array> {
  protected override print(into: Uint8Array, at: number, row: number): number {
    return writeLong(into, at, (this.values as BigInt64Array)[row] as bigint);
  }
}

class FloatCells extends ShortCells<Float64Array> {
  readonly #isSingle: boolean;

  constructor(isSingle: boolean) {
    super();
    this.#isSingle = isSingle;
  }

  protected override print(into: Uint8Array, at: number, row: number): number {
    const value = (this.values as Float64Array)[row] as number;
    if (Number.isFinite(value)) {
      return writeFloat(into, at, value, this.#isSingle);
    }
    const text = JSON.stringify(String(value));
    for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i);
    return at + text.length;
  }
}

class BoolCells extends ShortCells<Uint8Array> {
  protected override print(into: Uint8Array, at: number, row: number): number {
    const text = (this.values as Uint8Array)[row] === 1 ? TRUE : FALSE;
    for (let i = 0; i < text.length; i++) into[at + i] = text[i] as number;
    return at + text.length;
  }
}

class DateCells extends ShortCells {
  readonly #days = new DayTexts();

  protected override print(into: Uint8Array, at: number, row: number): number {
    into[at] = QUOTE;
    const days = (this.values as Int32Array)[row] as number;
    const end = this.#days.write(into, at + 1, days);
    into[end] = QUOTE;
    return end + 1;
  }
}

class TimeCells extends ShortCells {
  protected override print(into: Uint8Array, at: number, row: number): number {
    into[at] = QUOTE;
    const millis = (this.values as Int32Array)[row] as number;
    const end = writeClock(into, at + 1, millis * 1000);
    into[end] = QUOTE;
    return end + 1;
  }
}

const MICROS_PER_DAY = 86_400_000_000;
const PER_DAY = BigInt(MICROS_PER_DAY);

class DatetimeCells extends ShortCells<BigInt64Array> {
  readonly #days = new DayTexts();

  protected override print(into: Uint8Array, at: number, row: number): number {
    const exact = (this.values as BigInt64Array)[row] as bigint;
    const value = Number(exact);
    let days = Math.floor(value / MICROS_PER_DAY);
    let micros = value - days * MICROS_PER_DAY;
    if (!Number.isSafeInteger(value)) {
      micros = Number(((exact % PER_DAY) + PER_DAY) % PER_DAY);
      days = Number((exact - BigInt(micros)) / PER_DAY);
    }
    into[at] = QUOTE;
    let end = this.#days.write(into, at + 1, days);
    into[end] = 84; // T
    end = writeClock(into, end + 1, micros);
    into[end] = 90; // Z
    into[end + 1] = QUOTE;
    return end + 2;
  }
}

class ListCells extends JsonCells {
  readonly #items: JsonCells;
  #offsets = new Int32Array(0);

  constructor(items: JsonCells) {
    super();
    this.#items = items;
  }

  protected override use(vector: JsonVector): void {
    const { offsets, elements } = vector as unknown as {
      offsets: Int32Array<ArrayBuffer>;
      elements: JsonVector;
    };
    this.#offsets = offsets;
    this.#items.read(elements);
  }

  protected override put(out: JsonOutput, row: number): void {
    const start = this.#offsets[row] as number;
    const end = this.#offsets[row + 1] as number;
    out.byte(91);
    for (let at = start; at < end; at++) {
      if (at > start) out.byte(44);
      this.#items.write(out, at);
    }
    out.byte(93);
  }
}
