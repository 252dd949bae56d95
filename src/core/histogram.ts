/**
 * Into which bins numbers are counted, and what stands beside them.
 *
 * @module
 */

/** Bins of one width, one after the other. */
export interface Bins {
  /** The least number, with which the first bin begins. */
  readonly min: number;
  /** The greatest number, which is in the last bin. */
  readonly max: number;
  /** How far a bin reaches. */
  readonly step: number;
  readonly count: number;
  /** Whether there are whole numbers alone. */
  readonly isWhole: boolean;
  /** Whether some bins hold more whole numbers than others. */
  readonly isUneven: boolean;
}

/** The numbers that are to be counted. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Whether there are whole numbers alone. */
  readonly isWhole: boolean;
}

/** Good numbers of bins, the best first. */
const COUNTS = [20, 21, 19, 22, 18, 23, 17, 24, 16, 25, 15, 14, 13] as const;

/**
 * Chooses bins: as many as asked for, or else about 20, so that bins of whole
 * numbers hold equally many of them, and those of others have a short step.
 *
 * @param count How many bins, from 1; whole numbers have no more than there
 * are of them.
 */
export function chooseBins(range: NumberRange, count?: number): Bins {
  const { min, max, isWhole } = range;
  const size = isWhole ? max - min + 1 : max - min;
  const chosen = count ?? (isWhole ? evenCount(size) : shortCount(size));
  const bins = isWhole ? Math.min(chosen, size) : chosen;
  const step = size / bins;
  const isUneven = isWhole && !Number.isInteger(step);
  return { min, max, step, count: bins, isWhole, isUneven };
}

function evenCount(size: number): number {
  if (size <= COUNTS[0]) return size;
  return COUNTS.find((count) => size % count === 0) ?? COUNTS[0];
}

function shortCount(size: number): number {
  let best: number = COUNTS[0];
  for (const count of COUNTS) {
    if (digits(size / count) < digits(size / best)) best = count;
  }
  return best;
}

function digits(step: number): number {
  return String(round(step)).length;
}

/** Which bin a number is in; those outside count to the first or last. */
export function binOf(
  { min, step, count }: Pick<Bins, "min" | "step" | "count">,
  value: number,
): number {
  const bin = Math.floor((value - min) / step);
  return bin < 0 ? 0 : bin >= count ? count - 1 : bin;
}

/** Where a bin begins and ends: the last whole number, or the next begin. */
export function binRange(
  bins: Bins,
  bin: number,
): readonly [from: number, to: number] {
  const { min, max, step, count, isWhole } = bins;
  if (!isWhole) {
    const to = bin === count - 1 ? max : round(min + (bin + 1) * step);
    return [round(min + bin * step), to];
  }
  const to = bin === count - 1 ? max : firstOf(bins, bin + 1) - 1;
  return [firstOf(bins, bin), to];
}

/** The first whole number of a bin, as {@linkcode binOf} sees it. */
function firstOf(bins: Bins, bin: number): number {
  let value = bins.min + Math.floor(bin * bins.step);
  while (binOf(bins, value) < bin) value++;
  return value;
}

/** Without the last digits, which are noise. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** What stands beside a bin: `7`, `10 - 19`, `0.5 - 0.75`. */
export function binLabel(bins: Bins, bin: number): string {
  const [from, to] = binRange(bins, bin);
  return bins.isWhole && from === to ? String(from) : `${from} - ${to}`;
}

/** The eighths of a block, none to all. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

/**
 * Draws a bar.
 *
 * @param part From 0 to 1, of the longest bar.
 * @param width The longest bar, in characters.
 * @param isPlain Whether it may only be ASCII.
 */
export function drawBar(part: number, width: number, isPlain = false): string {
  if (isPlain) return "#".repeat(Math.round(part * width));
  const eighths = Math.round(part * width * 8);
  // What is there at all can be seen.
  const shown = part > 0 ? Math.max(1, eighths) : 0;
  return "█".repeat(shown >> 3) + EIGHTHS[shown & 7];
}
