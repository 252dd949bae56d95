/**
 * Reads an Arrow IPC file: the footer when it is opened, and then the buffers
 * of those columns that are asked for.
 *
 * Nothing in the file is trusted. What does not fit together is an
 * {@linkcode AxError} that names the file.
 *
 * @module
 */

import { AxError, messageOf } from "../core/errors.ts";
import { type ColumnSlot, layOut, loadColumn } from "./arrow_column.ts";
import {
  type BatchHeader,
  type Block,
  decodeBatchMessage,
  decodeDictionaryMessage,
  decodeFooter,
  type DictionaryHeader,
  type Footer,
  MAGIC,
} from "./arrow_message.ts";
import { statsKey } from "./arrow_writer.ts";
import { type ColumnStats, parseStats } from "./stats.ts";
import type { ParsedType } from "./types.ts";
import { decodeRun } from "./utf8.ts";
import type { StringVector, Vector } from "./vectors.ts";

// Taken while they are there: a Worker loses parts of Deno before a method runs.
const { errors, openSync, SeekMode } = Deno;

/** Bytes read from the end of a file, in the hope that the footer fits. */
const TAIL_SIZE = 16 * 1024;

/** A column of a file. */
export interface FileColumn {
  readonly name: string;
  /** `undefined` if the file has a type that ax lacks. */
  readonly type: ParsedType | undefined;
}

/** An Arrow file that is open for reading. */
export class SliceFile implements Disposable {
  readonly path: string;
  /** Rows in each record batch. */
  readonly batchRows: readonly number[];
  readonly rowCount: number;
  readonly sizeBytes: number;
  readonly columns: readonly FileColumn[];
  readonly #file: Deno.FsFile;
  readonly #footer: Footer;
  readonly #slots: readonly ColumnSlot[];
  readonly #headers: readonly BatchHeader[];
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #stats = new Map<number, ColumnStats | undefined>();
  readonly #dictionaries = new Map<number, readonly string[]>();
  #dictionaryParts: readonly DictionaryPart[] | undefined;
  #bytesRead = 0;

