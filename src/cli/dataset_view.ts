/**
 * Shows datasets.
 *
 * @module
 */

import type { FoundDataset } from "../build/inspect_dataset.ts";
import type { Json } from "../core/canonical.ts";
import { formatDay } from "../core/calendar.ts";
import type { ColumnEntry } from "../core/manifest.ts";
import type { Comparable } from "../core/rows.ts";
import { formatWire } from "../core/wire_text.ts";
import { storedOrder } from "../data/stats.ts";
import { parseType } from "../data/types.ts";
import { countOf, formatCount, formatSize } from "./format.ts";
import type { Style } from "./style.ts";
import { cut, oneLine, table, visible } from "./text.ts";
import { formatCell, formatClock, Moment } from "./value_view.ts";

/** What of a dataset is shown. */
export interface DatasetViewOptions {
  /** The dataset and all that it follows, oldest first. */
  readonly chain: readonly FoundDataset[];
  /** Lists the datasets of the chain, or those of them that have rows. */
  readonly listsChain?: "all" | "filled" | undefined;
  /** Rows by slice: of the dataset, or of the whole chain. */
  readonly slices?: "own" | "chain" | undefined;
  /** Where each column is stored. */
  readonly location?: boolean;
  /** Leave out the columns, or their least and greatest values. */
  readonly noColumns?: boolean;
  readonly noExtents?: boolean;
}

/** The longest value in a table of columns or rows. */
const MOST = 32;

/** The lines of `ax ds`. */
export function formatDataset(
  dataset: FoundDataset,
  options: DatasetViewOptions,
  style: Style,
): string[] {
  const { key, entry, job } = dataset;
  const lines = [
    `${style.bold(visible(key))} ${job.manifest.method}`,
    ...indent(
      table(
        factsOf(dataset, options),
        [],
        (cell, column) => column === 0 ? style.dim(cell) : cell,
      ),
    ),
  ];
  if (options.slices === "own") {
    lines.push(...section("Slices", sliceLines(entry.rows)));
  } else if (options.slices === "chain") {
    const rows = rowsBySlice(options.chain);
    lines.push(...section("Slices of the chain", sliceLines(rows)));
  }
  if (options.listsChain !== undefined) {
    lines.push(...section("Chain", chainLines(options)));
  }
  if (!options.noColumns) {
    lines.push(...section("Columns", columnLines(dataset, options)));
  }
  return lines;

  function section(title: string, inner: readonly string[]): string[] {
    return ["", style.bold(title), ...indent(inner)];
  }
}

/**
 * One line for each dataset, for `ax ds --list`.
 *
 * @param rowsOf How many rows are shown beside one. Default: its own.
 */
export function listDatasets(
  datasets: readonly FoundDataset[],
  rowsOf: (dataset: FoundDataset) => number = ({ entry }) =>
    totalOf(entry.rows),
): string[] {
  return table(
    datasets.map((dataset) => [
      visible(dataset.key),
      countOf(rowsOf(dataset), "row"),
      countOf(dataset.entry.columns.length, "column"),
      dataset.entry.previous === undefined
        ? ""
        : `after ${visible(dataset.entry.previous)}`,
    ]),
    [{}, { align: "right" }, { align: "right" }],
  );
}

/** Rows as a table with the columns' names above. */
export function formatRows(
  columns: readonly ColumnEntry[],
  rows: readonly Readonly<Record<string, unknown>>[],
  style: Style,
): string[] {
  const names = columns.map(({ name }) => name);
  const isNumber = names.map((name) =>
    rows.some((row) => ["number", "bigint"].includes(typeof row[name]))
  );
  const lines = table(
    [
      names.map((name) => cut(visible(name), MOST)),
      ...rows.map((row) =>
        columns.map((column) => showCell(column, row[column.name]))
      ),
    ],
    isNumber.map((right) => right ? { align: "right" } : {}),
  );
  const [head = "", ...rest] = lines;
  return [style.bold(head), ...rest];
}

function showCell({ type }: ColumnEntry, value: unknown): string {
  return type.startsWith("time") && typeof value === "number"
    ? formatClock(value)
    : cut(oneLine(formatCell(value)), MOST);
}

function factsOf(
  { entry, job }: FoundDataset,
  { chain, listsChain }: DatasetViewOptions,
): string[][] {
  const rows = totalOf(entry.rows);
  const size = entry.files.reduce((sum, file) => sum + file.size, 0);
  const packed = entry.compressed === true ? ", zstd" : "";
  const facts = [
    [
      "rows",
      `${formatCount(rows)} in ${countOf(entry.rows.length, "slice")}`,
    ],
    ["size", `${formatSize(size)}${packed}`],
  ];
  if (entry.hashBy !== undefined) {
    facts.push(["hashed by", visible(entry.hashBy)]);
  }
  if (entry.previous !== undefined) {
    facts.push(["previous", visible(entry.previous)]);
  }
  if (chain.length > 1 && listsChain === undefined) {
    const own = chain.filter((each) => each.job.dir === job.dir).length;
    const inJob = own === chain.length
      ? ", all of this job"
      : own > 1
      ? `, ${own} of this job`
      : "";
    facts.push([
      "chain",
      `${countOf(chain.length, "dataset")} from ${
        visible(chain[0]?.key ?? "")
      }, ${countOf(chainRows(chain), "row")}${inJob}`,
    ]);
  }
  for (const parent of entry.parents ?? []) {
    facts.push(["parent", visible(parent)]);
  }
  return facts;
}

