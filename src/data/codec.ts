/**
 * Compression of the buffers in a slice file.
 *
 * Only zstd, and only when a buffer has it: what `node:zlib` needs takes 20 ms
 * to load in a Worker, so it is loaded by the first buffer that asks.
 *
 * @module
 */

import type { Compression } from "../core/datasets.ts";

interface Codec {
  compress(bytes: Uint8Array, effort: Effort): Uint8Array;
  decompress(bytes: Uint8Array, maxSize: number): Uint8Array;
}

/** Parameters of zstd, by what follows `ZSTD_c_` in their names. */
type Effort = Readonly<Record<string, number>>;

/** What zstd does when nobody says how. */
const USUAL: Effort = { compressionLevel: 3 };

/** Numbers are alike in four bytes or less; usually, zstd looks for five. */
const NUMBERS: Effort = { ...USUAL, strategy: 2, minMatch: 4 };

/**
 * Numbers that rise, such as ids and where texts begin, have the upper bytes
 * of the number before: three bytes alike, four away. Only what tries all ways
 * finds those, at a twentieth of the speed, in a third of the size.
 */
const RISING: Effort = {
  ...USUAL,
  strategy: 7,
  minMatch: 3,
  searchLog: 1,
  targetLength: 1,
  chainLog: 8,
  hashLog: 8,
  windowLog: 14,
};

/** How many bytes of a buffer are tried in several ways. */
const SAMPLE = 2 ** 13;

/** Of the size that another way makes of it; above it, that is taken. */
const WORTH_TIME = 0.75;

let codec: Codec | undefined;

/** Taken while it is there: a Worker loses it before a method runs. */
const getProcess = Object.getOwnPropertyDescriptor(globalThis, "process")?.get;

type Around = (load: () => void) => void;

let around: Around = (load) => load();

/**
 * Has the codec loaded within a function, which puts back what loading needs
 * and was taken away.
 */
export function loadCodecWithin(wrap: Around): void {
  around = wrap;
}

/** What the first touch of `process` leaves behind on the global object. */
const TRACE = "nodeBootstrap";

function needCodec(): Codec {
  if (codec === undefined) around(() => codec = makeCodec());
  return codec as unknown as Codec;
}

function makeCodec(): Codec {
  const had = TRACE in globalThis;
  const process = getProcess?.call(globalThis) as Process;
  const zlib = process.getBuiltinModule("node:zlib");
  if (!had) Reflect.deleteProperty(globalThis, TRACE);
  const ids: Readonly<Record<string, number>> = { ...zlib.constants };
  const paramsOf = (effort: Effort): Record<string, number> => {
    const params = Object.entries(effort);
    return Object.fromEntries(params.map(([k, v]) => [ids[`ZSTD_c_${k}`], v]));
  };
  return {
    compress: (bytes, effort) =>
      zlib.zstdCompressSync(bytes, {
        params: paramsOf(effort),
        chunkSize: pieceOf(bytes.length),
      }),
    decompress: (bytes, maxOutputLength) =>
      zlib.zstdDecompressSync(bytes, {
        maxOutputLength,
        chunkSize: pieceOf(maxOutputLength),
      }),
  };
}

/**
 * In what pieces what comes out is gathered: in one, which need not be copied,
 * unless what a file claims is too large to be believed.
 */
function pieceOf(size: number): number {
  return Math.max(1024, Math.min(size, 64 * 2 ** 20));
}

interface Process {
  getBuiltinModule(name: "node:zlib"): typeof import("node:zlib");
}

/** A buffer as it stands in a file: pieces that follow each other. */
export type StoredBuffer = readonly Uint8Array[];

/**
 * Compresses the buffers of one message as Arrow wants it: each with its size
 * in front, or as it is behind a size of -1.
 *
 * @param texts The places of the buffers that hold texts: with `"texts"`, they
 * alone are tried.
 * @returns Nothing if none is compressed, so that the message is a plain one.
 */
export function compressBuffers(
  buffers: readonly Uint8Array[],
  compression: Compression,
  texts: ReadonlySet<number>,
): StoredBuffer[] | undefined {
  if (compression === "none" || compression === "texts" && texts.size === 0) {
    return undefined;
  }
  const limit = compression === "texts" ? WORTH_IT : 1;
  let isCompressed = compression === "zstd";
  const stored = buffers.map((bytes, index): StoredBuffer => {
    if (bytes.length === 0) return [];
    if (compression === "texts" && !texts.has(index)) return [AS_IT_IS, bytes];
    const small = texts.has(index)
      ? needCodec().compress(bytes, USUAL)
      : compressNumbers(bytes);
    if (small.length >= bytes.length * limit) return [AS_IT_IS, bytes];
    isCompressed = true;
    return [encodeSize(bytes.length), small];
  });
  return isCompressed ? stored : undefined;
}

/** Compresses numbers in the way that suits what comes first of them. */
function compressNumbers(bytes: Uint8Array): Uint8Array {
  const { compress } = needCodec();
  const sample = bytes.subarray(0, SAMPLE);
  const [rising, other] = [compress(sample, RISING), compress(sample, NUMBERS)];
  const isRising = rising.length < other.length * WORTH_TIME;
  if (sample.length === bytes.length) return isRising ? rising : other;
  return compress(bytes, isRising ? RISING : NUMBERS);
}

function encodeSize(size: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(size), true);
  return bytes;
}

/** Stands before a buffer that is not compressed in a message that is. */
const AS_IT_IS = encodeSize(-1);

/** Of the size that texts have; above it they are not worth reading slower. */
const WORTH_IT = 0.75;

/**
 * Compresses bytes as one frame of zstd. Frames that follow each other are a
 * file of zstd.
 */
export function compressFrame(bytes: Uint8Array): Uint8Array {
  return needCodec().compress(bytes, USUAL);
}

/**
 * Undoes {@linkcode compressBuffers}, for one of them.
 *
 * @returns Bytes that begin at a multiple of 8 of their memory.
 * @throws {RangeError} If the buffer is garbled.
 */
export function decompressBuffer(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = Number(view.getBigInt64(0, true));
  const data = bytes.subarray(8);
  if (size === -1) return data.byteOffset % 8 === 0 ? data : data.slice();
  if (size < 0 || size > 2 ** 32) {
    throw new RangeError(`a compressed buffer claims ${size} bytes`);
  }
  const result = decompress(data, size);
  if (result.length !== size) {
    throw new RangeError(
      `a compressed buffer has ${result.length} bytes instead of ${size}`,
    );
  }
  return result.byteOffset % 8 === 0 ? result : result.slice();
}

function decompress(data: Uint8Array, size: number): Uint8Array {
  const { decompress } = needCodec();
  try {
    const { buffer, byteOffset, length } = decompress(data, size + 1);
    return new Uint8Array(buffer, byteOffset, length); // not a Buffer
  } catch (cause) {
    throw new RangeError("a compressed buffer is garbled", { cause });
  }
}
