/**
 * The columns of a `Pile`, by their types.
 *
 * @module
 */

import type {
  CategoryColumnVector,
  ColumnSpec,
  ColumnVector,
  FixedArray,
  VectorParts,
} from "ax";
import { plainType } from "./dataset_source.ts";
import { JointDictionary } from "./joint_dictionary.ts";
import { type PileColumn, type PileParts, Validity } from "./pile_memory.ts";
import { ListColumn, TextColumn } from "./pile_texts.ts";
import { type ArrayType, enlarge, pick } from "./typed_arrays.ts";

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
  readonly longest: number = 1;

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
  readonly #joint = new JointDictionary();

  protected override finish(
    vector: ColumnVector,
    target: Int32Array,
    rows?: Uint32Array,
  ): void {
    const { valid, dictionary } = vector as unknown as CategoryColumnVector;
    const map = this.#joint.mapOf(dictionary);
    for (let i = 0; i < target.length; i++) {
      const isNull = valid !== undefined && valid[rows?.[i] ?? i] === 0;
      target[i] = isNull ? 0 : map[target[i] as number] as number;
    }
  }

  override parts(): PileParts {
    return { ...super.parts(), dictionary: this.#joint.strings };
  }

  override gather(rows: Uint32Array): VectorParts {
    return { ...super.gather(rows), dictionary: this.#joint.strings };
  }
}
