/**
 * Into which bins dates and times are counted: bins that begin and end where a
 * clock or calendar does, all in UTC.
 *
 * @module
 */

import { calendarDay, firstDayOf, formatDay } from "./calendar.ts";

/** A type of column that is a time. */
export type TimeKind = "date" | "datetime" | "time";

/** How far a bin reaches. */
interface TimeStep {
  readonly unit: "micro" | "day" | "month";
  readonly size: number;
}

/** Bins of times, one after the other. */
export interface TimeBins {
  readonly kind: TimeKind;
  readonly step: TimeStep;
  /**
   * Where each bin begins, and where the last one ends; as the column's values
   * are stored: days, microseconds, or milliseconds of the day.
   */
  readonly edges: readonly number[];
}

/** The times that are to be counted, as their column stores them. */
export interface TimeRange {
  readonly kind: TimeKind;
  readonly min: number;
  readonly max: number;
}

const DAY = 86_400_000_000;
const [SECOND, MINUTE, HOUR] = [1_000_000, 60_000_000, 3_600_000_000];

/**
 * What is reckoned in: microseconds, and for dates days, as a double does not
 * hold the microseconds of all of them. How much a stored value is, and a day.
 */
const STORED = { date: 1, datetime: 1, time: 1000 } as const;
const DAYS = { date: 1, datetime: DAY, time: DAY } as const;

/** More bins than this are chosen only when asked for. */
const MOST = 25;

/**
 * Chooses bins: of the steps that a clock or calendar has the shortest one
 * with at most 25 bins, or as many as asked for.
 *
 * @param range Finite, `max` after `min`.
 * @param count How many bins at most, from 1.
 */
export function chooseTimeBins(range: TimeRange, count?: number): TimeBins {
  const { kind } = range;
  const unit = STORED[kind];
  const [min, max] = [range.min * unit, range.max * unit];
  const most = count ?? MOST;
  for (const step of stepsOf(kind)) {
    const scale = { ...step, dayLength: DAYS[kind] };
    if ((max - min) / lengthOf(scale) > most + 1) continue;
    const starts = [alignedStart(scale, min)];
    // What is asked for comes before beginning with a round year.
    if (count !== undefined) starts.push(nearStart(scale, min));
    for (const start of starts) {
      const edges = edgesFrom(start, scale, max);
      if (edges.length > most + 1) continue;
      return { kind, step, edges: edges.map((edge) => edge / unit) };
    }
  }
  throw new RangeError(`Cannot choose ${most} bins for ${min} to ${max}`);
}

/** Steps from short to long. They do not end. */
function* stepsOf(kind: TimeKind): Generator<TimeStep> {
  if (kind !== "date") {
    for (const size of clockSteps()) {
      if (size >= STORED[kind]) yield { unit: "micro", size };
    }
  }
  for (const size of [1, 2, 7, 14]) yield { unit: "day", size };
  for (const size of [1, 2, 3, 4, 6]) yield { unit: "month", size };
  for (let power = 1;; power *= 10) {
    for (const size of [1, 2, 5]) {
      yield { unit: "month", size: 12 * size * power };
    }
  }
}

/** Parts of a day, in microseconds. */
function* clockSteps(): Generator<number> {
  for (let power = 1; power < SECOND; power *= 10) {
    for (const size of [1, 2, 5]) yield size * power;
  }
  for (const unit of [SECOND, MINUTE]) {
    for (const size of [1, 2, 5, 10, 15, 30]) yield size * unit;
  }
  for (const size of [1, 2, 3, 6, 12]) yield size * HOUR;
}

/** A step, and how long a day is in what is reckoned in. */
interface Scale extends TimeStep {
  readonly dayLength: number;
}

/** How long a step is at least. */
function lengthOf({ unit, size, dayLength }: Scale): number {
  if (unit === "micro") return size;
  return (unit === "day" ? size : size * 31) * dayLength;
}

/** Where a bin begins that holds a time, as a clock or calendar has it. */
function alignedStart(scale: Scale, min: number): number {
  const { unit, size, dayLength } = scale;
  if (unit === "micro") return floorTo(min, size);
  const day = Math.floor(min / dayLength);
  if (unit === "month") {
    return monthStart(floorTo(monthOf(day), size)) * dayLength;
  }
  // Weeks begin with Monday, as the fifth day of 1970 was.
  return (size % 7 === 0 ? floorTo(day - 4, 7) + 4 : day) * dayLength;
}

