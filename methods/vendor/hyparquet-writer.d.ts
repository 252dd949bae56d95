/** What we use of `hyparquet-writer.js`. */

import type { SchemaElement } from "./hyparquet.d.ts";

/** Collects bytes. */
export class ByteWriter {
  constructor(initialSize?: number);
  /** How many bytes were ever written. */
  offset: number;
  /** How many are in memory. */
  index: number;
  getBytes(): Uint8Array;
  appendBytes(bytes: Uint8Array): void;
}

/** Where a column of a row group lies, and what it is. */
export interface ColumnChunk {
  readonly file_offset: bigint;
  readonly meta_data: {
    readonly type: string;
    readonly encodings: readonly string[];
    readonly path_in_schema: readonly string[];
    readonly codec: string;
    readonly num_values: bigint;
    readonly total_compressed_size: bigint;
    readonly total_uncompressed_size: bigint;
    readonly data_page_offset: bigint;
    readonly dictionary_page_offset?: bigint;
    readonly statistics?: {
      readonly min_value?: unknown;
      readonly max_value?: unknown;
      readonly null_count?: bigint;
    };
  };
}

/** A row group that was written. */
export interface RowGroup {
  readonly columns: readonly ColumnChunk[];
  readonly num_rows: bigint;
  readonly total_byte_size: bigint;
  readonly total_compressed_size: bigint;
}

/** Writes row groups, and at last the footer. */
export class ParquetWriter {
  constructor(options: {
    readonly writer: ByteWriter;
    readonly schema: readonly SchemaElement[];
    readonly codec?: "SNAPPY" | "UNCOMPRESSED";
    readonly createdBy?: string;
  });
  readonly compressors: {
    readonly SNAPPY: (bytes: Uint8Array) => Uint8Array;
  };
  row_groups: RowGroup[];
  num_rows: bigint;
  write(options: {
    readonly columnData: readonly {
      readonly name: string;
      readonly data: ArrayLike<unknown>;
      readonly offsetIndex?: boolean;
      readonly encoding?: "PLAIN";
    }[];
    readonly rowGroupSize: number;
  }): void;
  finish(): void;
}
