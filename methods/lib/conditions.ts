/**
 * Simple comparisons of columns with values.
 *
 * @module
 */

import { AxError, type ColumnSpec, type ColumnVector } from "ax";
import { plainType, typeOf } from "./dataset_source.ts";
import { isRawType, type Raw, rawReader } from "./raw_values.ts";

/** The comparisons there are. */
export const comparisons = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "not in",
  "is null",
  "is not null",
] as const;

/** One comparison, as a request gives it. */
export interface GivenCondition {
  readonly column: string;
  readonly op: typeof comparisons[number];
  /** One for most; any number for `in` and `not in`; none for nulls. */
  readonly values: readonly string[];
}

/** One comparison, ready to be made. */
export interface Condition {
  readonly column: string;
  /** Whether a value, which may be null, fits. */
  readonly fits: (value: Raw | null) => boolean;
}

/**
 * Makes comparisons ready.
 *
 * @throws {AxError} `input`, for a column that is not there or cannot be
 * compared, and for values that are not of its type, or too many or few.
 */
export function parseConditions(
  given: readonly GivenCondition[],
  columns: ReadonlyMap<string, ColumnSpec>,
): Condition[] {
  if (given.length === 0) {
    throw new AxError("input", `Cannot filter: "where" is empty`);
  }
  return given.map(({ column, op, values }) => {
    const type = typeOf(columns, column, "filter by");
    if (op === "is null" || op === "is not null") {
      checkCount(op, values, 0);
      const isNull = op === "is null";
      return { column, fits: (value) => (value === null) === isNull };
    }
    if (!isRawType(type)) {
      throw fault(column, `values of type ${type} are not compared`);
    }
    const wanted = values.map((text) => parseValue(text, type, column));
    if (op === "in" || op === "not in") {
      const set = new Set<Raw | null>(wanted);
      const isIn = op === "in";
      return {
        column,
        fits: (value) => value !== null && set.has(value) === isIn,
      };
    }
    checkCount(op, values, 1);
    const compare = comparerOf(op, wanted[0] as Raw);
    return { column, fits: (value) => value !== null && compare(value) };
  });
}

function checkCount(
  op: string,
  values: readonly string[],
  count: 0 | 1,
): void {
  if (values.length === count) return;
  throw new AxError(
    "input",
    `Cannot filter by "${op}": it takes ${
      count === 0 ? "no value" : "one value"
    }, got ${values.length}`,
  );
}

function comparerOf(
  op: "=" | "!=" | "<" | "<=" | ">" | ">=",
  wanted: Raw,
): (value: Raw) => boolean {
  switch (op) {
    case "=":
      return (value) => value === wanted;
    case "!=":
      return (value) => value !== wanted;
    case "<":
      return (value) => value < wanted;
    case "<=":
      return (value) => value <= wanted;
    case ">":
      return (value) => value > wanted;
    case ">=":
      return (value) => value >= wanted;
  }
}

const INTEGER = /^[+-]?\d+$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/;

function parseValue(text: string, type: ColumnSpec, column: string): Raw {
  const value = findValue(text, plainType(type));
  if (value !== undefined) return value;
  throw fault(column, `${JSON.stringify(text)} is no ${plainType(type)}`);
}

function findValue(text: string, type: string): Raw | undefined {
  switch (type) {
    case "string":
    case "category":
      return text;
    case "bool":
      return text === "true" ? 1 : text === "false" ? 0 : undefined;
    case "int64":
      return INTEGER.test(text) ? BigInt(text.replace("+", "")) : undefined;
    case "int32":
    case "time":
    case "float32":
    case "float64": {
      const value = text.trim() === "" ? NaN : Number(text);
      return value !== value ? undefined : value;
    }
    case "date": {
      const isDay = DAY.test(text) && isOnCalendar(text);
      return isDay ? Date.parse(text) / 86_400_000 : undefined;
    }
    case "datetime":
      return findMoment(text);
  }
  return undefined;
}

/** Microseconds since 1970; a Date would drop some of them. */
function findMoment(text: string): bigint | undefined {
  const [, base = "", fraction = "", zone = ""] = MOMENT.exec(text) ?? [];
  const millis = Date.parse(base + zone);
  if (millis !== millis || !isOnCalendar(base.slice(0, 10))) return undefined;
  return BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, "0"));
}

/** February has no 30th day, whatever Date makes of it. */
function isOnCalendar(day: string): boolean {
  const date = new Date(day);
  return !Number.isNaN(+date) && date.toISOString().startsWith(day);
}

function fault(column: string, problem: string): AxError {
  return new AxError(
    "input",
    `Cannot filter by column ${JSON.stringify(column)}: ${problem}`,
  );
}

/** Finds the rows of a batch for which all conditions hold. */
export function findRows(
  conditions: readonly Condition[],
  vectors: Readonly<Record<string, ColumnVector>>,
  rowCount: number,
): Uint32Array {
  let rows = Uint32Array.from({ length: rowCount }, (_, row) => row);
  for (const { column, fits } of conditions) {
    const read = rowTester(vectors[column] as ColumnVector, fits);
    rows = rows.filter(read);
  }
  return rows;
}

/** Tests categories once each, and not once for each row. */
function rowTester(
  vector: ColumnVector,
  fits: (value: Raw | null) => boolean,
): (row: number) => boolean {
  const { values, dictionary } = vector as unknown as {
    values: Int32Array;
    dictionary?: readonly string[];
  };
  const { valid } = vector;
  const isNull = (row: number): boolean =>
    valid !== undefined && valid[row] === 0;
  if (dictionary === undefined) {
    const plain = rawReader(vector);
    return (row) => fits(isNull(row) ? null : plain(row));
  }
  const known = dictionary.map((text) => fits(text));
  return (row) =>
    isNull(row) ? fits(null) : known[values[row] as number] as boolean;
}
