/**
 * The builder of lists.
 *
 * @module
 */

import type { VectorParts } from "../core/rows.ts";
import type { ColumnVector, ListColumnVector } from "../core/vectors.ts";
import {
  BATCH_BYTES,
  type BatchInput,
  type ColumnBuilder,
  describe,
  type DictionarySource,
  type FlushedColumn,
  MAX_OFFSET,
  type Pressure,
  ValueError,
} from "./builder.ts";
import { OffsetsBuilder, rowsUpTo } from "./offsets_builder.ts";
import type { ParsedType } from "./types.ts";

/** Elements of a record batch, about at most. */
const BATCH_ELEMENTS = BATCH_BYTES / 8;

/** Builds lists: their elements are a column of their own. */
export class ListBuilder extends OffsetsBuilder {
  readonly #elements: ColumnBuilder;

  constructor(type: ParsedType, elements: ColumnBuilder, pressure: Pressure) {
    super(type, pressure);
    this.#elements = elements;
  }

  override *dictionaries(): Iterable<DictionarySource> {
    yield* this.#elements.dictionaries();
  }

  append(value: unknown): void {
    if (!Array.isArray(value)) return this.appendOther(value);
    if (this.length === this.capacity) this.reserve(1);
    const start = this.#elements.length;
    try {
      for (const element of value) this.#elements.append(element);
    } catch (error) {
      this.#elements.truncate(start);
      throw error;
    }
    this.appendZero();
  }

  override truncate(length: number): void {
    super.truncate(length);
    this.#elements.truncate(this.offsets[length] as number);
  }

  protected appendZero(): void {
    const end = this.#elements.length;
    if (end > BATCH_ELEMENTS) this.pressure.isFull = true;
    this.offsets[++this.length] = end;
  }

  override isFull(): boolean {
    return this.#elements.length > BATCH_ELEMENTS || this.#elements.isFull();
  }

  override fitting(input: BatchInput, from: number, count: number): number {
    const { offsets, elements } = input as unknown as Partial<ListColumnVector>;
    if (Array.isArray(input) || !offsets || !elements) return count;
    const start = offsets[from] as number;
    const end = this.#elements.length;
    const limit = BATCH_ELEMENTS - end;
    const most = rowsUpTo(offsets, { from, count, limit });
    const size = (offsets[from + most] as number) - start;
    const inner = size === 0
      ? 0
      : this.#elements.fitting(elements as BatchInput, start, size);
    const rows = inner < size
      // The row that has the element which is too much.
      ? rowsUpTo(offsets, { from, count: most, limit: inner - 1 })
      : most;
    const taken = (offsets[from + rows] as number) - start;
    const isTooMuch = end + taken > MAX_OFFSET || inner === 0 && size > 0;
    return isTooMuch && rows + this.length > 1 ? rows - 1 : rows;
  }

  protected appendRaw(
    input: ArrayBufferView | ColumnVector,
    from: number,
    count: number,
  ): void {
    const { offsets, elements, valid } = input as Partial<ListColumnVector>;
    if (offsets === undefined || elements === undefined) {
      throw new ValueError(
        `offsets and elements expected, got ${describe(input)}`,
      );
    }
    const size = countOf(elements);
    const { start, end } = this.copyOffsets(offsets, { from, count, size });
    if (this.#elements.length + end - start > MAX_OFFSET) {
      throw new ValueError(`more than ${MAX_OFFSET} elements in one batch`);
    }
    this.#appendElements(elements as BatchInput, { start, end }, (element) => {
      let row = 0;
      while ((offsets[from + row + 1] ?? Infinity) <= element) row++;
      return row;
    });
    this.markNulls(valid, from, count);
    this.length += count - 1;
    this.appendZero();
  }

  #appendElements(
    elements: BatchInput,
    { start, end }: { readonly start: number; readonly end: number },
    rowOf: (element: number) => number,
  ): void {
    let at = start;
    try {
      while (at < end) at += this.#elements.appendMany(elements, at, end - at);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw new ValueError(error.message, rowOf(at + error.offset));
    }
  }

  flush(): FlushedColumn {
    return this.flushWith(this.#elements.flush());
  }
}

/** How many elements there are, also of parts that do not say it. */
function countOf(elements: ColumnVector): number {
  const { length, offsets, values } = elements as
    & Partial<ColumnVector>
    & VectorParts;
  return length ?? (offsets && offsets.length - 1) ?? values?.length ?? 0;
}
