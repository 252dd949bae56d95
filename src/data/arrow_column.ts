/**
 * The buffers of one column in one record batch, made into a vector.
 *
 * @module
 */

import type { FixedArray } from "../core/vectors.ts";
import type { BatchHeader, BufferRange, FieldNode } from "./arrow_message.ts";
import type { SchemaField } from "./arrow_schema.ts";
import { decompressBuffer } from "./codec.ts";
import type { ParsedType } from "./types.ts";
import { makeVector, type Vector } from "./vectors.ts";

/** A field and where its nodes and buffers begin in a record batch. */
export interface ColumnSlot {
  readonly field: SchemaField;
  readonly node: number;
  readonly buffer: number;
}

/** Where the data of a column comes from. */
export interface ColumnSource {
  /** Reads bytes of the body; called once per column. */
  read(from: number, size: number): Uint8Array;
  dictionary(id: number): readonly string[];
  /** The file, for messages. */
  readonly path: string;
}

/** Finds the slots of all columns. */
export function layOut(fields: readonly SchemaField[]): {
  slots: ColumnSlot[];
  nodeCount: number;
  bufferCount: number;
} {
  let nodeCount = 0;
  let bufferCount = 0;
  const slots = fields.map((field) => {
    const slot = { field, node: nodeCount, buffer: bufferCount };
    const size = sizeOf(field);
    nodeCount += size.nodes;
    bufferCount += size.buffers;
    return slot;
  });
  return { slots, nodeCount, bufferCount };
}

function sizeOf(field: SchemaField): { nodes: number; buffers: number } {
  let nodes = 1;
  let buffers = field.bufferCount;
  for (const child of field.children) {
    const inner = sizeOf(child);
    nodes += inner.nodes;
    buffers += inner.buffers;
  }
  return { nodes, buffers };
}

/**
 * Reads a column and checks that its parts fit together.
 *
 * @throws {RangeError} If they do not.
 */
export function loadColumn(
  slot: ColumnSlot,
  header: BatchHeader,
  source: ColumnSource,
): Vector {
  const { nodes, buffers } = sizeOf(slot.field);
  const column = new ColumnLoader(
    header.nodes.slice(slot.node, slot.node + nodes),
    header.buffers.slice(slot.buffer, slot.buffer + buffers),
    { isCompressed: header.compressed, source },
  );
  return column.load(slot.field, header.rowCount);
}

class ColumnLoader {
  readonly #nodes: readonly FieldNode[];
  readonly #buffers: readonly BufferRange[];
  readonly #isCompressed: boolean;
  readonly #source: ColumnSource;
  readonly #start: number;
  readonly #region: Uint8Array;
  #node = 0;
  #buffer = 0;

  constructor(
    nodes: readonly FieldNode[],
    buffers: readonly BufferRange[],
    options: { isCompressed: boolean; source: ColumnSource },
  ) {
    this.#nodes = nodes;
    this.#buffers = buffers;
    this.#isCompressed = options.isCompressed;
    this.#source = options.source;
    const { start, end } = regionOf(nodes, buffers);
    this.#start = start;
    this.#region = options.source.read(start, end - start);
  }

