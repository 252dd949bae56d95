/**
 * The converter into category: a dictionary of texts, found by their bytes.
 *
 * @module
 */

import { FixedConverter } from "./convert_fixed.ts";
import { copyBytes, type TextOptions, TextReader } from "./convert_text.ts";
import type { BatchColumn, ColumnSpec } from "./vectors.ts";

/** Makes codes of texts, counted from 0 in the order they come. */
export class CategoryConverter extends FixedConverter<Int32Array> {
  readonly #keys = new ByteTable();
  readonly #reader: TextReader;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** The code of each key, the strings of which may be equal. */
  #codes = new Int32Array(64);
  readonly #strings: string[] = [];
  readonly #known = new Map<string, number>();

  /** @param type A category column. */
  constructor(type: ColumnSpec, options: TextOptions = {}) {
    super(type, Int32Array);
    this.#reader = new TextReader(options);
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const count = this.#keys.size;
    const key = this.#keys.add(bytes, start, end);
    if (key === count) this.#learn(key, bytes, start, end);
    const code = this.#codes[key] as number;
    this.values[row] = code;
    return code !== -1;
  }

  /** Gives the same dictionary each time; it may have grown. */
  protected override give(
    count: number,
    valid: Uint8Array | undefined,
  ): BatchColumn {
    return { ...super.give(count, valid), dictionary: this.#strings };
  }

  #learn(key: number, bytes: Uint8Array, start: number, end: number): void {
    if (key === this.#codes.length) {
      const larger = new Int32Array(2 * key);
      larger.set(this.#codes);
      this.#codes = larger;
    }
    this.#codes[key] = this.#findCode(bytes, start, end);
  }

  #findCode(bytes: Uint8Array, start: number, end: number): number {
    const into = new Uint8Array(4 * (end - start));
    const length = this.#reader.read(bytes, start, end, into, 0);
    if (length === -1) return -1;
    const text = this.#decoder.decode(into.subarray(0, length));
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, this.#strings.length);
    return this.#strings.push(text) - 1;
  }
}

/** Numbers byte strings from 0 in the order they come. */
export class ByteTable {
  /** How many there are. */
  size = 0;
  #slots = new Int32Array(256);
  #hashes = new Int32Array(128);
  #ends = new Int32Array(129);
  #bytes = new Uint8Array(4096);

  /** The number of a byte string; the size before the call if it is new. */
  add(bytes: Uint8Array, start: number, end: number): number {
    let hash = end - start;
    for (let at = start; at < end; at++) {
      hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    }
    hash ^= hash >>> 15;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash & mask;; slot = (slot + 1) & mask) {
      const entry = slots[slot] as number;
      if (entry === 0) {
        slots[slot] = ++this.size;
        return this.#append(bytes, start, end, hash);
      }
      if (this.#hashes[entry - 1] !== hash) continue;
      if (this.#isSame(entry - 1, bytes, start, end)) return entry - 1;
    }
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

  #append(
    bytes: Uint8Array,
    start: number,
    end: number,
    hash: number,
  ): number {
    const entry = this.size - 1;
    const from = this.#ends[entry] as number;
    const to = from + end - start;
    if (to > this.#bytes.length) {
      const larger = new Uint8Array(2 * to);
      larger.set(this.#bytes.subarray(0, from));
      this.#bytes = larger;
    }
    copyBytes(bytes, start, end, this.#bytes, from);
    this.#hashes[entry] = hash;
    this.#ends[entry + 1] = to;
    if (this.size === this.#hashes.length) this.#grow();
    return entry;
  }

  #grow(): void {
    const count = 2 * this.#hashes.length;
    const hashes = new Int32Array(count);
    hashes.set(this.#hashes);
    const ends = new Int32Array(count + 1);
    ends.set(this.#ends);
    this.#hashes = hashes;
    this.#ends = ends;
    this.#slots = new Int32Array(2 * count);
    const mask = 2 * count - 1;
    for (let entry = 0; entry < this.size; entry++) {
      let slot = (hashes[entry] as number) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = entry + 1;
    }
  }
}
