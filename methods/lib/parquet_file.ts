/**
 * Reads columns of Parquet files.
 *
 * @module
 */

import { AxError } from "ax";
// @ts-types="../vendor/hyparquet.d.ts"
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type SchemaTree,
} from "../vendor/hyparquet.js";
// @ts-types="../vendor/hyparquet-compressors.d.ts"
import { compressors } from "../vendor/hyparquet-compressors.js";
import { openSource } from "./csv_source.ts";
import { isoOf } from "./iso_text.ts";

export type { SchemaElement, SchemaTree } from "../vendor/hyparquet.d.ts";

/** Rows of a file, by their number; they lie in one row group. */
export interface RowSpan {
  readonly start: number;
  readonly end: number;
}

/** A file that is being read. */
export class ParquetFile implements Disposable {
  /** What messages call it. */
  readonly name: string;
  readonly #file: AsyncBuffer & Disposable;
  readonly #metadata: FileMetaData;

  /** Use {@linkcode ParquetFile.open}. */
  constructor(
    name: string,
    file: AsyncBuffer & Disposable,
    metadata: FileMetaData,
  ) {
    this.name = name;
    this.#file = file;
    this.#metadata = metadata;
  }

  /**
   * Opens a file.
   *
   * @param name What messages call it.
   * @throws {AxError} `input`, if it is no such file.
   */
  static async open(path: string, name: string): Promise<ParquetFile> {
    const file = openParts(path);
    try {
      const options = { geoparquet: false };
      const metadata = await parquetMetadataAsync(file, options);
      return new ParquetFile(name, file, metadata);
    } catch (cause) {
      file[Symbol.dispose]();
      throw faultOf(name, cause);
    }
  }

  /** The columns, with all that is in them. */
  get schema(): SchemaTree {
    return parquetSchema(this.#metadata);
  }

  /** How many rows each row group has. */
  get groupSizes(): number[] {
    return this.#metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  }

  /** How many values of a flat column are null; `undefined` if not told. */
  nullCount(name: string): number | undefined {
    let sum = 0;
    for (const { columns } of this.#metadata.row_groups) {
      const column = columns.find(({ meta_data }) =>
        meta_data?.path_in_schema.length === 1 &&
        meta_data.path_in_schema[0] === name
      );
      const count = column?.meta_data?.statistics?.null_count;
      if (count === undefined) return undefined;
      sum += Number(count);
    }
    return sum;
  }

  /**
   * Reads values of a column.
   *
   * @param isRaw Gives leaves as they are stored: numbers, big integers, bytes;
   * else what `PARSERS` makes of them.
   * @throws {AxError} `input`, if the file is damaged or needs something that
   * is not known.
   */
  async read(
    name: string,
    { start, end }: RowSpan,
    isRaw: boolean,
  ): Promise<ArrayLike<unknown>> {
    const metadata = isRaw ? withoutMeaning(this.#metadata) : this.#metadata;
    try {
      const scan = await parquetScan({
        file: this.#file,
        metadata,
        compressors,
        utf8: false,
        parsers: isRaw ? RAW_PARSERS : PARSERS,
      });
      const rows = { rowStart: start, rowEnd: end };
      return await scan.readColumn({ column: name, ...rows });
    } catch (cause) {
      throw faultOf(this.name, cause, ` column ${JSON.stringify(name)}:`);
    }
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}

/** Twelve bytes have their own way of being a time. */
const RAW_PARSERS = {
  timestampFromNanoseconds: (nanos: bigint): bigint => nanos,
};

/** Makes texts of what stands within structures, to be part of JSON. */
const PARSERS = {
  timestampFromMilliseconds: (millis: bigint): string =>
    new Date(Number(millis)).toISOString(),
  timestampFromMicroseconds: (micros: bigint): string => isoOf(micros, 6),
  timestampFromNanoseconds: (nanos: bigint): string => isoOf(nanos, 9),
  dateFromDays: (days: number): string =>
    new Date(days * 86_400_000).toISOString().slice(0, 10),
};

/** A schema whose leaves are only numbers and bytes. */
function withoutMeaning(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    if (element.type === undefined) return element;
    const { converted_type: _, logical_type: __, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}

function openParts(path: string): AsyncBuffer & Disposable {
  const source = openSource(path, 0);
  const byteLength = source.statSync().size;
  return {
    byteLength,
    slice(start: number, end = byteLength): ArrayBuffer {
      const bytes = new Uint8Array(
        Math.max(0, Math.min(end, byteLength) - start),
      );
      source.seekSync(start, Deno.SeekMode.Start);
      for (let at = 0; at < bytes.length;) {
        const count = source.readSync(bytes.subarray(at));
        if (count === null) throw new Error("the file ends early");
        at += count;
      }
      return bytes.buffer;
    },
    [Symbol.dispose]: () => source.close(),
  };
}

function faultOf(name: string, cause: unknown, place = ""): unknown {
  const isTold = !(cause instanceof Error) || cause instanceof AxError ||
    Object.values(Deno.errors).some((kind) => cause instanceof kind);
  if (isTold) return cause;
  const reason = cause.message.replace(/^parquet /, "");
  const what = `Cannot import "${name}":${place} ${reason}`;
  return new AxError("input", what, { cause });
}
