/**
 * Writes whole columns of numbers, dates and times as ASCII.
 *
 * @module
 */

import {
  DayTexts,
  writeClock,
  writeFloat,
  writeLong,
  writeMicros,
  writeSeconds,
  writeWhole,
} from "./csv_numbers.ts";

/**
 * Writes values from the row `from` on, and where each ends.
 *
 * @returns The last end.
 */
export type Printer = (
  values: Values,
  from: number,
  target: {
    readonly bytes: Uint8Array;
    readonly view: DataView;
    readonly start: number;
    readonly ends: Int32Array;
    readonly count: number;
  },
) => number;

/** The typed array of a vector. */
export type Values = Int32Array | Float64Array | BigInt64Array;

/** Finds what writes values of a type; text and lists have none. */
export function findPrinter(type: string): Printer | undefined {
  switch (type) {
    case "int32":
      return printWhole;
    case "int64":
      return printLong;
    case "float32":
      return makeFloatPrinter(true);
    case "float64":
      return makeFloatPrinter(false);
    case "date":
      return makeDatePrinter();
    case "datetime":
      return makeDatetimePrinter();
    case "time":
      return printTime;
  }
  return undefined;
}

const printWhole: Printer = (values, from, { bytes, start, ends, count }) => {
  let at = start;
  for (let i = 0; i < count; i++) {
    at = writeWhole(bytes, at, (values as Int32Array)[from + i] as number);
    ends[i] = at;
  }
  return at;
};

const printLong: Printer = (values, from, { bytes, start, ends, count }) => {
  let at = start;
  for (let i = 0; i < count; i++) {
    at = writeLong(bytes, at, (values as BigInt64Array)[from + i] as bigint);
    ends[i] = at;
  }
  return at;
};

function makeFloatPrinter(isSingle: boolean): Printer {
  return (values, from, { bytes, start, ends, count }) => {
    let at = start;
    for (let i = 0; i < count; i++) {
      const value = (values as Float64Array)[from + i] as number;
      at = writeFloat(bytes, at, value, isSingle);
      ends[i] = at;
    }
    return at;
  };
}

function makeDatePrinter(): Printer {
  const texts = new DayTexts();
  return (values, from, { view, start, ends, count }) => {
    let at = start;
    for (let i = 0; i < count; i++) {
      at = texts.copy(view, at, (values as Int32Array)[from + i] as number);
      ends[i] = at;
    }
    return at;
  };
}

const printTime: Printer = (values, from, { bytes, start, ends, count }) => {
  let at = start;
  for (let i = 0; i < count; i++) {
    const millis = (values as Int32Array)[from + i] as number;
    at = writeClock(bytes, at, millis * 1000);
    ends[i] = at;
  }
  return at;
};

function makeDatetimePrinter(): Printer {
  const texts = new DayTexts();
  return (values, from, { bytes, view, start, ends, count }) => {
    const { buffer, byteOffset, length } = values;
    const words = new Int32Array(buffer as ArrayBuffer, byteOffset, 2 * length);
    let at = start;
    for (let i = 0; i < count; i++) {
      const row = from + i;
      const value = (words[2 * row + 1] as number) * 4294967296 +
        ((words[2 * row] as number) >>> 0);
      let all = Math.floor(value / 1_000_000);
      let micros = (value - all * 1_000_000) | 0;
      if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
        const exact = (values as BigInt64Array)[row] as bigint;
        micros = Number(((exact % MILLION) + MILLION) % MILLION);
        all = Number((exact - BigInt(micros)) / MILLION);
      }
      const days = Math.floor(all / 86_400);
      at = texts.copy(view, at, days);
      bytes[at] = 84; // T
      const seconds = (all - days * 86_400) | 0;
      at = writeSeconds(bytes, at + 1, seconds);
      at = writeMicros(bytes, at, micros);
      ends[i] = at;
    }
    return at;
  };
}

const MILLION = 1_000_000n;
