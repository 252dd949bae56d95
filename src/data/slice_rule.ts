/**
 * Says which rows belong in a slice of a hashed dataset.
 *
 * @module
 */

import type { VectorParts } from "../core/rows.ts";
import { type BatchInput, describe, ValueError } from "./builder.ts";
import { findHasher } from "./hash.ts";
import { isWhole, RowGatherer } from "./row_gatherer.ts";
import { hashParts } from "./split_plan.ts";
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
   * The rows of a batch that go into this slice; nothing for all of them.
   *
   * @throws {ValueError} For the first one that belongs in another, if others
   * are not to be skipped.
   */
  ownRows(input: BatchInput, count: number): Uint32Array | undefined {
    const { slice, skipOthers } = this.#options;
    const owners = this.#owners(input, count);
    const rows = new Uint32Array(skipOthers ? count : 0);
    let own = 0;
    for (let row = 0; row < count; row++) {
      const owner = owners[row] as number;
      const isOwn = owner === slice || owner === UNKNOWN;
      if (!skipOthers && !isOwn) throw this.#stranger(input, row, owner);
      if (skipOthers && isOwn) rows[own++] = row;
    }
    return skipOthers ? rows.subarray(0, own) : undefined;
  }

  /** Where each row belongs, by its value or by what is stored instead. */
  #owners(input: BatchInput, count: number): Int32Array {
    const { slices, fallback } = this.#options;
    const other = this.#hash(fallback);
    const owners = new Int32Array(count);
    if (Array.isArray(input)) {
      for (let row = 0; row < count; row++) {
        const hash = this.#hash(input[row]) ?? other;
        owners[row] = hash === undefined ? UNKNOWN : hash % slices;
      }
      return owners;
    }
    const hashes = new Uint32Array(count);
    const into = { target: hashes, fallback: other };
    if (!hashParts(this.#type, input, into)) return owners.fill(UNKNOWN);
    const isCategory = this.#type.kind === "category";
    const texts = isCategory ? toVector(this.#type, input) : undefined;
    for (let row = 0; row < count; row++) {
      const hash = hashes[row] as number;
      const isHashed = hash !== 0 || texts === undefined ||
        this.#hasHash(texts.get(row));
      owners[row] = isHashed ? hash % slices : UNKNOWN;
    }
    return owners;
  }

  /** A null has the hash of what is stored for it. */
  #hasHash(value: unknown): boolean {
    return value === null || this.#hash(value) !== undefined;
  }

  #stranger(input: BatchInput, row: number, owner: number): ValueError {
    const value = Array.isArray(input)
      ? input[row]
      : toVector(this.#type, input).get(row);
    return new ValueError(`${describe(value)} belongs in slice ${owner}`, row);
  }
}

/** The owner of a value of a wrong type, which its column refuses. */
const UNKNOWN = -1;

/**
 * Takes the rows out of a batch that go into the slice of a rule.
 *
 * @param hashed Which column the rule looks at.
 * @throws {ValueError} As {@linkcode SliceRule.ownRows}.
 */
export function takeOwnRows(
  rule: SliceRule,
  batch: { readonly inputs: readonly BatchInput[]; readonly count: number },
  hashed: number,
): { readonly inputs: readonly BatchInput[]; readonly count: number } {
  const { count } = batch;
  // What is not whole is refused by its builder.
  if (!batch.inputs.every((input) => isWhole(input, count))) return batch;
  const rows = rule.ownRows(batch.inputs[hashed] as BatchInput, count);
  if (rows === undefined || rows.length === count) return batch;
  const inputs = batch.inputs.map((input) =>
    new RowGatherer().take(input, rows)
  );
  return { inputs, count: rows.length };
}

function toVector(type: ParsedType, input: BatchInput): Vector {
  const parts = ArrayBuffer.isView(input) ? { values: input } : input;
  return makeVector(type, parts as VectorParts);
}
