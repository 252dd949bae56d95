/** What we use of `flechette.js`. */

/** A column's type; what else there is depends on `typeId`. */
export interface DataType {
  readonly typeId: number;
  readonly bitWidth?: number;
  readonly signed?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly stride?: number;
  /** Of dictionaries: which one. */
  readonly id?: number;
  /** Of dictionaries: what the codes are. */
  readonly indices?: DataType;
  /** Of unions: 1 if they are dense. */
  readonly mode?: number;
  /** Of unions: which of the children is meant by a number in `typeIds`. */
  readonly typeMap?: Readonly<Record<number, number>>;
  /** Of dictionaries: what the values are. */
  readonly dictionary?: DataType;
  readonly children?: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata: ReadonlyMap<string, string> | null;
}

/** Rows of a column that lie together. */
export interface Batch {
  readonly length: number;
  readonly nullCount: number;
  readonly type: DataType;
  /** A bit per row; empty if nothing is null. */
  readonly validity?: Uint8Array;
  readonly values?: ArrayLike<number | bigint> & ArrayBufferView;
  readonly offsets?: Int32Array | BigInt64Array;
  /** Of views of lists: how many items each has. */
  readonly sizes?: Int32Array | BigInt64Array;
  readonly children?: readonly Batch[];
  /** Of unions: a number for the type of each row. */
  readonly typeIds?: Int8Array;
  /** Of dictionaries: what the codes stand for. */
  readonly dictionary?: Column;
  at(index: number): unknown;
  /** Of views: the bytes of a row. */
  view?(index: number): Uint8Array;
}

/** All rows of a column. */
export interface Column {
  readonly data: readonly Batch[];
  /** In which row each of `data` begins, and the last one ends. */
  readonly offsets: Int32Array;
}

export interface Table {
  readonly schema: {
    readonly fields: readonly Field[];
    readonly endianness: number;
  };
  /** Columns in the order of the fields. */
  readonly children: readonly Column[];
}

export const Type: {
  readonly [
    name in
      | "Dictionary"
      | "Null"
      | "Int"
      | "Float"
      | "Binary"
      | "Utf8"
      | "Bool"
      | "Decimal"
      | "Date"
      | "Time"
      | "Timestamp"
      | "Interval"
      | "List"
      | "Struct"
      | "Union"
      | "FixedSizeBinary"
      | "FixedSizeList"
      | "Map"
      | "Duration"
      | "LargeBinary"
      | "LargeUtf8"
      | "LargeList"
      | "RunEndEncoded"
      | "BinaryView"
      | "Utf8View"
      | "ListView"
      | "LargeListView"
  ]: number;
};

export const CompressionType: {
  readonly LZ4_FRAME: number;
  readonly ZSTD: number;
};

export function setCompressionCodec(type: number, codec: {
  encode(bytes: Uint8Array): Uint8Array;
  decode(bytes: Uint8Array, size: number): Uint8Array;
}): void;

/** @param messages A schema, then dictionaries and record batches. */
export function tableFromIPC(messages: readonly Uint8Array[], options: {
  readonly useBigInt: boolean;
  readonly useBigIntTimestamp: boolean;
  readonly useDecimalInt: boolean;
}): Table;
