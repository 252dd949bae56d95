/**
 * Simple comparisons of columns with values.
 *
 * @module
 */

import { AxError, type ColumnSpec, type ColumnVector } from "ax";
import { plainType, typeOf } from "./dataset_source.ts";
import { isRawType, type Raw, rawReader } from "./raw_values.ts";
import { countUp } from "./typed_arrays.ts";

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
      return INTEGER.test(text) ? Number(text) : undefined;
    case "float32":
    case "float64":
      return findFloat(text, type);
    case "date": {
      const isDay = DAY.test(text) && isOnCalendar(text);
      return isDay ? Date.parse(text) / 86_400_000 : undefined;
    }
    case "datetime":
      return findMoment(text);
  }
  return undefined;
}

/** A float32 is compared with the float32 that is next to what is said. */
function findFloat(text: string, type: string): number | undefined {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value !== value) return undefined;
  const single = Math.fround(value);
  const isSingle = type === "float32" && Number.isFinite(single);
  return isSingle ? single : value;
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
  let rows = countUp(rowCount);
  for (const condition of conditions) {
    const vector = vectors[condition.column] as ColumnVector;
    rows = rows.filter(rowTester(vector, condition));
  }
  return rows;
}

/** The categories of the dictionary that a condition saw last. */
const tested = new WeakMap<
  Condition,
  {
    readonly dictionary: readonly string[];
    readonly known: readonly boolean[];
  }
>();

/** Tests categories once for each file, and not once for each row. */
function rowTester(
  vector: ColumnVector,
  condition: Condition,
): (row: number) => boolean {
  const { fits } = condition;
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
  const known = testCategories(dictionary, condition);
  return (row) =>
    isNull(row) ? fits(null) : known[values[row] as number] as boolean;
}

function testCategories(
  dictionary: readonly string[],
  condition: Condition,
): readonly boolean[] {
  const last = tested.get(condition);
  if (last?.dictionary === dictionary) return last.known;
  const known = dictionary.map((text) => condition.fits(text));
  tested.set(condition, { dictionary, known });
  return known;
}
