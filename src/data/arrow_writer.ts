/**
 * Writes an Arrow IPC file: schema, dictionaries, record batches, footer.
 *
 * The dictionaries of a file are known when its last row is. A file of one
 * batch has them in front of it. A larger one leaves a hole in front of its
 * first batch, three times as large as what is known by then, and they are put
 * there at the end; what is left of the hole is padding. Where they have
 * outgrown the hole they stand behind the record batches, which the format
 * allows, since a reader finds them through the footer. apache-arrow, pyarrow
 * and Polars read that too; flechette 2.6 does not.
 *
 * @module
 */

import {
  ALIGNMENT,
  alignUp,
  type Block,
  type BufferRange,
  encodeBatchMessage,
  encodeDictionaryMessage,
  encodeFooter,
  encodeSchemaMessage,
  type FieldNode,
  MAGIC,
  SCHEMA_OFFSET,
} from "./arrow_message.ts";
import type { Compression } from "../core/datasets.ts";
import { encodeSchema } from "./arrow_schema.ts";
import { bytesOf, type ColumnBuilder, EMPTY } from "./builder.ts";
import { compressBuffers, type StoredBuffer } from "./codec.ts";
import { FileSink } from "./file_sink.ts";
import {
  type BatchStats,
  type ColumnStats,
  encodeStats,
  type Extent,
  joinExtents,
} from "./stats.ts";
import type { ParsedType } from "./types.ts";
import { encodeTexts } from "./utf8.ts";

/** Says where in the footer's metadata the statistics of a column stand. */
export function statsKey(index: number): string {
  return `ax:stats:${index}`;
}

/** A column being written. */
export interface BuiltColumn {
  readonly name: string;
  readonly type: ParsedType;
  readonly builder: ColumnBuilder;
}

interface Gathered {
  readonly batches: BatchStats[];
  extent: Extent | undefined;
  nullCount: number;
}

/** The file behind a slice writer. */
export class ArrowWriter {
  readonly #columns: readonly BuiltColumn[];
  readonly #compression: Compression;
  #isCompressed = false;
  readonly #sink: FileSink;
  readonly #batches: Block[] = [];
  #dictionaries: Block[] | undefined;
  #hole = { offset: 0, size: 0 };
  readonly #gathered: readonly Gathered[];

