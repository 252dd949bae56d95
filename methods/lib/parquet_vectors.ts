/**
 * Makes vectors of what a Parquet file stores.
 *
 * @module
 */

import type { ColumnVector, VectorParts } from "ax";
import { ByteTable } from "./byte_table.ts";
import { checkUtf8 } from "./convert_text.ts";
import { writeJsonValue } from "./json_value.ts";
import type { Leaf } from "./parquet_leaf.ts";

/** A value that cannot be imported. */
export class ValueFault extends Error {
  override readonly name = "ValueFault";
  /** Which of the values it was. */
  readonly index: number;

  constructor(index: number, message: string) {
    super(message);
    this.index = index;
  }
}

/** Makes vectors of values; null and `undefined` are null. */
export interface VectorReader {
  read(values: ArrayLike<unknown>): VectorParts;
}

const MAX_BYTES = 2 ** 31 - 1;

/** Makes the reader of a leaf. */
export function makeLeafReader(leaf: Leaf): VectorReader {
  const { type, how } = leaf;
  switch (type) {
    case "bool":
      return fixed(Uint8Array, (value) => value === true ? 1 : 0);
    case "date":
      return fixed(
        Int32Array,
        how === "days in millis" ? daysOf : (value) => value as number,
      );
    case "int32":
      return fixed(Int32Array, (value) => value as number);
    case "float32":
      return fixed(Float32Array, how === "half" ? halfOf : (v) => v as number);
    case "float64":
      return fixed(
        Float64Array,
        how === "decimal"
          ? (value) => Number(decimalText(value, leaf.scale))
          : (value) => value as number,
      );
    case "int64":
      return fixed(BigInt64Array, how === "unsigned" ? unsignedOf : bigOf);
    case "datetime":
      return fixed(BigInt64Array, (value, at) => microsOf(value, how, at));
    case "time":
      return fixed(Int32Array, (value, at) => millisOf(value, how, at));
    case "category":
      return new CategoryReader();
  }
  return makeTextReader(leaf);
}

function makeTextReader({ type, how, scale }: Leaf): VectorReader {
  if (how === "decimal") {
    return textReader((value) => encode(decimalText(value, scale)));
  }
  if (how === "uuid") {
    return textReader((value) => encode(uuidOf(value as Uint8Array)));
  }
  const check = type === "bytes"
    ? undefined
    : type === "json"
    ? checkJson
    : checkText;
  return new BytesReader((value) => value as Uint8Array, check);
}

/** Makes a reader of lists, some deep. */
export function makeListReader(items: VectorReader): VectorReader {
  return {
    read(values): VectorParts {
      const offsets = new Int32Array(values.length + 1);
      const all: unknown[] = [];
      for (let row = 0; row < values.length; row++) {
        const list = values[row];
        if (list !== null && list !== undefined) {
          for (const item of list as unknown[]) all.push(item);
        }
        offsets[row + 1] = all.length;
      }
      const elements = readItems(items, all, offsets);
      return { offsets, elements, valid: validOf(values) };
    },
  };
}

function readItems(
  items: VectorReader,
  all: unknown[],
  offsets: Int32Array,
): ColumnVector {
  try {
    return items.read(all) as unknown as ColumnVector;
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    let row = 0;
    while ((offsets[row + 1] as number) <= error.index) row++;
    throw new ValueFault(row, error.message);
  }
}

/** Makes a reader of structures, which become JSON. */
export function makeJsonReader(): VectorReader {
  return textReader((value) => encode(writeJsonValue(value)));
}

/** One byte per value, 0 where it is null; nothing if none is. */
function validOf(values: ArrayLike<unknown>): Uint8Array | undefined {
  if (ArrayBuffer.isView(values)) return undefined;
  let valid: Uint8Array | undefined;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value !== null && value !== undefined) continue;
    valid ??= new Uint8Array(values.length).fill(1);
    valid[row] = 0;
  }
  return valid;
}

type FixedValues =
  | Uint8Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array;

function fixed<A extends FixedValues>(
  Values: new (length: number) => A,
  convert: (value: unknown, index: number) => A[number],
): VectorReader {
  return {
    read(given): VectorParts {
      const valid = validOf(given);
      const values = new Values(given.length);
      for (let row = 0; row < given.length; row++) {
        if (valid !== undefined && valid[row] === 0) continue;
        values[row] = convert(given[row], row);
      }
      return { values, valid };
    },
  };
}

function bigOf(value: unknown): bigint {
  return typeof value === "bigint" ? value : BigInt(value as number);
}

function unsignedOf(value: unknown, index: number): bigint {
  if (typeof value !== "bigint") return BigInt((value as number) >>> 0);
  if (value >= 0n && value < 2n ** 63n) return value;
  const text = BigInt.asUintN(64, value);
  throw new ValueFault(index, `${text} is more than 64 bits with a sign hold`);
}

function daysOf(value: unknown, index: number): number {
  const days = Number(value) / 86_400_000;
  if (Number.isInteger(days)) return days;
  throw new ValueFault(
    index,
    `a date of ${value} milliseconds is no whole days (datetime keeps it)`,
  );
}

