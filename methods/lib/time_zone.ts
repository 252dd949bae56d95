/**
 * Local times of a zone as moments.
 *
 * A local time that comes twice, because clocks were set back, is the earlier
 * moment. One that was skipped, because clocks were set forward, is as long
 * after the change as it seems to be: 02:30 becomes 03:30. `Temporal` calls
 * this "compatible", and so do other languages.
 *
 * When zones change their clocks is what the running Deno knows of it; a job's
 * record names its version.
 *
 * @module
 */

import { AxError } from "ax";

/** About a year: few have more than two changes. */
const SPAN_SECONDS = 2 ** 25;
/** More than any zone is away from UTC, local mean times included. */
const MARGIN_SECONDS = 2 * 86_400;

/** What holds in a span of local time, oldest first. */
interface Span {
  /** The local times from which each offset holds. */
  readonly starts: readonly number[];
  /** In seconds east of UTC. */
  readonly offsets: readonly number[];
}

/** A time zone with the rules that were looked up so far. */
export class TimeZone {
  readonly #name: string;
  readonly #spans = new Map<number, Span>();
  #number = NaN;
  #span: Span = { starts: [], offsets: [] };

  /**
   * @param name As the IANA calls it: `Europe/Stockholm`.
   * @throws {AxError} `input`, if there is no such zone.
   */
  constructor(name: string) {
    this.#name = name;
    try {
      this.#at(0);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new AxError(
        "input",
        `Cannot use time zone ${JSON.stringify(name)}: there is none of ` +
          `that name`,
        { hint: 'A zone is called as in "Europe/Stockholm" or "UTC".' },
      );
    }
  }

  /**
   * The moment of a local time.
   *
   * @param localSeconds Seconds from 1970-01-01T00:00 local time.
   * @returns Seconds from 1970-01-01T00:00Z.
   */
  toUtc(localSeconds: number): number {
    const number = Math.floor(localSeconds / SPAN_SECONDS);
    if (number !== this.#number) this.#select(number);
    const { starts, offsets } = this.#span;
    let index = starts.length - 1;
    while (index > 0 && localSeconds < (starts[index] as number)) index--;
    return localSeconds - (offsets[index] as number);
  }

  #select(number: number): void {
    let span = this.#spans.get(number);
    if (span === undefined) {
      span = this.#look(number * SPAN_SECONDS);
      this.#spans.set(number, span);
    }
    this.#number = number;
    this.#span = span;
  }

  #look(start: number): Span {
    let here: Temporal.ZonedDateTime | null = this.#at(start - MARGIN_SECONDS);
    const starts = [-Infinity];
    const offsets = [offsetOf(here)];
    const end = start + SPAN_SECONDS + MARGIN_SECONDS;
    for (;;) {
      here = here.getTimeZoneTransition("next");
      if (here === null || here.epochMilliseconds >= end * 1000) break;
      const before = offsets.at(-1) ?? 0;
      const after = offsetOf(here);
      // Until the later of both readings of the clock, the old offset holds.
      starts.push(here.epochMilliseconds / 1000 + Math.max(before, after));
      offsets.push(after);
    }
    return { starts, offsets };
  }

  #at(seconds: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
      .toZonedDateTimeISO(this.#name);
  }
}

function offsetOf(moment: Temporal.ZonedDateTime): number {
  return Math.round(moment.offsetNanoseconds / 1e9);
}
