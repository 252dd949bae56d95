/**
 * Counts the values of columns.
 *
 * @module
 */

import type {
  DatasetInspector,
  FoundDataset,
} from "../build/inspect_dataset.ts";
import { AxError } from "../core/errors.ts";
import type { ColumnEntry } from "../core/manifest.ts";
import type { Context } from "./context.ts";
import { formatCount } from "./format.ts";
import { areNumbers, type Binning, findBinning } from "./hist_bins.ts";
import {
  type ChainChoice,
  followChains,
  pickColumns,
  readWords,
  tellRemarks,
} from "./scan/dataset_words.ts";
import { type HistogramCounts, splitTexts } from "./scan/hist_settings.ts";
import { rowsOf, Scan } from "./scan/pool.ts";
import { watchProgress } from "./scan/progress.ts";
import { makeTasks } from "./scan/tasks.ts";
import { visible } from "./text.ts";

/** What is to be counted. */
export interface HistRequest extends ChainChoice {
  readonly words: readonly string[];
  /** Whether each value is counted by itself, the most frequent first. */
  readonly toplist?: boolean;
  /** Bins or values at most; 0 for each value by itself, in order. */
  readonly maxCount?: number;
  readonly slice?: readonly number[];
}

/** One line of a histogram. */
export interface HistLine {
  /** A value for each column, or what bin it is; nothing for null. */
  readonly texts: readonly (string | undefined)[];
  readonly count: number;
  /** Of a bin; times as text. */
  readonly from?: number | string;
  readonly to?: number | string;
}

/** What was counted. */
export interface Histogram {
  readonly columns: readonly string[];
  readonly lines: readonly HistLine[];
  readonly rows: number;
  /** What is worth saying beside it. */
  readonly remarks: readonly string[];
}

/**
 * Counts.
 *
 * @throws {AxError} For wrong datasets and columns, or none.
 */
export async function countValues(
  request: HistRequest,
  datasets: DatasetInspector,
  { err }: Context,
): Promise<Histogram> {
  const named = readWords(request.words, datasets, {
    datasets: [],
    columns: [],
  });
  tellRemarks(named, err);
  const all = followChains(named.datasets, datasets, request);
  const columns = named.columns.length > 0 ? named.columns : [onlyColumn(all)];
  const requests = all.map((found) => {
    const searched = pickColumns(found, columns);
    return { found, searched, columns: [] };
  });
  const bins = findBins(requests.map(({ searched }) => searched), request);
  const tasks = makeTasks(requests, datasets, {
    slices: request.slice,
    splits: true,
  });
  const total = new Total();
  using scan = new Scan(tasks, {
    settings: bins?.settings ?? { kind: "hist" },
    isOrdered: false,
    done: (_, { counts }) => {
      if (counts !== undefined) total.add(counts);
      return true;
    },
  });
  const rows = rowsOf(tasks);
  using _ = watchProgress(scan, err);
  await scan.run();
  const result = bins === undefined
    ? valueLines(total, request, requests.map(({ searched }) => searched))
    : binLines(total, bins);
  return { columns, rows, ...result };
}

/** The one column that all datasets have. */
function onlyColumn(all: readonly FoundDataset[]): string {
  const [first, ...others] = all.map(({ entry }) =>
    entry.columns.map(({ name }) => name)
  );
  const names = (first ?? []).filter((name) =>
    others.every((other) => other.includes(name))
  );
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  throw new AxError(
    "usage",
    names.length === 0
      ? "Cannot count without a column: the datasets have none in common"
      : `Cannot count without a column: name one of ${
        names.map(visible).join(", ")
      }`,
  );
}

/** The bins of a single column, unless each value is wanted. */
function findBins(
  all: readonly (readonly ColumnEntry[])[],
  { toplist, maxCount }: HistRequest,
): Binning | undefined {
  const columns = all.map(([column]) => column);
  const isSingle = all.every(({ length }) => length === 1);
  if (toplist || maxCount === 0 || !isSingle) return undefined;
  return findBinning(columns.filter((column) => !!column), maxCount);
}

/** The counts of all tasks, added up. */
class Total {
  readonly bins: number[] = [];
  readonly values = new Map<string, number>();
  nan = 0;
  nulls = 0;

  add({ bins, values, nan, nulls }: HistogramCounts): void {
    bins.forEach((count, bin) => {
      this.bins[bin] = (this.bins[bin] ?? 0) + count;
    });
    for (const [value, count] of values) {
      this.values.set(value, (this.values.get(value) ?? 0) + count);
    }
    this.nan += nan;
    this.nulls += nulls;
  }
}

function binLines(
  { bins: counts, nan, nulls }: Total,
  bins: Binning,
): Pick<Histogram, "lines" | "remarks"> {
  const lines = Array.from({ length: bins.count }, (_, bin): HistLine => {
    const [from, to] = bins.range(bin);
    return { texts: [bins.label(bin)], count: counts[bin] ?? 0, from, to };
  });
  const remarks = [
    ...bins.remarks,
    ...(nan > 0 ? [`${formatCount(nan)} NaN left out`] : []),
    ...(nulls > 0 ? [`${formatCount(nulls)} null left out`] : []),
  ];
  return { lines, remarks };
}

/** Values shown at most, unless said otherwise. */
const MOST = 20;

function valueLines(
  total: Total,
  { maxCount = MOST }: HistRequest,
  searched: readonly (readonly ColumnEntry[])[],
): Pick<Histogram, "lines" | "remarks"> {
  const isNumber = areNumbers(searched.flat());
  const isTuple = searched.some(({ length }) => length > 1);
  const lines = Array.from(total.values, ([key, count]): HistLine => ({
    texts: isTuple ? splitTexts(key) : [key],
    count,
  }));
  if (total.nulls > 0) lines.push({ texts: [undefined], count: total.nulls });
  const byValue = (a: HistLine, b: HistLine): number =>
    compareTexts(a.texts, b.texts, isNumber);
  if (maxCount === 0) return { lines: lines.sort(byValue), remarks: [] };
  lines.sort((a, b) => b.count - a.count || byValue(a, b));
  const isCut = lines.length > maxCount;
  return {
    lines: lines.slice(0, maxCount),
    remarks: isCut
      ? [`${formatCount(lines.length)} different values in all`]
      : [],
  };
}

function compareTexts(
  a: HistLine["texts"],
  b: HistLine["texts"],
  isNumber: boolean,
): number {
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at], b[at]];
    if (x === y) continue;
    if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
    const order = isNumber ? compareNumbers(x, y) : 0;
    return order || (x < y ? -1 : 1);
  }
  return 0;
}

const WHOLE = /^-?\d+$/;

/** By size, with what is no number last. */
function compareNumbers(x: string, y: string): number {
  const [a, b] = [numberOf(x), numberOf(y)];
  if (Number.isNaN(a) || Number.isNaN(b)) {
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  }
  if (a !== b) return a < b ? -1 : 1;
  // Different whole numbers may be the same to a double.
  if (!WHOLE.test(x) || !WHOLE.test(y)) return 0;
  return BigInt(x) < BigInt(y) ? -1 : 1;
}

function numberOf(text: string): number {
  return text.endsWith("inf")
    ? text === "inf" ? Infinity : -Infinity
    : Number(text);
}