function microsOf(value: unknown, how: string, index: number): bigint {
  const given = bigOf(value);
  if (how === "seconds") return given * 1_000_000n;
  if (how === "millis") return given * 1000n;
  if (how === "micros") return given;
  if (given % 1000n === 0n) return given / 1000n;
  throw new ValueFault(
    index,
    `${given} nanoseconds are no whole microseconds (int64 keeps them)`,
  );
}

function millisOf(value: unknown, how: string, index: number): number {
  if (how === "seconds") return 1000 * Number(value);
  if (how === "millis") return Number(value);
  const unit = how === "micros" ? 1000n : 1_000_000n;
  const given = bigOf(value);
  if (given % unit === 0n) return Number(given / unit);
  throw new ValueFault(
    index,
    `a time of ${given} ${how === "micros" ? "micro" : "nano"}seconds is no ` +
      `whole milliseconds (int64 keeps it)`,
  );
}

/** A number of 16 bits. */
function halfOf(value: unknown): number {
  const [low, high] = value as Uint8Array;
  const bits = ((high as number) << 8) | (low as number);
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = bits >> 10 & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** All digits of a decimal, which is stored as a number or as bytes. */
export function decimalText(value: unknown, scale: number): string {
  const whole = value instanceof Uint8Array ? bigOfBytes(value) : bigOf(value);
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, "0");
  const point = digits.length - scale;
  const sign = whole < 0n ? "-" : "";
  const decimals = scale > 0 ? `.${digits.slice(point)}` : "";
  return sign + digits.slice(0, point) + decimals;
}

function bigOfBytes(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}

function uuidOf(bytes: Uint8Array): string {
  return bytes.toHex()
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function encode(text: string): Uint8Array {
  return encoder.encode(text);
}

function textReader(encodeValue: (value: unknown) => Uint8Array): VectorReader {
  return new BytesReader(encodeValue, undefined);
}

function checkText(bytes: Uint8Array): boolean {
  return checkUtf8(bytes, 0, bytes.length);
}

function checkJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(decoder.decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** Joins the bytes of values. */
class BytesReader implements VectorReader {
  readonly #bytesOf: (value: unknown) => Uint8Array;
  readonly #check: ((bytes: Uint8Array) => boolean) | undefined;

  constructor(
    bytesOf: (value: unknown) => Uint8Array,
    check: ((bytes: Uint8Array) => boolean) | undefined,
  ) {
    this.#bytesOf = bytesOf;
    this.#check = check;
  }

  read(given: ArrayLike<unknown>): VectorParts {
    const valid = validOf(given);
    const offsets = new Int32Array(given.length + 1);
    let values = new Uint8Array(4096);
    let end = 0;
    for (let row = 0; row < given.length; row++) {
      if (valid === undefined || valid[row] === 1) {
        const bytes = this.#bytesOf(given[row]);
        const from = end;
        end += bytes.length;
        if (end > values.length) values = enlarge(values, end);
        if (copy(bytes, values, from) || this.#check === checkJson) {
          this.#refuse(bytes, row);
        }
      }
      offsets[row + 1] = end;
    }
    return { values, offsets, valid };
  }

  #refuse(bytes: Uint8Array, row: number): void {
    if (this.#check === undefined || this.#check(bytes)) return;
    const text = new TextDecoder().decode(bytes.subarray(0, 60));
    const what = this.#check === checkJson ? "JSON" : "UTF-8";
    throw new ValueFault(row, `${JSON.stringify(text)} is not ${what}`);
  }
}

function enlarge(values: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (size > MAX_BYTES) {
    throw new ValueFault(0, "a row group has more than 2 GiB of it");
  }
  const larger = new Uint8Array(Math.min(2 * size, MAX_BYTES));
  larger.set(values);
  return larger;
}

/** Copies bytes. @returns Whether one of them is not ASCII. */
function copy(bytes: Uint8Array, into: Uint8Array, at: number): boolean {
  let all = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    into[at + i] = byte;
    all |= byte;
  }
  return all > 127;
}

/** Codes of texts. */
class CategoryReader implements VectorReader {
  readonly #texts = new BytesReader((value) => value as Uint8Array, undefined);
  readonly #strings: string[] = [];
  readonly #codes = new ByteTable();

  read(given: ArrayLike<unknown>): VectorParts {
    const { values: bytes, offsets, valid } = this.#texts.read(given) as {
      values: Uint8Array;
      offsets: Int32Array;
      valid: Uint8Array | undefined;
    };
    const values = new Int32Array(given.length);
    for (let row = 0; row < given.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const [from, to] = [offsets[row] as number, offsets[row + 1] as number];
      const code = this.#codes.add(bytes, from, to);
      if (code === this.#strings.length) this.#learn(bytes, from, to, row);
      values[row] = code;
    }
    return { values, valid, dictionary: this.#strings };
  }

  #learn(bytes: Uint8Array, from: number, to: number, row: number): void {
    const text = bytes.subarray(from, to);
    if (checkText(text)) this.#strings.push(decoder.decode(text));
    else {
      const shown = new TextDecoder().decode(text.subarray(0, 60));
      throw new ValueFault(row, `${JSON.stringify(shown)} is not UTF-8`);
    }
  }
}
