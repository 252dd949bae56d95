/**
 * The converter into category: a dictionary of texts, found by their bytes.
 *
 * @module
 */

import { AxError } from "ax";
import { ByteTable } from "./byte_table.ts";
import { FixedConverter } from "./convert_fixed.ts";
import { type TextOptions, TextReader } from "./convert_text.ts";
import type { FieldRun, Marks } from "./converter.ts";
import { decodeTexts } from "./texts.ts";
import type { BatchColumn, ColumnSpec } from "./vectors.ts";

/**
 * How many texts a dictionary may have. They are all in memory, where they are
 * written and wherever they are read: each takes about 150 bytes.
 */
export const MAX_TEXTS: number = 2 ** 21;

/** Makes codes of texts, counted from 0 in the order they come. */
export class CategoryConverter extends FixedConverter<Int32Array> {
  readonly #keys = new ByteTable();
  readonly #reader: TextReader;
  /** The code of each key; different ones may mean the same text. */
  #codes = new Int32Array(64);
  readonly #texts = new ByteTable();
  readonly #strings: string[] = [];
  #scratch = new Uint8Array(256);
  /** The keys of a run's rows. */
  #found = new Int32Array(0);
  /** Whether a key cannot be converted. */
  #hasBad = false;
  readonly #isNullable: boolean;

  /** @param type A category column. */
  constructor(type: ColumnSpec, options: TextOptions = {}) {
    super(type, Int32Array);
    this.#reader = new TextReader(options);
    this.#isNullable = type.endsWith("?");
  }

  /**
   * Looks all fields up in a row, where none needs a closer look: so the
   * processor waits for several places of a large table at once.
   */
  override convert(run: FieldRun, failed: Marks, mark: number): number {
    const { count } = run;
    if (!this.#findAll(run)) return super.convert(run, failed, mark);
    super.convert({ ...run, count: 0 }, failed, mark);
    this.reserve(count);
    const { values } = this;
    if (this.#keys.size === this.#texts.size) { // so each key is its code
      values.set(this.#found.subarray(0, count));
      return 0;
    }
    for (let row = 0; row < count; row++) {
      values[row] = this.#codes[this.#found[row] as number] as number;
    }
    return 0;
  }

  /** Finds the key of each field; `false` if one is not simply a text. */
  #findAll({ bytes, starts, ends, from, count }: FieldRun): boolean {
    if (this.#found.length < count) this.#found = new Int32Array(count);
    const found = this.#found;
    const keys = this.#keys;
    const { size } = keys;
    const shortest = this.#isNullable ? 1 : 0;
    let row = 0;
    for (; row < count; row++) {
      const start = starts[from + row] as number;
      const end = ends[from + row] as number;
      if (end - start < shortest) break; // quotes are doubled, or it is null
      found[row] = keys.add(bytes, start, end);
    }
    const { offsets, values } = keys.texts();
    for (let key = size; key < keys.size; key++) {
      const end = offsets[key + 1] as number;
      this.#learn(key, values, offsets[key] as number, end);
    }
    return row === count && !this.#hasBad;
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
    const first = this.#strings.length;
    if (first < this.#texts.size) {
      const texts = decodeTexts(this.#texts.texts(), first);
      for (const text of texts) this.#strings.push(text);
    }
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
    const room = 4 * (end - start);
    if (this.#scratch.length < room) this.#scratch = new Uint8Array(2 * room);
    const into = this.#scratch;
    const length = this.#reader.read(bytes, start, end, into, 0);
    if (length === -1) {
      this.#hasBad = true;
      return -1;
    }
    const code = this.#texts.add(into, 0, length);
    if (code < MAX_TEXTS) return code;
    throw new AxError(
      "limit",
      `Cannot make a category of more than ${MAX_TEXTS} different texts in ` +
        `one slice`,
    );
  }
}
