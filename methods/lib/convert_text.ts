/**
 * Converters into string, bytes and json, and what text has to do with bytes.
 *
 * @module
 */

import { AxError } from "ax";
import { Converter, skipSpaces, trimEnd } from "./converter.ts";
import type { BatchColumn, ColumnSpec } from "./vectors.ts";

/** How the bytes of a file are to be understood. */
export type Encoding = "utf8" | "latin1" | "ascii";

/** What offsets of 32 bits reach. */
const MAX_OFFSET = 2 ** 31 - 1;

/** What text converters can do. */
export interface TextOptions {
  /** Default: `utf8`. Text that is not so written is refused. */
  readonly encoding?: Encoding;
  /** Leaves out spaces at both ends. */
  readonly isStripped?: boolean;
  /** What stands instead of bytes that are no text. Default: refuse them. */
  readonly replace?: "\uFFFD" | "";
  /** Reads what is in no such encoding. */
  readonly decoder?: Decoder;
}

/** Makes text of bytes in an encoding that needs more than a look. */
export interface Decoder {
  /** Whether ASCII is written in this encoding as it is. */
  readonly keepsAscii: boolean;
  /** `undefined` if the bytes are no text. */
  decode(bytes: Uint8Array): string | undefined;
}

/** Keeps bytes, one value after the other. */
export abstract class VariableConverter extends Converter {
  protected offsets = new Int32Array(1);
  protected bytes = new Uint8Array(256);

  protected override reserve(count: number): void {
    if (count < this.offsets.length) return;
    this.offsets = new Int32Array(Math.max(count, 2 * this.offsets.length) + 1);
  }

  /** Where the value of a row begins, with room for so many bytes. */
  protected room(row: number, size: number): number {
    const at = this.offsets[row] as number;
    if (at + size <= this.bytes.length) return at;
    const larger = new Uint8Array(2 * (at + size));
    larger.set(this.bytes.subarray(0, at));
    this.bytes = larger;
    return at;
  }

  /** Ends the value of a row. */
  protected close(row: number, end: number): void {
    if (end > MAX_OFFSET) {
      throw new AxError(
        "limit",
        `Cannot convert ${row + 1} values into more than 2 GiB of text at once`,
      );
    }
    this.offsets[row + 1] = end;
  }

  protected override skip(row: number): void {
    this.close(row, this.offsets[row] as number);
  }

  protected override give(
    count: number,
    valid: Uint8Array | undefined,
  ): BatchColumn {
    const offsets = this.offsets.subarray(0, count + 1);
    const values = this.bytes;
    return valid ? { values, offsets, valid } : { values, offsets };
  }
}

/** Keeps bytes as they are. */
export class BytesConverter extends VariableConverter {
  readonly #isStripped: boolean;

  /** @param isStripped Leaves out spaces at both ends. */
  constructor(type: ColumnSpec, isStripped = false) {
    super(type);
    this.#isStripped = isStripped;
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const from = this.#isStripped ? skipSpaces(bytes, start, end) : start;
    const to = this.#isStripped ? trimEnd(bytes, from, end) : end;
    const at = this.room(row, to - from);
    copyBytes(bytes, from, to, this.bytes, at);
    this.close(row, at + to - from);
    return true;
  }
}

/** Makes UTF-8 of text. */
export class StringConverter extends VariableConverter {
  readonly #reader: TextReader;

  /** @param type A string column. */
  constructor(type: ColumnSpec, options: TextOptions = {}) {
    super(type);
    this.#reader = new TextReader(options);
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const at = this.room(row, 4 * (end - start));
    const stop = this.#reader.read(bytes, start, end, this.bytes, at);
    if (stop === -1) return false;
    this.close(row, stop);
    return true;
  }
}

/** Checks JSON and keeps it as it is written. */
export class JsonConverter extends StringConverter {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    if (!super.parse(bytes, start, end, row)) return false;
    const written = this.bytes.subarray(
      this.offsets[row],
      this.offsets[row + 1],
    );
    try {
      JSON.parse(this.#decoder.decode(written));
    } catch {
      return false;
    }
    return true;
  }
}

/** Makes UTF-8 of text in any encoding. */
export class TextReader {
  readonly #encoding: Encoding;
  readonly #isStripped: boolean;
  readonly #replace: string | undefined;
  readonly #decoder: Decoder | undefined;
  /** Bytes below it are text as they are. */
  readonly #plainLimit: number;

