/**
 * One side of a join in memory: its keys, and the rows of each.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector } from "ax";
import { plainType } from "./dataset_source.ts";
import { JoinKeys } from "./join_keys.ts";
import type { KeyColumns } from "./join_keys.ts";
import type { KeyKind } from "./join_plan.ts";
import { Pile } from "./pile.ts";
import { enlarge } from "./typed_arrays.ts";

/** What is kept of rows, and by what they are found. */
export interface TableShape {
  readonly kinds: readonly KeyKind[];
  /** The columns of the side that are compared. */
  readonly keys: KeyColumns;
  /** Those that the result has of it. */
  readonly payload: ReadonlyMap<string, ColumnSpec>;
  /** Whether one row of each key is enough. */
  readonly isSet: boolean;
}

type Vectors = Readonly<Record<string, ColumnVector>>;

/** Rows by their keys. */
export class JoinTable {
  readonly #shape: TableShape;
  readonly #keys: JoinKeys;
  readonly #pile: Pile;
  /** Whether keys come with the rows, and not before them. */
  readonly #learns: boolean;
  /** The key of each row. */
  #entries = new Int32Array(1024);
  #numbers = new Int32Array(0);
  /** By key, whether there is a row. */
  #seen = new Uint8Array(1024);
  /** Where the rows of each key begin, and one more for the end. */
  #starts = new Uint32Array(1);
  #rows = new Uint32Array(0);

  /**
   * @param keys The keys that rows are kept for. Default: all that come.
   */
  constructor(shape: TableShape, keys?: JoinKeys) {
    this.#shape = shape;
    this.#learns = keys === undefined;
    this.#keys = keys ?? new JoinKeys(shape.kinds);
    this.#pile = new Pile(shape.payload, 0);
  }

  /** Rows that were kept. */
  get rowCount(): number {
    return this.#pile.rowCount;
  }

  /** Bytes that keys and rows take, and where they are found. */
  get byteCount(): number {
    return this.#keys.byteCount + this.#pile.byteCount +
      8 * this.#pile.rowCount + 8 * this.#keys.size;
  }

  /** The longest text or list of a row, at least. */
  get longest(): number {
    return this.#pile.longest;
  }

  /** Whether rows can be added, however much memory there is. */
  fits(vectors: Vectors): boolean {
    const isKnown = !this.#learns || this.#keys.fits(vectors, this.#shape.keys);
    return isKnown && this.#pile.fits(vectors);
  }

  /** Adds the rows of a batch that have a key. */
  add(vectors: Vectors, rowCount: number): void {
    if (this.#numbers.length < rowCount) {
      this.#numbers = new Int32Array(rowCount);
    }
    const numbers = this.#numbers;
    const isNew = this.#learns;
    const { keys } = this.#shape;
    this.#keys.number(vectors, keys, { rowCount, target: numbers, isNew });
    const rows = this.#choose(numbers, rowCount);
    const before = this.#pile.rowCount;
    this.#entries = enlarge(this.#entries, before + rows.length);
    for (const [index, row] of rows.entries()) {
      this.#entries[before + index] = numbers[row] as number;
    }
    const isAll = rows.length === rowCount;
    this.#pile.add(vectors, rowCount, isAll ? undefined : rows);
  }

  /** Which rows of a batch are kept. */
  #choose(numbers: Int32Array, rowCount: number): Uint32Array {
    const { isSet } = this.#shape;
    if (isSet) this.#seen = enlarge(this.#seen, this.#keys.size);
    const rows = new Uint32Array(rowCount);
    let count = 0;
    for (let row = 0; row < rowCount; row++) {
      const number = numbers[row] as number;
      if (number < 0) continue;
      if (isSet) {
        if (this.#seen[number] === 1) continue;
        this.#seen[number] = 1;
      }
      rows[count++] = row;
    }
    return rows.subarray(0, count);
  }

  /** Ends the adding of rows. */
  finish(): void {
    const { rowCount } = this.#pile;
    const starts = new Uint32Array(this.#keys.size + 1);
    const entries = this.#entries.subarray(0, rowCount);
    for (const entry of entries) {
      starts[entry + 1] = 1 + (starts[entry + 1] as number);
    }
    for (let entry = 0; entry < this.#keys.size; entry++) {
      starts[entry + 1] = (starts[entry + 1] as number) +
        (starts[entry] as number);
    }
    const next = starts.slice();
    const rows = new Uint32Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const entry = entries[row] as number;
      const at = next[entry] as number;
      next[entry] = at + 1;
      rows[at] = row;
    }
    this.#starts = starts;
    this.#rows = rows;
    this.#pile.add(nullVectors(this.#shape.payload), 1);
  }

  /** The row of nulls, after {@linkcode finish}. */
  get nullRow(): number {
    return this.#pile.rowCount - 1;
  }

  /**
   * Finds the matches of each row of the other side's batch: those of key `n`
   * are `rows` from `starts[n]` up to `starts[n + 1]`.
   *
   * @param target Room for the key of each row; -1 where there is none.
   */
  match(
    vectors: Vectors,
    keys: KeyColumns,
    { rowCount, target }: {
      readonly rowCount: number;
      readonly target: Int32Array;
    },
  ): { readonly starts: Uint32Array; readonly rows: Uint32Array } {
    this.#keys.number(vectors, keys, { rowCount, target, isNew: false });
    return { starts: this.#starts, rows: this.#rows };
  }

  /** Picks rows. What it gives is overwritten by the next call. */
  gather(rows: Uint32Array): ReturnType<Pile["gather"]> {
    return this.#pile.gather(rows);
  }
}

/** One row of nulls. */
export function nullVectors(columns: ReadonlyMap<string, ColumnSpec>): Vectors {
  const vectors: Record<string, ColumnVector> = Object.create(null);
  for (const [name, type] of columns) vectors[name] = nullVector(type);
  return vectors;
}

function nullVector(type: ColumnSpec): ColumnVector {
  const plain = plainType(type);
  const made = (rest: object): ColumnVector =>
    ({
      length: 1,
      valid: new Uint8Array(1),
      ...rest,
    }) as unknown as ColumnVector;
  switch (plain) {
    case "string":
    case "json":
    case "bytes":
      return made({ offsets: new Int32Array(2), values: new Uint8Array(0) });
    case "category":
      return made({ values: new Int32Array(1), dictionary: [""] });
    case "bool":
      return made({ values: new Uint8Array(1) });
    case "int64":
    case "datetime":
      return made({ values: new BigInt64Array(1) });
    case "float32":
      return made({ values: new Float32Array(1) });
    case "float64":
      return made({ values: new Float64Array(1) });
    case "int32":
    case "date":
    case "time":
      return made({ values: new Int32Array(1) });
  }
  const element = plain.slice("list<".length, -1) as ColumnSpec;
  return made({ offsets: new Int32Array(2), elements: nullVector(element) });
}
