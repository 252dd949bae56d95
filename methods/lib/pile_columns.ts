/**
 * The columns of a {@linkcode Pile}.
 *
 * @module
 */

import type {
  CategoryColumnVector,
  ColumnSpec,
  ColumnVector,
  FixedArray,
  ListColumnVector,
  VariableColumnVector,
  VectorParts,
} from "ax";
import { type Offsets, SLACK, TextCopier } from "./copy_bytes.ts";
import { plainType } from "./dataset_source.ts";
import type { PileParts } from "./pile.ts";

/** One column in memory. */
export interface PileColumn {
  /** Bytes that its rows take. */
  readonly byteCount: number;
  /** Those of them that are text. */
  readonly textBytes: number;
  /** Adds rows of a vector. @param rows Which. Default: the first `count`. */
  add(vector: ColumnVector, count: number, rows?: Uint32Array): void;
  /** All of it. */
  parts(): PileParts;
  /** Picks rows, into memory that the next call uses again. */
  gather(rows: Uint32Array): VectorParts;
  /** Forgets the rows. */
  clear(): void;
}

/** Makes a column. @param expectedRows To make room at once. */
export function makePileColumn(
  type: ColumnSpec,
  expectedRows: number,
): PileColumn {
  const plain = plainType(type);
  switch (plain) {
    case "string":
    case "json":
    case "bytes":
      return new TextColumn(expectedRows);
    case "category":
      return new CodeColumn(Int32Array, expectedRows);
    case "bool":
      return new FixedColumn(Uint8Array, expectedRows);
    case "int64":
    case "datetime":
      return new FixedColumn(BigInt64Array, expectedRows);
    case "float32":
      return new FixedColumn(Float32Array, expectedRows);
    case "float64":
      return new FixedColumn(Float64Array, expectedRows);
    case "int32":
    case "date":
    case "time":
      return new FixedColumn(Int32Array, expectedRows);
  }
  const element = plain.slice("list<".length, -1) as ColumnSpec;
  return new ListColumn(makePileColumn(element, 0), expectedRows);
}

type Growing = FixedArray | Uint32Array;

