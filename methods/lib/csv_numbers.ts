/**
 * Writes numbers, dates and times as ASCII.
 *
 * @module
 */

import { type CalendarDay, dayOf } from "./calendar.ts";

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const COLON = 58;

/** Writes a whole number of 32 bits. @returns Where it ends. */
export function writeWhole(
  into: Uint8Array,
  at: number,
  value: number,
): number {
  if (value >= 0) return writeDigits(into, at, value);
  into[at] = MINUS;
  return writeDigits(into, at + 1, -value);
}

/** Writes a number from 0 to 2^53. */
function writeDigits(into: Uint8Array, at: number, value: number): number {
  let count = 1;
  if (value < 1e9) {
    for (let limit = 10; value >= limit; limit *= 10) count++;
  } else {
    count = 10;
    for (let limit = 1e10; value >= limit; limit *= 10) count++;
  }
  writePadded(into, at, value, count);
  return at + count;
}

function writeTwo(into: Uint8Array, at: number, value: number): void {
  const tens = (value / 10) | 0;
  into[at] = ZERO + tens;
  into[at + 1] = ZERO + value - tens * 10;
}

/** Writes so many digits. */
function writePadded(
  into: Uint8Array,
  at: number,
  value: number,
  count: number,
): void {
  let rest = value;
  let to = at + count;
  // Beyond 32 bits a quotient is slower.
  while (rest > 0x7fffffff && to > at) {
    const quotient = Math.floor(rest / 10);
    into[--to] = ZERO + rest - quotient * 10;
    rest = quotient;
  }
  let small = rest | 0;
  while (to > at + 1) {
    const quotient = (small / 100) | 0;
    to -= 2;
    writeTwo(into, to, small - quotient * 100);
    small = quotient;
  }
  if (to > at) into[at] = ZERO + small;
}

/** Writes a whole number of 64 bits. */
export function writeLong(into: Uint8Array, at: number, value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return writeWhole(into, at, number);
  return writeText(into, at, String(value));
}

/**
 * Writes the shortest text that gives a number back.
 *
 * @param isSingle Whether it only has the precision of 32 bits.
 */
export function writeFloat(
  into: Uint8Array,
  at: number,
  value: number,
  isSingle: boolean,
): number {
  if (value > 0 && value < 2e7) {
    const hundreds = (value * 100 + 0.5) | 0;
    if (hundreds / 100 === value) {
      const whole = (hundreds / 100) | 0;
      return writeCents(
        into,
        writeDigits(into, at, whole),
        hundreds - whole * 100,
      );
    }
  }
  const size = Math.abs(value);
  const hundreds = Math.round(size * 100);
  // Up to 15 digits, a quotient of whole numbers is the number nearest to it.
  const isShort = hundreds < 1e15 && hundreds / 100 === size &&
    !Object.is(value, -0);
  if (!isShort) return writeText(into, at, floatText(value, isSingle));
  if (value < 0) into[at++] = MINUS;
  const whole = Math.floor(hundreds / 100);
  return writeCents(into, writeDigits(into, at, whole), hundreds - whole * 100);
}

/** Writes one or two decimals. */
function writeCents(into: Uint8Array, at: number, cents: number): number {
  let end = at;
  into[end++] = POINT;
  writeTwo(into, end, cents);
  return into[end + 1] === ZERO ? end + 1 : end + 2;
}

function floatText(value: number, isSingle: boolean): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = Object.is(value, -0) ? "-0" : String(
    isSingle ? shortestSingle(value) : value,
  );
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Of the numbers that round to one of 32 bits, one with few digits. */
function shortestSingle(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

function writeText(into: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** How many days {@linkcode DayTexts} knows at once. */
const KNOWN_DAYS = 4096;
/** Bytes for the text of a day. */
const SLOT_BYTES = 16;

/** Writes days as `2024-05-01`, and remembers what it wrote. */
export class DayTexts {
  /** By slot: its day, which is none at first. */
  readonly #days = new Float64Array(KNOWN_DAYS).fill(NaN);
  readonly #texts = new Uint8Array(SLOT_BYTES * KNOWN_DAYS);
  readonly #view = new DataView(this.#texts.buffer);
  readonly #sizes = new Uint8Array(KNOWN_DAYS);

  /**
   * Writes a day, and up to six bytes behind it.
   *
   * @param days Since 1970-01-01.
   * @returns Where it ends.
   */
  copy(into: DataView, at: number, days: number): number {
    const slot = this.#slotOf(days);
    const from = SLOT_BYTES * slot;
    const view = this.#view;
    into.setBigInt64(at, view.getBigInt64(from, true), true);
    into.setBigInt64(at + 8, view.getBigInt64(from + 8, true), true);
    return at + (this.#sizes[slot] as number);
  }

  /** Writes a day. @param days Since 1970-01-01. @returns Where it ends. */
  write(into: Uint8Array, at: number, days: number): number {
    const slot = this.#slotOf(days);
    const from = SLOT_BYTES * slot;
    const size = this.#sizes[slot] as number;
    for (let i = 0; i < size; i++) {
      into[at + i] = this.#texts[from + i] as number;
    }
    return at + size;
  }

  #slotOf(days: number): number {
    const slot = days & KNOWN_DAYS - 1;
    if (this.#days[slot] === days) return slot;
    const from = SLOT_BYTES * slot;
    this.#days[slot] = days;
    this.#sizes[slot] = writeDay(this.#texts, from, dayOf(days)) - from;
    return slot;
  }
}

function writeDay(
  into: Uint8Array,
  at: number,
  { year, month, day }: CalendarDay,
): number {
  let end = at;
  if (year < 0) into[end++] = MINUS;
  const size = Math.abs(year);
  if (size > 9999) end = writeDigits(into, end, size);
  else {
    writePadded(into, end, size, 4);
    end += 4;
  }
  into[end] = into[end + 3] = MINUS;
  writeTwo(into, end + 1, month);
  writeTwo(into, end + 4, day);
  return end + 6;
}

/** Writes `12:34:56`, with three or six decimals if it needs them. */
export function writeClock(
  into: Uint8Array,
  at: number,
  micros: number,
): number {
  const seconds = Math.floor(micros / 1_000_000);
  const end = writeSeconds(into, at, seconds);
  return writeMicros(into, end, micros - seconds * 1_000_000);
}

/** Writes `12:34:56`. @param seconds Of the day. @returns Where it ends. */
export function writeSeconds(
  into: Uint8Array,
  at: number,
  seconds: number,
): number {
  const minutes = (seconds / 60) | 0;
  const hours = (minutes / 60) | 0;
  writeTwo(into, at, hours);
  into[at + 2] = into[at + 5] = COLON;
  writeTwo(into, at + 3, minutes - hours * 60);
  writeTwo(into, at + 6, seconds - minutes * 60);
  return at + 8;
}

/** Writes decimals of a second, as far as they are needed. */
export function writeMicros(
  into: Uint8Array,
  at: number,
  micros: number,
): number {
  if (micros === 0) return at;
  into[at] = POINT;
  const isMillis = micros % 1000 === 0;
  writePadded(
    into,
    at + 1,
    isMillis ? micros / 1000 : micros,
    isMillis ? 3 : 6,
  );
  return at + (isMillis ? 4 : 7);
}
