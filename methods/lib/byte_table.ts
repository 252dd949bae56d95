/**
 * Numbers byte strings, such as texts in UTF-8, from 0 in the order they come,
 * and finds them again.
 *
 * @module
 */

import { AxError } from "ax";
import { slotsFor } from "./hash_slots.ts";
import type { Texts } from "./texts.ts";

/** Strings up to this length are told apart by four words of their slot. */
const SHORT = 8;
/** All bytes have a place that is an int32. */
const MAX_BYTES = 2 ** 31 - 1;
/** Twice the number of a string is an int32, and so is the place of a slot. */
const MAX_SIZE = 2 ** 27;

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
  #slots: Int32Array = new Int32Array(4 * 256);
  #ends = new Int32Array(130);
  #bytes = new Uint8Array(4096);
  /** What was last looked at, and a view of it. */
  #seen: Uint8Array = this.#bytes;
  #view: DataView = new DataView(this.#bytes.buffer);

  /** What was looked for last: its hash, its first and its last four bytes. */
  #hash = 0;
  #first = 0;
  #last = 0;

  /** Bytes that it takes. */
  get byteCount(): number {
    return this.#slots.byteLength + this.#ends.byteLength +
      this.#bytes.byteLength;
  }

  /** Whether more strings can be added, however much memory there is. */
  fits(count: number, byteCount: number): boolean {
    const end = this.#ends[this.size] as number;
    return this.size + count <= MAX_SIZE && end + byteCount <= MAX_BYTES;
  }

  /** The number of a byte string; -1 if it is not there. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const slot = this.#slotOf(bytes, start, end);
    return ((this.#slots[slot] as number) >> 1) - 1;
  }

  /** The number of a byte string; the size before the call if it is new. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const slot = this.#slotOf(bytes, start, end);
    const slots = this.#slots;
    const entry = slots[slot] as number;
    if (entry !== 0) return (entry >> 1) - 1;
    slots[slot] = 2 * this.size + 2 + (end - start > SHORT ? 1 : 0);
    slots[slot + 1] = this.#hash;
    slots[slot + 2] = this.#first;
    slots[slot + 3] = this.#last;
    return this.#append(bytes, start, end);
  }

  /** Where a byte string is, or is to be. */
  #slotOf(bytes: Uint8Array, start: number, end: number): number {
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
    let slot = (hash << 2) & mask;
    for (;; slot = (slot + 4) & mask) {
      const entry = slots[slot] as number;
      if (entry === 0) break;
      if (
        slots[slot + 1] === hash && slots[slot + 2] === first &&
        slots[slot + 3] === last && (entry & 1) === isLong &&
        (isLong === 0 || this.#isSame((entry >> 1) - 1, bytes, start, end))
      ) return slot;
    }
    this.#hash = hash;
    this.#first = first;
    this.#last = last;
    return slot;
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
    if (8 * this.size > this.#slots.length) this.reserve(this.size);
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

  /** Makes room for so many strings in all. */
  reserve(count: number): void {
    this.#slots = slotsFor(this.#slots, count);
    const room = this.#slots.length / 8 + 2;
    if (room <= this.#ends.length) return;
    const ends = new Int32Array(room);
    ends.set(this.#ends.subarray(0, this.size + 1));
    this.#ends = ends;
  }
}