  /** @param options None of them: UTF-8 is checked and copied. */
  constructor(options: TextOptions) {
    this.#encoding = options.encoding ?? "utf8";
    this.#isStripped = options.isStripped === true;
    this.#replace = options.replace;
    this.#decoder = options.decoder;
    this.#plainLimit = options.decoder?.keepsAscii === false ? 0 : 128;
  }

  /**
   * Writes text as UTF-8, which takes at most four times the bytes.
   *
   * @returns Where it ends; -1 if it is no text.
   */
  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    into: Uint8Array,
    at: number,
  ): number {
    const from = this.#isStripped ? skipSpaces(bytes, start, end) : start;
    const to = this.#isStripped ? trimEnd(bytes, from, end) : end;
    const isPlain = copyBytes(bytes, from, to, into, at) < this.#plainLimit;
    if (isPlain) return at + to - from;
    if (this.#decoder !== undefined) {
      const text = this.#decoder.decode(bytes.subarray(from, to));
      return text === undefined ? -1 : encode(text, into, at);
    }
    if (this.#encoding === "latin1") {
      return writeLatin1(bytes, from, to, into, at);
    }
    const isUtf8 = this.#encoding === "utf8" && checkUtf8(bytes, from, to);
    if (isUtf8) return at + to - from;
    if (this.#replace === undefined) return -1;
    return this.#repair(bytes.subarray(from, to), into, at);
  }

  #repair(bytes: Uint8Array, into: Uint8Array, at: number): number {
    const isAscii = this.#encoding === "ascii";
    if (this.#replace === "") return keepText(bytes, isAscii, into, at);
    const text = isAscii
      ? Array.from(bytes, (byte) => byte < 128 ? chr(byte) : "\uFFFD").join("")
      : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return encode(text, into, at);
  }
}

function encode(text: string, into: Uint8Array, at: number): number {
  return at + new TextEncoder().encodeInto(text, into.subarray(at)).written;
}

function chr(byte: number): string {
  return String.fromCharCode(byte);
}

/** Copies the characters that are there, without the bytes between them. */
function keepText(
  bytes: Uint8Array,
  isAscii: boolean,
  into: Uint8Array,
  at: number,
): number {
  let to = at;
  for (let from = 0; from < bytes.length;) {
    const first = bytes[from] as number;
    const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const end = from + size;
    const isText = size === 1 ||
      !isAscii && end <= bytes.length && checkUtf8(bytes, from, end);
    if (!isText) {
      from++;
      continue;
    }
    for (; from < end; from++) into[to++] = bytes[from] as number;
  }
  return to;
}

/** Below this, a loop is faster than a call. */
const LONG = 96;

/** Copies bytes. @returns Them all joined by `|`: below 128 if all are ASCII. */
export function copyBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
): number {
  let all = 0;
  if (end - start > LONG) {
    into.set(bytes.subarray(start, end), at);
    for (let i = start; i < end; i++) all |= bytes[i] as number;
    return all;
  }
  let to = at;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    into[to++] = byte;
    all |= byte;
  }
  return all;
}

function writeLatin1(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
): number {
  let to = at;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte < 128) into[to++] = byte;
    else {
      into[to++] = 0xc0 | byte >> 6;
      into[to++] = 0x80 | byte & 0x3f;
    }
  }
  return to;
}

/** Whether bytes are UTF-8: none too long, no surrogate, none past U+10FFFF. */
export function checkUtf8(
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  for (let at = start; at < end;) {
    const byte = bytes[at++] as number;
    if (byte < 0x80) continue;
    if (byte < 0xc2 || byte > 0xf4) return false;
    if (byte < 0xe0) {
      if (at === end || ((bytes[at++] as number) & 0xc0) !== 0x80) return false;
      continue;
    }
    const count = byte < 0xf0 ? 2 : 3;
    if (at + count > end) return false;
    const second = bytes[at] as number;
    const isRefused = byte === 0xe0 && second < 0xa0 ||
      byte === 0xed && second > 0x9f || byte === 0xf0 && second < 0x90 ||
      byte === 0xf4 && second > 0x8f;
    if (isRefused) return false;
    for (let i = 0; i < count; i++) {
      if (((bytes[at++] as number) & 0xc0) !== 0x80) return false;
    }
  }
  return true;
}
