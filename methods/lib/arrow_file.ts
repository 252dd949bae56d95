/**
 * Reads record batches of Arrow files and streams.
 *
 * @module
 */

import { AxError } from "ax";
// @ts-types="../vendor/@uwdata/flechette.d.ts"
import {
  CompressionType,
  type Field,
  setCompressionCodec,
  type Table,
  tableFromIPC,
} from "../vendor/@uwdata/flechette.js";
import { openSource, readAt } from "./file_bytes.ts";
import {
  checkLayout,
  checkTypes,
  dictionaryType,
  readParts,
} from "./arrow_layout.ts";
import { checkPlaces } from "./arrow_values.ts";
import { fileFault } from "./name_file.ts";
import { checkSchema, fieldAt, tableAt, vectorAt } from "./flat_table.ts";
import { unpackLz4 } from "./lz4.ts";
import { unpackZstd } from "./zstd_frame.ts";

/** A message, its head included. */
interface Block {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** What is known of a record batch without reading its values. */
export interface ArrowBatch extends Block {
  readonly rowCount: number;
  /** How many values are null, for each column and all that is in it. */
  readonly nullCounts: readonly number[];
  /** How many of the dictionaries it needs. */
  readonly dictionaryCount: number;
}

const SCHEMA = 1;
const DICTIONARY = 2;
const BATCH = 3;

const options = {
  useBigInt: true,
  useBigIntTimestamp: true,
  useDecimalInt: true,
};

setCompressionCodec(CompressionType.ZSTD, {
  encode: (bytes) => bytes,
  decode: unpackAligned,
});
setCompressionCodec(CompressionType.LZ4_FRAME, {
  encode: (bytes) => bytes,
  decode: unpackLz4,
});

/** Unpacks a buffer, whose values must begin at a multiple of 8. */
function unpackAligned(bytes: Uint8Array, size: number): Uint8Array {
  const all = unpackZstd(bytes, size);
  return all.byteOffset % 8 === 0 ? all : all.slice();
}

/** A file, or a stream in a file, that is being read. */
export class ArrowFile implements Disposable {
  /** What messages call it. */
  readonly name: string;
  readonly #source: Deno.FsFile;
  readonly #size: number;
  /** A message, with its head. */
  #schema: Uint8Array = new Uint8Array(0);
  #fields: readonly Field[] = [];
  readonly #dictionaries: Message[] = [];
  readonly #batches: ArrowBatch[] = [];