interface ArrayType<A extends Growing> {
  new (length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** An array with room for `needed` entries, those of the given one in it. */
function enlarge<A extends Growing>(array: A, needed: number): A {
  if (needed <= array.length) return array;
  const Type = array.constructor as ArrayType<A>;
  const larger = new Type(Math.max(needed, Math.ceil(array.length * 1.5), 64));
  larger.set(array as never);
  return larger;
}

/** Which rows are null. */
class Validity {
  readonly #expectedRows: number;
  #valid: Uint8Array | undefined;
  #picked = new Uint8Array(0);

  constructor(expectedRows: number) {
    this.#expectedRows = expectedRows;
  }

  /** Adds rows behind the first `length` ones. */
  add(
    valid: Uint8Array | undefined,
    length: number,
    { count, rows }: { count: number; rows: Uint32Array | undefined },
  ): void {
    if (valid === undefined && this.#valid === undefined) return;
    const added = rows?.length ?? count;
    this.#valid ??= new Uint8Array(Math.max(this.#expectedRows, length))
      .fill(1);
    const target = this.#valid = enlarge(this.#valid, length + added);
    if (valid === undefined) target.fill(1, length, length + added);
    else if (rows === undefined) target.set(valid.subarray(0, count), length);
    else pick(valid, rows, target.subarray(length));
  }

  parts(length: number): Uint8Array | undefined {
    return this.#valid?.subarray(0, length);
  }

  gather(rows: Uint32Array): Uint8Array | undefined {
    if (this.#valid === undefined) return undefined;
    this.#picked = enlarge(this.#picked, rows.length);
    return pick(this.#valid, rows, this.#picked);
  }

  clear(): void {
    this.#valid = undefined;
  }
}

/**
 * Picks entries, whatever they mean: a function that sees arrays of many types
 * is slow.
 */
function pick<A extends FixedArray>(
  source: A,
  rows: Uint32Array,
  target: A,
): A {
  switch (source.BYTES_PER_ELEMENT) {
    case 1:
      pickBytes(source as Uint8Array, rows, target as Uint8Array);
      break;
    case 4:
      pickWords(wordsOf(source), rows, wordsOf(target));
      break;
    default:
      pickPairs(wordsOf(source), rows, wordsOf(target));
  }
  return target.subarray(0, rows.length) as A;
}

function wordsOf({ buffer, byteOffset, byteLength }: FixedArray): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

function pickBytes(
  source: Uint8Array,
  rows: Uint32Array,
  target: Uint8Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    target[i] = source[rows[i] as number] as number;
  }
}

function pickWords(
  source: Int32Array,
  rows: Uint32Array,
  target: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    target[i] = source[rows[i] as number] as number;
  }
}

function pickPairs(
  source: Int32Array,
  rows: Uint32Array,
  target: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const at = 2 * (rows[i] as number);
    target[2 * i] = source[at] as number;
    target[2 * i + 1] = source[at + 1] as number;
  }
}

class FixedColumn<A extends FixedArray> implements PileColumn {
  readonly #Type: ArrayType<A>;
  readonly #validity: Validity;
  protected length = 0;
  #values: A;
  #picked: A;

  constructor(Type: ArrayType<A>, expectedRows: number) {
    this.#Type = Type;
    this.#validity = new Validity(expectedRows);
    this.#values = new Type(expectedRows);
    this.#picked = new Type(0);
  }

  get byteCount(): number {
    return this.length * this.#Type.BYTES_PER_ELEMENT;
  }

  readonly textBytes: number = 0;

  add(vector: ColumnVector, count: number, rows?: Uint32Array): void {
    const { values } = vector as unknown as { values: A };
    const added = rows?.length ?? count;
    this.#validity.add(vector.valid, this.length, { count, rows });
    this.#values = enlarge(this.#values, this.length + added);
    const target = this.#values.subarray(this.length, this.length + added) as A;
    if (rows === undefined) target.set(values.subarray(0, count) as never);
    else pick(values, rows, target);
    this.finish(vector, target, rows);
    this.length += added;
  }

  /** Called with values that were added. */
  protected finish(_: ColumnVector, _target: A, _rows?: Uint32Array): void {}

  parts(): PileParts {
    const { length } = this;
    const valid = this.#validity.parts(length);
    return { length, valid, values: this.#values.subarray(0, length) as A };
  }

  gather(rows: Uint32Array): VectorParts {
    this.#picked = enlarge(this.#picked, rows.length);
    const values = pick(this.#values, rows, this.#picked);
    return { values, valid: this.#validity.gather(rows) };
  }

  clear(): void {
    this.length = 0;
    this.#validity.clear();
  }
}

/** Categories: the codes of all dictionaries become those of one. */
class CodeColumn extends FixedColumn<Int32Array> {
  readonly #strings: string[] = [];
  readonly #codes = new Map<string, number>();
  readonly #maps = new WeakMap<readonly string[], Int32Array>();

  protected override finish(
    vector: ColumnVector,
    target: Int32Array,
    rows?: Uint32Array,
  ): void {
    const { valid, dictionary } = vector as unknown as CategoryColumnVector;
    const map = this.#mapOf(dictionary);
    for (let i = 0; i < target.length; i++) {
      const isNull = valid !== undefined && valid[rows?.[i] ?? i] === 0;
      target[i] = isNull ? 0 : map[target[i] as number] as number;
    }
  }

  #mapOf(dictionary: readonly string[]): Int32Array {
    const known = this.#maps.get(dictionary);
    if (known !== undefined) return known;
    const map = Int32Array.from(dictionary, (text) => {
      let code = this.#codes.get(text);
      if (code === undefined) {
        code = this.#strings.push(text) - 1;
        this.#codes.set(text, code);
      }
      return code;
    });
    this.#maps.set(dictionary, map);
    return map;
  }

  override parts(): PileParts {
    return { ...super.parts(), dictionary: this.#strings };
  }

  override gather(rows: Uint32Array): VectorParts {
    return { ...super.gather(rows), dictionary: this.#strings };
  }
}

class TextColumn implements PileColumn {
  readonly #expectedRows: number;
  readonly #copier = new TextCopier();
  readonly #validity: Validity;
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

class ListColumn implements PileColumn {
  readonly #elements: PileColumn;
  readonly #validity: Validity;
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

  add(vector: ColumnVector, count: number, rows?: Uint32Array): void {
    const { elements, offsets } = vector as unknown as ListColumnVector;
    const length = this.#length;
    const added = rows ?? Uint32Array.from({ length: count }, (_, row) => row);
    this.#validity.add(vector.valid, length, { count, rows });
    this.#offsets = enlarge(this.#offsets, length + added.length + 1);
    const places = this.#offsets.subarray(length);
    placeLists(offsets, added, places);
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
