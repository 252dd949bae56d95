/**
 * Sorts rows by texts: by eight bytes, then those that are equal so far by
 * the next eight, and so on.
 *
 * @module
 */

import type { Offsets } from "./copy_bytes.ts";
import { RowOrder } from "./radix_sort.ts";
import {
  compareTexts,
  type KeySource,
  type KeyTexts,
  textWords,
} from "./sort_keys.ts";

/** A column of texts. */
export interface OrderedTexts extends KeySource {
  readonly values: Uint8Array;
  readonly offsets: Offsets;
}

/** Fewer rows are sorted by comparing. */
const SMALL = 24;
/** Bytes that are looked at in one round. */
const STEP = 8;

/** Sorts by texts. The places of nulls mean nothing. */
export function sortTexts(
  order: RowOrder,
  texts: OrderedTexts,
  descending: boolean,
): void {
  const { length, valid } = texts;
  const words = wordsAt(texts, { length, depth: 0, descending, valid });
  sortBy(order, words);
  const rest = { texts, depth: STEP, descending };
  const waiting = sortEqual(order.rows, { words, places: order.rows }, rest);
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    const { rows } = group;
    const depth = commonEnd(texts, rows, group.depth);
    const old = rows.slice();
    const { length } = old;
    const words = wordsAt(texts, { rows: old, length, depth, descending });
    const order = new RowOrder(length);
    sortBy(order, words);
    const places = order.rows;
    for (let i = 0; i < length; i++) {
      rows[i] = old[places[i] as number] as number;
    }
    const rest = { texts, depth: depth + STEP, descending };
    for (const next of sortEqual(rows, { words, places }, rest)) {
      waiting.push(next);
    }
  }
}

/** Up to where texts are equal that are so up to `depth`. */
function commonEnd(
  { values, offsets }: KeyTexts,
  rows: Uint32Array,
  depth: number,
): number {
  const [first = 0] = rows;
  const own = offsets[first] as number;
  let end = (offsets[first + 1] as number) - own;
  for (let at = 1; at < rows.length && end > depth; at++) {
    const row = rows[at] as number;
    const start = offsets[row] as number;
    end = Math.min(end, (offsets[row + 1] as number) - start);
    let equal = depth;
    while (equal < end && values[own + equal] === values[start + equal]) {
      equal++;
    }
    end = equal;
  }
  return Math.max(end, depth);
}

/** Rows whose texts are equal up to a byte. */
interface Group {
  readonly rows: Uint32Array;
  readonly depth: number;
}

/** How rows are compared from a byte on. */
interface Rest {
  readonly texts: KeyTexts;
  readonly depth: number;
  readonly descending: boolean;
}

/** What a round looks at, for each place. */
interface Words {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** How many bytes there are, 9 standing for more. */
  readonly sizes: Uint32Array;
  /** The size that stands for more. */
  readonly more: number;
}

interface Round {
  readonly length: number;
  readonly depth: number;
  readonly descending: boolean;
  /** Which text each place stands for. Default: its own. */
  readonly rows?: Uint32Array;
  readonly valid?: Uint8Array | undefined;
}

function wordsAt(texts: KeyTexts, round: Round): Words {
  const { length, depth, descending, rows, valid } = round;
  const which = rows === undefined ? { depth } : { depth, rows };
  const { low, high } = textWords(texts, length, which);
  const sizes = new Uint32Array(length);
  const { offsets } = texts;
  for (let i = 0; i < length; i++) {
    const row = rows === undefined ? i : rows[i] as number;
    const size = (offsets[row + 1] as number) - (offsets[row] as number);
    sizes[i] = Math.max(0, Math.min(size - depth, STEP + 1));
    if (valid !== undefined && valid[i] === 0) sizes[i] = 0;
  }
  if (!descending) return { low, high, sizes, more: STEP + 1 };
  for (let i = 0; i < length; i++) {
    low[i] = ~(low[i] as number);
    high[i] = ~(high[i] as number);
    sizes[i] = STEP + 1 - (sizes[i] as number);
  }
  return { low, high, sizes, more: 0 };
}

function sortBy(order: RowOrder, { low, high, sizes }: Words): void {
  order.sortBy(sizes, 4);
  order.sortBy(low, 32);
  order.sortBy(high, 32);
}

/**
 * Looks for rows that are equal so far and have more bytes. It sorts them
 * where they are few.
 *
 * @returns Where they are many.
 */
function sortEqual(
  rows: Uint32Array,
  { words, places }: { words: Words; places: Uint32Array },
  rest: Rest,
): Group[] {
  const { low, high, sizes, more } = words;
  const many: Group[] = [];
  for (let from = 0; from < places.length;) {
    const first = places[from] as number;
    let to = from + 1;
    if (sizes[first] === more) {
      for (; to < places.length; to++) {
        const next = places[to] as number;
        const isEqual = sizes[next] === more && high[next] === high[first] &&
          low[next] === low[first];
        if (!isEqual) break;
      }
      if (to - from > SMALL) {
        many.push({ rows: rows.subarray(from, to), depth: rest.depth });
      } else if (to - from > 1) sortFew(rows, { from, to }, rest);
    }
    from = to;
  }
  return many;
}

/** Sorts some of the rows in place by comparing. */
function sortFew(
  rows: Uint32Array,
  { from, to }: { readonly from: number; readonly to: number },
  { texts, depth, descending }: Rest,
): void {
  for (let i = from + 1; i < to; i++) {
    const row = rows[i] as number;
    let place = i;
    for (; place > from; place--) {
      const before = rows[place - 1] as number;
      const found = compareTexts(texts, before, { texts, row, depth });
      if (descending ? found >= 0 : found <= 0) break;
      rows[place] = before;
    }
    rows[place] = row;
  }
}