/** As {@linkcode alignedStart}, but with the month or year of the time. */
function nearStart({ unit, size, dayLength }: Scale, min: number): number {
  if (unit === "micro") return floorTo(min, size);
  const day = Math.floor(min / dayLength);
  if (unit === "day") return day * dayLength;
  const month = floorTo(monthOf(day), size % 12 === 0 ? 12 : 1);
  return monthStart(month) * dayLength;
}

function edgesFrom(start: number, scale: Scale, max: number): number[] {
  const edges = [start];
  for (let edge = start; edge <= max;) {
    edge = nextEdge(edge, scale);
    edges.push(edge);
  }
  return edges;
}

function nextEdge(edge: number, { unit, size, dayLength }: Scale): number {
  if (unit === "month") {
    return monthStart(monthOf(edge / dayLength) + size) * dayLength;
  }
  return edge + (unit === "day" ? size * dayLength : size);
}

/** The month of a day, since the year 0. */
function monthOf(day: number): number {
  const { year, month } = calendarDay(day);
  return year * 12 + month - 1;
}

/** The first day of a month. */
function monthStart(months: number): number {
  const year = Math.floor(months / 12);
  return firstDayOf(year, months - year * 12 + 1);
}

function floorTo(value: number, size: number): number {
  return Math.floor(value / size) * size;
}

/** Which bin a time is in; those outside count to the first or last. */
export function timeBinOf(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value < (edges[middle] as number)) high = middle;
    else low = middle;
  }
  return low;
}

/**
 * What stands beside a bin: `2026`, `2026-01 - 2026-03`, `2026-01-05`,
 * `2026-01-05 08:00 - 08:15`. Days, months and years are named up to the last
 * one; clocks up to where the next bin begins.
 */
export function timeBinLabel(bins: TimeBins, bin: number): string {
  const { kind, step: { unit, size } } = bins;
  const [from, to] = edgesOf(bins, bin);
  if (unit === "micro") {
    const [day, start] = splitDay(from);
    // The end of the day, not the begin of the next.
    const end = to - (from - start);
    const clocks = `${clock(start, size)} - ${clock(end, size)}`;
    return kind === "time" ? clocks : `${formatDay(day)} ${clocks}`;
  }
  if (kind === "time") return `${clock(from, MINUTE)} - ${clock(to, MINUTE)}`;
  const length = unit === "day" ? Infinity : size % 12 === 0 ? -6 : -3;
  const named = (day: number): string =>
    length === Infinity ? formatDay(day) : formatDay(day).slice(0, length);
  const dayLength = DAYS[kind];
  const [first, last] = [named(from / dayLength), named(to / dayLength - 1)];
  return first === last ? first : `${first} - ${last}`;
}

/**
 * Where a bin begins and ends, in ISO 8601: dates with the last day, clocks
 * with where the next bin begins.
 */
export function timeBinRange(
  bins: TimeBins,
  bin: number,
): readonly [from: string, to: string] {
  const { kind, step } = bins;
  const [from, to] = edgesOf(bins, bin);
  const size = step.unit === "micro" && step.size < SECOND ? step.size : SECOND;
  switch (kind) {
    case "date":
      return [formatDay(from), formatDay(to - 1)];
    case "time":
      return [clock(from, size), clock(to, size)];
    case "datetime":
      return [instantText(from, size), instantText(to, size)];
  }
}

function edgesOf({ kind, edges }: TimeBins, bin: number): [number, number] {
  const unit = STORED[kind];
  const [from = 0, to = 0] = edges.slice(bin, bin + 2);
  return [from * unit, to * unit];
}

function instantText(micros: number, size: number): string {
  const [day, rest] = splitDay(micros);
  return `${formatDay(day)}T${clock(rest, size)}Z`;
}

function splitDay(micros: number): [day: number, rest: number] {
  const day = Math.floor(micros / DAY);
  return [day, micros - day * DAY];
}

/** The time of a day, as exact as bins of a size need it. */
function clock(micros: number, size: number): string {
  const minutes = Math.floor(micros / MINUTE);
  const hours = Math.floor(minutes / 60);
  const text = `${pad(hours, 2)}:${pad(minutes - hours * 60, 2)}`;
  if (size >= MINUTE) return text;
  const rest = micros - minutes * MINUTE;
  const seconds = Math.floor(rest / SECOND);
  const whole = `${text}:${pad(seconds, 2)}`;
  if (size >= SECOND) return whole;
  const part = rest - seconds * SECOND;
  return size >= 1000
    ? `${whole}.${pad(Math.floor(part / 1000), 3)}`
    : `${whole}.${pad(part, 6)}`;
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, "0");
}
