/**
 * Holds the parts of a record batch against the rows that it says it has,
 * before anything is made as long as that.
 *
 * @module
 */

// @ts-types="../vendor/@uwdata/flechette.d.ts"
import {
  type DataType,
  type Field,
  Type,
} from "../vendor/@uwdata/flechette.js";
import { fieldAt, tableAt, vectorAt } from "./flat_table.ts";

/** What a record batch, or the batch of a dictionary, has. */
export interface BatchParts {
  readonly rowCount: number;
  /** How many values each column has, and all that is in it; how many nulls. */
  readonly nodes: readonly (readonly [length: number, nulls: number])[];
  /** How many bytes each part has, unpacked. */
  readonly sizes: readonly number[];
  /** How many parts texts have that are kept as views. */
  readonly variadic: readonly number[];
  /** Of the format; unions have lost a part in the fifth. */
  readonly version: number;
  /** Which dictionary it is of. */
  readonly dictionaryId: number | undefined;
}

/** Where no bytes tell otherwise. */
const MAX_ROWS = 2 ** 27;
const MAX_SIZE = 2 ** 40;

/**
 * Reads what a message says of its parts.
 *
 * @param message With its head and body.
 * @returns Nothing for a message of another kind.
 * @throws {RangeError} If parts are not in its body.
 */
export function readParts(message: Uint8Array): BatchParts | undefined {
  const all = new DataView(
    message.buffer,
    message.byteOffset,
    message.byteLength,
  );
  const isNew = all.getInt32(0, true) === -1;
  const head = isNew ? 8 : 4;
  const length = all.getInt32(head - 4, true);
  const view = new DataView(all.buffer, all.byteOffset + head, length);
  const body = new DataView(
    all.buffer,
    view.byteOffset + length,
    all.byteLength - head - length,
  );
  const root = view.getUint32(0, true);
  const kindAt = fieldAt(view, root, 1);
  const kind = kindAt === 0 ? 0 : view.getUint8(kindAt);
  if (kind !== 2 && kind !== 3) return undefined;
  const versionAt = fieldAt(view, root, 0);
  const header = tableAt(view, fieldAt(view, root, 2));
  const batch = kind === 2 ? tableAt(view, fieldAt(view, header, 1)) : header;
  const isPacked = fieldAt(view, batch, 3) !== 0;
  return {
    rowCount: longAt(view, fieldAt(view, batch, 0)),
    nodes: pairsAt(view, batch, 1),
    sizes: pairsAt(view, batch, 2).map(([offset, size]) =>
      sizeOf(body, offset, size, isPacked)
    ),
    variadic: longsAt(view, batch, 4),
    version: versionAt === 0 ? 0 : view.getInt16(versionAt, true),
    dictionaryId: kind === 2
      ? longAt(view, fieldAt(view, header, 0))
      : undefined,
  };
}

/**
 * Checks what is said of types whose values are worked out from it.
 *
 * @throws {RangeError} For decimals of too many digits, or rounded to tens.
 */
export function checkTypes(types: readonly DataType[]): void {
  for (const { typeId, scale = 0, dictionary, children = [] } of types) {
    if (typeId === Type.Decimal && scale > MAX_SCALE) {
      throw damaged(`decimals have ${scale} digits behind the point`);
    }
    if (typeId === Type.Decimal && scale < 0) {
      throw new RangeError(
        `it has decimals of a scale below 0 (${scale}), which are not known`,
      );
    }
    checkTypes(children.map(({ type }) => type));
    if (dictionary !== undefined) checkTypes([dictionary]);
  }
}

/** Decimals of 256 bits have 77 digits. */
const MAX_SCALE = 1000;

/**
 * The type of what a dictionary has.
 *
 * @throws {RangeError} If no column is of that dictionary.
 */
export function dictionaryType(
  fields: readonly Field[],
  id: number,
): DataType {
  const found = findDictionary(fields.map(({ type }) => type), id);
  if (found !== undefined) return found;
  throw damaged("a dictionary is of no column");
}

