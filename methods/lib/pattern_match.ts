/**
 * Matches texts with the steps of a pattern.
 *
 * @module
 */

import { daysOf, isDay } from "./calendar.ts";
import { isSpace, textOf } from "./converter.ts";
import { parsePattern, SLOT, type Step, type Wildcard } from "./pattern.ts";

/** Where other values stand behind those of {@linkcode SLOT}. */
const HALF = 9;
const MICROS = 10;
const SECONDS = 11;
/** 1 if the seconds were counted from 1970 UTC. */
const IS_MOMENT = 12;
const VALUES = 13;

const MONTHS = (
  "january february march april may june july august september october " +
  "november december"
).split(" ");

/** The years 1 to 9999, as other texts can say them. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

const UNIX_DAYS = [25569, 25569, 24107] as const;

/** Reads dates and times of one pattern. */
export class PatternMatcher {
  /** Seconds since 1970, after a match. */
  seconds = 0;
  /** Microseconds above the seconds. */
  micros = 0;
  /** Whether the text said a moment, which is the same in all time zones. */
  isMoment = false;
  readonly #steps: readonly Step[];
  readonly #isPrefix: boolean;
  /** NaN for what the text does not say. */
  readonly #values = new Float64Array(VALUES);
  /** Values as they were before optional steps, which may be nested. */
  readonly #saved: Float64Array[] = [];
  #depth = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #isFound = true;

  /**
   * @param isPrefix Whether text may follow.
   * @throws {AxError} `input`, if the pattern makes no sense.
   */
  constructor(pattern: string, isPrefix: boolean) {
    this.#steps = parsePattern(pattern);
    this.#isPrefix = isPrefix;
  }

  /** Reads a text, and says whether it is as the pattern says. */
  match(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    const values = this.#values;
    for (let slot = 0; slot < VALUES; slot++) values[slot] = NaN;
    this.#isFound = true;
    const isMatch = this.#runAll(this.#steps) &&
      (this.#isPrefix || this.#at === end);
    return isMatch && this.#resolve();
  }

  #runAll(steps: readonly Step[]): boolean {
    for (let i = 0; i < steps.length; i++) {
      if (!this.#run(steps[i] as Step)) return false;
    }
    return true;
  }

  /** Runs steps as far as they match; if too few do, none of them. */
  #tryAll(steps: readonly Step[], least: number): boolean {
    const at = this.#at;
    const values = this.#save();
    let count = 0;
    while (count < steps.length && this.#try(steps[count] as Step)) count++;
    this.#depth--;
    if (count >= least) return true;
    this.#at = at;
    this.#values.set(values);
    return false;
  }

  /** Runs a step; where it does not match, nothing is left of it. */
  #try(step: Step): boolean {
    const at = this.#at;
    const values = this.#save();
    const isMatch = this.#run(step);
    this.#depth--;
    if (isMatch) return true;
    this.#at = at;
    this.#values.set(values);
    return false;
  }

  /** Copies the values, into an array that is free until `#depth` is less. */
  #save(): Float64Array {
    const saved = this.#saved[this.#depth] ??= new Float64Array(VALUES);
    saved.set(this.#values);
    this.#depth++;
    return saved;
  }

