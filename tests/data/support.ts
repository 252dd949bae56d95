/**
 * What the tests of `src/data/` share: rows in and out, and random tables.
 *
 * @module
 */

import { readDatasetFiles } from "../../src/data/dataset_files.ts";
import { readSliceInfo } from "../../src/data/slice_info.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import {
  openSliceWriter,
  type SliceWriter,
} from "../../src/data/slice_writer.ts";
import type {
  SliceSummary,
  SliceWriterOptions,
} from "../../src/data/slice_input.ts";
import type { ReadingWatch, TablePart } from "../../src/data/table.ts";
import type { BatchStats } from "../../src/data/stats.ts";
import type { Columns, ColumnSpec } from "../../src/core/columns.ts";
import {
  formatType,
  type ParsedType,
  parseType,
  SCALAR_KINDS,
} from "../../src/data/types.ts";

/** A row of any table. */
export type AnyRow = Record<string, unknown>;

/** A table made up for a test. */
export interface Sample {
  readonly columns: Columns;
  readonly rows: readonly AnyRow[];
}

/** Writes rows to a new file. */
export function writeRows(
  path: string,
  { columns, rows }: Sample,
  options: SliceWriterOptions = {},
): SliceSummary {
  const writer: SliceWriter = openSliceWriter<Columns>(path, columns, options);
  for (const row of rows) writer.write(row);
  return writer.close();
}

/** Reads all rows of a file. */
export function readRows(path: string): AnyRow[] {
  using reader = openSliceReader(path);
  return [...reader.rows()];
}

/** For who reads a table, where nobody wants to know how far. */
export const UNWATCHED: ReadingWatch = {
  begin: () => ({ tick: () => {}, end: () => {} }),
};

/** A dataset in a directory of its own, as a stage reads it. */
export function partOf(
  dir: string,
  columns: readonly (readonly [string, ColumnSpec])[],
  options: { readonly slices: number; readonly hashBy?: string | undefined },
): TablePart {
  const { slices, hashBy } = options;
  const found = readDatasetFiles(dir, { columns, slices });
  const names = new Map(columns.map(([name]) => [name, name]));
  return {
    columns: new Map(columns),
    hashBy,
    slices: found.files.map((files, slice) => ({
      rowCount: found.rows[slice] ?? 0,
      groups: [{
        paths: files.map((file) => `${dir}/${file}`),
        columns: names,
      }],
    })),
    statsOf: (name) => found.columns.find((each) => each.name === name),
  };
}

/** What the footer of a file says of a column. */
export function statsOf(path: string, name: string): BatchStats | undefined {
  const column = readSliceInfo(path).columns.find((one) => one.name === name);
  if (column === undefined) return undefined;
  const { nullCount, min, max } = column;
  return { nullCount, min, max };
}

/** Numbers between 0 and 1 that are the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TEXTS = ["", "a", "é", "naïve 🦊 fox", "x".repeat(100), "\0", "ß\n\"'"];

/** A random table: any types, nulls where they are allowed. */
export function randomSample(
  next: () => number,
  size: { readonly rows: number; readonly columns: number },
): Sample {
  const columns: Record<string, ColumnSpec> = {};
  for (let i = 0; i < size.columns; i++) {
    columns[`${i % 3 === 0 ? "ä " : "c"}${i}`] = randomSpec(next);
  }
  return { columns, rows: randomRows(columns, next, size.rows) };
}

/** Random rows of a table. */
export function randomRows(
  columns: Columns,
  next: () => number,
  count: number,
): AnyRow[] {
  const types = Object.entries(columns).map(
    ([name, spec]) => [name, parseType(spec)] as const,
  );
  return Array.from(
    { length: count },
    () =>
      Object.fromEntries(
        types.map(([name, type]) => [name, randomValue(type, next)]),
      ),
  );
}

function randomSpec(next: () => number): ColumnSpec {
  const mark = (spec: string) => next() < 0.5 ? `${spec}?` : spec;
  const scalar = pick(SCALAR_KINDS, next);
  if (next() < 0.7) return formatType(parseType(mark(scalar)));
  const list = `list<${mark(scalar)}>`;
  const outer = next() < 0.2 ? `list<${mark(list)}>` : list;
  return formatType(parseType(mark(outer)));
}

function pick<T>(items: readonly T[], next: () => number): T {
  return items[Math.floor(next() * items.length)] as T;
}

function integer(next: () => number, from: number, to: number): number {
  return from + Math.floor(next() * (to - from));
}

function randomValue(type: ParsedType, next: () => number): unknown {
  if (type.nullable && next() < 0.2) return null;
  switch (type.kind) {
    case "bool":
      return next() < 0.5;
    case "int32":
      return pick(
        [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), integer(next, -99, 99)],
        next,
      );
    case "int64":
      return pick([0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 12345678901n], next);
    case "float32":
      return Math.fround(pick([0, -0, 1.5, Infinity, NaN, next()], next));
    case "float64":
      return pick([0, -0, 1e308, -Infinity, NaN, 5e-324, next()], next);
    case "string":
      return pick(TEXTS, next);
    case "category":
      return pick(TEXTS, next);
    case "json":
      return pick<unknown>([{ a: [1, null] }, [], "x", 1.5, true, "ü"], next);
    case "bytes":
      return Uint8Array.from(
        { length: integer(next, 0, 5) },
        () => next() * 256,
      );
    case "date":
      return new Date(integer(next, -30_000, 30_000) * 86_400_000);
    case "datetime":
      return new Date(integer(next, -2e12, 4e12));
    case "time":
      return integer(next, 0, 86_400_000);
    case "list":
      return Array.from(
        { length: integer(next, 0, 4) },
        () => randomValue(type.element, next),
      );
  }
}

/** A digestible form of a value, in which equal values are equal text. */
export function canonical(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") {
    return Object.is(value, -0) ? "-0" : `${value}`;
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `[${Array.from(value).join()}]b`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return JSON.stringify(value);
}
