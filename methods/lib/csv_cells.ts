/**
 * Writes the values of one column as fields of CSV.
 *
 * @module
 */

import type { Output } from "./csv_output.ts";
import {
  DayTexts,
  writeClock,
  writeFloat,
  writeLong,
  writeWhole,
} from "./csv_numbers.ts";

/** One column of a batch, as a dataset gives it. */
export interface SourceVector {
  readonly valid: Uint8Array | undefined;
  /** The value of a row. */
  get(row: number): unknown;
}

/** Writes fields of one column. */
export interface CellWriter {
  /** Goes on with the rows of another batch. */
  read(vector: SourceVector): void;
  /** Writes the field of a row. */
  write(row: number): void;
}

/** The characters of all values that are no text. */
const PLAIN = "0123456789+-.:eTinfatrusl";
/** More bytes than such a value has. */
const ROOM = 64;
const MICROS_PER_DAY = 86_400_000_000;
const PER_DAY = BigInt(MICROS_PER_DAY);

/** Makes the writer of a column. @param nullText What stands for nulls. */
export function makeCellWriter(
  type: string,
  out: Output,
  nullText: Uint8Array,
): CellWriter {
  const bare = type.replace(/\?$/, "");
  const writer = makeBare(bare, out, nullText);
  if (writer instanceof ValueCells && !out.isPlain(PLAIN)) {
    return new RequotedCells(writer, out);
  }
  return writer;
}

function makeBare(type: string, out: Output, nullText: Uint8Array): Cells {
  switch (type) {
    case "string":
    case "json":
    case "bytes":
      return new TextCells(out, nullText);
    case "category":
      return new CategoryCells(out, nullText);
    case "int32":
      return new WholeCells(out, nullText);
    case "int64":
      return new LongCells(out, nullText);
    case "float32":
    case "float64":
      return new FloatCells(out, nullText, type === "float32");
    case "bool":
      return new BoolCells(out, nullText);
    case "date":
      return new DateCells(out, nullText);
    case "datetime":
      return new DatetimeCells(out, nullText);
    case "time":
      return new TimeCells(out, nullText);
    default:
      return new JsonCells(out, nullText);
  }
}

abstract class Cells implements CellWriter {
  protected readonly out: Output;
  readonly #nullText: Uint8Array;
  #valid: Uint8Array | undefined;

  constructor(out: Output, nullText: Uint8Array) {
    this.out = out;
    this.#nullText = nullText;
  }

  read(vector: SourceVector): void {
    this.#valid = vector.valid;
    this.use(vector);
  }

  write(row: number): void {
    if (this.#valid !== undefined && this.#valid[row] === 0) {
      this.out.text(this.#nullText, 0, this.#nullText.length);
    } else this.put(row);
  }

  protected abstract use(vector: SourceVector): void;
  protected abstract put(row: number): void;
}

class TextCells extends Cells {
  #values = new Uint8Array(0);
  #offsets = new Int32Array(0);

  protected override use(vector: SourceVector): void {
    const { values, offsets } = vector as unknown as {
      values: Uint8Array<ArrayBuffer>;
      offsets: Int32Array<ArrayBuffer>;
    };
    this.#values = values;
    this.#offsets = offsets;
  }

  protected override put(row: number): void {
    const offsets = this.#offsets;
    const start = offsets[row] as number;
    this.out.text(this.#values, start, offsets[row + 1] as number);
  }
}

class CategoryCells extends Cells {
  #codes = new Int32Array(0);
  #dictionary: readonly string[] = [];
  #texts: (Uint8Array | undefined)[] = [];

  protected override use(vector: SourceVector): void {
    const { values, dictionary } = vector as unknown as {
      values: Int32Array<ArrayBuffer>;
      dictionary: readonly string[];
    };
    this.#codes = values;
    if (dictionary !== this.#dictionary) this.#texts = [];
    this.#dictionary = dictionary;
  }

  protected override put(row: number): void {
    const code = this.#codes[row] as number;
    const text = this.#texts[code] ??= new TextEncoder().encode(
      this.#dictionary[code],
    );
    this.out.text(text, 0, text.length);
  }
}

class JsonCells extends Cells {
  #vector: SourceVector | undefined;

