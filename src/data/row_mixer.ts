/**
 * Puts rows of several vectors of one column together, on the typed arrays
 * they are stored in: nothing is decoded, nothing rounded.
 *
 * @module
 */

import type { ColumnVector, FixedArray } from "../core/vectors.ts";
import type { VectorParts } from "../core/rows.ts";
import type { BatchInput } from "./builder.ts";
import { copyRows, type Places } from "./row_copy.ts";
import type { ListVector, Vector } from "./vectors.ts";

/** A column that is not of lists, as the typed arrays behind it. */
interface Flat extends VectorParts {
  readonly values: FixedArray;
}

/** A column of texts, bytes or lists. */
interface Spread extends VectorParts {
  readonly offsets: Int32Array;
}

/** Bytes behind texts that may be overwritten: eight are copied at a time. */
const SLACK = 8;

/** Bytes from which on copying them at once beats a loop. */
const LONG = 256;

/** Mixes vectors of one column. */
export class RowMixer {
  readonly #isReused: boolean;
  #categories: Categories | undefined;
  #values: FixedArray | undefined;
  #valid: Uint8Array = new Uint8Array(0);
  #offsets: Int32Array = new Int32Array(0);
  #sources: Uint32Array = new Uint32Array(0);
  #items: Uint32Array = new Uint32Array(0);
  #elements: RowMixer | undefined;

  /** @param isReused Each result overwrites the one before. */
  constructor(isReused: boolean) {
    this.#isReused = isReused;
  }

  /**
   * Takes rows of vectors of one type; there is at least one vector.
   *
   * @param vectors As builders take them, with all their rows.
   */
  mix(vectors: readonly BatchInput[], places: Places): BatchInput {
    const [first] = vectors as readonly [BatchInput];
    if (Array.isArray(first)) {
      return mixItems(vectors as readonly unknown[][], places);
    }
    if (ArrayBuffer.isView(first)) {
      return this.#mixFixed(vectors as readonly FixedArray[], places);
    }
    return this.#mixParts(vectors as readonly VectorParts[], places);
  }

  #mixParts(vectors: readonly VectorParts[], places: Places): VectorParts {
    const [first] = vectors as readonly [VectorParts];
    const valid = this.#mixValid(vectors, places);
    if (first.offsets === undefined) {
      const flat = vectors as readonly Flat[];
      const values = this.#mixFixed(flat.map(({ values }) => values), places);
      if (first.dictionary === undefined) return { values, valid };
      const codes = values as Int32Array;
      return { values, valid, dictionary: this.#recode(codes, flat, places) };
    }
    const mixed = first.elements === undefined
      ? this.#mixBytes(vectors as readonly (Flat & Spread)[], places)
      : this.#mixLists(vectors as readonly Spread[], places);
    return { ...mixed, valid };
  }

