/**
 * Reads what a program hands over as a batch.
 *
 * @module
 */

import type { ColumnSpec } from "../core/columns.ts";
import { listNames } from "../core/dataset_columns.ts";
import { AxError } from "../core/errors.ts";
import type { BatchColumn } from "../core/rows.ts";
import { type BatchInput, describe, ValueError } from "./builder.ts";
import { takeTexts } from "./parse_text.ts";
import { formatType, type ParsedType } from "./types.ts";
import type { Vector } from "./vectors.ts";

/** A column by its name and type. */
interface NamedType {
  readonly name: string;
  readonly type: ParsedType;
}

/**
 * Reads all columns of a batch, in the order of the dataset's.
 *
 * @param slice Where the batch goes, for messages.
 * @throws {AxError} `dataset`, if a column is missing or strange, or they
 * differ in length.
 */
export function readBatch(
  columns: readonly NamedType[],
  batch: Readonly<Record<string, BatchColumn<ColumnSpec>>>,
  slice?: number,
): { readonly rowCount: number; readonly inputs: readonly BatchInput[] } {
  const fail = (name: string, problem: string): never => {
    const where = slice === undefined ? "" : `, slice ${slice}`;
    const column = JSON.stringify(name);
    throw new AxError("dataset", `column ${column}${where}: ${problem}`);
  };
  const names = columns.map(({ name }) => name);
  const inputs = columns.map(({ name, type }): BatchInput => {
    try {
      const given = Object.hasOwn(batch, name) ? batch[name] : undefined;
      return readColumn(type, given);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      return fail(name, error.message);
    }
  });
  const known = new Set(names);
  const extra = Object.keys(batch).find((name) => !known.has(name));
  if (extra !== undefined) {
    fail(extra, `the dataset has no such column; it has ${listNames(names)}`);
  }
  const lengths = inputs.map(findLength);
  const [rowCount = 0] = lengths;
  const odd = lengths.findIndex((length) => length !== rowCount);
  if (odd === -1) return { rowCount, inputs };
  return fail(
    names[odd] as string,
    `as many rows expected as in column ${JSON.stringify(names[0])}, ` +
      `${rowCount}, got ${lengths[odd]}`,
  );
}

/** @throws {ValueError} If it is no column, or one of another type. */
function readColumn(
  type: ParsedType,
  given: BatchInput | undefined,
): BatchInput {
  if (given === undefined) {
    throw new ValueError("a column expected, got undefined");
  }
  if (findLength(given) === undefined) {
    throw new ValueError(
      `an array, a typed array or a vector expected, got ${describe(given)}`,
    );
  }
  const input = takeTexts(type, given);
  const { type: other } = input as Partial<Vector>;
  if (other === undefined || mayStand(type, other)) return input;
  throw new ValueError(
    `${formatType(type)} expected, got a vector of ${formatType(other)}`,
  );
}

/** Whether the bytes of one type can be those of another without a look. */
function mayStand(type: ParsedType, given: ParsedType): boolean {
  if (type.kind === "list") {
    return given.kind !== "list" || mayStand(type.element, given.element);
  }
  if (type.kind === "json" && given.kind === "string") return false;
  return given.kind !== "bytes" || !["json", "string"].includes(type.kind);
}

/** How many rows a column has, if it is an array, typed array or vector. */
function findLength(input: BatchInput): number | undefined {
  const parts = input as { length?: unknown; offsets?: unknown } | null;
  if (typeof parts !== "object" || parts === null) return undefined;
  const { values } = parts as { values?: unknown };
  const { offsets } = parts;
  if (typeof parts.length === "number") return parts.length;
  if (offsets instanceof Int32Array) return offsets.length - 1;
  const isPlain = offsets === undefined && ArrayBuffer.isView(values);
  return isPlain && "length" in values ? values.length as number : undefined;
}
