/**
 * Puts rows of several vectors of one column together, on the typed arrays
 * they are stored in: nothing is decoded, nothing rounded.
 *
 * @module
 */

import type { VectorParts } from "../core/rows.ts";
import type { FixedArray } from "../core/vectors.ts";
import { makeVector, type Vector } from "./vectors.ts";

/** Where rows lie, in the order they are to have. */
export interface Places {
  /** Which vector has each row. */
  readonly sources: Uint32Array;
  /** Its number in that vector. */
  readonly rows: Uint32Array;
}

/** A vector of any column, as the typed arrays behind it. */
interface Parts extends VectorParts {
  readonly length: number;
  readonly values: FixedArray;
  readonly offsets: Int32Array;
  readonly elements?: Vector;
}

/** Bytes behind texts that may be overwritten: eight are copied at a time. */
const SLACK = 8;

/** Mixes vectors of one column. */
export class RowMixer {
  readonly #isReused: boolean;
  readonly #categories = new Categories();
  #values: FixedArray | undefined;
  #valid: Uint8Array = new Uint8Array(0);
  #offsets: Int32Array = new Int32Array(0);
  #elements: RowMixer | undefined;

  /** @param isReused Each result overwrites the one before. */
  constructor(isReused: boolean) {
    this.#isReused = isReused;
  }

  /** Takes rows of vectors of one type; there is at least one vector. */
  mix(vectors: readonly Vector[], places: Places): Vector {
    const parts = vectors as readonly unknown[] as readonly Parts[];
    const [first] = vectors as readonly [Vector];
    const valid = this.#mixValid(parts, places);
    const made = this.#mixValues(first.type.kind, parts, places);
    return makeVector(first.type, { ...made, valid });
  }