  /**
   * Opens a file, and looks where its messages are.
   *
   * @param name What messages call it.
   * @throws {AxError} `input`, if it is no such file.
   */
  constructor(path: string, name: string) {
    this.name = name;
    this.#source = openSource(path, 0);
    this.#size = this.#source.statSync().size;
    try {
      this.#look();
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** The columns. */
  get fields(): readonly Field[] {
    return this.#fields;
  }

  /** The record batches, in order. */
  get batches(): readonly ArrowBatch[] {
    return this.#batches;
  }

  /** Whether a value of a dictionary is null, for which codes then stand. */
  hasNull(dictionaryId: number): boolean {
    return this.#dictionaries.some((message) =>
      message.dictionaryId === dictionaryId && message.nullCounts[0] !== 0
    );
  }

  /**
   * Reads some of the batches, `from` one `to` another.
   *
   * @throws {AxError} `input`, if the file is damaged.
   */
  read(from: number, to: number): Table {
    const messages = [this.#schema];
    let known = 0;
    for (const batch of this.#batches.slice(from, to)) {
      for (; known < batch.dictionaryCount; known++) {
        messages.push(this.#bytes(this.#dictionaries[known] as Message));
      }
      messages.push(this.#bytes(batch));
    }
    return this.#try(() => {
      messages.slice(1).forEach((message) => this.#check(message));
      const table = tableFromIPC(messages, options);
      for (const { data } of table.children) data.forEach(checkPlaces);
      return table;
    });
  }

  /** Checks that the parts of a message are as long as its rows need. */
  #check(message: Uint8Array): void {
    const parts = readParts(message);
    if (parts === undefined) {
      throw new RangeError("it is damaged: a message is of another kind");
    }
    const { dictionaryId: id } = parts;
    const types = id === undefined
      ? this.#fields.map(({ type }) => type)
      : [dictionaryType(this.#fields, id)];
    checkLayout(types, parts);
  }

  [Symbol.dispose](): void {
    this.#source.close();
  }

  /** Makes errors about the file of what a library throws. */
  #try<T>(act: () => T): T {
    try {
      return act();
    } catch (cause) {
      if (cause instanceof AxError || !(cause instanceof Error)) throw cause;
      throw fileFault(this.name, cause);
    }
  }

  #fault(why: string): AxError {
    return new AxError("input", `Cannot import "${this.name}": ${why}`);
  }

  #look(): void {
    const magic = new TextDecoder("latin1").decode(
      this.#bytes({ offset: 0, sizeBytes: Math.min(8, this.#size) }),
    );
    if (magic.startsWith("FEA1")) {
      throw this.#fault("it is Feather of version 1, which is not Arrow");
    }
    const isFile = magic.startsWith("ARROW1");
    this.#try(() => isFile ? this.#lookAtFile() : this.#lookAtStream());
    if (this.#schema.length === 0) throw this.#fault("it is no Arrow file");
    const table = this.#try(() => tableFromIPC([this.#schema], options));
    if (table.schema.endianness !== 0) throw this.#fault("it is big-endian");
    // A name may be left out, for all the format says.
    this.#fields = table.schema.fields.map((field) =>
      field.name === null ? { ...field, name: "" } : field
    );
    this.#try(() => checkTypes(this.#fields.map(({ type }) => type)));
  }

  /** Finds messages in the footer. */
  #lookAtFile(): void {
    const end = this.#bytes({ offset: this.#size - 10, sizeBytes: 10 });
    if (new TextDecoder("latin1").decode(end.subarray(4)) !== "ARROW1") {
      throw this.#fault("it ends early");
    }
    const sizeBytes = viewOf(end).getInt32(0, true);
    const offset = this.#size - 10 - sizeBytes;
    const bytes = this.#bytes({ offset, sizeBytes });
    const view = viewOf(bytes);
    const footer = view.getUint32(0, true);
    const schema = fieldAt(view, footer, 1);
    if (schema === 0) throw this.#fault("its footer has no schema");
    checkSchema(view, tableAt(view, schema));
    this.#schema = makeSchemaMessage(bytes, schema);
    const find = (slot: number, kind: number): Message[] =>
      readPlaces(view, footer, slot).map((offset) => {
        const message = this.#message(offset);
        if (message?.kind === kind) return message;
        throw this.#fault("its footer is wrong");
      });
    this.#dictionaries.push(...find(2, DICTIONARY));
    const dictionaryCount = this.#dictionaries.length;
    this.#batches.push(
      ...find(3, BATCH).map((batch) => ({ ...batch, dictionaryCount })),
    );
  }

