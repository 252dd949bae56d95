/**
 * Writes row groups of Parquet.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector } from "ax";
// @ts-types="../vendor/hyparquet-writer.d.ts"
import {
  ByteWriter,
  type ColumnChunk,
  ParquetWriter,
  type RowGroup,
} from "../vendor/hyparquet-writer.js";
import { type ColumnRows, writeChunk } from "./parquet_pages.ts";
import {
  encodingOf,
  physicalValues,
  plainBase,
  schemaOf,
  storedType,
} from "./parquet_physical.ts";

/** What stands at both ends of a file. */
const MAGIC_BYTES = 4;

/** How a file is written. */
export interface GroupOptions {
  readonly codec: "SNAPPY" | "UNCOMPRESSED";
  /** How many rows a row group has. */
  readonly groupRows: number;
}

const CREATED_BY = "ax parquet_export (hyparquet-writer)";

/** Collects rows, and writes them as row groups. */
export class GroupWriter {
  readonly #columns: readonly (readonly [string, ColumnSpec])[];
  readonly #options: GroupOptions;
  readonly #bytes = new ByteWriter(1024 * 1024);
  readonly #file: ParquetWriter;
  /** Rows by column that wait. */
  #waiting: ColumnRows[][];
  #rowCount = 0;

  constructor(
    columns: Iterable<readonly [string, ColumnSpec]>,
    options: GroupOptions,
  ) {
    this.#columns = [...columns];
    this.#options = options;
    this.#waiting = this.#columns.map(() => []);
    this.#file = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaOf(this.#columns),
      createdBy: CREATED_BY,
    });
  }

  /** The row groups that were written. */
  get groups(): readonly RowGroup[] {
    return this.#file.row_groups;
  }

  /** How many bytes were written. */
  get sizeBytes(): number {
    return this.#bytes.offset;
  }

  /** Leaves out what a file begins with. */
  dropHead(): void {
    this.#bytes.index -= MAGIC_BYTES;
    this.#bytes.offset -= MAGIC_BYTES;
  }

  /** Adds rows, whose vectors must stay as they are until they are written. */
  add(
    vectors: Readonly<Record<string, ColumnVector>>,
    rowCount: number,
  ): void {
    for (let from = 0; from < rowCount;) {
      const room = this.#options.groupRows - this.#rowCount;
      const to = Math.min(rowCount, from + room);
      this.#columns.forEach(([name], index) => {
        const vector = vectors[name] as ColumnVector;
        this.#waiting[index]?.push({ vector, from, to });
      });
      this.#rowCount += to - from;
      if (this.#rowCount === this.#options.groupRows) this.flush();
      from = to;
    }
  }

  /** Writes the rows that wait as a row group. */
  flush(): void {
    if (this.#rowCount === 0) return;
    const start = this.#bytes.offset;
    const columns = this.#columns.map(([name, type], index) => {
      const parts = this.#waiting[index] ?? [];
      return plainBase(type).startsWith("list<")
        ? this.#writeList(name, type, parts)
        : this.#writeFlat(name, type, parts);
    });
    const sizes = columns.map(({ meta_data }) =>
      meta_data.total_uncompressed_size
    );
    this.#file.row_groups.push({
      columns,
      num_rows: BigInt(this.#rowCount),
      total_byte_size: sizes.reduce((sum, size) => sum + size, 0n),
      total_compressed_size: BigInt(this.#bytes.offset - start),
    });
    this.#file.num_rows += BigInt(this.#rowCount);
    this.#waiting = this.#columns.map(() => []);
    this.#rowCount = 0;
  }

  /** Writes the rows that wait, and the footer. */
  finish(): void {
    this.flush();
    this.#file.finish();
  }

  /** Gives the bytes that were written since; the next call overwrites them. */
  take(): Uint8Array {
    const bytes = this.#bytes.getBytes();
    this.#bytes.index = 0;
    return bytes;
  }

  #writeFlat(
    name: string,
    type: ColumnSpec,
    parts: readonly ColumnRows[],
  ): ColumnChunk {
    const { codec } = this.#options;
    const { SNAPPY } = this.#file.compressors;
    const compress = codec === "SNAPPY" ? SNAPPY : (bytes: Uint8Array) => bytes;
    const column = { name, type, stored: storedType(type), codec, compress };
    return writeChunk(this.#bytes, column, parts);
  }

  /** Lists have levels of their own, which the package knows to write. */
  #writeList(
    name: string,
    type: ColumnSpec,
    parts: readonly ColumnRows[],
  ): ColumnChunk {
    const writer = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaOf([[name, type]]),
      codec: this.#options.codec,
    });
    this.dropHead();
    const data = parts.flatMap(({ vector, from, to }) =>
      Array.from(physicalValues(type, vector, to)).slice(from)
    );
    writer.write({
      columnData: [{ name, data, offsetIndex: false, ...encodingOf(type) }],
      rowGroupSize: data.length,
    });
    return writer.row_groups[0]?.columns[0] as ColumnChunk;
  }
}

/** The footer of a file whose row groups end at a place. */
export function makeFooter(
  columns: Iterable<readonly [string, ColumnSpec]>,
  groups: readonly RowGroup[],
  end: number,
): Uint8Array {
  const writer = new ByteWriter();
  const schema = schemaOf(columns);
  const footer = new ParquetWriter({ writer, schema, createdBy: CREATED_BY });
  writer.index = 0;
  writer.offset = end;
  footer.row_groups = [...groups];
  footer.num_rows = groups.reduce((sum, { num_rows }) => sum + num_rows, 0n);
  footer.finish();
  return writer.getBytes();
}
