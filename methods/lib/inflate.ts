/**
 * Inflates gzip files of any number of members, one after the other, as
 * parallel compressors write them. The platform's own decompressor is faster,
 * but refuses what follows the first member.
 *
 * @module
 */

import { AxError } from "ax";
import { updateCrc } from "./crc32.ts";
import type { ByteSource } from "./csv_source.ts";

const WINDOW = 32 * 1024;
const OUT_BYTES = 256 * 1024;
/** More than one step of inflating writes. */
const LONGEST = 258;

/** How many bits a code of {@linkcode makeTable} is looked up by. */
const QUICK_BITS = 15;

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31]
  .concat([35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]);
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193]
  .concat([257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193])
  .concat([12289, 16385, 24577]);
const ORDER = [
  16,
  17,
  18,
  0,
  8,
  7,
  9,
  6,
  10,
  5,
  11,
  4,
  12,
  3,
  13,
  2,
  14,
  1,
  15,
];

/**
 * Inflates a gzip file.
 *
 * @param sink Takes bytes, which are overwritten after the call.
 * @throws {AxError} `input`, if it is damaged.
 */
export function inflateGzip(
  source: ByteSource,
  sink: (bytes: Uint8Array) => void,
): void {
  const input = new BitReader(source);
  const output = new Inflated(sink);
  for (let member = 0; !input.isAtEnd(); member++) {
    // Some tools pad their files with zeros.
    if (member > 0 && input.peek() === 0) return;
    skipHeader(input);
    inflate(input, output);
    const checksum = input.bits(16) + input.bits(16) * 65536;
    const size = input.bits(16) + input.bits(16) * 65536;
    output.endMember(checksum, size);
  }
  output.flush();
}

function damaged(problem: string): AxError {
  return new AxError("input", `Cannot read a damaged gzip file: ${problem}`);
}

function skipHeader(input: BitReader): void {
  if (input.byte() !== 0x1f || input.byte() !== 0x8b || input.byte() !== 8) {
    throw damaged("a member has no header");
  }
  const flags = input.byte();
  for (let i = 0; i < 6; i++) input.byte();
  if ((flags & 4) !== 0) {
    const size = input.byte() + 256 * input.byte();
    for (let i = 0; i < size; i++) input.byte();
  }
  for (const flag of [8, 16]) {
    if ((flags & flag) !== 0) { while (input.byte() !== 0); }
  }
  if ((flags & 2) !== 0) input.bits(16);
}

function inflate(input: BitReader, output: Inflated): void {
  for (let isLast = false; !isLast;) {
    isLast = input.bits(1) === 1;
    const kind = input.bits(2);
    if (kind === 0) copyStored(input, output);
    else if (kind === 1) inflateBlock(input, output, ...fixedTables());
    else if (kind === 2) inflateBlock(input, output, ...readTables(input));
    else throw damaged("a block is of no known kind");
  }
  input.align();
}

function copyStored(input: BitReader, output: Inflated): void {
  input.align();
  const size = input.bits(16);
  if ((size ^ input.bits(16)) !== 0xffff) throw damaged("a size is wrong");
  for (let i = 0; i < size; i++) output.put(input.bits(8));
}

function inflateBlock(
  input: BitReader,
  output: Inflated,
  literals: Int32Array,
  distances: Int32Array,
): void {
  for (;;) {
    const symbol = input.symbol(literals);
    if (symbol < 256) {
      output.put(symbol);
      continue;
    }
    if (symbol === 256) return;
    const length = LENGTHS[symbol - 257];
    if (length === undefined) throw damaged("a length is wrong");
    const more = symbol < 265 || symbol === 285 ? 0 : (symbol - 261) >> 2;
    const count = length + input.bits(more);
    const code = input.symbol(distances);
    const base = DISTANCES[code];
    if (base === undefined) throw damaged("a distance is wrong");
    output.copy(count, base + input.bits(code < 4 ? 0 : (code >> 1) - 1));
  }
}

let fixed: [Int32Array, Int32Array] | undefined;

function fixedTables(): [Int32Array, Int32Array] {
  const lengths = Uint8Array.from(
    { length: 288 },
    (_, i) => i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8,
  );
  return fixed ??= [makeTable(lengths), makeTable(new Uint8Array(30).fill(5))];
}

function readTables(input: BitReader): [Int32Array, Int32Array] {
  const literals = input.bits(5) + 257;
  const distances = input.bits(5) + 1;
  const count = input.bits(4) + 4;
  const first = new Uint8Array(19);
  for (let i = 0; i < count; i++) first[ORDER[i] as number] = input.bits(3);
  const table = makeTable(first);
  const lengths = new Uint8Array(literals + distances);
  for (let at = 0; at < lengths.length;) {
    const symbol = input.symbol(table);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    const value = symbol === 16 ? lengths[at - 1] ?? 0 : 0;
    const repeat = symbol === 16
      ? 3 + input.bits(2)
      : symbol === 17
      ? 3 + input.bits(3)
      : 11 + input.bits(7);
    if (at + repeat > lengths.length) throw damaged("there are too many codes");
    lengths.fill(value, at, at + repeat);
    at += repeat;
  }
  return [
    makeTable(lengths.subarray(0, literals)),
    makeTable(lengths.subarray(literals)),
  ];
}