  load(field: SchemaField, rows: number | undefined): Vector {
    const { length, nullCount } = this.#nodes[this.#node++] as FieldNode;
    if (
      rows !== undefined && length !== rows || length < 0 || length > 2 ** 31
    ) {
      throw new RangeError(`column "${field.name}" has ${length} rows`);
    }
    const type = field.type as ParsedType;
    const bitmap = this.#next();
    const valid = nullCount === 0 || bitmap.length === 0
      ? undefined
      : unpackBits(bitmap, length);
    if (type.kind === "list") return this.#loadList(field, length, valid);
    if (field.dictionary !== undefined) {
      return this.#loadCategory(field, length, valid);
    }
    const isVariable = field.bufferCount === 3;
    if (isVariable) {
      const offsets = this.#offsets(length);
      const values = this.#next();
      checkOffsets(offsets, values.length);
      const column = JSON.stringify(field.name);
      const origin = `Cannot read "${this.#source.path}": column ${column}`;
      return makeVector(type, { offsets, values, valid }, origin);
    }
    const values = type.kind === "bool"
      ? unpackBits(this.#next(), length)
      : view(ARRAYS[type.kind] ?? Uint8Array, this.#next(), length);
    return makeVector(type, { values, valid });
  }

  #loadList(
    field: SchemaField,
    length: number,
    valid: Uint8Array | undefined,
  ): Vector {
    const offsets = this.#offsets(length);
    const elements = this.load(field.children[0] as SchemaField, undefined);
    checkOffsets(offsets, elements.length);
    return makeVector(field.type as ParsedType, { offsets, valid, elements });
  }

  #loadCategory(
    field: SchemaField,
    length: number,
    valid: Uint8Array | undefined,
  ): Vector {
    const { id = 0, indexBits = 32, signed = true } = field.dictionary ?? {};
    const Codes = CODES[`${signed ? "i" : "u"}${indexBits}`] ?? Int32Array;
    const codes = view(Codes, this.#next(), length);
    const values = codes instanceof Int32Array ? codes : Int32Array.from(codes);
    const dictionary = this.#source.dictionary(id);
    for (let i = 0; i < length; i++) {
      const code = values[i] as number;
      if (code >= 0 && code < dictionary.length) continue;
      if (valid !== undefined && valid[i] === 0) continue;
      throw new RangeError(`column "${field.name}" has a code of no category`);
    }
    return makeVector(field.type as ParsedType, { values, valid, dictionary });
  }

  #offsets(length: number): Int32Array {
    const bytes = this.#next();
    // A writer may leave out the single offset of no rows.
    if (length === 0 && bytes.length === 0) return new Int32Array(1);
    return view(Int32Array, bytes, length + 1);
  }

  #next(): Uint8Array {
    const { offset, size } = this.#buffers[this.#buffer++] as BufferRange;
    if (size === 0) return this.#region.subarray(0, 0);
    const from = offset - this.#start;
    // The region begins behind a validity bitmap that nobody needs.
    if (from < 0) return this.#region.subarray(0, 0);
    const bytes = this.#region.subarray(from, from + size);
    return this.#isCompressed ? decompressBuffer(bytes) : bytes;
  }
}

/** The part of the body that holds all buffers of a column. */
function regionOf(
  nodes: readonly FieldNode[],
  buffers: readonly BufferRange[],
): { start: number; end: number } {
  let start = Infinity;
  let end = 0;
  buffers.forEach(({ offset, size }, index) => {
    if (size < 0 || offset < 0) throw new RangeError("a buffer is garbled");
    if (size === 0 || index === 0 && nodes[0]?.nullCount === 0) return;
    start = Math.min(start, offset);
    end = Math.max(end, offset + size);
  });
  return end === 0 ? { start: 0, end: 0 } : { start, end };
}

const ARRAYS: Partial<Record<string, ArrayType<FixedArray>>> = {
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
  date: Int32Array,
  datetime: BigInt64Array,
  time: Int32Array,
};

type CodeArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

const CODES: Record<string, ArrayType<CodeArray>> = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
};

interface ArrayType<A> {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** Views bytes as an array; copies them if they are not aligned for it. */
function view<A extends FixedArray | CodeArray>(
  Type: ArrayType<A>,
  bytes: Uint8Array,
  length: number,
): A {
  const size = length * Type.BYTES_PER_ELEMENT;
  if (bytes.length < size) throw new RangeError("a buffer is too short");
  const isAligned = bytes.byteOffset % Type.BYTES_PER_ELEMENT === 0;
  const { buffer, byteOffset } = isAligned ? bytes : bytes.slice();
  return new Type(buffer as ArrayBuffer, byteOffset, length);
}

function unpackBits(bits: Uint8Array, length: number): Uint8Array {
  if (bits.length * 8 < length) throw new RangeError("a buffer is too short");
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    bytes[i] = ((bits[i >> 3] as number) >> (i & 7)) & 1;
  }
  return bytes;
}

/** Sees to it that no value begins behind its end or ends behind the data. */
function checkOffsets(offsets: Int32Array, size: number): void {
  let last = 0;
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i] as number;
    if (offset < last) throw new RangeError("its offsets are garbled");
    last = offset;
  }
  if (last > size) throw new RangeError("its offsets are garbled");
}
