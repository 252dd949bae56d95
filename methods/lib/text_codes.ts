/**
 * Numbers the different texts of a column.
 *
 * @module
 */

import { ByteTable } from "./byte_table.ts";
import { encodedBytes, encodeTexts } from "./texts.ts";
import { NONE, ValueCodes, type ValueParts } from "./value_coder.ts";

const encoder = new TextEncoder();

/** Texts by their bytes. */
export class TextCodes extends ValueCodes {
  readonly #table = new ByteTable();
  /** The dictionary seen last, and the number of each of its texts. */
  #dictionary: readonly string[] | undefined;
  #numbers = new Int32Array(0);
  /** Whether the texts are in the table. */
  #isSettled: boolean;
  #scratch = new Uint8Array(256);

  /**
   * @param takesCodes Whether a dictionary's codes are taken as they are, as
   * long as there is no other one: its texts differ, but not all may be used.
   */
  constructor(takesCodes: boolean) {
    super();
    this.#isSettled = !takesCodes;
  }

  override get byteCount(): number {
    return this.#table.byteCount + this.#numbers.byteLength;
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
    return this.#isSettled ? this.#table.size : this.#dictionary?.length ?? 0;
  }

  protected override number(vector: ValueParts, codes: Int32Array): void {
    const { dictionary, offsets, valid, length, values } = vector;
    if (dictionary !== undefined) {
      if (this.#isTaken(dictionary)) {
        return codes.set((values as Int32Array).subarray(0, length));
      }
      return this.#translate(vector, dictionary, codes);
    }
    this.#settle();
    const bytes = values as Uint8Array;
    if (offsets === undefined) return;
    const table = this.#table;
    for (let row = 0; row < length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const start = offsets[row] as number;
      codes[row] = table.add(bytes, start, offsets[row + 1] as number);
    }
  }

  /** Whether there is no other dictionary. */
  #isTaken(dictionary: readonly string[]): boolean {
    if (this.#isSettled) return false;
    this.#dictionary ??= dictionary;
    if (this.#dictionary === dictionary) return this.hasGaps = true;
    this.#settle();
    return false;
  }

  /** Categories are looked up once for each file. */
  #translate(
    { length, valid, values }: ValueParts,
    dictionary: readonly string[],
    codes: Int32Array,
  ): void {
    const numbers = this.#learn(dictionary);
    const own = values as Int32Array;
    for (let row = 0; row < length; row++) {
      const code = own[row] as number;
      const known = numbers[code] as number;
      codes[row] = known;
      if (known !== NONE || (valid !== undefined && valid[row] === 0)) continue;
      codes[row] = numbers[code] = this.#add(dictionary[code] as string);
    }
  }

  /** Knows a dictionary again that has grown since. */
  #learn(dictionary: readonly string[]): Int32Array {
    const isKnown = dictionary === this.#dictionary;
    const { length } = dictionary;
    if (isKnown && length <= this.#numbers.length) return this.#numbers;
    const numbers = new Int32Array(length).fill(NONE);
    if (isKnown) numbers.set(this.#numbers);
    this.#dictionary = dictionary;
    return this.#numbers = numbers;
  }

  /** Puts the texts into the table, where others can be found among them. */
  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    const dictionary = this.#dictionary;
    if (dictionary === undefined) return;
    const { offsets, values } = encodeTexts(dictionary);
    this.#table.reserve(dictionary.length);
    for (let text = 0; text < dictionary.length; text++) {
      const start = offsets[text] as number;
      const end = offsets[text + 1] as number;
      if (this.#table.add(values, start, end) === text) continue;
      const twice = JSON.stringify(dictionary[text]);
      throw new RangeError(`The category ${twice} is in a dictionary twice`);
    }
    this.#numbers = Int32Array.from(dictionary, (_, code) => code);
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
    const { offsets, values } = this.#isSettled
      ? this.#table.texts()
      : encodeTexts(this.#dictionary ?? []);
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
