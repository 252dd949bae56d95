/**
 * Groups in the order of their keys, in memory or in a file.
 *
 * @module
 */

import type { ColumnVector, FixedArray, VectorParts } from "ax";
import type { Aggregator, GroupStates } from "./aggregator.ts";
import type { Kept, ScratchFile } from "./scratch_file.ts";
import type { ValueParts } from "./value_coder.ts";

/** Groups, and what is known of them. */
export interface GroupBlock {
  readonly rowCount: number;
  /** By column of the keys; texts, never codes. */
  readonly keys: readonly ValueParts[];
  /** By aggregator; nothing where another run has it. */
  readonly states: readonly (GroupStates | undefined)[];
}

/** The same in a file. */
export interface StoredBlock {
  readonly rowCount: number;
  readonly keptKeys: readonly Kept[];
  readonly keptStates: readonly (Readonly<Record<string, Kept>> | undefined)[];
}

/** Blocks whose groups are in order, one after the other. */
export type Run = readonly (GroupBlock | StoredBlock)[];

/** A run, and where its stored blocks lie. */
export interface RunSource {
  readonly run: Run;
  readonly file: ScratchFile | undefined;
}

/** Puts a block into a file. */
export function storeBlock(
  file: ScratchFile,
  { rowCount, keys, states }: GroupBlock,
): StoredBlock {
  const keep = (parts: VectorParts): Kept => file.keep(parts, rowCount);
  return {
    rowCount,
    keptKeys: keys.map(keep),
    keptStates: states.map((each) => each && mapValues(each, keep)),
  };
}

/** Makes a block that may lie in a file one in memory. */
export function loadBlock(
  block: GroupBlock | StoredBlock,
  file: ScratchFile | undefined,
): GroupBlock {
  if (!("keptKeys" in block)) return block;
  if (file === undefined) throw new TypeError("A stored block needs its file");
  const { rowCount, keptKeys, keptStates } = block;
  const load = (kept: Kept): VectorParts => file.load(kept);
  return {
    rowCount,
    keys: keptKeys.map((kept) => load(kept) as ValueParts),
    states: keptStates.map((each) => each && mapValues(each, load)),
  };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  make: (value: From) => To,
): Record<string, To> {
  const entries = Object.entries(record);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, make(value)]),
  );
}

/** Rows of a column, without copying. */
export function sliceParts(
  { values, offsets, valid }: VectorParts,
  from: number,
  to: number,
): VectorParts & { readonly length: number } {
  const length = to - from;
  const own = valid?.subarray(from, to);
  if (offsets === undefined) {
    const some = values?.subarray(from, to) as FixedArray;
    return { values: some, valid: own, length };
  }
  const some = offsets.subarray(from, to + 1);
  return { ...(values && { values }), offsets: some, valid: own, length };
}

/** What is known of some of the groups of a block. */
function sliceStates(
  states: GroupStates,
  from: number,
  to: number,
): GroupStates {
  return mapValues(states, (parts) => sliceParts(parts, from, to));
}

/** Bytes of columns. */
export function columnBytes(columns: readonly VectorParts[]): number {
  return columns.reduce(
    (sum, { values, offsets, valid }) =>
      sum + (values?.byteLength ?? 0) + (offsets?.byteLength ?? 0) +
      (valid?.byteLength ?? 0),
    0,
  );
}

/** Bytes of a block. */
export function blockBytes({ keys, states }: GroupBlock): number {
  const known = states.flatMap((each) => Object.values(each ?? {}));
  return columnBytes(keys) + columnBytes(known);
}

const BLOCK_ROWS = 16_384;
const BLOCK_BYTES = 2 ** 20;

/** Says how many rows a block has, when so many take so many bytes. */
export type BlockRows = (rowCount: number, byteCount: number) => number;

/** Rows of a block of about a mebibyte. */
export function blockRows(rowCount: number, byteCount: number): number {
  const rowBytes = Math.max(1, byteCount / Math.max(1, rowCount));
  return Math.max(1, Math.min(BLOCK_ROWS, Math.floor(BLOCK_BYTES / rowBytes)));
}

/** Groups that were put together of those of several runs. */
export interface MergedGroups {
  readonly count: number;
  readonly keys: readonly ValueParts[];
  /** Rows of blocks, from one on, and the group of each. */
  readonly parts: readonly {
    readonly block: GroupBlock;
    readonly from: number;
    readonly ids: Int32Array;
  }[];
}

/** Adds up what is known of merged groups. */
export function addMerged(
  aggregators: readonly Aggregator[],
  { count, parts }: MergedGroups,
): void {
  for (const [index, aggregator] of aggregators.entries()) {
    aggregator.grow(count);
    for (const { block, from, ids } of parts) {
      const states = block.states[index];
      if (states === undefined) continue;
      aggregator.merge(sliceStates(states, from, from + ids.length), ids);
    }
  }
}

/** A column as what looks at its values takes it. */
export function asVector(parts: ValueParts): ColumnVector {
  return parts as unknown as ColumnVector;
}