  #mixValid(
    vectors: readonly VectorParts[],
    { sources, rows }: Places,
  ): Uint8Array | undefined {
    if (vectors.every(({ valid }) => valid === undefined)) return undefined;
    if (!this.#isReused || this.#valid.length < rows.length) {
      this.#valid = new Uint8Array(rows.length);
    }
    const target = this.#valid.subarray(0, rows.length);
    const all = vectors.map(({ valid }) => valid);
    for (let i = 0; i < rows.length; i++) {
      target[i] = all[sources[i] as number]?.[rows[i] as number] ?? 1;
    }
    return target;
  }

  #mixFixed(arrays: readonly FixedArray[], places: Places): FixedArray {
    const target = this.#room(arrays[0] as FixedArray, places.rows.length);
    copyRows(arrays, places, target);
    return target;
  }

  /**
   * Makes codes of several dictionaries those of one that has the strings of
   * all.
   *
   * @returns That dictionary.
   */
  #recode(
    codes: Int32Array,
    vectors: readonly Flat[],
    { sources, rows }: Places,
  ): readonly string[] {
    const [{ dictionary = [] }] = vectors as readonly [Flat];
    const isOne = vectors.length === 1 && this.#categories === undefined;
    if (isOne) return dictionary;
    const categories = this.#categories ??= new Categories();
    const maps = vectors.map(({ dictionary = [] }) =>
      categories.translate(dictionary)
    );
    for (let i = 0; i < codes.length; i++) {
      const source = sources[i] as number;
      const isNull = vectors[source]?.valid?.[rows[i] as number] === 0;
      // A null has code 0 even where the dictionary is empty.
      codes[i] = isNull ? 0 : maps[source]?.[codes[i] as number] ?? 0;
    }
    return categories.strings;
  }

  #mixBytes(
    vectors: readonly (Flat & Spread)[],
    places: Places,
  ): VectorParts {
    const offsets = this.#mixOffsets(vectors, places);
    const { sources, rows } = places;
    const size = offsets[rows.length] as number;
    const [{ values: like }] = vectors as readonly [Flat];
    const target = this.#room(like as Uint8Array, size + SLACK);
    const into = new DataView(target.buffer, target.byteOffset);
    const inputs = vectors.map(({ values, offsets }) => ({
      bytes: values as Uint8Array,
      view: new DataView(values.buffer, values.byteOffset),
      offsets,
    }));
    for (let i = 0; i < rows.length; i++) {
      const { bytes, view, offsets: starts } =
        inputs[sources[i] as number] as typeof inputs[number];
      let at = starts[rows[i] as number] as number;
      let to = offsets[i] as number;
      const end = offsets[i + 1] as number;
      const stop = at + end - to;
      if (end - to > LONG) target.set(bytes.subarray(at, stop), to);
      else if (stop <= view.byteLength - SLACK) {
        for (; to < end; to += 8, at += 8) {
          into.setBigInt64(to, view.getBigInt64(at, true), true);
        }
      } else while (to < end) into.setUint8(to++, view.getUint8(at++));
    }
    return { values: target.subarray(0, size), offsets };
  }

  #mixLists(vectors: readonly Spread[], places: Places): VectorParts {
    const offsets = this.#mixOffsets(vectors, places);
    const count = offsets[places.rows.length] as number;
    const inner = vectors.map(({ elements }) => elements as ColumnVector);
    if (count === 0) return { elements: inner[0] as ColumnVector, offsets };
    if (this.#items.length < count) {
      this.#sources = new Uint32Array(count);
      this.#items = new Uint32Array(count);
    }
    const sources = this.#sources.subarray(0, count);
    const rows = this.#items.subarray(0, count);
    for (let i = 0; i < places.rows.length; i++) {
      const source = places.sources[i] as number;
      let from = vectors[source]?.offsets[places.rows[i] as number] as number;
      const end = offsets[i + 1] as number;
      for (let to = offsets[i] as number; to < end; to++) {
        sources[to] = source;
        rows[to] = from++;
      }
    }
    this.#elements ??= new RowMixer(this.#isReused);
    const elements = this.#elements.mix(inner, { sources, rows });
    return { elements: elements as ColumnVector, offsets };
  }

  /** Where the values of the rows begin, and one more for the end. */
  #mixOffsets(
    vectors: readonly Spread[],
    { sources, rows }: Places,
  ): Int32Array {
    const length = rows.length + 1;
    if (!this.#isReused || this.#offsets.length < length) {
      this.#offsets = new Int32Array(length);
    }
    const target = this.#offsets.subarray(0, length);
    const all = vectors.map(({ offsets }) => offsets);
    let end = 0;
    target[0] = 0;
    for (let i = 0; i < rows.length; i++) {
      const offsets = all[sources[i] as number] as Int32Array;
      const row = rows[i] as number;
      end += (offsets[row + 1] as number) - (offsets[row] as number);
      target[i + 1] = end;
    }
    return target;
  }

  /** An array like another, long enough, with whatever it held before. */
  #room<A extends FixedArray>(like: A, length: number): A {
    const Values = like.constructor as new (length: number) => A;
    const known = this.#values;
    const isKept = this.#isReused && known instanceof Values &&
      known.length >= length;
    const values = isKept ? known as A : new Values(length);
    this.#values = values;
    return values.subarray(0, length) as A;
  }
}

function mixItems(
  vectors: readonly (readonly unknown[])[],
  { sources, rows }: Places,
): unknown[] {
  const items: unknown[] = [];
  for (let i = 0; i < rows.length; i++) {
    items.push(vectors[sources[i] as number]?.[rows[i] as number]);
  }
  return items;
}

/** The strings of several dictionaries, each once. */
class Categories {
  readonly #codes = new Map<string, number>();
  readonly #maps = new WeakMap<readonly string[], Int32Array>();
  /** A new array whenever it grows, so that equal arrays mean the same. */
  strings: readonly string[] = [];

  /** For each code of a dictionary, that of the same string in all. */
  translate(dictionary: readonly string[]): Int32Array {
    const known = this.#maps.get(dictionary);
    if (known !== undefined) return known;
    const added: string[] = [];
    const map = Int32Array.from(dictionary, (text) => {
      const code = this.#codes.get(text);
      if (code !== undefined) return code;
      added.push(text);
      this.#codes.set(text, this.#codes.size);
      return this.#codes.size - 1;
    });
    if (added.length > 0) this.strings = this.strings.concat(added);
    this.#maps.set(dictionary, map);
    return map;
  }
}

/**
 * About how many bytes the rows `from` up to `to` of a vector take, where that
 * differs from row to row.
 */
export function sizeOf(vector: Vector, from: number, to: number): number {
  const { offsets, elements } = vector as unknown as Partial<ListVector>;
  if (offsets === undefined) return 0;
  const start = offsets[from] as number;
  const end = offsets[to] as number;
  if (elements === undefined) return end - start;
  return Math.max(8 * (end - start), sizeOf(elements, start, end));
}
