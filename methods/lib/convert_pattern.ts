/**
 * Converters of dates and times that are written as a pattern says.
 *
 * @module
 */

import { FixedConverter } from "./convert_fixed.ts";
import { DatetimeConverter } from "./convert_iso.ts";
import { PatternMatcher } from "./pattern_match.ts";
import type { TimeZone } from "./time_zone.ts";
import type { ColumnSpec } from "./vectors.ts";

const SECONDS_PER_DAY = 86_400;

/** Makes days; a time of day is dropped. */
export class PatternDateConverter extends FixedConverter<Int32Array> {
  readonly #matcher: PatternMatcher;

  /** @param options `isPrefix`: whether text may follow. */
  constructor(
    type: ColumnSpec,
    pattern: string,
    { isPrefix }: { isPrefix: boolean },
  ) {
    super(type, Int32Array);
    this.#matcher = new PatternMatcher(pattern, isPrefix);
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    if (!this.#matcher.match(bytes, start, end)) return false;
    this.values[row] = Math.floor(this.#matcher.seconds / SECONDS_PER_DAY);
    return true;
  }
}

/** Makes moments; what the pattern does not say is as in 1970-01-01 00:00:00. */
export class PatternDatetimeConverter extends DatetimeConverter {
  readonly #matcher: PatternMatcher;

  /** @param options `isPrefix`: whether text may follow. */
  constructor(
    type: ColumnSpec,
    pattern: string,
    { isPrefix, zone }: { isPrefix: boolean; zone?: TimeZone | undefined },
  ) {
    super(type, zone);
    this.#matcher = new PatternMatcher(pattern, isPrefix);
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const matcher = this.#matcher;
    if (!matcher.match(bytes, start, end)) return false;
    const { seconds, micros } = matcher;
    return matcher.isMoment
      ? this.putMoment(row, seconds, micros)
      : this.putLocal(row, seconds, micros);
  }
}

/** Makes times of day; the day is dropped. */
export class PatternTimeConverter extends FixedConverter<Int32Array> {
  readonly #matcher: PatternMatcher;

  /** @param options `isPrefix`: whether text may follow. */
  constructor(
    type: ColumnSpec,
    pattern: string,
    { isPrefix }: { isPrefix: boolean },
  ) {
    super(type, Int32Array);
    this.#matcher = new PatternMatcher(pattern, isPrefix);
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const matcher = this.#matcher;
    if (!matcher.match(bytes, start, end)) return false;
    const { seconds, micros } = matcher;
    const days = Math.floor(seconds / SECONDS_PER_DAY);
    const ofDay = seconds - days * SECONDS_PER_DAY;
    this.values[row] = ofDay * 1000 + (micros / 1000 | 0);
    return true;
  }
}
