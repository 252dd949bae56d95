/**
 * The columns of a `Pile` whose values differ in size.
 *
 * @module
 */

import type {
  ColumnVector,
  ListColumnVector,
  VariableColumnVector,
  VectorParts,
} from "ax";
import { type Offsets, SLACK, TextCopier } from "./copy_bytes.ts";
import { type PileColumn, type PileParts, Validity } from "./pile_memory.ts";
import { countUp, enlarge } from "./typed_arrays.ts";

/** Texts, JSON and bytes. */
export class TextColumn implements PileColumn {
  readonly #expectedRows: number;
  readonly #copier = new TextCopier();
  readonly #validity: Validity;
  longest = 1;
  #length = 0;
  #offsets: Uint32Array;
  #bytes = new Uint8Array(0);
  #pickedOffsets = new Int32Array(1);
  #pickedBytes = new Uint8Array(0);

  constructor(expectedRows: number) {
    this.#expectedRows = expectedRows;
    this.#validity = new Validity(expectedRows);
    this.#offsets = new Uint32Array(expectedRows + 1);
  }

  get byteCount(): number {
    return this.textBytes + 4 * this.#length;
  }

  get textBytes(): number {
    return this.#offsets[this.#length] as number;
  }

  add(vector: ColumnVector, count: number, rows?: Uint32Array): void {
    const { values, offsets } = vector as unknown as VariableColumnVector;
    const added = rows?.length ?? count;
    const length = this.#length;
    this.#validity.add(vector.valid, length, { count, rows });
    this.#offsets = enlarge(this.#offsets, length + added + 1);
    const places = this.#offsets.subarray(length, length + added + 1);
    const start = places[0] as number;
    if (rows === undefined) {
      const from = offsets[0] as number;
      const to = offsets[count] as number;
      this.#reserve(start, to - from, added);
      this.#bytes.set(values.subarray(from, to), start);
      for (let i = 1; i <= count; i++) {
        places[i] = (offsets[i] as number) - from + start;
      }
    } else {
      const source = { bytes: values, offsets, rows };
      const end = this.#copier.place(source, places);
      this.#reserve(start, end - start, added);
      this.#copier.copy(source, places, this.#bytes);
    }
    this.longest = Math.max(this.longest, longestOf(places));
    this.#length += added;
  }

  /** Makes room; the first rows say how much there will be. */
  #reserve(start: number, size: number, rows: number): void {
    const expected = start > 0 || rows === 0
      ? 0
      : Math.min(size / rows * this.#expectedRows * 1.05, MAX_EXPECTED);
    const needed = Math.max(start + size, Math.ceil(expected)) + SLACK;
    this.#bytes = enlarge(this.#bytes, needed);
  }

  parts(): PileParts {
    const length = this.#length;
    const valid = this.#validity.parts(length);
    const offsets = this.#offsets.subarray(0, length + 1);
    return { length, valid, values: this.#bytes, offsets };
  }

  gather(rows: Uint32Array): VectorParts {
    this.#pickedOffsets = enlarge(this.#pickedOffsets, rows.length + 1);
    const offsets = this.#pickedOffsets.subarray(0, rows.length + 1);
    const source = { bytes: this.#bytes, offsets: this.#offsets, rows };
    const end = this.#copier.place(source, offsets);
    this.#pickedBytes = enlarge(this.#pickedBytes, end + SLACK);
    const values = this.#pickedBytes;
    this.#copier.copy(source, offsets, values);
    return { offsets, values, valid: this.#validity.gather(rows) };
  }

  clear(): void {
    this.#length = 0;
    this.#validity.clear();
  }
}

/** Room that is made on the word of the first rows. */
const MAX_EXPECTED = 2 ** 29;

/** Lists. */
export class ListColumn implements PileColumn {
  readonly #elements: PileColumn;
  readonly #validity: Validity;
  /** The elements of the longest list. */
  #most = 1;
  #length = 0;
  #offsets: Uint32Array;
  #picked = new Int32Array(1);

  constructor(elements: PileColumn, expectedRows: number) {
    this.#elements = elements;
    this.#validity = new Validity(expectedRows);
    this.#offsets = new Uint32Array(expectedRows + 1);
  }

  get byteCount(): number {
    return this.#elements.byteCount + 4 * this.#length;
  }

  get textBytes(): number {
    return this.#elements.textBytes;
  }

  get longest(): number {
    return this.#most * this.#elements.longest;
  }

  add(vector: ColumnVector, count: number, rows?: Uint32Array): void {
    const { elements, offsets } = vector as unknown as ListColumnVector;
    const length = this.#length;
    const added = rows ?? countUp(count);
    this.#validity.add(vector.valid, length, { count, rows });
    this.#offsets = enlarge(this.#offsets, length + added.length + 1);
    const places = this.#offsets.subarray(length, length + added.length + 1);
    placeLists(offsets, added, places);
    this.#most = Math.max(this.#most, longestOf(places));
    this.#elements.add(elements, 0, elementRows(offsets, added));
    this.#length += added.length;
  }

  parts(): PileParts {
    throw new TypeError("Cannot give lists in one piece");
  }

  gather(rows: Uint32Array): VectorParts {
    this.#picked = enlarge(this.#picked, rows.length + 1);
    const offsets = this.#picked.subarray(0, rows.length + 1);
    const length = placeLists(this.#offsets, rows, offsets);
    const inner = this.#elements.gather(elementRows(this.#offsets, rows));
    const elements = { ...inner, length } as unknown as ColumnVector;
    return { offsets, elements, valid: this.#validity.gather(rows) };
  }

  clear(): void {
    this.#length = 0;
    this.#validity.clear();
    this.#elements.clear();
  }
}

/** The elements of lists, list by list. */
function elementRows(offsets: Offsets, rows: Uint32Array): Uint32Array {
  let count = 0;
  for (const row of rows) {
    count += (offsets[row + 1] as number) - (offsets[row] as number);
  }
  const result = new Uint32Array(count);
  let to = 0;
  for (const row of rows) {
    const end = offsets[row + 1] as number;
    for (let at = offsets[row] as number; at < end; at++) result[to++] = at;
  }
  return result;
}

/** Says where lists will lie. @returns The end. */
function placeLists(
  source: Offsets,
  rows: Uint32Array,
  target: Offsets,
): number {
  let end = target[0] as number;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    end += (source[row + 1] as number) - (source[row] as number);
    target[i + 1] = end;
  }
  return end;
}

function longestOf(offsets: Offsets): number {
  let longest = 0;
  for (let i = 1; i < offsets.length; i++) {
    const size = (offsets[i] as number) - (offsets[i - 1] as number);
    if (size > longest) longest = size;
  }
  return longest;
}
