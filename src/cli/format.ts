/**
 * How ax writes numbers and times, in one place.
 *
 * @module
 */

/** Writes a duration: `4 ms`, `0.12 s`, `12.3 s`, `3 min 12 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 9.5) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  return twoUnits(Math.round(seconds));
}

function twoUnits(seconds: number): string {
  if (seconds < 3600) return join(seconds, 60, "min", 1, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return join(minutes, 60, "h", 1, "min");
  return join(Math.round(minutes / 60), 24, "d", 1, "h");
}

function join(
  value: number,
  big: number,
  bigName: string,
  small: number,
  smallName: string,
): string {
  const rest = Math.floor((value % big) / small);
  const head = `${formatCount(Math.floor(value / big))} ${bigName}`;
  return rest === 0 ? head : `${head} ${rest} ${smallName}`;
}

const sizeUnits = ["kB", "MB", "GB", "TB", "PB"];

/** Writes a size in bytes: `512 B`, `1.2 MB`; a kB is 1,000 bytes. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = "B";
  for (const next of sizeUnits) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}

/** Writes a whole number with thousands separators: `1,234,567`. */
export function formatCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** Writes a number of things: `1 job`, `1,234 jobs`. */
export function countOf(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** Writes a moment in the reader's own time zone: `2026-08-01 14:00:03`. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "unknown";
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = [date.getMonth() + 1, date.getDate()].map(two).join("-");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${date.getFullYear()}-${day} ${time.map(two).join(":")}`;
}