  protected override use(vector: SourceVector): void {
    this.#vector = vector;
  }

  protected override put(row: number): void {
    const text = JSON.stringify(
      this.#vector?.get(row),
      (_, value) => typeof value === "bigint" ? Number(value) : value,
    );
    const bytes = new TextEncoder().encode(text);
    this.out.text(bytes, 0, bytes.length);
  }
}

/** Writes values that are no text, and never want quotes for what they are. */
abstract class ValueCells<A = Int32Array> extends Cells {
  protected values: A | undefined;

  protected override use(vector: SourceVector): void {
    this.values = (vector as unknown as { values: A }).values;
  }

  protected override put(row: number): void {
    const { out } = this;
    out.reserve(ROOM);
    out.length = this.print(out.bytes, out.length, row);
  }

  /** Writes a value and tells where it ends. */
  protected abstract print(into: Uint8Array, at: number, row: number): number;
}

class WholeCells extends ValueCells {
  protected override print(into: Uint8Array, at: number, row: number): number {
    return writeWhole(into, at, (this.values as Int32Array)[row] as number);
  }
}

class LongCells extends ValueCells<BigInt64Array> {
  protected override print(into: Uint8Array, at: number, row: number): number {
    return writeLong(into, at, (this.values as BigInt64Array)[row] as bigint);
  }
}

class FloatCells extends ValueCells<Float64Array> {
  readonly #isSingle: boolean;

  constructor(out: Output, nullText: Uint8Array, isSingle: boolean) {
    super(out, nullText);
    this.#isSingle = isSingle;
  }

  protected override print(into: Uint8Array, at: number, row: number): number {
    const value = (this.values as Float64Array)[row] as number;
    return writeFloat(into, at, value, this.#isSingle);
  }
}

class BoolCells extends ValueCells<Uint8Array> {
  protected override print(into: Uint8Array, at: number, row: number): number {
    const text = (this.values as Uint8Array)[row] === 1 ? "true" : "false";
    for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i);
    return at + text.length;
  }
}

class DateCells extends ValueCells {
  readonly #days = new DayTexts();

  protected override print(into: Uint8Array, at: number, row: number): number {
    const days = (this.values as Int32Array)[row] as number;
    return this.#days.write(into, at, days);
  }
}

class DatetimeCells extends ValueCells<BigInt64Array> {
  readonly #days = new DayTexts();
  #words = new Int32Array(0);

  protected override use(vector: SourceVector): void {
    super.use(vector);
    const { buffer, byteOffset, length } = this.values as BigInt64Array;
    this.#words = new Int32Array(
      buffer as ArrayBuffer,
      byteOffset,
      2 * length,
    );
  }

  protected override print(into: Uint8Array, at: number, row: number): number {
    const high = this.#words[2 * row + 1] as number;
    const low = (this.#words[2 * row] as number) >>> 0;
    const value = high * 4294967296 + low;
    let days = Math.floor(value / MICROS_PER_DAY);
    let micros = value - days * MICROS_PER_DAY;
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      const exact = (this.values as BigInt64Array)[row] as bigint;
      micros = Number(((exact % PER_DAY) + PER_DAY) % PER_DAY);
      days = Number((exact - BigInt(micros)) / PER_DAY);
    }
    const end = this.#days.write(into, at, days);
    into[end] = 84; // T
    return writeClock(into, end + 1, micros);
  }
}

class TimeCells extends ValueCells {
  protected override print(into: Uint8Array, at: number, row: number): number {
    const millis = (this.values as Int32Array)[row] as number;
    return writeClock(into, at, millis * 1000);
  }
}

/** For odd separators and quotes, which may stand in numbers and dates. */
class RequotedCells implements CellWriter {
  readonly #inner: CellWriter;
  readonly #out: Output;

  constructor(inner: CellWriter, out: Output) {
    this.#inner = inner;
    this.#out = out;
  }

  read(vector: SourceVector): void {
    this.#inner.read(vector);
  }

  write(row: number): void {
    const out = this.#out;
    const start = out.length;
    this.#inner.write(row);
    const text = out.bytes.slice(start, out.length);
    out.length = start;
    out.text(text, 0, text.length);
  }
}
