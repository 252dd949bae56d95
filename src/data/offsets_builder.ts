/**
 * What builders share whose values differ in size: where each one ends.
 *
 * @module
 */

import {
  bytesOf,
  ColumnBuilder,
  type FlushedColumn,
  type Pressure,
  ValueError,
} from "./builder.ts";
import { encodeStats } from "./stats.ts";
import type { ParsedType } from "./types.ts";

/** Rows of a vector, and how far its offsets may reach. */
interface OffsetRows {
  readonly from: number;
  readonly count: number;
  /** How much data there is. */
  readonly size: number;
}

/** Collects values behind each other. */
export abstract class OffsetsBuilder extends ColumnBuilder {
  protected readonly pressure: Pressure;
  /** Where each row begins, and one more for the end. */
  protected offsets: Int32Array = new Int32Array(1);

  constructor(type: ParsedType, pressure: Pressure) {
    super(type);
    this.pressure = pressure;
  }

  protected resize(capacity: number): void {
    const larger = new Int32Array(capacity + 1);
    larger.set(this.offsets);
    this.offsets = larger;
  }

  /**
   * Copies where the rows of a vector end, behind those that are there.
   *
   * @returns Where the first one begins and the last one ends in the vector.
   * @throws {ValueError} If offsets do not grow, or reach beyond the data.
   */
  protected copyOffsets(
    offsets: Int32Array,
    { from, count, size }: OffsetRows,
  ): { readonly start: number; readonly end: number } {
    const start = offsets[from];
    if (start === undefined || start < 0 || start > size) {
      throw wrongOffset(start, 0);
    }
    const { offsets: target, length: at } = this;
    const shift = (target[at] as number) - start;
    let end = start;
    for (let i = 1; i <= count; i++) {
      const offset = offsets[from + i] as number;
      // Also true of what is not there.
      if (!(offset >= end && offset <= size)) throw wrongOffset(offset, i - 1);
      target[at + i] = offset + shift;
      end = offset;
    }
    return { start, end };
  }

  /** Gives the buffers, those of the data last, and begins the next batch. */
  protected flushWith({ buffers, nodes = [] }: {
    readonly buffers: readonly Uint8Array[];
    readonly nodes?: FlushedColumn["nodes"];
  }): FlushedColumn {
    const { length, nullCount } = this;
    const offsets = bytesOf(this.offsets, 4 * (length + 1));
    const flushed = {
      nodes: [{ length, nullCount }, ...nodes],
      buffers: [this.flushValidity(), offsets, ...buffers],
      stats: encodeStats(this.type, undefined, nullCount),
      extent: undefined,
    };
    this.length = 0;
    return flushed;
  }
}

/**
 * How many rows end with the first one that reaches beyond a limit.
 *
 * @param offsets Where each row begins, and one more for the end.
 */
export function rowsUpTo(
  offsets: Int32Array,
  { from, count, limit }: {
    readonly from: number;
    readonly count: number;
    /** What the rows may take from the start of the first one on. */
    readonly limit: number;
  },
): number {
  const start = offsets[from] as number;
  let [least, most] = [1, count];
  while (least < most) {
    const middle = (least + most) >> 1;
    if ((offsets[from + middle] as number) - start > limit) most = middle;
    else least = middle + 1;
  }
  return least;
}

function wrongOffset(offset: number | undefined, row: number): ValueError {
  return new ValueError(
    `offsets that grow and end with the data expected, got ${offset}`,
    row,
  );
}