  /** Finds messages one behind the other. */
  #lookAtStream(): void {
    for (let offset = 0; offset + 8 <= this.#size;) {
      const message = this.#message(offset);
      if (message === undefined) return;
      offset += message.sizeBytes;
      if (offset > this.#size) throw this.#fault("it ends early");
      const { kind } = message;
      if (kind === SCHEMA) this.#schema = this.#bytes(message);
      else if (this.#schema.length === 0) return;
      if (kind === DICTIONARY) this.#dictionaries.push(message);
      const dictionaryCount = this.#dictionaries.length;
      if (kind === BATCH) this.#batches.push({ ...message, dictionaryCount });
    }
  }

  /** Reads the head of a message; nothing where there is none. */
  #message(offset: number): Message | undefined {
    const prefix = viewOf(this.#bytes({ offset, sizeBytes: 8 }));
    const isNew = prefix.getInt32(0, true) === -1;
    const length = prefix.getInt32(isNew ? 4 : 0, true);
    const head = isNew ? 8 : 4;
    if (length === 0) return undefined;
    if (length < 0 || offset + head + length > this.#size) {
      throw this.#fault("it is no Arrow file");
    }
    const bytes = this.#bytes({ offset: offset + head, sizeBytes: length });
    const message = readMessage(viewOf(bytes), head + length);
    if (message.sizeBytes >= head + length) return { offset, ...message };
    throw this.#fault("it is damaged: a message is shorter than its head");
  }

  #bytes({ offset, sizeBytes }: Block): Uint8Array {
    const bytes = readAt(this.#source, offset, sizeBytes);
    if (bytes !== undefined) return bytes;
    throw this.#fault("it is no Arrow file, or ends early");
  }
}

interface Message extends Block {
  readonly kind: number;
  readonly rowCount: number;
  readonly nullCounts: readonly number[];
  /** Of the values of a dictionary. */
  readonly dictionaryId?: number;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function longAt(view: DataView, at: number): number {
  return at === 0 ? 0 : Number(view.getBigInt64(at, true));
}

/**
 * Makes a message of the schema in a footer, because not every writer puts one
 * at the same place: a table of three fields, and all of the footer behind it.
 *
 * @param field Where in the footer the schema's offset is.
 */
function makeSchemaMessage(
  footer: Uint8Array,
  field: number,
): Uint8Array<ArrayBuffer> {
  const head = 32;
  const size = head + footer.length + (-footer.length & 7);
  const message = new Uint8Array(8 + size);
  const view = new DataView(message.buffer, 8);
  const words = [[4, 12], [6, 16], [8, 4], [10, 6], [12, 8]]; // the layout
  for (const [at, value] of words) {
    view.setUint16(at as number, value as number, true);
  }
  view.setUint32(0, 16, true);
  view.setInt32(16, 12, true);
  view.setInt16(20, 4, true); // the fifth version of the format
  view.setUint8(22, SCHEMA);
  const target = field + viewOf(footer).getUint32(field, true);
  view.setUint32(24, head + target - 24, true);
  message.set(footer, 8 + head);
  const prefix = new DataView(message.buffer);
  prefix.setInt32(0, -1, true);
  prefix.setInt32(4, size, true);
  return message;
}

/** @param headBytes What stands before the body. */
function readMessage(
  view: DataView,
  headBytes: number,
): Omit<Message, "offset"> {
  const root = view.getUint32(0, true);
  const kindAt = fieldAt(view, root, 1);
  const kind = kindAt === 0 ? 0 : view.getUint8(kindAt);
  const sizeBytes = headBytes + longAt(view, fieldAt(view, root, 3));
  const header = fieldAt(view, root, 2);
  if (kind === SCHEMA) checkSchema(view, tableAt(view, header));
  if (kind !== BATCH && kind !== DICTIONARY) {
    return { kind, sizeBytes, rowCount: 0, nullCounts: [] };
  }
  const table = tableAt(view, header);
  const isBatch = kind === BATCH;
  const batch = isBatch ? table : tableAt(view, fieldAt(view, table, 1));
  const nodes = vectorAt(view, batch, { slot: 1, stride: 16 });
  vectorAt(view, batch, { slot: 2, stride: 16 });
  return {
    kind,
    sizeBytes,
    rowCount: longAt(view, fieldAt(view, batch, 0)),
    nullCounts: Array.from(
      { length: nodes.length },
      (_, index) => longAt(view, nodes.start + 16 * index + 8),
    ),
    ...(!isBatch && { dictionaryId: longAt(view, fieldAt(view, table, 0)) }),
  };
}

/** Where a footer says that messages begin. */
function readPlaces(view: DataView, footer: number, slot: number): number[] {
  const { start, length } = vectorAt(view, footer, { slot, stride: 24 });
  return Array.from({ length }, (_, index) => longAt(view, start + 24 * index));
}