function findDictionary(
  types: readonly DataType[],
  id: number,
): DataType | undefined {
  for (const type of types) {
    const { dictionary, children = [] } = type;
    if (dictionary !== undefined && type.id === id) return dictionary;
    const inner = dictionary === undefined
      ? children.map((child) => child.type)
      : [dictionary];
    const found = findDictionary(inner, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function longAt(view: DataView, at: number): number {
  return at === 0 ? 0 : Number(view.getBigInt64(at, true));
}

function pairsAt(
  view: DataView,
  table: number,
  slot: number,
): (readonly [number, number])[] {
  const { start, length } = vectorAt(view, table, { slot, stride: 16 });
  return Array.from({ length }, (_, index) => {
    const at = start + 16 * index;
    return [longAt(view, at), longAt(view, at + 8)];
  });
}

function longsAt(view: DataView, table: number, slot: number): number[] {
  const { start, length } = vectorAt(view, table, { slot, stride: 8 });
  return Array.from({ length }, (_, at) => longAt(view, start + 8 * at));
}

/** How large a part is; a packed one says so itself. */
function sizeOf(
  body: DataView,
  offset: number,
  size: number,
  isPacked: boolean,
): number {
  if (!(offset >= 0 && size >= 0 && offset + size <= body.byteLength)) {
    throw damaged("a part of a record batch is not in it");
  }
  if (!isPacked || size === 0) return size;
  const unpacked = size < 8 ? -2 : Number(body.getBigInt64(offset, true));
  if (unpacked === -1) return size - 8;
  if (unpacked >= 0 && unpacked <= MAX_SIZE) return unpacked;
  throw damaged("a part of a record batch has no size");
}

/**
 * Checks that columns have their parts, and these enough bytes.
 *
 * @param types Of the columns, in the order of the schema.
 * @throws {RangeError} If they do not.
 */
export function checkLayout(
  types: readonly DataType[],
  parts: BatchParts,
): void {
  const { rowCount } = parts;
  if (!(rowCount >= 0)) throw damaged(`a record batch has ${rowCount} rows`);
  const walk = new LayoutWalk(parts);
  for (const type of types) {
    if (walk.visit(type) === rowCount) continue;
    throw damaged(`a column has not the ${rowCount} rows of its record batch`);
  }
}

class LayoutWalk {
  readonly #parts: BatchParts;
  #node = 0;
  #size = 0;
  #variadic = 0;

  constructor(parts: BatchParts) {
    this.#parts = parts;
  }

  /** Checks a column, and all that is in it. @returns How long it is. */
  visit(type: DataType): number {
    const [length, nulls] = this.#parts.nodes[this.#node++] ?? [-1, 0];
    const { typeId, children = [] } = type;
    if (!(length >= 0 && nulls >= 0 && nulls <= length)) {
      throw damaged(`a column has ${length} rows, and ${nulls} nulls`);
    }
    const hasBits = typeId !== Type.Null && typeId !== Type.RunEndEncoded &&
      (typeId !== Type.Union || this.#parts.version < 4);
    if (hasBits) this.#bits(length);
    this.#values(type, length);
    const inner = children.map((child) => this.visit(child.type));
    const least = typeId === Type.FixedSizeList
      ? length * (type.stride ?? 0)
      : typeId === Type.Struct
      ? length
      : 0;
    if (inner.every((count) => count >= least)) return length;
    throw damaged(`a column of ${length} rows has parts that are shorter`);
  }

  /** The parts of a column that are its own, but for the marks of nulls. */
  #values(type: DataType, length: number): void {
    const { typeId } = type;
    const next = length === 0 ? 0 : length + 1;
    switch (typeId) {
      case Type.Null:
      case Type.RunEndEncoded:
        if (length > MAX_ROWS) throw damaged(`a column has ${length} rows`);
        return;
      case Type.Utf8:
      case Type.Binary:
      case Type.LargeUtf8:
      case Type.LargeBinary:
        this.#take(next * widthOf(typeId));
        return this.#take(0);
      case Type.BinaryView:
      case Type.Utf8View:
        return this.#views(length);
      case Type.List:
      case Type.LargeList:
      case Type.Map:
        return this.#take(next * widthOf(typeId));
      case Type.ListView:
      case Type.LargeListView:
        this.#take(length * widthOf(typeId));
        return this.#take(length * widthOf(typeId));
      case Type.FixedSizeList:
      case Type.Struct:
        return;
      case Type.Union:
        this.#take(length);
        return type.mode === DENSE ? this.#take(4 * length) : undefined;
      default:
        return this.#take(Math.ceil(length * bitsOf(type) / 8));
    }
  }

  #views(length: number): void {
    this.#take(16 * length);
    const more = this.#parts.variadic[this.#variadic++] ?? 0;
    if (!(more >= 0 && more <= this.#parts.sizes.length)) {
      throw damaged(`texts have ${more} parts`);
    }
    for (let part = 0; part < more; part++) this.#take(0);
  }

  /** Marks of nulls may be left out. */
  #bits(length: number): void {
    const size = this.#parts.sizes[this.#size];
    this.#take(size === 0 ? 0 : Math.ceil(length / 8));
  }

  #take(least: number): void {
    const size = this.#parts.sizes[this.#size++];
    if (size !== undefined && size >= least) return;
    throw damaged("a part of a record batch has too few bytes");
  }
}

/** Bytes of an offset. */
function widthOf(typeId: number): number {
  const isLarge = typeId === Type.LargeUtf8 || typeId === Type.LargeBinary ||
    typeId === Type.LargeList || typeId === Type.LargeListView;
  return isLarge ? 8 : 4;
}

/** How a union is that says of each row where its value is. */
export const DENSE = 1;

/** Bits of a value of a fixed size. */
function bitsOf(type: DataType): number {
  const { typeId, bitWidth = 64, precision = 2, stride = 0, unit } = type;
  switch (typeId) {
    case Type.Bool:
      return 1;
    case Type.Float:
      return 16 << precision;
    case Type.Date:
      return unit === 0 ? 32 : 64;
    case Type.FixedSizeBinary:
      return 8 * stride;
    case Type.Interval:
      return unit === 0 ? 32 : unit === 2 ? 128 : 64;
    case Type.Timestamp:
    case Type.Duration:
      return 64;
    case Type.Dictionary:
      return type.indices?.bitWidth ?? 8;
  }
  return bitWidth;
}

function damaged(why: string): RangeError {
  return new RangeError(`it is damaged: ${why}`);
}
