/**
 * Holds what a Parquet file says of itself against the bytes that there are,
 * before anything is made as large as it says.
 *
 * @module
 */

// @ts-types="../vendor/hyparquet.d.ts"
import type { ColumnMetaData, FileMetaData } from "../vendor/hyparquet.js";
import {
  checkDeltas,
  checkRuns,
  checkTexts,
  narrowDeltas,
} from "./parquet_runs.ts";
import { readFields, readInteger } from "./thrift.ts";

/** A column in a row group. */
export interface Chunk {
  readonly meta: ColumnMetaData;
  /** Where it lies in the file. */
  readonly start: number;
  readonly end: number;
  /** The greatest levels of its values. */
  readonly repetition: number;
  readonly definition: number;
  /** Bytes of a value that has a fixed length by its schema. */
  readonly typeLength: number;
}

/** A page of a column. */
export interface Page {
  readonly kind: "data" | "data v2" | "dictionary";
  readonly valueCount: number;
  readonly nullCount: number;
  readonly encoding: number;
  /** Of levels, which are not compressed, in the second kind of pages. */
  readonly repetitionBytes: number;
  readonly definitionBytes: number;
  readonly isCompressed: boolean;
}

/** What a row group may have: rows are read by column, all at once. */
const MAX_VALUES = 2 ** 27;
const MAX_PAGE = 2 ** 31 - 1;

/** How many bytes a compressed one may become; what is not here, any. */
const MAX_RATIO: Readonly<Record<string, number>> = {
  UNCOMPRESSED: 1,
  SNAPPY: 32,
  GZIP: 1040,
  LZ4: 260,
  LZ4_RAW: 260,
  ZSTD: 43_700,
};

/**
 * Finds the columns of all row groups.
 *
 * @returns By row group, in the order of the file.
 * @throws {RangeError} If they cannot lie where the footer says.
 */
export function findChunks(
  { schema, row_groups: groups }: FileMetaData,
  sizeBytes: number,
): Chunk[][] {
  const leaves = leavesOf(schema);
  return groups.map(({ num_rows: rowCount, columns }, group) => {
    const what = `row group ${group + 1}`;
    if (!isCount(rowCount)) throw damaged(`${what} has ${rowCount} rows`);
    if (columns.length !== leaves.length) {
      throw damaged(
        `${what} has ${columns.length} columns, and the schema ${leaves.length}`,
      );
    }
    return columns.map(({ meta_data: meta }, index) => {
      const leaf = leaves[index] as Leaf;
      const path = meta?.path_in_schema.join(".");
      if (meta === undefined || path !== leaf.path) {
        throw damaged(`${what} has no column ${JSON.stringify(leaf.path)}`);
      }
      const offset = meta.dictionary_page_offset || meta.data_page_offset;
      const [start, end] = [
        Number(offset),
        Number(offset) + Number(meta.total_compressed_size),
      ];
      const isFlat = leaf.repetition === 0;
      const isWrong = !isCount(meta.num_values) ||
        isFlat && meta.num_values !== rowCount || meta.type !== leaf.type;
      const isInside = start >= 0 && start <= end && end <= sizeBytes;
      if (isInside && !isWrong) return { meta, start, end, ...leaf };
      throw damaged(
        `column ${JSON.stringify(path)} of ${what} is not where or what the ` +
          `footer says`,
      );
    });
  });
}

function isCount(value: unknown): boolean {
  return typeof value === "bigint" && value >= 0n &&
    value <= BigInt(MAX_VALUES);
}

interface Leaf {
  readonly path: string;
  readonly type: string;
  readonly repetition: number;
  readonly definition: number;
  readonly typeLength: number;
}

/** The columns of a schema that have values. */
function leavesOf(schema: FileMetaData["schema"]): Leaf[] {
  const leaves: Leaf[] = [];
  let next = 1;
  const visit = (count: number, path: string[], up: [number, number]): void => {
    if (path.length > 64) throw damaged("its columns are nested too deep");
    for (let child = 0; child < count; child++) {
      const element = schema[next++];
      if (element === undefined) throw damaged("its schema is cut off");
      const { name, type, num_children: children, type_length } = element;
      const kind = element.repetition_type;
      const levels: [number, number] = [
        up[0] + Number(kind === "REPEATED"),
        up[1] + Number(kind !== "REQUIRED"),
      ];
      const own = [...path, name];
      if (children) visit(children, own, levels);
      else if (type === undefined) throw damaged("a column has no type");
      else {
        const [repetition, definition] = levels;
        const typeLength = type_length ?? 0;
        const rest = { repetition, definition, typeLength };
        leaves.push({ path: own.join("."), type, ...rest });
      }
    }
  };
  visit(schema[0]?.num_children ?? 0, [], [0, 0]);
  if (next !== schema.length) throw damaged("its schema does not add up");
  return leaves;
}

/**
 * Finds the pages of a column, by where in it their values begin: of pages of
 * the second kind behind their levels, which are checked here.
 *
 * @param bytes The column as it lies in the file.
 * @throws {RangeError} If a page cannot be as large as it says.
 */
export function findPages(
  bytes: Uint8Array,
  chunk: Chunk,
): Map<number, Page> {
  const pages = new Map<number, Page>();
  let left = Number(chunk.meta.num_values);
  for (let at = 0; left > 0 && at < bytes.length - 1;) {
    const { at: fields, end } = readFields(bytes, at);
    const size = integer(bytes, fields, 2);
    const packed = integer(bytes, fields, 3);
    if (size < 0 || packed < 0 || end + packed > bytes.length) {
      throw damaged("a page is larger than its column");
    }
    const ratio = MAX_RATIO[chunk.meta.codec] ?? Infinity;
    if (size > Math.min(MAX_PAGE, 1024 + packed * ratio)) {
      throw damaged(`a page of ${packed} bytes says that they are ${size}`);
    }
    const page = readPage(bytes, fields);
    at = end + packed;
    if (page === undefined) continue;
    if (page.kind !== "dictionary") left -= page.valueCount;
    if (left < 0) throw damaged("a page has more values than its column");
    const body = bytes.subarray(end, at);
    pages.set(end + checkHead(body, page, { ...chunk, size }), page);
  }
  return pages;
}

