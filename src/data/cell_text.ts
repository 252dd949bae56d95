/**
 * The values of a column as text, as they stand in exported CSV but for lists.
 *
 * | type | text |
 * | --- | --- |
 * | `int32`, `int64` | digits |
 * | `float32`, `float64` | the shortest text that gives the number back, with a point or an exponent; `nan`, `inf`, `-inf` |
 * | `bool` | `true`, `false` |
 * | `date`, `datetime`, `time` | ISO 8601 in UTC without a zone; decimals of a second as far as they are needed |
 * | `string`, `category`, `json` | as stored |
 * | `bytes` | as UTF-8; what is none becomes U+FFFD |
 * | `list<…>` | JSON: numbers up to 2^53 and `json` as they are, bytes as hexadecimal digits, all else as text |
 *
 * @module
 */

import { formatDay } from "../core/calendar.ts";
import { type ParsedType, parseType } from "./types.ts";
import { decodeUtf8 } from "./utf8.ts";
import {
  type ListVector,
  StringVector,
  type VariableData,
  type Vector,
} from "./vectors.ts";

/** The text of one row of a vector that is not null. */
type TextOf = (row: number) => string;

/** Gives the texts of one column, batch by batch. */
export class CellReader {
  readonly #open: (vector: Vector) => TextOf;
  #valid: Uint8Array | undefined;
  #text: TextOf = () => "";

  /** @param spec The type of the column. */
  constructor(spec: string) {
    this.#open = openerOf(parseType(spec).kind);
  }

  /** Goes on with another batch. */
  use(vector: Vector): void {
    this.#valid = vector.valid;
    this.#text = this.#open(vector);
  }

  /** The text of a row; `undefined` where it is null. */
  text(row: number): string | undefined {
    if (this.#valid !== undefined && this.#valid[row] === 0) return undefined;
    return this.#text(row);
  }
}

const DIGITS = "0123456789";

/** The characters that the texts of a type are made of. */
const LETTERS: Readonly<Record<string, string>> = {
  bool: "truefals",
  int32: `${DIGITS}-`,
  int64: `${DIGITS}-`,
  float32: `${DIGITS}+-.einfa`,
  float64: `${DIGITS}+-.einfa`,
  date: `${DIGITS}-`,
  datetime: `${DIGITS}-:.T`,
  time: `${DIGITS}:.`,
};

/** All characters of the texts of a type; `undefined` if there are no bounds. */
export function lettersOf(spec: string): string | undefined {
  return LETTERS[parseType(spec).kind];
}

/** Whether the texts of a type are letters, digits and `+-.:` alone. */
export function isPlainType(spec: string): boolean {
  return lettersOf(spec) !== undefined;
}

function openerOf(kind: ParsedType["kind"]): (vector: Vector) => TextOf {
  switch (kind) {
    case "string":
    case "category":
      return (vector) => (row) => vector.get(row) as string;
    case "json":
      return (vector) => {
        const data = vector as unknown as VariableData;
        const texts = new StringVector(vector.type, data);
        return (row) => texts.get(row);
      };
    case "bytes":
      return (vector) => (row) => decodeUtf8(vector.get(row) as Uint8Array);
    case "int32":
    case "int64":
    case "bool":
      return (vector) => (row) => String(vector.get(row));
    case "float32":
      return (vector) => (row) => floatText(single(vector.get(row) as number));
    case "float64":
      return (vector) => (row) => floatText(vector.get(row) as number);
    case "date":
      return openDates;
    case "datetime":
      return openDatetimes;
    case "time":
      return (vector) => (row) => clockText(vector.get(row) as number * 1000);
    case "list":
      return openLists;
  }
}

/** Of the numbers that round to one of 32 bits, one with few digits. */
function single(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function floatText(value: number): string {
  if (Number.isInteger(value)) {
    if (Object.is(value, -0)) return "-0.0";
    const text = String(value);
    return text.includes("e") ? text : `${text}.0`;
  }
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return String(value);
}

function openDates(vector: Vector): TextOf {
  const { values } = vector as unknown as { values: Int32Array };
  return (row) => dayText(values[row] as number);
}

const MICROS_PER_DAY = 86_400_000_000;
const MICROS_PER_DAY_EXACT = BigInt(MICROS_PER_DAY);

function openDatetimes(vector: Vector): TextOf {
  const { values } = vector as unknown as { values: BigInt64Array };
  const words = new Int32Array(
    values.buffer,
    values.byteOffset,
    2 * values.length,
  );
  return (row) => {
    const high = words[2 * row + 1] as number;
    const value = high * 2 ** 32 + ((words[2 * row] as number) >>> 0);
    let days = Math.floor(value / MICROS_PER_DAY);
    let micros = value - days * MICROS_PER_DAY;
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      const exact = values[row] as bigint;
      const day = MICROS_PER_DAY_EXACT;
      micros = Number(((exact % day) + day) % day);
      days = Number((exact - BigInt(micros)) / day);
    }
    return `${dayText(days)}T${clockText(micros)}`;
  };
}

let lastDay = NaN;
let lastDayText = "";

/** A day since 1970. Rows near each other are often of one day. */
export function dayText(days: number): string {
  if (days === lastDay) return lastDayText;
  lastDay = days;
  return lastDayText = formatDay(days);
}

const TWO = Array.from(
  { length: 60 },
  (_, value) => String(value).padStart(2, "0"),
);

function two(value: number): string {
  return TWO[value] as string;
}

function clockText(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const text = `${two(hours)}:${two(minutes - hours * 60)}:${
    two(seconds - minutes * 60)
  }`;
  const rest = micros - seconds * 1_000_000;
  if (rest === 0) return text;
  return rest % 1000 === 0
    ? `${text}.${String(rest / 1000).padStart(3, "0")}`
    : `${text}.${String(rest).padStart(6, "0")}`;
}

/** Lists as JSON. */
function openLists(vector: Vector): TextOf {
  const { offsets, elements } = vector as ListVector;
  const elementText = openElements(elements);
  return (row) => {
    const from = offsets[row] as number;
    const end = offsets[row + 1] as number;
    let text = "[";
    for (let at = from; at < end; at++) {
      if (at > from) text += ",";
      text += elementText(at);
    }
    return `${text}]`;
  };
}

function openElements(elements: Vector): TextOf {
  const { type, valid } = elements;
  const textOf = type.kind === "bytes"
    ? (row: number) => (elements.get(row) as Uint8Array).toHex()
    : openerOf(type.kind)(elements);
  const isBare = BARE[type.kind] ?? (() => false);
  return (row) => {
    if (valid !== undefined && valid[row] === 0) return "null";
    const text = textOf(row);
    return isBare(text) ? text : JSON.stringify(text);
  };
}

const always = (): boolean => true;

/** Of types whose texts JSON has without quotes, which of them. */
const BARE: Readonly<Record<string, (text: string) => boolean>> = {
  bool: always,
  int32: always,
  json: always,
  list: always,
  int64: (text) => Number.isSafeInteger(Number(text)),
  float32: (text) => Number.isFinite(Number(text)),
  float64: (text) => Number.isFinite(Number(text)),
};
