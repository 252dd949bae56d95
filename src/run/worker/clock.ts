/**
 * Clocks that show the job's start, so that a run can be repeated exactly.
 *
 * @module
 */

import { define, defineLazily } from "./define.ts";

const RealDate = Date;

/**
 * Makes `Date`, `Temporal.Now` and what formats "now" show one moment.
 * `Temporal` and `Intl` are only touched once they are used: that costs 2 ms.
 */
export function fixClock(nowMs: number): void {
  fixDate(nowMs);
  fixWhenUsed("Temporal", () => fixTemporal(nowMs));
  fixWhenUsed("Intl", () => fixFormat(nowMs));
  fixWhenUsed("File", () => fixFile(nowMs));
  Object.defineProperty(performance, "timeOrigin", {
    value: nowMs,
    configurable: true,
  });
}

/** Puts a global back, and fixes it, when it is first read. */
function fixWhenUsed(
  name: "Temporal" | "Intl" | "File",
  fix: () => unknown,
): void {
  const real = Object.getOwnPropertyDescriptor(globalThis, name);
  if (real === undefined) return;
  defineLazily(globalThis, name, () => {
    Object.defineProperty(globalThis, name, real);
    const value = globalThis[name];
    return fix() ?? value;
  });
}

function fixDate(nowMs: number): void {
  const handler: ProxyHandler<DateConstructor> = {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [nowMs] : args, newTarget),
    apply: () => new RealDate(nowMs).toString(),
  };
  const fixed = new Proxy(RealDate, handler);
  RealDate.now = (): number => nowMs;
  RealDate.prototype.constructor = fixed;
  define(globalThis, "Date", fixed);
}

function fixTemporal(nowMs: number): void {
  const { Temporal } = globalThis as { Temporal?: typeof globalThis.Temporal };
  if (Temporal === undefined) return;
  const instant = Temporal.Instant.fromEpochMilliseconds(nowMs);
  const zoned = (zone: Temporal.TimeZoneLike = "UTC"): Temporal.ZonedDateTime =>
    instant.toZonedDateTimeISO(zone);
  const fixed = {
    instant: () => instant,
    timeZoneId: () => "UTC",
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (zone?: Temporal.TimeZoneLike) =>
      zoned(zone).toPlainDateTime(),
    plainDateISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDate(),
    plainTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainTime(),
  };
  for (const [name, value] of Object.entries(fixed)) {
    define(Temporal.Now, name, value);
  }
}

/** A new `File` is as old as it is said to be, or made at the job's start. */
function fixFile(nowMs: number): typeof File {
  const handler: ProxyHandler<typeof File> = {
    construct: (target, [parts, name, options], newTarget) =>
      Reflect.construct(
        target,
        [parts, name, { lastModified: nowMs, ...options }],
        newTarget,
      ),
  };
  const fixed = new Proxy(File, handler);
  File.prototype.constructor = fixed;
  return fixed;
}

/** `Intl.DateTimeFormat` formats "now" when it is given nothing. */
function fixFormat(nowMs: number): void {
  const { prototype } = Intl.DateTimeFormat;
  const { formatToParts } = prototype;
  const format = Object.getOwnPropertyDescriptor(prototype, "format")?.get;
  Object.defineProperty(prototype, "format", {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const bound = format?.call(this);
      return (date?: Date | number) => bound(date ?? nowMs);
    },
  });
  define(
    prototype,
    "formatToParts",
    function (this: Intl.DateTimeFormat, date?: Date | number) {
      return formatToParts.call(this, date ?? nowMs);
    },
  );
}
