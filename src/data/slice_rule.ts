/**
 * Says which rows belong in a slice of a hashed dataset.
 *
 * @module
 */

import type { VectorParts } from "../core/rows.ts";
import { type BatchInput, describe, ValueError } from "./builder.ts";
import { findHasher, hashVector } from "./hash.ts";
import { formatType, type ParsedType } from "./types.ts";
import { makeVector, type Vector } from "./vectors.ts";

/** How the rows of a hashed dataset are dealt out. */
export interface HashRule {
  /** The column whose hash says to which slice a row belongs. */
  readonly column: string;
  /** How many slices there are. */
  readonly slices: number;
}

/** What a rule needs to know beside the column's type. */
export interface SliceRuleOptions {
  readonly slices: number;
  readonly slice: number;
  /** Rows of other slices are no error. */
  readonly skipOthers: boolean;
  /** What is stored for a value of a wrong type. */
  readonly fallback: unknown;
}

/** The rule for one slice, by the values of one column. */
export class SliceRule {
  readonly #type: ParsedType;
  readonly #options: SliceRuleOptions;
  readonly #hash: (value: unknown) => number | undefined;

  /** @throws {ValueError} If columns of the type are not hashed. */
  constructor(type: ParsedType, options: SliceRuleOptions) {
    this.#type = type;
    this.#options = options;
    const hash = findHasher(type);
    if (hash === undefined) {
      throw new ValueError(`a column of type ${formatType(type)} has no hash`);
    }
    this.#hash = hash;
  }

  /**
   * Says whether a row goes into this slice.
   *
   * @throws {ValueError} If it belongs in another and is not to be skipped.
   */
  accepts(value: unknown): boolean {
    const { slice, slices, skipOthers, fallback } = this.#options;
    const hash = this.#hash(value) ?? this.#hash(fallback);
    if (hash === undefined) return true; // of a wrong type: append() says so
    const owner = hash % slices;
    if (owner === slice) return true;
    if (skipOthers) return false;
    throw new ValueError(`${describe(value)} belongs in slice ${owner}`);
  }

  /**
   * Finds the first row of a batch that belongs in another slice.
   *
   * @returns The row and what is wrong with it.
   */
  findStranger(
    input: BatchInput,
    count: number,
  ): { row: number; problem: string } | undefined {
    const { slice, slices } = this.#options;
    const values = Array.isArray(input) ? input : undefined;
    const vector = values ? undefined : toVector(this.#type, input);
    const hashes = new Uint32Array(count);
    if (vector !== undefined) hashVector(vector, hashes);
    for (let row = 0; row < count; row++) {
      const hash = values ? this.#hash(values[row]) : hashes[row];
      if (hash === undefined || hash % slices === slice) continue;
      const value = values ? values[row] : vector?.get(row);
      const problem = `${describe(value)} belongs in slice ${hash % slices}`;
      return { row, problem };
    }
    return undefined;
  }
}

function toVector(type: ParsedType, input: BatchInput): Vector {
  const parts = ArrayBuffer.isView(input) ? { values: input } : input;
  return makeVector(type, parts as VectorParts);
}
