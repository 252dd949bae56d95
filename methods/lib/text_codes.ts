/**
 * Numbers the different texts of a column.
 *
 * @module
 */

import { ByteTable } from "./byte_table.ts";
import { encodedBytes, encodeTexts, type Texts } from "./texts.ts";
import { NONE, ValueCodes, type ValueParts } from "./value_coder.ts";

const encoder = new TextEncoder();

/**
 * Texts by their bytes. As long as all of them come from one dictionary, no
 * text is looked at, because there they differ.
 */
export class TextCodes extends ValueCodes {
  readonly #table = new ByteTable();
  /** The dictionary seen last, and the number of each of its texts. */
  #dictionary: readonly string[] | undefined;
  #numbers = new Int32Array(0);
  /** Its entries by their numbers, until the texts are in the table. */
  #entries: Int32Array | undefined = new Int32Array(0);
  #count = 0;
  #scratch = new Uint8Array(256);

  override get byteCount(): number {
    return this.#table.byteCount + this.#numbers.byteLength +
      (this.#entries?.byteLength ?? 0);
  }

  override fits({ length, dictionary, offsets }: ValueParts): boolean {
    return dictionary === undefined
      ? this.#table.fits(length, offsets?.[length] ?? 0)
      : this.#table.fits(dictionary.length, encodedBytes(dictionary));
  }

  override reserve(count: number): void {
    this.#table.reserve(count);
  }

  protected override get valueCount(): number {
    return this.#entries === undefined ? this.#table.size : this.#count;
  }

  protected override number(vector: ValueParts, codes: Int32Array): void {
    const { dictionary, offsets, valid, length } = vector;
    if (dictionary !== undefined) {
      return this.#translate(vector, dictionary, codes);
    }
    this.#settle();
    const bytes = vector.values as Uint8Array;
    if (offsets === undefined) return;
    const table = this.#table;
    for (let row = 0; row < length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const start = offsets[row] as number;
      codes[row] = table.add(bytes, start, offsets[row + 1] as number);
    }
  }

  /** Categories are looked up once for each file. */
  #translate(
    { length, valid, values }: ValueParts,
    dictionary: readonly string[],
    codes: Int32Array,
  ): void {
    this.#learn(dictionary);
    const numbers = this.#numbers;
    const own = values as Int32Array;
    for (let row = 0; row < length; row++) {
      const code = own[row] as number;
      const known = numbers[code] as number;
      codes[row] = known;
      if (known !== NONE || (valid !== undefined && valid[row] === 0)) continue;
      codes[row] = numbers[code] = this.#numberOf(code, dictionary);
    }
  }

  /** Knows a dictionary again that has grown since. */
  #learn(dictionary: readonly string[]): void {
    const isKnown = dictionary === this.#dictionary;
    const { length } = dictionary;
    if (isKnown && length <= this.#numbers.length) return;
    if (!isKnown && this.#dictionary !== undefined) this.#settle();
    const numbers = new Int32Array(length).fill(NONE);
    if (isKnown) numbers.set(this.#numbers);
    this.#numbers = numbers;
    this.#dictionary = dictionary;
    if (this.#entries === undefined) return;
    const entries = new Int32Array(length);
    entries.set(this.#entries);
    this.#entries = entries;
  }

  #numberOf(code: number, dictionary: readonly string[]): number {
    if (this.#entries === undefined) {
      return this.#add(dictionary[code] as string);
    }
    this.#entries[this.#count] = code;
    return this.#count++;
  }

  /** Puts the texts into the table, where others can be found among them. */
  #settle(): void {
    const entries = this.#entries;
    this.#entries = undefined;
    if (entries === undefined || this.#dictionary === undefined) return;
    const { offsets, values } = this.#textsOf(entries);
    for (let text = 0; text < this.#count; text++) {
      const start = offsets[text] as number;
      this.#table.add(values, start, offsets[text + 1] as number);
    }
  }

  #textsOf(entries: Int32Array): Texts {
    const dictionary = this.#dictionary ?? [];
    const texts: string[] = [];
    for (let text = 0; text < this.#count; text++) {
      texts.push(dictionary[entries[text] as number] as string);
    }
    return encodeTexts(texts);
  }

  #add(text: string): number {
    if (this.#scratch.length < 3 * text.length) {
      this.#scratch = new Uint8Array(6 * text.length);
    }
    const scratch = this.#scratch;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 127) {
        const { written } = encoder.encodeInto(text, scratch);
        return this.#table.add(scratch, 0, written);
      }
      scratch[at] = unit;
    }
    return this.#table.add(scratch, 0, text.length);
  }

  override values(): ValueParts {
    const entries = this.#entries;
    const { offsets, values } = entries === undefined
      ? this.#table.texts()
      : this.#textsOf(entries);
    const { length } = offsets;
    const { nullCode, size } = this;
    const valid = this.validity();
    const copied = new Int32Array(size + 1);
    copied.set(offsets);
    if (nullCode !== NONE) {
      copied.copyWithin(nullCode + 1, nullCode, length);
    }
    return { length: size, offsets: copied, values: values.slice(), valid };
  }
}
