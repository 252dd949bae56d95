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
}

/** Where a column of a row group lies. */
export interface ColumnChunk {
  file_offset: bigint;
  meta_data: {
    data_page_offset: bigint;
    dictionary_page_offset?: bigint;
  };
}

/** A row group that was written. */
export interface RowGroup {
  readonly columns: ColumnChunk[];
  readonly num_rows: bigint;
}

/** Writes row groups, and at last the footer. */
export class ParquetWriter {
  constructor(options: {
    readonly writer: ByteWriter;
    readonly schema: readonly SchemaElement[];
    readonly codec?: "SNAPPY" | "UNCOMPRESSED";
    readonly createdBy?: string;
  });
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
