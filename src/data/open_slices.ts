/**
 * Keeps a few slices open, because programs read one again and again, a column
 * at a time.
 *
 * @module
 */

import {
  type ColumnGroup,
  openSliceReader,
  SliceReader,
} from "./slice_reader.ts";

/** How many slices stay open that nobody reads. */
const IDLE = 8;

interface OpenSlice {
  readonly reader: SliceReader;
  users: number;
}

/** Readers by the groups of columns they read. */
export class OpenSlices implements Disposable {
  readonly #open = new Map<readonly ColumnGroup[], OpenSlice>();

  /** Opens a slice, unless it is open. Give it back by `release`. */
  acquire(groups: readonly ColumnGroup[]): SliceReader {
    const known = this.#open.get(groups);
    const slice = known ?? { reader: openSliceReader(groups), users: 0 };
    // Moved to the end: what is used last is closed last.
    this.#open.delete(groups);
    this.#open.set(groups, slice);
    slice.users++;
    return slice.reader;
  }

  /** Says that a reader is not read any more. */
  release(groups: readonly ColumnGroup[]): void {
    const slice = this.#open.get(groups);
    if (slice === undefined) return;
    slice.users--;
    const idle = [...this.#open].filter(([, { users }]) => users === 0);
    for (const [key, { reader }] of idle.slice(0, -IDLE)) {
      this.#open.delete(key);
      reader.close();
    }
  }

  /** Closes all. Iterators that are under way fail then. */
  close(): void {
    for (const { reader } of this.#open.values()) reader.close();
    this.#open.clear();
  }

  /** Closes all. */
  [Symbol.dispose](): void {
    this.close();
  }
}
