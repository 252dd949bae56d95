/**
 * Infers the types of columns from rows at several places of a file.
 *
 * A column has the first type that takes every field of the sample: `int32`,
 * `int64`, `float64`, `bool` (`true` and `false`), `date`, `datetime`, `time`;
 * else it is `category`, when texts come again and again (see `repeats.ts`), or
 * `string`. Where some fields are empty, all but texts may be null. Numbers
 * with leading zeros or a plus sign, or in base 16, are texts: more often than
 * not they name something. So are whole numbers beyond 64 bits, which would lose digits.
 *
 * @module
 */

import type { Converter, FieldRun } from "./converter.ts";
import { makeConverter } from "./converters.ts";
import type { Encoding } from "./convert_text.ts";
import { CsvScanner } from "./csv_scan.ts";
import { findRowStart, type RowShape } from "./csv_split.ts";
import { SlidingWindow } from "./csv_source.ts";
import { openSource } from "./file_bytes.ts";
import { LongLineError } from "./long_line.ts";
import { isCategory, TextSample } from "./repeats.ts";

/** Where rows are looked at, and how much of them at once. */
const PLACES = 24;
const PLACE_BYTES = 32 * 1024;
const ROWS = 512;

const NUMBERS = ["int32?", "int64?", "float64?"];
const CANDIDATES = [...NUMBERS, "bool?", "date?", "datetime?", "time?"];

/** What a sample is taken of. */
export interface SampleOptions {
  readonly path: string;
  readonly shape: RowShape;
  /** How text is written. */
  readonly encoding: Encoding;
  /** Whether numbers have a decimal comma. */
  readonly numericComma: boolean;
  /** Where the first row begins. */
  readonly start: number;
  /** The size of the file. */
  readonly size: number;
}

/**
 * Infers a conversion for each of some fields.
 *
 * @param fields Which fields of a row, from 0.
 */
export function inferTypes(
  options: SampleOptions,
  fields: readonly number[],
): string[] {
  if (fields.length === 0) return [];
  const guesses = fields.map((field) => new Guess(field, options));
  const { start, size } = options;
  const step = Math.max(PLACE_BYTES, Math.floor((size - start) / PLACES));
  const last = size - PLACE_BYTES; // numbers often grow to the end
  let seenBytes = 0;
  for (let place = start; place < size; place += step) {
    const wanted = place + step >= size ? Math.max(place, last) : place;
    const from = wanted === start
      ? start
      : findRowStart(options.path, options.shape, wanted);
    if (from === undefined || from >= size) continue;
    seenBytes += sampleAt(options, from, guesses);
  }
  const part = Math.min(1, seenBytes / (size - start));
  return guesses.map((guess) => guess.answer(part));
}

/** Looks at the rows in one window. @returns How many bytes they are. */
function sampleAt(
  { path, shape }: SampleOptions,
  from: number,
  guesses: readonly Guess[],
): number {
  using source = openSource(path, from);
  const scanner = new CsvScanner({ ...shape, capacity: ROWS, onOdd: () => {} });
  const window = new SlidingWindow(source, from, PLACE_BYTES);
  let end = 0;
  while (end === 0) {
    window.slide(0);
    try {
      end = scanner.scan(window, 0, window.end);
    } catch (error) {
      // Whoever imports the line can tell which one it is.
      if (error instanceof LongLineError) break;
      throw error;
    }
    if (window.isLast) break;
  }
  const { starts, ends, capacity, rowCount: count } = scanner.table;
  for (const guess of guesses) {
    const at = guess.field * capacity;
    guess.look({ bytes: window.bytes, starts, ends, from: at, count });
  }
  return end;
}

/** What one column may be. */
class Guess {
  readonly field: number;
  #candidates: Converter[];
  readonly #texts = new TextSample();
  #emptyCount = 0;
  /** Whether there are digits alone, with or without a minus. */
  #isWhole = true;

  constructor(field: number, options: SampleOptions) {
    this.field = field;
    this.#candidates = CANDIDATES.map((type) => makeConverter(type, options));
  }

  look(run: FieldRun): void {
    const failed = new Uint16Array(run.count);
    const few = { ...run, count: Math.min(run.count, 2) };
    this.#candidates = this.#candidates.filter((candidate) =>
      candidate.convert(few, failed, 1) === 0 &&
      candidate.convert(run, failed, 1) === 0 &&
      !this.#isRefused(candidate.type, run)
    );
    this.#texts.begin();
    for (let row = run.from; row < run.from + run.count; row++) {
      const start = run.starts[row] as number;
      const end = run.ends[row] as number;
      if (start === end) this.#emptyCount++;
      else {
        const last = end < 0 ? ~end : end;
        this.#texts.add(run.bytes, start, last);
        this.#isWhole &&= areDigits(run.bytes, start, last);
      }
    }
  }

  /** Whether a type that fits is not what the fields mean. */
  #isRefused(type: string, { bytes, starts, ends, from, count }: FieldRun) {
    const isNumber = NUMBERS.includes(type);
    if (!isNumber && type !== "bool?") return false;
    for (let row = from; row < from + count; row++) {
      const start = starts[row] as number;
      const length = (ends[row] as number) - start;
      if (length === 0) continue;
      if (!isNumber && length < 4) return true;
      const at = bytes[start] === 45 ? start + 1 : start;
      const second = bytes[at + 1] ?? 0;
      const isPadded = bytes[at] === 48 && at + 1 < start + length &&
        (second >= 48 && second <= 57 || (second | 32) === 120);
      if (isNumber && (isPadded || bytes[at] === 43)) return true;
    }
    return false;
  }

  /** @param part Which part of the file was looked at, from 0 to 1. */
  answer(part: number): string {
    const [first] = this.#candidates;
    const sample = this.#texts.counts(part);
    const isTooWide = first?.type === "float64?" && this.#isWhole;
    if (sample.count > 0 && first !== undefined && !isTooWide) {
      return this.#emptyCount > 0 ? first.type : first.type.slice(0, -1);
    }
    return isCategory(sample) ? "category" : "string";
  }
}

function areDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = bytes[start] === 45 ? start + 1 : start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 48 || byte > 57) return false;
  }
  return true;
}