/**
 * Checks what a page says of its values, and those that are not packed.
 *
 * @returns Where in it the packed ones begin.
 */
function checkHead(
  bytes: Uint8Array,
  page: Page,
  column: PageColumn & { readonly size: number },
): number {
  const { kind, valueCount, nullCount } = page;
  const { repetitionBytes, definitionBytes } = page;
  const levels = repetitionBytes + definitionBytes;
  const isWrong = valueCount < 0 || nullCount < 0 || nullCount > valueCount ||
    repetitionBytes < 0 || definitionBytes < 0 || levels > bytes.length ||
    kind === "dictionary" && valueCount > 8 * column.size;
  if (isWrong) throw damaged("the head of a page makes no sense");
  if (kind === "data v2") {
    const first = bytes.subarray(0, repetitionBytes);
    checkLevels(first, column.repetition, valueCount);
    const second = bytes.subarray(repetitionBytes, levels);
    checkLevels(second, column.definition, valueCount);
  }
  if (!page.isCompressed) checkPage(bytes.subarray(levels), page, column);
  return levels;
}

function readPage(
  bytes: Uint8Array,
  fields: ReadonlyMap<number, number>,
): Page | undefined {
  const none = { nullCount: 0, repetitionBytes: 0, definitionBytes: 0 };
  const plain = { ...none, isCompressed: true };
  const [first, dictionary, second] = [5, 7, 8].map((id) => {
    const at = fields.get(id);
    return at === undefined ? undefined : readFields(bytes, at).at;
  });
  const type = integer(bytes, fields, 1);
  if (type === 0 && first !== undefined) {
    const valueCount = integer(bytes, first, 1);
    const encoding = integer(bytes, first, 2);
    return { kind: "data", valueCount, encoding, ...plain };
  }
  if (type === 2 && dictionary !== undefined) {
    const valueCount = integer(bytes, dictionary, 1);
    return { kind: "dictionary", valueCount, encoding: 0, ...plain };
  }
  if (type !== 3 || second === undefined) return undefined;
  const flag = second.get(7);
  return {
    kind: "data v2",
    valueCount: integer(bytes, second, 1),
    nullCount: integer(bytes, second, 2),
    encoding: integer(bytes, second, 4),
    definitionBytes: integer(bytes, second, 5),
    repetitionBytes: integer(bytes, second, 6),
    // A truth is in the head of its field.
    isCompressed: flag === undefined || ((bytes[flag - 1] ?? 0) & 15) === 1,
  };
}

function integer(
  bytes: Uint8Array,
  fields: ReadonlyMap<number, number>,
  id: number,
): number {
  const at = fields.get(id);
  return at === undefined ? -1 : readInteger(bytes, at);
}

/** What there is to know of a column for its pages to be checked. */
type PageColumn = Pick<Chunk, "meta" | "repetition" | "definition">;

/**
 * Checks the values of a page.
 *
 * @param bytes What it has when nothing is compressed; in pages of the second
 * kind, what is behind the levels.
 * @throws {RangeError} If they are damaged.
 */
export function checkPage(
  bytes: Uint8Array,
  page: Page,
  { meta, repetition, definition }: PageColumn,
): void {
  const { kind, valueCount, nullCount } = page;
  if (kind === "dictionary") return;
  let at = 0;
  let count = valueCount - nullCount;
  if (kind === "data") {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (const most of [repetition, definition]) {
      if (most === 0) continue;
      const start = at + 4;
      at = start + (start > bytes.length ? 0 : view.getUint32(at, true));
      if (at > bytes.length) throw damaged("levels are longer than their page");
      count = checkLevels(bytes.subarray(start, at), most, valueCount);
    }
  }
  if (count > 0) checkValues(bytes.subarray(at), page.encoding, count, meta);
}

/** @returns How many levels are the greatest. */
function checkLevels(bytes: Uint8Array, most: number, count: number): number {
  return most === 0
    ? count
    : checkRuns(bytes, 32 - Math.clz32(most), count, most);
}

function checkValues(
  bytes: Uint8Array,
  encoding: number,
  count: number,
  { type }: ColumnMetaData,
): void {
  switch (encoding) {
    case 2: // dictionary
    case 8:
      if (bytes[0]) checkRuns(bytes.subarray(1), bytes[0], count);
      return;
    case 3: // runs of truths, behind their size
      return void checkRuns(bytes.subarray(4), 1, count);
    case 5:
      checkDeltas(bytes, count);
      return type === "INT32" ? narrowDeltas(bytes) : undefined;
    case 6:
      return checkTexts(bytes, count, false);
    case 7:
      return checkTexts(bytes, count, true);
  }
  const bits = BITS[type] ?? 0;
  if (Math.ceil(count * bits / 8) > bytes.length) {
    throw damaged("a page has fewer values than it says");
  }
}

/** Of a value, at least. */
const BITS: Readonly<Record<string, number>> = {
  BOOLEAN: 1,
  INT32: 32,
  INT64: 64,
  INT96: 96,
  FLOAT: 32,
  DOUBLE: 64,
  BYTE_ARRAY: 32,
  FIXED_LEN_BYTE_ARRAY: 8,
};

function damaged(why: string): RangeError {
  return new RangeError(`it is damaged: ${why}`);
}
