/**
 * Compression of the buffers in a slice file.
 *
 * Only zstd, and only when a file has it: `node:zlib` takes 20 ms to import in
 * a Worker, so {@linkcode loadCodec} is awaited once by who knows that a
 * compressed file is coming, and everything else stays synchronous.
 *
 * @module
 */

/** How the buffers of a slice file are compressed. */
export type Compression = "none" | "zstd";

interface Codec {
  compress(bytes: Uint8Array): Uint8Array;
  decompress(bytes: Uint8Array, maxSize: number): Uint8Array;
}

let codec: Codec | undefined;

/** Loads what {@linkcode Compression} `"zstd"` needs; later calls are free. */
export async function loadCodec(): Promise<void> {
  if (codec !== undefined) return;
  const zlib = await import("node:zlib");
  const params = { [zlib.constants.ZSTD_c_compressionLevel]: 1 };
  codec = {
    compress: (bytes) => zlib.zstdCompressSync(bytes, { params }),
    decompress: (bytes, maxOutputLength) =>
      zlib.zstdDecompressSync(bytes, { maxOutputLength }),
  };
}

/** Says whether {@linkcode loadCodec} has been awaited. */
export function hasCodec(): boolean {
  return codec !== undefined;
}

/**
 * Compresses one buffer as Arrow wants it: its size in front, and as it is
 * when that is shorter.
 */
export function compressBuffer(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes;
  const small = needCodec().compress(bytes);
  const isSmaller = small.length < bytes.length;
  const data = isSmaller ? small : bytes;
  const result = new Uint8Array(8 + data.length);
  const size = isSmaller ? bytes.length : -1;
  new DataView(result.buffer).setBigInt64(0, BigInt(size), true);
  result.set(data, 8);
  return result;
}

/**
 * Compresses bytes as one frame of zstd. Frames that follow each other are a
 * file of zstd.
 */
export function compressFrame(bytes: Uint8Array): Uint8Array {
  return needCodec().compress(bytes);
}

/**
 * Undoes {@linkcode compressBuffer}.
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

function needCodec(): Codec {
  if (codec !== undefined) return codec;
  throw new TypeError("Cannot use zstd: loadCodec() was not awaited before");
}