function sliceLines(rows: readonly number[]): string[] {
  const total = totalOf(rows);
  const lines = table(
    rows.map((count, slice) => ({ count, slice }))
      .sort((a, b) => b.count - a.count)
      .map(({ count, slice }) => [
        String(slice),
        formatCount(count),
        total === 0 ? "" : `${(100 * count / total).toFixed(2)} %`,
      ]),
    [{ align: "right" }, { align: "right" }, { align: "right" }],
  );
  if (total === 0) return lines;
  const ratio = Math.max(...rows) * rows.length / total;
  return [...lines, `the largest has ${ratio.toFixed(2)} times the mean`];
}

function chainLines({ chain, listsChain }: DatasetViewOptions): string[] {
  const filled = chain.filter(({ entry }) => totalOf(entry.rows) > 0);
  const listed = listsChain === "filled" ? filled : chain;
  const lines = table(
    listed.map(({ key, entry }) => [
      visible(key),
      formatCount(totalOf(entry.rows)),
    ]),
    [{}, { align: "right" }],
  );
  const datasets = countOf(chain.length, "dataset");
  return [
    ...lines,
    `${
      listed.length === chain.length
        ? datasets
        : `${datasets}, ${listed.length} with rows`
    }, ${countOf(chainRows(chain), "row")}`,
  ];
}

/** How many rows a chain has. */
export function chainRows(chain: readonly FoundDataset[]): number {
  return chain.reduce((sum, { entry }) => sum + totalOf(entry.rows), 0);
}

/** How many rows each slice has, over a chain. */
function rowsBySlice(chain: readonly FoundDataset[]): number[] {
  const rows: number[] = [];
  for (const { entry } of chain) {
    entry.rows.forEach((count, slice) => {
      rows[slice] = (rows[slice] ?? 0) + count;
    });
  }
  return rows;
}

function columnLines(
  dataset: FoundDataset,
  options: DatasetViewOptions,
): string[] {
  const { entry } = dataset;
  const chain = options.listsChain === undefined ? undefined : options.chain;
  return table(
    entry.columns.map((column) => {
      const { name, type, nullCount } = column;
      const cells = [
        cut(visible(name), MOST) + (name === entry.hashBy ? " *" : ""),
        type,
      ];
      if (!options.noExtents) cells.push(formatExtent(column, chain));
      cells.push(nullCount === 0 ? "" : `${formatCount(nullCount)} null`);
      if (options.location) cells.push(locationOf(column, dataset));
      return cells;
    }),
  );
}

/** Where a column is stored, and what it was typed from. */
function locationOf(
  { name, from }: ColumnEntry,
  { key, job: { manifest } }: FoundDataset,
): string {
  if (from !== undefined) {
    const own = from.column === name ? "" : ` as ${visible(from.column)}`;
    return `in ${visible(from.dataset)}${own}`;
  }
  const { source, types, rename } = manifest.inputs;
  const isTyped = manifest.method === "dataset_type" && source !== undefined &&
    Object.hasOwn(recordOf(types), name);
  if (!isTyped) return `in ${visible(key)}`;
  const [old = name] = Object.entries(recordOf(rename))
    .find(([, renamed]) => renamed === name) ?? [];
  return `in ${visible(key)}, typed from ${visible(old)} in ${
    oneLine(formatWire(source))
  }`;
}

function recordOf(value: Json | undefined): Readonly<Record<string, Json>> {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? value as Readonly<Record<string, Json>>
    : {};
}

/** `min … max` of a dataset, or of all datasets of a chain. */
function formatExtent(
  column: ColumnEntry,
  chain: readonly FoundDataset[] | undefined,
): string {
  const all = (chain ?? []).flatMap(({ entry }) =>
    entry.columns.filter(({ name, type }) =>
      name === column.name && type === column.type
    )
  );
  const type = parseType(column.type);
  const parts = all.length === 0 ? [column] : all;
  const pick = (key: "min" | "max", sign: number): Comparable | null =>
    parts.map((part) => storedOrder(type, part[key])).reduce((a, b) =>
      b === null || Number.isNaN(b)
        ? a
        : a === null || Number.isNaN(a) || compare(b, a) * sign > 0
        ? b
        : a
    );
  const [min, max] = [pick("min", -1), pick("max", 1)];
  if (min === null) return "";
  return `${showValue(column, min)} … ${showValue(column, max)}`;
}

function compare(a: unknown, b: unknown): number {
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** @param value As {@linkcode storedOrder} gives it. */
function showValue({ type }: ColumnEntry, value: Comparable | null): string {
  if (type.startsWith("datetime") && typeof value === "bigint") {
    return String(new Moment(value));
  }
  if (type.startsWith("date") && typeof value === "number") {
    return formatDay(value);
  }
  if (type.startsWith("time") && typeof value === "number") {
    return formatClock(value);
  }
  const text = formatCell(value);
  return cut(typeof value === "string" ? visible(text) : oneLine(text), MOST);
}

function totalOf(rows: readonly number[]): number {
  return rows.reduce((sum, count) => sum + count, 0);
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
