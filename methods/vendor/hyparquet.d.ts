/** What we use of `hyparquet.js`. */

/** A file of which parts are read. */
export interface AsyncBuffer {
  readonly byteLength: number;
  slice(start: number, end?: number): ArrayBuffer;
}

/** A logical type. */
export interface LogicalType {
  readonly type: string;
  readonly unit?: "MILLIS" | "MICROS" | "NANOS";
  readonly scale?: number;
  readonly precision?: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
}

/** A node of a schema; a leaf has a type. */
export interface SchemaElement {
  readonly name: string;
  readonly type?: string | undefined;
  readonly type_length?: number | undefined;
  readonly repetition_type?: string | undefined;
  readonly num_children?: number | undefined;
  readonly converted_type?: string | undefined;
  readonly logical_type?: LogicalType | undefined;
  readonly scale?: number | undefined;
  readonly precision?: number | undefined;
}

/** A schema as a tree. */
export interface SchemaTree {
  readonly element: SchemaElement;
  readonly children: readonly SchemaTree[];
}

/** What the footer says of a column in a row group. */
export interface ColumnMetaData {
  readonly type: string;
  readonly path_in_schema: readonly string[];
  readonly codec: string;
  readonly num_values: bigint;
  readonly total_compressed_size: bigint;
  readonly data_page_offset: bigint;
  readonly dictionary_page_offset?: bigint;
  readonly statistics?: { readonly null_count?: bigint };
}

/** The footer of a file. */
export interface FileMetaData {
  readonly schema: readonly SchemaElement[];
  readonly num_rows: bigint;
  readonly row_groups: readonly {
    readonly num_rows: bigint;
    readonly columns: readonly {
      readonly meta_data?: ColumnMetaData;
    }[];
  }[];
}

/** Decompresses a page. */
export type Compressors = Readonly<
  Record<string, (input: Uint8Array, outputLength: number) => Uint8Array>
>;

export function parquetMetadataAsync(
  file: AsyncBuffer,
  options?: { readonly geoparquet?: boolean },
): Promise<FileMetaData>;

export function parquetSchema(metadata: FileMetaData): SchemaTree;

export function parquetScan(options: {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly compressors: Compressors;
  readonly utf8: boolean;
  readonly useOffsetIndex: boolean;
  readonly parsers: Readonly<Record<string, (value: never) => unknown>>;
}): Promise<{
  readColumn(options: {
    readonly column: string;
    readonly rowStart: number;
    readonly rowEnd: number;
  }): Promise<ArrayLike<unknown>>;
}>;
