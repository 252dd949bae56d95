/**
 * What the tests of CSV share: importing from memory, and reading what came.
 *
 * @module
 */

import {
  type Dialect,
  type DialectText,
  parseDialect,
} from "../../methods/lib/csv_dialect.ts";
import {
  type ImportPart,
  type ImportPlan,
  importWindow,
  type PartReport,
} from "../../methods/lib/csv_import.ts";
import type { PlanOptions } from "../../methods/lib/csv_plan.ts";
import {
  type ByteSource,
  SlidingWindow,
} from "../../methods/lib/csv_source.ts";
import type { BatchColumn } from "../../methods/lib/vectors.ts";
import type { Found } from "./csv_reference.ts";

/** The characters U+0000 to U+00FF of a text as bytes. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Bytes as characters. */
export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}

/** Bytes in memory, given `step` at a time. */
export function memorySource(bytes: Uint8Array, step = Infinity): ByteSource {
  let at = 0;
  return {
    readSync(buffer: Uint8Array): number | null {
      if (at === bytes.length) return null;
      const part = bytes.subarray(at, at + Math.min(step, buffer.length));
      buffer.set(part);
      at += part.length;
      return part.length;
    },
  };
}

/** Comma and double quotes, unless said otherwise. */
export function dialectOf(text: Partial<DialectText> = {}): Dialect {
  const all = { separator: ",", quotes: '"', comment: "", newline: "" };
  return parseDialect({ ...all, ...text }, new Uint8Array(0));
}

/** What an import is told when a request says nothing. */
export const planDefaults: PlanOptions = {
  separator: ",",
  quotes: '"',
  comment: "",
  newline: "",
  skipLines: 0,
  skipEmptyLines: false,
  columnLines: 1,
  columns: [],
  encoding: "utf8",
  allowExtraEmpty: false,
  stripColumns: false,
  rename: {},
  discard: [],
  types: {},
  otherTypes: "auto",
  defaults: {},
  numericComma: false,
  allowBad: false,
  linenoColumn: "",
  slicing: "ranges",
};

/** A plan that keeps every field as bytes. */
export function planOf(
  fieldCount: number,
  changes: Partial<ImportPlan> = {},
): ImportPlan {
  return {
    path: "",
    dialect: dialectOf(),
    fieldCount,
    columns: Array.from({ length: fieldCount }, (_, field) => ({
      name: `c${field}`,
      field,
      conversion: "bytes",
    })),
    conversion: {},
    skipEmptyLines: false,
    allowExtraEmpty: false,
    allowBad: true,
    ...changes,
  };
}

/** Everything that came of an import, in the order of its lines. */
export interface Imported {
  readonly found: Found[];
  readonly report: PartReport;
}

/** Imports bytes. @param windowBytes The first size of the window. */
export function importBytes(
  plan: ImportPlan,
  bytes: Uint8Array,
  part: Partial<ImportPart> & { windowBytes?: number; readBytes?: number } = {},
): Imported {
  const { start = 0, limit = bytes.length, line = 1 } = part;
  const source = memorySource(bytes.subarray(start), part.readBytes);
  const window = new SlidingWindow(source, start, part.windowBytes);
  const found: Found[] = [];
  const whole = { ...part, start, limit, line };
  const report = importWindow(plan, whole, {
    rows(columns, { base, offsets }) {
      const all = Object.values(columns).map(valuesOf);
      offsets.forEach((offset, row) => {
        const fields = all.map((values) => String(values[row]));
        found.push({ kind: "row", line: base + offset, fields });
      });
    },
    odd: ({ kind, line, data }) =>
      found.push({ kind, line, data: textOf(data) }),
  }, window);
  found.sort((a, b) => a.line - b.line);
  return { found, report };
}

/** The values of a column: bytes as text, nulls as null. */
export function valuesOf(column: BatchColumn): unknown[] {
  const { values, offsets, valid, dictionary } = column;
  const count = offsets === undefined ? values.length : offsets.length - 1;
  return Array.from({ length: count }, (_, row) => {
    if (valid?.[row] === 0) return null;
    if (dictionary !== undefined) return dictionary[Number(values[row])];
    if (offsets === undefined) return values[row];
    const text = values.subarray(offsets[row], offsets[row + 1]) as Uint8Array;
    return textOf(text);
  });
}

/** Numbers from 0 to below `limit`, the same sequence for the same seed. */
export function makeRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % limit;
  };
}