  /** @throws {AxError} If the file exists or cannot be made. */
  constructor(
    path: string,
    columns: readonly BuiltColumn[],
    compression: Compression,
  ) {
    this.#columns = columns;
    this.#compression = compression;
    this.#gathered = columns.map(() => ({
      batches: [],
      extent: undefined,
      nullCount: 0,
    }));
    this.#sink = new FileSink(path);
    this.#sink.write(MAGIC);
    this.#sink.pad(SCHEMA_OFFSET);
    this.#sink.write(encodeSchemaMessage(this.#schema()));
  }

  /**
   * Writes what the builders hold as one record batch.
   *
   * @param isLast No other batch will follow.
   */
  writeBatch(rowCount: number, isLast: boolean): void {
    if (this.#batches.length === 0) this.#makeRoom(isLast);
    const nodes: FieldNode[] = [];
    const buffers: Uint8Array[] = [];
    const texts = new Set<number>();
    this.#columns.forEach(({ type, builder }, index) => {
      const column = builder.flush();
      nodes.push(...column.nodes);
      buffers.push(...column.buffers);
      if (isText(type)) texts.add(buffers.length - 1);
      const gathered = this.#gathered[index] as Gathered;
      gathered.batches.push(column.stats);
      gathered.nullCount += column.stats.nullCount;
      gathered.extent = joinExtents(gathered.extent, column.extent);
    });
    const message = this.#encode({ rowCount, nodes, buffers, texts });
    this.#batches.push(this.#write(message));
  }

  /** Writes dictionaries and footer and closes the file. */
  finish(): { sizeBytes: number; stats: Map<string, ColumnStats> } {
    const dictionaries = this.#placeDictionaries();
    const stats = this.#columns.map((_, index) => this.#statsOf(index));
    const metadata = new Map(
      stats.map((column, index) => [statsKey(index), JSON.stringify(column)]),
    );
    if (this.#isCompressed) metadata.set("ax:compression", "zstd");
    this.#sink.write(END_OF_STREAM);
    const blocks = { dictionaries, batches: this.#batches, metadata };
    this.#sink.write(encodeFooter(this.#schema(), blocks));
    this.#sink.close();
    const named = this.#columns.map((column, index) =>
      [column.name, stats[index] as ColumnStats] as const
    );
    return { sizeBytes: this.#sink.length, stats: new Map(named) };
  }

  /** Lets go of the file, whole or not. */
  close(): void {
    this.#sink.close();
  }

  /** Closes and removes the file. */
  discard(): void {
    this.#sink.discard();
  }

  #schema(): ReturnType<typeof encodeSchema> {
    return encodeSchema(this.#columns.map(({ name, type }) => [name, type]));
  }

  /** Prepares for the dictionaries before the first record batch. */
  #makeRoom(isLast: boolean): void {
    if (isLast) {
      this.#placeDictionaries();
      return;
    }
    const known = this.#encodeDictionaries();
    if (known.length === 0) return;
    const size = 3 * known.reduce((sum, message) => sum + sizeOf(message), 0) +
      HOLE_SIZE;
    this.#hole = { offset: this.#sink.length, size };
    this.#sink.skip(size);
  }

  /** Writes the dictionaries, once: into the hole, or where the file ends. */
  #placeDictionaries(): Block[] {
    if (this.#dictionaries !== undefined) return this.#dictionaries;
    const messages = this.#encodeDictionaries();
    const size = messages.reduce((sum, message) => sum + sizeOf(message), 0);
    const fits = size <= this.#hole.size;
    if (fits) this.#dictionaries = this.#fill(messages, size);
    else this.#dictionaries = messages.map((message) => this.#write(message));
    return this.#dictionaries;
  }

  /** Puts messages into the hole; the last one's padding takes the rest. */
  #fill(messages: readonly Message[], size: number): Block[] {
    const last = messages.at(-1);
    if (last === undefined) return [];
    const bodySize = last.bodySize + this.#hole.size - size;
    const padded = messages.with(-1, last.withBodySize(bodySize));
    let { offset } = this.#hole;
    const pieces: Uint8Array[] = [];
    const blocks = padded.map((message) => {
      const block = blockOf(message, offset);
      offset += sizeOf(message);
      for (const parts of [[message.head], ...message.bodies]) {
        const size = lengthOf(parts);
        pieces.push(...parts, ZEROS.subarray(0, alignUp(size) - size));
      }
      return block;
    });
    this.#sink.overwrite(this.#hole.offset, pieces);
    return blocks;
  }

  #encodeDictionaries(): Message[] {
    const sources = this.#columns.flatMap((column) => [
      ...column.builder.dictionaries(),
    ]);
    return sources.map(({ strings }, id) => {
      const { offsets, values } = encodeTexts(strings);
      const nodes = [{ length: strings.length, nullCount: 0 }];
      const buffers = [EMPTY, bytesOf(offsets, offsets.byteLength), values];
      const data = { rowCount: strings.length, nodes, buffers, texts: NONE };
      return this.#encode(data, id);
    });
  }

  #encode(data: BatchData, dictionaryId?: number): Message {
    const { rowCount, nodes, texts } = data;
    const stored = compressBuffers(data.buffers, this.#compression, texts);
    const compressed = stored !== undefined;
    this.#isCompressed ||= compressed;
    const bodies = stored ?? data.buffers.map((bytes) => [bytes]);
    const buffers: BufferRange[] = [];
    let bodySize = 0;
    for (const pieces of bodies) {
      const size = lengthOf(pieces);
      buffers.push({ offset: bodySize, size });
      bodySize += alignUp(size);
    }
    const header = { rowCount, nodes, buffers, compressed };
    const encode = (size: number) =>
      dictionaryId === undefined
        ? encodeBatchMessage(header, size)
        : encodeDictionaryMessage(dictionaryId, header, size);
    const make = (size: number): Message => ({
      head: encode(size),
      bodies,
      bodySize: size,
      withBodySize: make,
    });
    return make(bodySize);
  }

  #write(message: Message): Block {
    const block = blockOf(message, this.#sink.length);
    this.#sink.write(message.head);
    for (const body of message.bodies) {
      for (const piece of body) this.#sink.write(piece);
      this.#sink.pad(ALIGNMENT);
    }
    return block;
  }

  #statsOf(index: number): ColumnStats {
    const { type, builder } = this.#columns[index] as BuiltColumn;
    const { batches, nullCount, extent } = this.#gathered[index] as Gathered;
    const known = type.kind === "category" ? categoryExtent(builder) : extent;
    return { ...encodeStats(type, known, nullCount), batches };
  }
}

interface BatchData {
  readonly rowCount: number;
  readonly nodes: FieldNode[];
  readonly buffers: Uint8Array[];
  /** The places of those buffers that hold texts. */
  readonly texts: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();

/** Says whether the last buffer of a column holds characters or bytes. */
function isText(type: ParsedType): boolean {
  return type.kind === "list" ? isText(type.element) : TEXTS.has(type.kind);
}

const TEXTS: ReadonlySet<string> = new Set(["string", "bytes", "json"]);

/** A message that is ready to be written. */
interface Message {
  readonly head: Uint8Array;
  readonly bodies: readonly StoredBuffer[];
  readonly bodySize: number;
  withBodySize(bodySize: number): Message;
}

function lengthOf(pieces: StoredBuffer): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function sizeOf(message: Message): number {
  return message.head.length + message.bodySize;
}

function blockOf(message: Message, offset: number): Block {
  const { head, bodySize } = message;
  return { offset, metadataSize: head.length, bodySize };
}

/** Room for dictionaries beyond three times of what the first batch has. */
const HOLE_SIZE = 64 * 1024;
const ZEROS = new Uint8Array(ALIGNMENT);
const END_OF_STREAM = new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0]);

/** Longer minimums and maximums are left out, to keep the footer small. */
const MAX_STAT_LENGTH = 256;

/** Every string of a dictionary occurs, so its extent is the column's. */
function categoryExtent(builder: ColumnBuilder): Extent | undefined {
  let extent: Extent | undefined;
  for (const { strings } of builder.dictionaries()) {
    for (const value of strings) {
      if (extent === undefined) extent = [value, value];
      else if (value < extent[0]) extent = [value, extent[1]];
      else if (value > extent[1]) extent = [extent[0], value];
    }
  }
  const isShort = extent?.every((end) => `${end}`.length <= MAX_STAT_LENGTH);
  return isShort ? extent : undefined;
}
