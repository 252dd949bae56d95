/**
 * Numbers pairs of 32-bit words from 0 in the order they come.
 *
 * @module
 */

/** A hash table with open addressing, for numbers or pairs of codes. */
export class WordTable {
  /** How many pairs there are. */
  size = 0;
  /** The first word of each pair, and room behind them. */
  low: Int32Array = new Int32Array(65);
  /** The second word of each pair. */
  high: Int32Array = new Int32Array(65);
  /** Four words a slot: the number plus 1, the pair, and nothing. */
  #slots = new Int32Array(4 * 128);

  /** The number of a pair; the size before the call if it is new. */
  add(low: number, high: number): number {
    const slots = this.#slots;
    const mask = slots.length - 4;
    let slot = (hashOf(low, high) << 2) & mask;
    for (;; slot = (slot + 4) & mask) {
      const entry = slots[slot] as number;
      if (entry === 0) break;
      if (slots[slot + 1] === low && slots[slot + 2] === high) return entry - 1;
    }
    slots[slot] = this.size + 1;
    slots[slot + 1] = low;
    slots[slot + 2] = high;
    this.low[this.size] = low;
    this.high[this.size] = high;
    if (8 * ++this.size > slots.length) this.#grow();
    return this.size - 1;
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 4;
    for (let entry = 0; entry < this.size; entry++) {
      const low = this.low[entry] as number;
      const high = this.high[entry] as number;
      let slot = (hashOf(low, high) << 2) & mask;
      while (slots[slot] !== 0) slot = (slot + 4) & mask;
      slots[slot] = entry + 1;
      slots[slot + 1] = low;
      slots[slot + 2] = high;
    }
    this.#slots = slots;
    this.low = enlarge(this.low, slots.length / 8 + 1);
    this.high = enlarge(this.high, slots.length / 8 + 1);
  }
}

function hashOf(low: number, high: number): number {
  let hash = Math.imul(low ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

function enlarge(words: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(words);
  return larger;
}