  #mixValues(
    kind: string,
    parts: readonly Parts[],
    places: Places,
  ): VectorParts {
    switch (kind) {
      case "list":
        return this.#mixLists(parts, places);
      case "string":
      case "json":
      case "bytes":
        return this.#mixBytes(parts, places);
      case "category":
        return this.#mixCodes(parts, places);
      default:
        return { values: this.#mixFixed(parts, places) };
    }
  }

  #mixValid(
    parts: readonly Parts[],
    { sources, rows }: Places,
  ): Uint8Array | undefined {
    if (parts.every(({ valid }) => valid === undefined)) return undefined;
    if (!this.#isReused || this.#valid.length < rows.length) {
      this.#valid = new Uint8Array(rows.length);
    }
    const target = this.#valid.subarray(0, rows.length);
    const all = parts.map(({ valid }) => valid);
    for (let i = 0; i < rows.length; i++) {
      target[i] = all[sources[i] as number]?.[rows[i] as number] ?? 1;
    }
    return target;
  }

  #mixFixed(parts: readonly Parts[], places: Places): FixedArray {
    const arrays = parts.map(({ values }) => values);
    const [first] = arrays as [FixedArray];
    const target = this.#room(first, places.rows.length);
    // A loop that sees arrays of many types is slow, and one over doubles may
    // change the bits of a NaN.
    switch (first.BYTES_PER_ELEMENT) {
      case 1:
        copyOnes(arrays as Uint8Array[], places, target as Uint8Array);
        break;
      case 4:
        copyWords(arrays.map(wordsOf), places, wordsOf(target));
        break;
      default:
        copyPairs(arrays.map(wordsOf), places, wordsOf(target));
    }
    return target;
  }

  /** Codes of one dictionary that has the strings of all. */
  #mixCodes(parts: readonly Parts[], places: Places): VectorParts {
    const values = this.#mixFixed(parts, places) as Int32Array;
    const maps = parts.map(({ dictionary = [] }) =>
      this.#categories.translate(dictionary)
    );
    const { sources, rows } = places;
    for (let i = 0; i < values.length; i++) {
      const source = sources[i] as number;
      const isNull = parts[source]?.valid?.[rows[i] as number] === 0;
      // A null has code 0 even where the dictionary is empty.
      values[i] = isNull ? 0 : maps[source]?.[values[i] as number] ?? 0;
    }
    return { values, dictionary: this.#categories.strings };
  }

  #mixBytes(parts: readonly Parts[], places: Places): VectorParts {
    const offsets = this.#mixOffsets(parts, places);
    const { sources, rows } = places;
    const arrays = parts.map(({ values }) => values as Uint8Array);
    const starts = parts.map(({ offsets }) => offsets);
    const end = offsets[rows.length] as number;
    const target = this.#room(arrays[0] as Uint8Array, end + SLACK);
    const into = new DataView(target.buffer, target.byteOffset);
    const views = arrays.map(({ buffer, byteOffset }) =>
      new DataView(buffer, byteOffset)
    );
    for (let i = 0; i < rows.length; i++) {
      const source = sources[i] as number;
      const view = views[source] as DataView;
      let at = starts[source]?.[rows[i] as number] as number;
      let to = offsets[i] as number;
      const end = offsets[i + 1] as number;
      if (at + end - to <= view.byteLength - SLACK) {
        for (; to < end; to += 8, at += 8) {
          into.setBigInt64(to, view.getBigInt64(at, true), true);
        }
      } else while (to < end) into.setUint8(to++, view.getUint8(at++));
    }
    return { values: target.subarray(0, end), offsets };
  }

  #mixLists(parts: readonly Parts[], places: Places): VectorParts {
    const offsets = this.#mixOffsets(parts, places);
    const count = offsets[places.rows.length] as number;
    const sources = new Uint32Array(count);
    const rows = new Uint32Array(count);
    for (let i = 0; i < places.rows.length; i++) {
      const source = places.sources[i] as number;
      let from = parts[source]?.offsets[places.rows[i] as number] as number;
      const end = offsets[i + 1] as number;
      for (let to = offsets[i] as number; to < end; to++) {
        sources[to] = source;
        rows[to] = from++;
      }
    }
    this.#elements ??= new RowMixer(this.#isReused);
    const inner = parts.map(({ elements }) => elements as Vector);
    return { elements: this.#elements.mix(inner, { sources, rows }), offsets };
  }

  /** Where the values of the rows begin, and one more for the end. */
  #mixOffsets(
    parts: readonly Parts[],
    { sources, rows }: Places,
  ): Int32Array {
    const length = rows.length + 1;
    if (!this.#isReused || this.#offsets.length < length) {
      this.#offsets = new Int32Array(length);
    }
    const target = this.#offsets.subarray(0, length);
    const all = parts.map(({ offsets }) => offsets);
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
  const { offsets, elements } = vector as unknown as Parts;
  if (offsets === undefined) return 0;
  const start = offsets[from] as number;
  const end = offsets[to] as number;
  if (elements === undefined) return end - start;
  return Math.max(8 * (end - start), sizeOf(elements, start, end));
}

function wordsOf({ buffer, byteOffset, byteLength }: FixedArray): Int32Array {
  return new Int32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4);
}

function copyOnes(
  arrays: readonly Uint8Array[],
  { sources, rows }: Places,
  target: Uint8Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const source = arrays[sources[i] as number] as Uint8Array;
    target[i] = source[rows[i] as number] as number;
  }
}

function copyWords(
  arrays: readonly Int32Array[],
  { sources, rows }: Places,
  target: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const source = arrays[sources[i] as number] as Int32Array;
    target[i] = source[rows[i] as number] as number;
  }
}

function copyPairs(
  arrays: readonly Int32Array[],
  { sources, rows }: Places,
  target: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const source = arrays[sources[i] as number] as Int32Array;
    const at = 2 * (rows[i] as number);
    target[2 * i] = source[at] as number;
    target[2 * i + 1] = source[at + 1] as number;
  }
}