  /** @throws {AxError} If it cannot be read or is no such file. */
  constructor(path: string) {
    this.path = path;
    this.#file = this.#guard(() => openSync(path));
    try {
      this.sizeBytes = this.#guard(() => this.#file.statSync().size);
      this.#footer = this.#guard(() => this.#readFooter());
      this.#guard(() => this.#checkBlocks());
      const { slots, nodeCount, bufferCount } = layOut(this.#footer.fields);
      this.#slots = slots;
      this.#headers = this.#guard(() =>
        this.#footer.batches.map((block) => {
          const header = decodeBatchMessage(this.#readMessage(block));
          checkHeader(header, { nodeCount, bufferCount });
          return header;
        })
      );
    } catch (error) {
      this.#file.close();
      throw error;
    }
    this.columns = this.#slots.map(({ field }) => field);
    this.batchRows = this.#headers.map((header) => header.rowCount);
    this.rowCount = this.batchRows.reduce((sum, count) => sum + count, 0);
    this.#indexes = new Map(
      this.columns.map((column, index) => [column.name, index]),
    );
  }

  /** Bytes read from the file so far. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Says whether some of its buffers are compressed. */
  get isCompressed(): boolean {
    return this.#headers.some((header) => header.compressed);
  }

  /** The type of a column. @throws {AxError} If it has none that ax reads. */
  typeOf(name: string): ParsedType {
    const field = this.#slots[this.#indexOf(name)]?.field;
    if (field?.type !== undefined) return field.type;
    throw this.#error(
      `column ${JSON.stringify(name)} is of Arrow type ${field?.arrowType}`,
    );
  }

  /** Says whether there is such a column. */
  has(name: string): boolean {
    return this.#indexes.has(name);
  }

  /** What the footer says of a column; `undefined` if ax did not write it. */
  statsOf(name: string): ColumnStats | undefined {
    const index = this.#indexOf(name);
    const type = this.typeOf(name);
    if (!this.#stats.has(index)) {
      const text = this.#footer.metadata.get(statsKey(index));
      const stats = text === undefined
        ? undefined
        : this.#guard(() => parseStats(type, text));
      if (stats && stats.batches.length !== this.batchRows.length) {
        throw this.#error("its statistics are of another number of batches");
      }
      this.#stats.set(index, stats);
    }
    return this.#stats.get(index);
  }

  /**
   * Reads a column of one record batch.
   *
   * @param scratch Memory to read into, which a later call may use again;
   * without it the vector has memory of its own.
   */
  load(batch: number, name: string, scratch?: Scratch): Vector {
    this.typeOf(name);
    const slot = this.#slots[this.#indexOf(name)] as ColumnSlot;
    const header = this.#headers[batch] as BatchHeader;
    const block = this.#footer.batches[batch] as Block;
    return this.#guard(() =>
      loadColumn(slot, header, {
        read: (from, size) => this.#readBody(block, from, size, scratch),
        dictionary: (id) => this.#dictionary(id),
        path: this.path,
      })
    );
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  #indexOf(name: string): number {
    const index = this.#indexes.get(name);
    if (index !== undefined) return index;
    const names = this.columns.map((column) => JSON.stringify(column.name));
    throw this.#error(
      `there is no column ${JSON.stringify(name)}, only ${names.join(", ")}`,
    );
  }

  /** Reads a dictionary when a column first needs it. */
  #dictionary(id: number): readonly string[] {
    const known = this.#dictionaries.get(id);
    if (known !== undefined) return known;
    this.#dictionaryParts ??= this.#footer.dictionaries.map((block) => {
      return {
        block,
        header: decodeDictionaryMessage(this.#readMessage(block)),
      };
    });
    let strings: string[] | undefined;
    for (const part of this.#dictionaryParts) {
      if (part.header.id !== id) continue;
      const more = this.#readStrings(part);
      strings = strings && part.header.isDelta ? strings.concat(more) : more;
    }
    if (strings === undefined) {
      throw new RangeError(`it has no dictionary ${id}`);
    }
    this.#dictionaries.set(id, strings);
    return strings;
  }

  #readStrings({ block, header }: DictionaryPart): string[] {
    checkHeader(header.data, { nodeCount: 1, bufferCount: 3 });
    if (header.data.nodes[0]?.nullCount !== 0) {
      throw new RangeError("its dictionary holds null");
    }
    const slot = { field: DICTIONARY_FIELD, node: 0, buffer: 0 };
    const vector = loadColumn(slot, header.data, {
      read: (from, size) => this.#readBody(block, from, size),
      dictionary: () => [],
      path: this.path,
    }) as StringVector;
    const { offsets, values, length } = vector;
    return decodeRun(values, offsets, { from: 0, to: length });
  }

  #readFooter(): Footer {
    const size = this.sizeBytes;
    const end = MAGIC.length + 4;
    const head = this.#read(0, Math.min(size, MAGIC.length));
    if (!isMagic(head)) throw new RangeError("it is no Arrow file");
    const tail = this.#read(
      Math.max(0, size - TAIL_SIZE),
      Math.min(size, TAIL_SIZE),
    );
    if (tail.length < end || !isMagic(tail.subarray(-MAGIC.length))) {
      throw new RangeError("its end is missing");
    }
    const view = new DataView(tail.buffer, tail.byteOffset);
    const length = view.getUint32(tail.length - end, true);
    if (length > size - end - MAGIC.length) {
      throw new RangeError("its footer is garbled");
    }
    const bytes = length + end <= tail.length
      ? tail.subarray(tail.length - end - length, tail.length - end)
      : this.#read(size - end - length, length);
    return decodeFooter(bytes);
  }

  /** Blocks that overlap would be read again and again. */
  #checkBlocks(): void {
    const { dictionaries, batches } = this.#footer;
    const sizes = [...dictionaries, ...batches]
      .map((block) => Math.abs(block.metadataSize) + Math.abs(block.bodySize));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total <= this.sizeBytes) return;
    throw new RangeError("its record batches overlap, or are cut off");
  }

  #readMessage(block: Block): Uint8Array {
    const { offset, metadataSize, bodySize } = block;
    const isInside =
      [offset, metadataSize, bodySize].every((number) =>
        Number.isSafeInteger(number) && number >= 0
      ) && offset + metadataSize + bodySize <= this.sizeBytes;
    if (!isInside) throw new RangeError("a record batch is cut off");
    return this.#read(offset, metadataSize);
  }

  #readBody(
    block: Block,
    from: number,
    size: number,
    scratch?: Scratch,
  ): Uint8Array {
    if (from < 0 || from + size > block.bodySize) {
      throw new RangeError("a buffer lies outside of its record batch");
    }
    const target = scratch?.take(size);
    return this.#read(block.offset + block.metadataSize + from, size, target);
  }

  #read(
    offset: number,
    size: number,
    target: Uint8Array = new Uint8Array(size),
  ): Uint8Array {
    this.#file.seekSync(offset, SeekMode.Start);
    let done = 0;
    while (done < size) {
      const count = this.#file.readSync(target.subarray(done));
      if (count === null) throw new RangeError("its end is missing");
      done += count;
    }
    this.#bytesRead += size;
    return target;
  }

  /** Runs a step and turns what it throws into an error about the file. */
  #guard<T>(step: () => T): T {
    try {
      return step();
    } catch (cause) {
      if (cause instanceof AxError || cause instanceof TypeError) throw cause;
      throw this.#error(reasonOf(cause), cause);
    }
  }

  #error(reason: string, cause?: unknown): AxError {
    const message = `Cannot read "${this.path}": ${reason}`;
    return new AxError("dataset", message, { cause });
  }
}

/** Memory that is used again from batch to batch. */
export class Scratch {
  #bytes = new Uint8Array(0);

  /** Gives `size` bytes; what it gave before is overwritten. */
  take(size: number): Uint8Array {
    if (this.#bytes.length < size) {
      this.#bytes = new Uint8Array(Math.max(size, 2 * this.#bytes.length));
    }
    return this.#bytes.subarray(0, size);
  }
}

interface DictionaryPart {
  readonly block: Block;
  readonly header: DictionaryHeader;
}

const DICTIONARY_FIELD = {
  name: "",
  type: { kind: "string", nullable: false },
  arrowType: "utf8",
  bufferCount: 3,
  children: [],
} as const;

function isMagic(bytes: Uint8Array): boolean {
  return bytes.length === MAGIC.length &&
    bytes.every((value, index) => value === MAGIC[index]);
}

function checkHeader(
  header: BatchHeader,
  expected: { nodeCount: number; bufferCount: number },
): void {
  const isWhole = header.rowCount >= 0 &&
    header.rowCount <= 2 ** 31 &&
    header.nodes.length === expected.nodeCount &&
    header.buffers.length === expected.bufferCount;
  if (!isWhole) {
    throw new RangeError("a record batch is not as its schema says");
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof errors.NotFound) return "there is no such file";
  if (cause instanceof errors.NotCapable) return "the job may not read it";
  if (cause instanceof errors.PermissionDenied) return "permission denied";
  // What a DataView says of an offset outside means nothing to a user.
  const text = messageOf(cause);
  return /DataView|typed array|array length/i.test(text)
    ? "its metadata is garbled"
    : text;
}
