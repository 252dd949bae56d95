/**
 * Decides which columns typing makes of a dataset, and how its rows lie.
 *
 * @module
 */

import { AxError, type ColumnSpec, type Dataset, didYouMean } from "ax";
import type { Converter } from "./converter.ts";
import { makeConverter } from "./converters.ts";
import { listNames, plainType, type SourceInputs } from "./dataset_source.ts";

/** What a request says; names are those that columns have in the result. */
export interface TypeInputs extends SourceInputs {
  /** Conversions by column. */
  readonly types: Readonly<Record<string, string>>;
  /** Texts for what cannot be converted, `null` for a null. */
  readonly defaults: Readonly<Record<string, string | null>> | null;
  /** New names by old ones; `null` for columns that are left out. */
  readonly rename: Readonly<Record<string, string | null>> | null;
  readonly discardUntyped: boolean;
  readonly filterBad: boolean;
  readonly hashBy: string | null;
  readonly dropHash: boolean;
  readonly timezone: string;
  readonly numericComma: boolean;
}

/** A column of the result. */
export interface PlannedColumn {
  readonly name: string;
  /** What it is called in the source. */
  readonly column: string;
  /** Its type there. */
  readonly sourceType: ColumnSpec;
  /** Its type in the result. */
  readonly type: ColumnSpec;
  /** How it is converted; nothing for a column that stays as it is. */
  readonly conversion?: string;
  /** The text that stands for what cannot be converted; `null` for null. */
  readonly fallback?: string | null;
}

/** What becomes of one dataset. */
export interface TypePlan {
  /** In order. */
  readonly columns: readonly PlannedColumn[];
  /** The column by whose hash the result lies. */
  readonly hashBy: string | undefined;
  /** Whether rows go to other slices. */
  readonly isMoved: boolean;
}

/** The types of columns that can be typed. */
const TEXT_TYPES = ["string", "category", "bytes"];

/**
 * Plans one dataset.
 *
 * @throws {AxError} `input`, for what cannot be done with these columns.
 */
export function planTyping(source: Dataset, inputs: TypeInputs): TypePlan {
  checkRequest(inputs);
  const names = renamed(source, inputs);
  const columns: PlannedColumn[] = [];
  for (const [column, sourceType] of source.columns) {
    for (const name of names.get(column) ?? []) {
      const common = { name, column, sourceType };
      if (Object.hasOwn(inputs.types, name)) {
        columns.push(typed({ ...common, type: sourceType }, inputs));
      } else if (!inputs.discardUntyped) {
        columns.push({ ...common, type: sourceType });
      }
    }
  }
  checkTypes([...names.values()].flat(), inputs);
  return { columns, ...planHash(columns, source, inputs) };
}

/**
 * Makes the converter of a column.
 *
 * @param takesFallback Whether the fallback is used. Default: yes.
 * @throws {AxError} `input`, if there is no such conversion.
 */
export function converterOf(
  { conversion = "", type, fallback }: PlannedColumn,
  options: Pick<TypeInputs, "timezone" | "numericComma">,
  takesFallback = true,
): Converter {
  const { timezone, numericComma } = options;
  const converter = makeConverter(conversion, { timezone, numericComma });
  if (type.endsWith("?")) converter.allowNulls();
  if (fallback !== undefined && takesFallback) converter.setFallback(fallback);
  return converter;
}

function checkRequest(inputs: TypeInputs): void {
  const { types, defaults, hashBy, dropHash } = inputs;
  if (Object.keys(types).length === 0) {
    throw fault(`"types" is empty`, `Pass types: { "amount": "float64" }.`);
  }
  for (const name of Object.keys(defaults ?? {})) {
    if (Object.hasOwn(types, name)) continue;
    throw fault(
      `"defaults" names ${quote(name)}, and "types" does not` +
        didYouMean(name, Object.keys(types)),
    );
  }
  if (hashBy === null || !dropHash) return;
  throw fault(`"hashBy" and "dropHash" exclude each other`);
}

