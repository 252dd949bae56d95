/**
 * Numbers pairs of 32-bit words from 0 in the order they come, and finds them
 * again.
 *
 * @module
 */

import { slotsFor } from "./hash_slots.ts";

/** The place of a slot is an int32. */
const MAX_SIZE = 2 ** 27;

/** A hash table with open addressing, for numbers or pairs of codes. */
export class WordTable {
  /** How many pairs there are. */
  size = 0;
  /** Four words a slot: the number plus 1, the hash, and the pair. */
  #slots: Int32Array = new Int32Array(4 * 256);

  /** Bytes that it takes. */
  get byteCount(): number {
    return this.#slots.byteLength;
  }

  /** Whether more pairs can be added, however much memory there is. */
  fits(count: number): boolean {
    return this.size + count <= MAX_SIZE;
  }

  /** The number of a pair; -1 if it is not there. */
  find(low: number, high: number): number {
    const slot = this.#slotOf(low, high, hashOf(low, high));
    return (this.#slots[slot] as number) - 1;
  }

  /** The number of a pair; the size before the call if it is new. */
  add(low: number, high: number): number {
    const slots = this.#slots;
    const hash = hashOf(low, high);
    const slot = this.#slotOf(low, high, hash);
    const entry = slots[slot] as number;
    if (entry !== 0) return entry - 1;
    slots[slot] = ++this.size;
    slots[slot + 1] = hash;
    slots[slot + 2] = low;
    slots[slot + 3] = high;
    if (8 * this.size > slots.length) this.reserve(this.size);
    return this.size - 1;
  }

  /** Where a pair is, or is to be. */
  #slotOf(low: number, high: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 4;
    let slot = (hash << 2) & mask;
    for (;; slot = (slot + 4) & mask) {
      if (slots[slot] === 0) return slot;
      if (slots[slot + 2] === low && slots[slot + 3] === high) return slot;
    }
  }

  /** The words of all pairs, by their numbers. */
  words(): { readonly low: Int32Array; readonly high: Int32Array } {
    const low = new Int32Array(this.size);
    const high = new Int32Array(this.size);
    const slots = this.#slots;
    for (let slot = 0; slot < slots.length; slot += 4) {
      const entry = slots[slot] as number;
      if (entry === 0) continue;
      low[entry - 1] = slots[slot + 2] as number;
      high[entry - 1] = slots[slot + 3] as number;
    }
    return { low, high };
  }

  /** Makes room for so many pairs in all. */
  reserve(count: number): void {
    this.#slots = slotsFor(this.#slots, count);
  }
}

function hashOf(low: number, high: number): number {
  let hash = Math.imul(low ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
