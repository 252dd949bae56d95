/**
 * Numbers byte strings, such as texts in UTF-8, from 0 in the order they come,
 * and finds them again.
 *
 * @module
 */

import { AxError } from "ax";

const MAX_BYTES = 2 ** 31 - 1;

/** A hash table with open addressing. */
export class TextTable {
  /** How many there are. */
  size = 0;
  /** Two words a slot: the number plus 1, and the hash. */
  #slots = new Int32Array(2 * 256);
  #ends = new Int32Array(130);
  #bytes = new Uint8Array(4096);

  /** Bytes that it takes. */
  get byteCount(): number {
    return this.#slots.byteLength + this.#ends.byteLength +
      this.#bytes.byteLength;
  }

  /** The number of a byte string; -1 if it is not there. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const slot = this.#slotOf(hash, bytes, start, end);
    return (this.#slots[slot] as number) - 1;
  }

  /** The number of a byte string; the size before the call if it is new. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const slot = this.#slotOf(hash, bytes, start, end);
    const known = this.#slots[slot] as number;
    if (known !== 0) return known - 1;
    const entry = this.size++;
    this.#slots[slot] = entry + 1;
    this.#slots[slot + 1] = hash;
    const from = this.#ends[entry] as number;
    const after = from + end - start;
    if (after > this.#bytes.length) this.#enlarge(after);
    const own = this.#bytes;
    for (let at = start, to = from; at < end; at++) {
      own[to++] = bytes[at] as number;
    }
    this.#ends[entry + 1] = after;
    if (4 * this.size > this.#slots.length) this.#grow();
    return entry;
  }

  /** Where a byte string is, or is to be. */
  #slotOf(
    hash: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): number {
    const slots = this.#slots;
    const mask = slots.length - 2;
    for (let slot = (hash << 1) & mask;; slot = (slot + 2) & mask) {
      const entry = slots[slot] as number;
      if (entry === 0) return slot;
      if (slots[slot + 1] !== hash) continue;
      const from = this.#ends[entry - 1] as number;
      if ((this.#ends[entry] as number) - from !== end - start) continue;
      if (this.#isSame(from, bytes, start, end)) return slot;
    }
  }

  #isSame(
    from: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const own = this.#bytes;
    const shift = from - start;
    for (let at = start; at < end; at++) {
      if (own[at + shift] !== bytes[at]) return false;
    }
    return true;
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
    const mask = slots.length - 2;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from] === 0) continue;
      let slot = ((old[from + 1] as number) << 1) & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = old[from] as number;
      slots[slot + 1] = old[from + 1] as number;
    }
    this.#slots = slots;
    const ends = new Int32Array(slots.length / 4 + 2);
    ends.set(this.#ends.subarray(0, this.size + 1));
    this.#ends = ends;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = (end - start) | 0;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word = (bytes[at] as number) | (bytes[at + 1] as number) << 8 |
      (bytes[at + 2] as number) << 16 | (bytes[at + 3] as number) << 24;
    hash = Math.imul(hash ^ (hash >>> 15) ^ word, 0x85eb_ca6b);
  }
  for (; at < end; at++) {
    hash = Math.imul(hash ^ (hash >>> 15) ^ (bytes[at] as number), 0x27d4_eb2f);
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