/** Symbols by the next bits of the input: 16 times the symbol, and its size. */
function makeTable(lengths: Uint8Array): Int32Array {
  const longest = Math.max(1, ...lengths);
  const table = new Int32Array(1 << longest);
  let code = 0;
  for (let size = 1; size <= longest; size++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== size) continue;
      if (code >= 1 << size) throw damaged("there are too many codes");
      const first = reverse(code++, size);
      for (let at = first; at < table.length; at += 1 << size) {
        table[at] = symbol << 4 | size;
      }
    }
    code <<= 1;
  }
  return table;
}

function reverse(code: number, size: number): number {
  let reversed = 0;
  for (let bit = 0; bit < size; bit++) {
    reversed |= (code >> bit & 1) << size - 1 - bit;
  }
  return reversed;
}

/** Reads bits, the lowest of each byte first. */
class BitReader {
  readonly #source: ByteSource;
  readonly #buffer = new Uint8Array(64 * 1024);
  #at = 0;
  #end = 0;
  #held = 0;
  #heldCount = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  isAtEnd(): boolean {
    return this.#heldCount === 0 && !this.#fill();
  }

  /** The next byte, which is not taken; only between bytes. */
  peek(): number {
    return this.isAtEnd()
      ? -1
      : this.#heldCount > 0
      ? this.#held & 255
      : this.#buffer[this.#at] as number;
  }

  byte(): number {
    return this.bits(8);
  }

  align(): void {
    const spare = this.#heldCount & 7;
    this.#held >>>= spare;
    this.#heldCount -= spare;
  }

  /** The next bits as a number. @param count Up to 16. */
  bits(count: number): number {
    while (this.#heldCount < count) {
      if (!this.#more()) throw damaged("it ends too early");
    }
    const value = this.#held & (1 << count) - 1;
    this.#held >>>= count;
    this.#heldCount -= count;
    return value;
  }

  /** The next symbol of a table. */
  symbol(table: Int32Array): number {
    while (this.#heldCount < QUICK_BITS && this.#more());
    const entry = table[this.#held & table.length - 1] as number;
    const size = entry & 15;
    if (size === 0 || size > this.#heldCount) {
      const isShort = this.#heldCount < QUICK_BITS;
      throw damaged(isShort ? "it ends too early" : "a code is wrong");
    }
    this.#held >>>= size;
    this.#heldCount -= size;
    return entry >> 4;
  }

  #more(): boolean {
    if (this.#at === this.#end && !this.#fill()) return false;
    this.#held |= (this.#buffer[this.#at++] as number) << this.#heldCount;
    this.#heldCount += 8;
    return true;
  }

  #fill(): boolean {
    if (this.#at < this.#end) return true;
    this.#at = 0;
    this.#end = this.#source.readSync(this.#buffer) ?? 0;
    return this.#end > 0;
  }
}

/** The text, the last 32 KiB of which may be copied. */
class Inflated {
  readonly #sink: (bytes: Uint8Array) => void;
  readonly #bytes = new Uint8Array(WINDOW + OUT_BYTES + LONGEST);
  #at = 0;
  #flushed = 0;
  #memberSize = 0;
  #crc = -1;

  constructor(sink: (bytes: Uint8Array) => void) {
    this.#sink = sink;
  }

  put(byte: number): void {
    this.#bytes[this.#at++] = byte;
    if (this.#at >= WINDOW + OUT_BYTES) this.#slide();
  }

  copy(length: number, distance: number): void {
    const size = this.#memberSize + this.#at - this.#flushed;
    if (distance > size) throw damaged("a distance is too large");
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) {
      bytes[this.#at] = bytes[this.#at - distance] as number;
      this.#at++;
    }
    if (this.#at >= WINDOW + OUT_BYTES) this.#slide();
  }

  endMember(checksum: number, size: number): void {
    this.flush();
    const crc = ~this.#crc >>> 0;
    const isRight = crc === checksum && this.#memberSize % 2 ** 32 === size;
    if (!isRight) throw damaged("its checksum is wrong");
    this.#crc = -1;
    this.#memberSize = 0;
  }

  flush(): void {
    const part = this.#bytes.subarray(this.#flushed, this.#at);
    this.#crc = updateCrc(this.#crc, part);
    this.#memberSize += part.length;
    this.#flushed = this.#at;
    if (part.length > 0) this.#sink(part);
  }

  #slide(): void {
    this.flush();
    this.#bytes.copyWithin(0, this.#at - WINDOW, this.#at);
    this.#at = this.#flushed = WINDOW;
  }
}
