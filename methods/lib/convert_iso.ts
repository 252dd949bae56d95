/**
 * Converters of ISO 8601 into date, datetime and time.
 *
 * A datetime is a date, `T` or a space, and a time, which may have a zone (`Z`,
 * `+02:00`, `+0200`, `+02`); without one it is UTC, or local time of a zone
 * that is given. A date alone is its midnight. Seconds may be left out; more decimals than are stored are cut off.
 *
 * @module
 */

import { daysOf, isDay } from "./calendar.ts";
import { FixedConverter, LongConverter } from "./convert_fixed.ts";
import type { TimeZone } from "./time_zone.ts";
import type { ColumnSpec } from "./vectors.ts";

const SECONDS_PER_DAY = 86_400;

/** Makes days of `2024-05-01`. */
export class DateConverter extends FixedConverter<Int32Array> {
  /** @param type A date column. */
  constructor(type: ColumnSpec) {
    super(type, Int32Array);
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    if (end - start !== 10) return false;
    const days = readDay(bytes, start);
    this.values[row] = days;
    return days === days;
  }
}

/** Makes microseconds of `2024-05-01T12:34:56.789+02:00`. */
export class DatetimeConverter extends LongConverter {
  readonly #clock = new ClockReader();
  readonly #zone: TimeZone | undefined;

  /** @param zone Where it is local time if nothing else is said. */
  constructor(type: ColumnSpec, zone?: TimeZone) {
    super(type);
    this.#zone = zone;
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const length = end - start;
    if (length < 10) return false;
    const days = readDay(bytes, start);
    if (days !== days) return false;
    const clock = this.#clock;
    if (length === 10) {
      clock.reset();
    } else {
      const between = bytes[start + 10];
      if (between !== 84 && between !== 116 && between !== 32) return false;
      if (!clock.read(bytes, start + 11, end)) return false;
    }
    const seconds = days * SECONDS_PER_DAY + clock.seconds;
    if (clock.hasZone) return this.putMoment(row, seconds, clock.micros);
    return this.putLocal(row, seconds, clock.micros);
  }

  /** As {@linkcode DatetimeConverter.putMoment}, of a local time. */
  protected putLocal(row: number, seconds: number, micros: number): boolean {
    const zone = this.#zone;
    const moment = zone === undefined ? seconds : zone.toUtc(seconds);
    return this.putMoment(row, moment, micros);
  }

  /** Stores seconds since 1970 and the microseconds above them. */
  protected putMoment(row: number, seconds: number, micros: number): boolean {
    const value = seconds * 1_000_000 + micros;
    if (Math.abs(value) <= 9e15) this.put(row, value);
    else this.values[row] = BigInt(seconds) * 1_000_000n + BigInt(micros);
    return true;
  }
}

/** Makes milliseconds of `12:34:56.789`. */
export class TimeConverter extends FixedConverter<Int32Array> {
  readonly #clock = new ClockReader();

  /** @param type A time column. */
  constructor(type: ColumnSpec) {
    super(type, Int32Array);
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const clock = this.#clock;
    if (!clock.read(bytes, start, end) || clock.hasZone) return false;
    this.values[row] = clock.seconds * 1000 + (clock.micros / 1000 | 0);
    return true;
  }
}

/** Reads a time of day. */
class ClockReader {
  /** Seconds of the day in UTC; outside the day if the zone makes it so. */
  seconds = 0;
  micros = 0;
  hasZone = false;

  reset(): void {
    this.seconds = 0;
    this.micros = 0;
    this.hasZone = false;
  }

  /** Reads `HH:MM`, `HH:MM:SS` or `HH:MM:SS.…`, each with or without a zone. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.reset();
    if (end - start < 5 || bytes[start + 2] !== 58) return false;
    const hours = twoDigits(bytes, start);
    const minutes = twoDigits(bytes, start + 3);
    let at = start + 5;
    let seconds = 0;
    if (at + 2 < end && bytes[at] === 58) {
      seconds = twoDigits(bytes, at + 1);
      at += 3;
      if (at < end && bytes[at] === 46) at = this.#readDecimals(bytes, at, end);
    }
    const isTime = hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 &&
      seconds >= 0 && seconds < 60;
    if (!isTime || at === -1) return false;
    this.seconds = hours * 3600 + minutes * 60 + seconds;
    return at === end || this.#readZone(bytes, at, end);
  }

  /** Reads the point and the digits behind it; -1 if there are none. */
  #readDecimals(bytes: Uint8Array, start: number, end: number): number {
    let unit = 100_000;
    let at = start + 1;
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) break;
      this.micros += digit * unit;
      unit = unit / 10 | 0;
    }
    return at === start + 1 ? -1 : at;
  }

  #readZone(bytes: Uint8Array, start: number, end: number): boolean {
    this.hasZone = true;
    const sign = bytes[start];
    const length = end - start;
    if (sign === 90 || sign === 122) return length === 1;
    if (sign !== 43 && sign !== 45) return false;
    if (length !== 3 && length !== 5 && length !== 6) return false;
    if (length === 6 && bytes[start + 3] !== 58) return false;
    const hours = twoDigits(bytes, start + 1);
    const minutes = length === 3 ? 0 : twoDigits(bytes, end - 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
    const offset = hours * 3600 + minutes * 60;
    this.seconds -= sign === 43 ? offset : -offset;
    return true;
  }
}

/** The days of ten bytes `YYYY-MM-DD`; NaN if they are no such day. */
function readDay(bytes: Uint8Array, at: number): number {
  if (bytes[at + 4] !== 45 || bytes[at + 7] !== 45) return NaN;
  const century = twoDigits(bytes, at);
  const rest = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  const year = century * 100 + rest;
  if (century < 0 || rest < 0 || year === 0) return NaN;
  return isDay(year, month, day) ? daysOf(year, month, day) : NaN;
}

/** The number of two digits; negative if they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 48;
  const ones = (bytes[at + 1] as number) - 48;
  const isNumber = tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
  return isNumber ? tens * 10 + ones : -1;
}
