/**
 * Numbers byte strings, such as texts in UTF-8, from 0 in the order they come.
 *
 * @module
 */

import { AxError } from "ax";

/** Texts in UTF-8, one after the other. */
export interface Texts {
  /** Where each of them begins, and one more for the end. */
  readonly offsets: Int32Array;
  readonly values: Uint8Array;
}

/** Strings up to this length are told apart by four words of their slot. */
const SHORT = 8;
const MAX_BYTES = 2 ** 31 - 1;

/**
 * A hash table with open addressing. What decides most look-ups lies in one
 * slot of 16 bytes, so that memory is waited for once.
 */
export class ByteTable {
  /** How many there are. */
  size = 0;
  /**
   * Four words a slot: twice the number plus 2, and 1 more if it is long; the
   * hash; the first and the last four bytes. A slot of 0 is free.
   */
  #slots = new Int32Array(4 * 256);
  #ends = new Int32Array(130);
  #bytes = new Uint8Array(4096);
  /** What was last looked at, and a view of it. */
  #seen: Uint8Array = this.#bytes;
  #view: DataView = new DataView(this.#bytes.buffer);

  /** The number of a byte string; the size before the call if it is new. */
  add(bytes: Uint8Array, start: number, end: number): number {
    if (bytes !== this.#seen) this.#look(bytes);
    const view = this.#view;
    const length = end - start;
    let first = 0;
    let last = 0;
    if (length >= 4) {
      first = view.getInt32(start, true);
      last = view.getInt32(end - 4, true);
    } else if (length > 0) {
      first = (bytes[start] as number) | (bytes[end - 1] as number) << 16 |
        (bytes[start + (length >> 1)] as number) << 8;
    }
    let hash = Math.imul(first ^ Math.imul(length, 0x9e37_79b1), 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 15) ^ last, 0xc2b2_ae35);
    for (let at = start + 4; at < end - 4; at += 4) {
      const word = view.getInt32(at, true);
      hash = Math.imul(hash ^ (hash >>> 15) ^ word, 0x27d4_eb2f);
    }
    // Until here and from here on, short strings that differ in length alone
    // have different hashes: each step can be undone.
    hash = Math.imul(hash ^ (hash >>> 13), 0x1656_67b1);
    hash ^= hash >>> 16;
    const isLong = length > SHORT ? 1 : 0;
    const slots = this.#slots;
    const mask = slots.length - 4;
    for (let slot = (hash << 2) & mask;; slot = (slot + 4) & mask) {
      const entry = slots[slot] as number;
      if (entry === 0) {
        slots[slot] = 2 * this.size + 2 + isLong;
        slots[slot + 1] = hash;
        slots[slot + 2] = first;
        slots[slot + 3] = last;
        return this.#append(bytes, start, end);
      }
      if (
        slots[slot + 1] === hash && slots[slot + 2] === first &&
        slots[slot + 3] === last && (entry & 1) === isLong &&
        (isLong === 0 || this.#isSame((entry >> 1) - 1, bytes, start, end))
      ) return (entry >> 1) - 1;
    }
  }

  /** The strings, one after the other. */
  texts(): Texts {
    const offsets = this.#ends.subarray(0, this.size + 1);
    return { offsets, values: this.#bytes.subarray(0, offsets[this.size]) };
  }

  #look(bytes: Uint8Array): void {
    this.#seen = bytes;
    const { buffer, byteOffset, byteLength } = bytes;
    this.#view = new DataView(buffer, byteOffset, byteLength);
  }

  #isSame(
    entry: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const from = this.#ends[entry] as number;
    if ((this.#ends[entry + 1] as number) - from !== end - start) return false;
    const shift = from - start;
    const own = this.#bytes;
    for (let at = start; at < end; at++) {
      if (own[at + shift] !== bytes[at]) return false;
    }
    return true;
  }

  #append(bytes: Uint8Array, start: number, end: number): number {
    const entry = this.size++;
    let to = this.#ends[entry] as number;
    const after = to + end - start;
    if (after > this.#bytes.length) this.#enlarge(after);
    const own = this.#bytes;
    for (let at = start; at < end; at++) own[to++] = bytes[at] as number;
    this.#ends[entry + 1] = after;
    if (8 * this.size > this.#slots.length) this.#grow();
    return entry;
  }

  #enlarge(needed: number): void {
    if (needed > MAX_BYTES) {
      throw new AxError(
        "limit",
        "Cannot hold different texts of more than 2 GiB in all",
      );
    }
    const larger = new Uint8Array(Math.min(2 * needed, MAX_BYTES));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Int32Array(2 * old.length);
    const mask = slots.length - 4;
    for (let from = 0; from < old.length; from += 4) {
      if (old[from] === 0) continue;
      let slot = ((old[from + 1] as number) << 2) & mask;
      while (slots[slot] !== 0) slot = (slot + 4) & mask;
      for (let i = 0; i < 4; i++) slots[slot + i] = old[from + i] as number;
    }
    this.#slots = slots;
    const ends = new Int32Array(slots.length / 8 + 2);
    ends.set(this.#ends.subarray(0, this.size + 1));
    this.#ends = ends;
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Decodes texts from one on up to the last; plain ones by a single call. */
export function decodeTexts({ offsets, values }: Texts, from = 0): string[] {
  const base = offsets[from] as number;
  const count = offsets.length - 1 - from;
  const bytes = values.subarray(base, offsets[from + count]);
  const all = decoder.decode(bytes);
  const isPlain = all.length === bytes.length;
  const strings: string[] = [];
  for (let text = from; text < from + count; text++) {
    const start = offsets[text] as number;
    const end = offsets[text + 1] as number;
    const string = isPlain
      ? all.slice(start - base, end - base)
      : decoder.decode(values.subarray(start, end));
    strings.push(string);
  }
  return strings;
}
