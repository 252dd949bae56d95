/**
 * Columns to which texts are written that are to be read: `parsed` of a new
 * dataset.
 *
 * @module
 */

import type { ColumnSpec } from "../core/columns.ts";
import { listNames } from "../core/dataset_columns.ts";
import { AxError } from "../core/errors.ts";
import { parseDecimal, parseWhole } from "../core/number_text.ts";
import { didYouMean } from "../core/suggest.ts";
import { type BatchInput, describe } from "./builder.ts";
import { type ParsedType, parseType, type TextParser } from "./types.ts";
import type { Vector } from "./vectors.ts";

type Entries = Iterable<readonly [name: string, type: ColumnSpec]>;

/** How texts are read, by the kind of the column. */
const PARSERS: ReadonlyMap<string, TextParser> = new Map<string, TextParser>([
  ["int32", (text) => {
    const value = parseWhole(text);
    return Number(value) === (Number(value) | 0) ? value : undefined;
  }],
  ["int64", (text) => {
    const value = parseWhole(text);
    const fits = typeof value !== "bigint" ||
      BigInt.asIntN(64, value) === value;
    return fits ? value : undefined;
  }],
  ["float32", parseDecimal],
  ["float64", parseDecimal],
  ["json", (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }],
]);

/**
 * The type of a column, which reads texts if it is one of those that do.
 *
 * @param parsed The names of those, all checked by {@linkcode checkParsed}.
 * @throws {AxError} If there is no such type.
 */
export function columnType(
  [name, spec]: readonly [string, ColumnSpec],
  parsed: readonly string[] = [],
): ParsedType {
  const type = parseType(spec);
  const parse = parsed.includes(name) ? PARSERS.get(type.kind) : undefined;
  if (parse === undefined || type.kind === "list") return type;
  return { ...type, parse };
}

/**
 * Checks the names of columns that are to read texts.
 *
 * @throws {AxError} `dataset`, naming the first one that cannot.
 */
export function checkParsed(entries: Entries, parsed: readonly string[]): void {
  const fail = (problem: string): never => {
    throw new AxError("dataset", `Cannot parse texts for ${problem}`);
  };
  if (!Array.isArray(parsed)) {
    fail(`columns: a list of their names expected, got ${describe(parsed)}`);
  }
  const types = new Map(entries);
  const names = [...types.keys()];
  for (const name of parsed) {
    const what = `column ${JSON.stringify(name)}`;
    const spec = types.get(name);
    if (spec === undefined) {
      fail(
        `${what}: it is not written; ${listNames(names)} are` +
          didYouMean(String(name), names),
      );
    } else if (!PARSERS.has(parseType(spec).kind)) {
      const [last, ...others] = [...PARSERS.keys()].reverse();
      fail(
        `${what}: its type is ${spec}, and texts are parsed for ` +
          `${others.reverse().join(", ")} and ${last}`,
      );
    }
  }
}

/** A batch of texts, as vectors hold them, as the texts that are to be read. */
export function takeTexts(
  { parse }: ParsedType,
  input: BatchInput,
): BatchInput {
  if (parse === undefined) return input;
  const { type, length, get } = input as Partial<Vector>;
  const isText = type?.kind === "string" || type?.kind === "category";
  if (!isText || length === undefined || get === undefined) return input;
  return Array.from({ length }, (_, row) => get.call(input, row));
}