/** The names that each column of the source has in the result. */
function renamed(
  { columns, hashBy }: Dataset,
  { rename, types }: TypeInputs,
): Map<string, string[]> {
  const given = Object.entries(rename ?? {})
    .filter(([column]) => columns.has(column));
  const taken = new Map<string, string>();
  for (const [column, name] of given) {
    if (name === null) continue;
    const other = taken.get(name);
    if (other !== undefined) {
      throw fault(
        `${quote(other)} and ${quote(column)} would both be called ` +
          quote(name),
      );
    }
    taken.set(name, column);
  }
  const moved = new Map(given);
  const names = new Map<string, string[]>();
  for (const column of columns.keys()) {
    const name = moved.get(column);
    const isOwn = !taken.has(column) && name !== null;
    // A column that is typed under a new name stays beside it, untouched.
    const isCopied = name !== undefined && name !== null &&
      Object.hasOwn(types, name) && column !== hashBy;
    const stays = isOwn && (name === undefined || isCopied);
    names.set(column, [
      ...(stays ? [column] : []),
      ...(name === undefined || name === null ? [] : [name]),
    ]);
  }
  return names;
}

function typed(column: PlannedColumn, inputs: TypeInputs): PlannedColumn {
  const { name, sourceType } = column;
  const conversion = inputs.types[name] as string;
  if (!TEXT_TYPES.includes(plainType(sourceType))) {
    throw fault(
      `column ${quote(column.column)} is of type ${sourceType}, not ` +
        `string, category or bytes`,
    );
  }
  const { defaults } = inputs;
  const hasDefault = defaults !== null && Object.hasOwn(defaults, name);
  const fallback = hasDefault ? defaults[name] as string | null : undefined;
  const converter = makeConverter(conversion, inputs);
  if (sourceType.endsWith("?") || fallback === null) converter.allowNulls();
  const planned = { ...column, type: converter.type, conversion };
  checkEncoding(planned);
  if (fallback === undefined) return planned;
  if (!converter.setFallback(fallback)) {
    throw new AxError(
      "input",
      `Cannot use ${quote(fallback ?? "")} as default of column ` +
        `${quote(name)}: it cannot be converted to ${conversion}`,
    );
  }
  return { ...planned, fallback };
}

/** Refuses to read what is UTF-8 as if it were something else. */
function checkEncoding(
  { column, sourceType, conversion }: PlannedColumn,
): void {
  const [, encoding] =
    /^(?:string|category|json)[^:]*:([^/]*)/s.exec(conversion ?? "") ?? [];
  if (encoding === undefined) return;
  if (plainType(sourceType) === "bytes") return;
  if (["utf8", "utf-8", "ascii"].includes(encoding.toLowerCase())) return;
  throw fault(
    `column ${quote(column)} is of type ${sourceType} and holds UTF-8, ` +
      `not ${encoding}: an encoding is for columns of type bytes`,
  );
}

/** @param names Those that columns have when they are renamed. */
function checkTypes(
  names: readonly string[],
  { types, rename }: TypeInputs,
): void {
  const odd = Object.keys(types).find((name) => !names.includes(name));
  if (odd === undefined) return;
  const dataset = rename === null ? "the dataset" : "the renamed dataset";
  throw fault(
    `there is no column ${quote(odd)}: ${dataset} has ${listNames(odd, names)}`,
  );
}

function planHash(
  columns: readonly PlannedColumn[],
  source: Dataset,
  { hashBy: wanted, dropHash }: TypeInputs,
): Pick<TypePlan, "hashBy" | "isMoved"> {
  const hashBy = wanted ?? (dropHash ? undefined : hashOf(columns, source));
  if (hashBy === undefined) return { hashBy, isMoved: false };
  const found = columns.find(({ name }) => name === hashBy);
  if (found === undefined) {
    const known = listNames(hashBy, columns.map(({ name }) => name));
    throw fault(
      `there is no column ${quote(hashBy)} to hash by: the result has ${known}`,
    );
  }
  const plain = plainType(found.type);
  if (plain === "json" || plain.startsWith("list<")) {
    throw fault(
      `column ${quote(hashBy)} cannot be hashed by: its type is ${plain}`,
      `Pass hashBy: another column, or dropHash: true.`,
    );
  }
  const isMoved = found.conversion !== undefined ||
    found.column !== source.hashBy;
  return { hashBy, isMoved };
}

/** What the column is called by which the source lies, if it is there. */
function hashOf(
  columns: readonly PlannedColumn[],
  { hashBy }: Dataset,
): string | undefined {
  if (hashBy === undefined) return undefined;
  return columns.find(({ column }) => column === hashBy)?.name;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function fault(problem: string, hint?: string): AxError {
  return new AxError(
    "input",
    `Cannot type columns: ${problem}`,
    hint === undefined ? {} : { hint },
  );
}
