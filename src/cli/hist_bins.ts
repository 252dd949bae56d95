/**
 * The bins of a histogram, of numbers or of times.
 *
 * @module
 */

import { extentOf } from "../build/read_dataset.ts";
import { AxError } from "../core/errors.ts";
import { binLabel, binRange, chooseBins } from "../core/histogram.ts";
import type { ColumnEntry } from "../core/manifest.ts";
import {
  chooseTimeBins,
  timeBinLabel,
  timeBinRange,
  type TimeKind,
} from "../core/time_bins.ts";
import { formatCount } from "./format.ts";
import type { HistogramSettings } from "./scan/hist_settings.ts";

/** More bins nobody can use, and they would take much memory. */
const MOST = 1_000_000;

/** How the values of one column are put into bins. */
export interface Binning {
  /** For those who count. */
  readonly settings: HistogramSettings;
  readonly count: number;
  readonly remarks: readonly string[];
  label(bin: number): string;
  range(bin: number): readonly [from: number | string, to: number | string];
}

/**
 * Chooses bins for a column that several datasets have.
 *
 * @param columns The column as each dataset has it.
 * @param count How many bins there are at most; about 20 unless told.
 * @returns Nothing where each value stands for itself: for other types, and
 * where there is only one value or an endless one, or a bin would be endless
 * or nothing.
 * @throws {AxError} `usage`, if there may be too many.
 */
export function findBinning(
  columns: readonly ColumnEntry[],
  count?: number,
): Binning | undefined {
  const kinds = new Set(columns.map(({ type }) => kindOf(type)));
  const [kind = "other"] = kinds;
  if (kinds.size > 1 || kind === "other") return undefined;
  if (count !== undefined && count > MOST) {
    throw new AxError(
      "usage",
      `Cannot make ${formatCount(count)} bins: ${formatCount(MOST)} at most`,
      { hint: "With --toplist each value is counted by itself." },
    );
  }
  return kind === "number"
    ? numberBinning(columns, count)
    : timeBinning(columns, kind, count);
}

function kindOf(type: string): TimeKind | "number" | "other" {
  const [, kind = "other"] = /^(date|datetime|time|int|float)\d*\??$/
    .exec(type) ?? [];
  return kind === "int" || kind === "float"
    ? "number"
    : kind as TimeKind | "other";
}

/** Whether all columns hold numbers. */
export function areNumbers(columns: readonly ColumnEntry[]): boolean {
  return columns.every(({ type }) => kindOf(type) === "number");
}

function numberBinning(
  columns: readonly ColumnEntry[],
  wanted?: number,
): Binning | undefined {
  let [min, max, isWhole] = [Infinity, -Infinity, true];
  for (const column of columns) {
    const extent = extentOf(column);
    if (extent.min === null) continue;
    // Only NaN there.
    if (Number.isNaN(extent.min)) return undefined;
    min = Math.min(min, Number(extent.min));
    max = Math.max(max, Number(extent.max));
    if (column.type.startsWith("float")) isWhole = false;
  }
  if (!Number.isFinite(max - min) || min === max) return undefined;
  isWhole &&= Number.isSafeInteger(min) && Number.isSafeInteger(max);
  const bins = chooseBins({ min, max, isWhole }, wanted);
  if (bins.step === 0) return undefined;
  return {
    settings: { kind: "hist", bins },
    count: bins.count,
    remarks: bins.isUneven ? ["bins hold unequally many whole numbers"] : [],
    label: (bin) => binLabel(bins, bin),
    range: (bin) => binRange(bins, bin),
  };
}

function timeBinning(
  columns: readonly ColumnEntry[],
  kind: TimeKind,
  wanted?: number,
): Binning | undefined {
  // As they are stored: a Date has no microseconds.
  const some = columns.filter(({ min }) => min !== null);
  const min = Math.min(...some.map(({ min }) => Number(min)));
  const max = Math.max(...some.map(({ max }) => Number(max)));
  if (some.length === 0 || min === max) return undefined;
  const bins = chooseTimeBins({ kind, min, max }, wanted);
  return {
    settings: { kind: "hist", edges: bins.edges },
    count: bins.edges.length - 1,
    remarks: kind === "datetime" ? ["times are in UTC"] : [],
    label: (bin) => timeBinLabel(bins, bin),
    range: (bin) => timeBinRange(bins, bin),
  };
}
