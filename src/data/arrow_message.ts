/**
 * The messages and the footer of an Arrow IPC file, without the data they
 * describe.
 *
 * @module
 */

import {
  byte,
  encodeFlatBuffer,
  type Field,
  long,
  type Node,
  short,
  structs,
  table,
  TableReader,
  vector,
} from "./flatbuffer.ts";
import {
  decodePairs,
  decodeSchema,
  encodePair,
  type SchemaField,
} from "./arrow_schema.ts";

/** What an Arrow file begins with (and two zero bytes) and ends with. */
export const MAGIC: Uint8Array = new TextEncoder().encode("ARROW1");

/** Where the schema's message begins: behind the magic, at a multiple of 8. */
export const SCHEMA_OFFSET = 8;

/** Messages and buffers begin at multiples of this many bytes. */
export const ALIGNMENT = 64;

/** Rounds up to a multiple of {@linkcode ALIGNMENT}. */
export function alignUp(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

/** Version V5 of the metadata, which Arrow writes since 1.0. */
const VERSION = 4;
const HEADER = { schema: 1, dictionary: 2, batch: 3 } as const;
const ZSTD = 1;

/** Where a message lies in its file, in bytes. */
export interface Block {
  readonly offset: number;
  /** The message with its eight bytes of prefix. */
  readonly metadataSize: number;
  readonly bodySize: number;
}

/** One buffer in the body of a message, in bytes. */
export interface BufferRange {
  readonly offset: number;
  readonly size: number;
}

/** The length and the null count of one field in a batch. */
export interface FieldNode {
  readonly length: number;
  readonly nullCount: number;
}

/** What a record batch or dictionary says about its body. */
export interface BatchHeader {
  readonly rowCount: number;
  readonly nodes: readonly FieldNode[];
  readonly buffers: readonly BufferRange[];
  readonly compressed: boolean;
}

/** A dictionary batch: its id and the strings it brings. */
export interface DictionaryHeader {
  readonly id: number;
  readonly isDelta: boolean;
  readonly data: BatchHeader;
}

/** What stands at the end of a file. */
export interface Footer {
  readonly fields: readonly SchemaField[];
  readonly dictionaries: readonly Block[];
  readonly batches: readonly Block[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Encodes the message a file starts with. */
export function encodeSchemaMessage(schema: Node): Uint8Array {
  return frame(message(HEADER.schema, schema, 0), SCHEMA_OFFSET);
}

/** Encodes the message in front of the body of a record batch. */
export function encodeBatchMessage(
  header: BatchHeader,
  bodySize: number,
): Uint8Array {
  return frame(message(HEADER.batch, encodeBatch(header), bodySize), 0);
}

/** Encodes the message in front of the strings of a dictionary. */
export function encodeDictionaryMessage(
  id: number,
  header: BatchHeader,
  bodySize: number,
): Uint8Array {
  const node = table([long(id), encodeBatch(header), byte(false)]);
  return frame(message(HEADER.dictionary, node, bodySize), 0);
}

/** Encodes what stands at the end of a file, its size and the magic too. */
export function encodeFooter(
  schema: Node,
  blocks: Pick<Footer, "dictionaries" | "batches" | "metadata">,
): Uint8Array {
  const pairs = Array.from(blocks.metadata, ([k, v]) => encodePair(k, v));
  const body = encodeFlatBuffer(table([
    short(VERSION),
    schema,
    encodeBlocks(blocks.dictionaries),
    encodeBlocks(blocks.batches),
    vector(pairs),
  ]));
  const bytes = new Uint8Array(body.length + 4 + MAGIC.length);
  bytes.set(body);
  new DataView(bytes.buffer).setUint32(body.length, body.length, true);
  bytes.set(MAGIC, body.length + 4);
  return bytes;
}

function message(type: number, header: Field, bodySize: number): Node {
  return table([short(VERSION), byte(type), header, long(bodySize)]);
}

/**
 * Puts the prefix in front and pads, so that what follows is aligned.
 *
 * @param offset Where in the file the message begins, modulo 64.
 */
function frame(node: Node, offset: number): Uint8Array {
  const body = encodeFlatBuffer(node);
  const end = alignUp(offset + 8 + body.length);
  const size = end - offset;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xffff_ffff, true);
  view.setUint32(4, size - 8, true);
  bytes.set(body, 8);
  return bytes;
}

function encodeBatch(header: BatchHeader): Node {
  return table([
    long(header.rowCount),
    structs(
      header.nodes.length,
      header.nodes.flatMap((node) => [node.length, node.nullCount]),
    ),
    structs(
      header.buffers.length,
      header.buffers.flatMap((buffer) => [buffer.offset, buffer.size]),
    ),
    header.compressed ? table([byte(ZSTD), byte(0)]) : undefined,
  ]);
}

function encodeBlocks(blocks: readonly Block[]): Node {
  return structs(
    blocks.length,
    blocks.flatMap((block) => [
      block.offset,
      block.metadataSize,
      block.bodySize,
    ]),
  );
}

/**
 * Reads the footer's own bytes, without its size and the magic.
 *
 * @throws {RangeError} If it is garbled.
 */
export function decodeFooter(bytes: Uint8Array): Footer {
  const footer = TableReader.root(bytes);
  const schema = footer.table(1);
  if (schema === undefined) throw new RangeError("its footer has no schema");
  return {
    fields: decodeSchema(schema),
    dictionaries: decodeBlocks(footer, 2),
    batches: decodeBlocks(footer, 3),
    metadata: decodePairs(footer.tables(4)),
  };
}

function decodeBlocks(footer: TableReader, index: number): Block[] {
  return footer.structs(index, 3).map(([offset = 0, size = 0, body = 0]) => ({
    offset,
    metadataSize: size % 2 ** 32, // four bytes of padding follow
    bodySize: body,
  }));
}

/**
 * Reads the message of a record batch.
 *
 * @param bytes The message with its prefix.
 * @throws {RangeError} If it is garbled or of another kind.
 */
export function decodeBatchMessage(bytes: Uint8Array): BatchHeader {
  return decodeBatch(openMessage(bytes, HEADER.batch));
}

/** Reads the message of a dictionary, as {@linkcode decodeBatchMessage}. */
export function decodeDictionaryMessage(bytes: Uint8Array): DictionaryHeader {
  const header = openMessage(bytes, HEADER.dictionary);
  const data = header.table(1);
  if (data === undefined) throw new RangeError("a dictionary has no data");
  return {
    id: header.long(0),
    isDelta: header.byte(2) !== 0,
    data: decodeBatch(data),
  };
}

function openMessage(bytes: Uint8Array, type: number): TableReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Before Arrow 0.15 the prefix was the size alone.
  const start = view.getUint32(0, true) === 0xffff_ffff ? 8 : 4;
  const root = TableReader.root(bytes.subarray(start));
  const header = root.table(2);
  if (root.byte(1) === type && header !== undefined) return header;
  throw new RangeError("a message is not of the kind its footer says");
}

function decodeBatch(batch: TableReader): BatchHeader {
  const compression = batch.table(3);
  if (compression && compression.byte(0) !== ZSTD) {
    throw new RangeError("it is compressed by LZ4, and ax reads only zstd");
  }
  return {
    rowCount: batch.long(0),
    nodes: batch.structs(1, 2).map(([length = 0, nullCount = 0]) => ({
      length,
      nullCount,
    })),
    buffers: batch.structs(2, 2).map(([offset = 0, size = 0]) => ({
      offset,
      size,
    })),
    compressed: compression !== undefined,
  };
}
