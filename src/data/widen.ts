/**
 * Gives columns the wider type that a method has declared: it may ask for
 * `float64` and get what was stored as `int32`, without knowing it.
 *
 * @module
 */

import type { Columns } from "../core/columns.ts";
import { AxError } from "../core/errors.ts";
import { MAX_OFFSET } from "./builder.ts";
import type { StepCursor } from "./slice_cursor.ts";
import type { PlanStep } from "./slice_plan.ts";
import { type ParsedType, parseType } from "./types.ts";
import { type EncodedTexts, encodeTexts } from "./utf8.ts";
import {
  type CategoryVector,
  makeVector,
  type NumberVector,
  type Vector,
} from "./vectors.ts";

/** Walks through vectors of wider types than those that are stored. */
export class WideningCursor implements StepCursor {
  readonly #inner: StepCursor;
  readonly #types: readonly (ParsedType | undefined)[];
  readonly #texts = new WeakMap<readonly string[], EncodedTexts>();
  vectors: readonly Vector[] = [];

  /** @param types What each column is to be; `undefined`: what it is. */
  constructor(
    inner: StepCursor,
    types: readonly (ParsedType | undefined)[],
  ) {
    this.#inner = inner;
    this.#types = types;
  }

  get step(): PlanStep {
    return this.#inner.step;
  }

  advance(): boolean {
    if (!this.#inner.advance()) return false;
    this.vectors = this.#inner.vectors.map((vector, index) => {
      const type = this.#types[index];
      return type === undefined ? vector : widen(vector, type, this.#texts);
    });
    return true;
  }

  close(): void {
    this.#inner.close();
  }
}

/**
 * Finds which columns of a reading must be widened.
 *
 * @param wanted What the method declares, by name.
 * @returns Nothing where every column has its type already.
 */
export function findWidening(
  names: readonly string[],
  wanted: Columns | undefined,
  parts: readonly { readonly columns: ReadonlyMap<string, string> }[],
): (ParsedType | undefined)[] | undefined {
  const types = names.map((name) => {
    const spec = wanted?.[name];
    if (spec === undefined) return undefined;
    const type = parseType(spec);
    const isSame = parts.every(({ columns }) =>
      parseType(columns.get(name) ?? spec).kind === type.kind
    );
    return isSame ? undefined : type;
  });
  return types.some((type) => type !== undefined) ? types : undefined;
}

/**
 * The values of a vector as another type that has room for all of them.
 *
 * @throws {AxError} `limit`, for categories that are more than 2 GiB of text.
 */
export function widen(
  vector: Vector,
  type: ParsedType,
  texts: WeakMap<readonly string[], EncodedTexts>,
): Vector {
  if (vector.type.kind === type.kind) return vector;
  const { valid } = vector;
  const { values } = vector as unknown as NumberVector<Int32Array>;
  switch (`${vector.type.kind} ${type.kind}`) {
    case "int32 int64":
      return makeVector(type, { values: toInt64(values), valid });
    case "int32 float64":
    case "float32 float64":
      return makeVector(type, { values: new Float64Array(values), valid });
    case "category string":
      return spell(vector as CategoryVector, type, texts);
  }
  throw new TypeError(`${vector.type.kind} is not widened to ${type.kind}`);
}

/** By halves, because making a bigint per row takes ten times longer. */
function toInt64(values: Int32Array): BigInt64Array {
  const wide = new BigInt64Array(values.length);
  const words = new Int32Array(wide.buffer);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    words[2 * row] = value;
    words[2 * row + 1] = value >> 31;
  }
  return wide;
}

function tooLong(rowCount: number): AxError {
  return new AxError(
    "limit",
    `Cannot read categories as text: ${rowCount} rows have more than 2 GiB`,
  );
}

/** Writes out the texts that codes stand for. */
function spell(
  vector: CategoryVector,
  type: ParsedType,
  texts: WeakMap<readonly string[], EncodedTexts>,
): Vector {
  const { values: codes, dictionary, valid } = vector;
  const known = texts.get(dictionary) ?? encodeTexts(dictionary);
  texts.set(dictionary, known);
  const offsets = new Int32Array(codes.length + 1);
  let end = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (valid === undefined || valid[row] === 1) {
      end += (known.offsets[code + 1] as number) -
        (known.offsets[code] as number);
    }
    if (end > MAX_OFFSET) throw tooLong(row + 1);
    offsets[row + 1] = end;
  }
  const values = new Uint8Array(end);
  for (let row = 0; row < codes.length; row++) {
    let to = offsets[row] as number;
    const stop = offsets[row + 1] as number;
    let from = known.offsets[codes[row] as number] as number;
    while (to < stop) values[to++] = known.values[from++] as number;
  }
  return makeVector(type, { values, offsets, valid });
}