  #run(step: Step): boolean {
    switch (step.kind) {
      case "literal":
        return this.#hasBytes(step.bytes);
      case "spaces":
        while (this.#at < this.#end && isSpace(this.#bytes[this.#at])) {
          this.#at++;
        }
        return true;
      case "number":
        return this.#readNumber(step);
      case "half":
        return this.#readHalf();
      case "month":
        return this.#readMonth();
      case "decimals":
        return this.#readDecimals(step.digits);
      case "seconds":
        return this.#readSeconds(step.perSecond);
      case "serial":
        return this.#readSerial(step.epoch);
      case "wild":
        return this.#skipWild(step);
      case "ignored":
        return this.#ignore(step.steps);
      case "optional":
        this.#isFound = this.#tryAll(step.steps, step.min);
        return true;
      case "else":
        return this.#isFound || this.#runAll(step.steps);
      case "rest":
        this.#tryAll(step.steps, step.steps.length);
        return true;
    }
  }

  #hasBytes(wanted: Uint8Array): boolean {
    if (this.#at + wanted.length > this.#end) return false;
    for (let i = 0; i < wanted.length; i++) {
      if (this.#bytes[this.#at++] !== wanted[i]) return false;
    }
    return true;
  }

  #ignore(steps: readonly Step[]): boolean {
    const values = this.#save();
    const isMatch = this.#runAll(steps);
    this.#values.set(values);
    this.#depth--;
    return isMatch;
  }

  /** Up to so many digits; spaces before them count as digits. */
  #readNumber(step: Extract<Step, { kind: "number" }>): boolean {
    const last = Math.min(this.#end, this.#at + step.digits);
    while (this.#at < last && isSpace(this.#bytes[this.#at])) this.#at++;
    const first = this.#at;
    let value = 0;
    while (this.#at < last && this.#isDigit(this.#at)) {
      value = value * 10 + (this.#bytes[this.#at++] as number) - 48;
    }
    if (this.#at === first || value < step.min || value > step.max) {
      return false;
    }
    if (step.slot >= 0) this.#values[step.slot] = value;
    return true;
  }

  #isDigit(at: number): boolean {
    const byte = this.#bytes[at] as number;
    return at < this.#end && byte >= 48 && byte <= 57;
  }

  #readHalf(): boolean {
    const letter = (this.#bytes[this.#at] as number) | 32;
    const isHalf = this.#at + 2 <= this.#end &&
      (letter === 97 || letter === 112) &&
      ((this.#bytes[this.#at + 1] as number) | 32) === 109;
    this.#values[HALF] = letter === 112 ? 1 : 0;
    this.#at += 2;
    return isHalf;
  }

  #readMonth(): boolean {
    const month = MONTHS.findIndex((name) => this.#hasWord(name.slice(0, 3)));
    if (month === -1) return false;
    const name = MONTHS[month] as string;
    this.#at += this.#hasWord(name) ? name.length : 3;
    this.#values[SLOT.m] = month + 1;
    return true;
  }

  #hasWord(word: string): boolean {
    if (this.#at + word.length > this.#end) return false;
    for (let i = 0; i < word.length; i++) {
      const byte = (this.#bytes[this.#at + i] as number) | 32;
      if (byte !== word.charCodeAt(i)) return false;
    }
    return true;
  }

  /** Digits, and spaces behind them, as if zeros stood there. */
  #readDecimals(digits: number): boolean {
    const last = Math.min(this.#end, this.#at + digits);
    const first = this.#at;
    let unit = 100_000;
    let micros = 0;
    while (this.#at < last && this.#isDigit(this.#at)) {
      micros += ((this.#bytes[this.#at++] as number) - 48) * unit;
      unit = unit / 10 | 0;
    }
    if (this.#at === first) return false;
    while (this.#at < last && isSpace(this.#bytes[this.#at])) this.#at++;
    this.#values[MICROS] = micros;
    return true;
  }

  #readSeconds(perSecond: 1 | 1000): boolean {
    const value = this.#readSigned();
    if (!Number.isSafeInteger(value)) return false;
    const seconds = Math.floor(value / perSecond);
    this.#values[SECONDS] = seconds;
    this.#values[IS_MOMENT] = 1;
    if (perSecond === 1000) {
      this.#values[MICROS] = (value - seconds * 1000) * 1000;
    }
    return true;
  }

  /** A whole number; NaN if there is none. */
  #readSigned(): number {
    const isNegative = this.#at < this.#end && this.#bytes[this.#at] === 45;
    if (isNegative) this.#at++;
    const first = this.#at;
    let value = 0;
    while (this.#isDigit(this.#at)) {
      value = value * 10 + (this.#bytes[this.#at++] as number) - 48;
    }
    if (this.#at === first) return NaN;
    return isNegative ? -value : value;
  }

  /** Days since an epoch, with the time of day as decimals. */
  #readSerial(epoch: 0 | 1 | 2): boolean {
    const days = this.#readSigned();
    if (!Number.isSafeInteger(days) || days < 0) return false;
    let part = 0;
    if (this.#at < this.#end && this.#bytes[this.#at] === 46) {
      const first = this.#at++;
      while (this.#isDigit(this.#at)) this.#at++;
      part = Number(`0${textOf(this.#bytes, first, this.#at)}`);
    }
    // Excel counts a 29 February 1900, which never was, as day 60.
    if (epoch === 1 && days === 60) return false;
    const skipped = epoch === 1 && days < 60 ? 1 : 0;
    const unixDays = days + skipped - UNIX_DAYS[epoch];
    this.#values[SECONDS] = unixDays * 86_400 + Math.round(part * 86_400);
    this.#values[IS_MOMENT] = 0;
    return true;
  }

  #skipWild({ wildcard, min, max }: Extract<Step, { kind: "wild" }>): boolean {
    let count = 0;
    while (
      count < max && this.#at < this.#end &&
      fits(wildcard, this.#bytes[this.#at] as number)
    ) {
      this.#at++;
      count++;
    }
    return count >= min;
  }

  /** Makes a moment of the parts, where 1970-01-01 00:00:00 fills the gaps. */
  #resolve(): boolean {
    const seconds = this.#values[SECONDS] as number;
    this.micros = this.#or(MICROS, 0);
    this.isMoment = this.#values[IS_MOMENT] === 1;
    if (seconds === seconds) {
      this.seconds = seconds;
      return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
    }
    const year = this.#findYear();
    const month = this.#or(SLOT.m, 1);
    const day = this.#or(SLOT.d, 1);
    if (year < 1 || !isDay(year, month, day)) return false;
    this.seconds = daysOf(year, month, day) * 86_400 + this.#findHour() * 3600 +
      this.#or(SLOT.M, 0) * 60 + this.#or(SLOT.S, 0);
    return true;
  }

  #or(slot: number, otherwise: number): number {
    const value = this.#values[slot] as number;
    return value === value ? value : otherwise;
  }

  #findYear(): number {
    const year = this.#or(SLOT.Y, -1);
    const century = this.#or(SLOT.C, -1);
    const ofCentury = this.#or(SLOT.y, -1);
    if (century < 0 && ofCentury < 0) return year < 0 ? 1970 : year;
    if (century < 0 && year < 0) {
      return ofCentury + (ofCentury < 69 ? 2000 : 1900);
    }
    const given = year < 0 ? 1970 : year;
    const hundreds = century < 0 ? given / 100 | 0 : century;
    return hundreds * 100 + (ofCentury < 0 ? given % 100 : ofCentury);
  }

  #findHour(): number {
    const ofTwelve = this.#or(SLOT.I, -1);
    const hour = ofTwelve < 0 ? this.#or(SLOT.H, -1) : ofTwelve;
    const half = this.#or(HALF, -1);
    if (hour < 0) return half === 1 ? 12 : 0;
    if (half < 0) return ofTwelve < 0 ? hour : hour % 12;
    return hour % 12 + 12 * half;
  }
}

function fits(wildcard: Wildcard, byte: number): boolean {
  const isDigit = byte >= 48 && byte <= 57;
  switch (wildcard) {
    case " ":
      return isSpace(byte);
    case ".":
      return !isSpace(byte);
    case "*":
      return true;
    case "#":
      return isDigit;
    case "^":
      return !isDigit;
    case "@":
      return !isDigit && !isSpace(byte);
  }
}
