/**
 * Writes archives as any `tar` reads them (POSIX "ustar"), the same bytes for
 * the same files.
 *
 * @module
 */

/** One file of an archive. */
export interface TarFile {
  /** Where it is unpacked, with `/`; at most 100 bytes of ASCII. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable?: boolean;
}

const BLOCK = 512;

/** What ends an archive. */
export const tarEnd: Uint8Array = new Uint8Array(2 * BLOCK);

/**
 * A piece of an archive: the files one after the other, without
 * {@linkcode tarEnd}, so that pieces can be put together.
 *
 * @throws {RangeError} If a path does not fit.
 */
export function tarPiece(files: readonly TarFile[]): Uint8Array {
  const sizes = files.map(({ bytes }) => BLOCK + blocks(bytes.length) * BLOCK);
  const piece = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  files.forEach((file, index) => {
    piece.set(header(file), at);
    piece.set(file.bytes, at + BLOCK);
    at += sizes[index] ?? 0;
  });
  return piece;
}

function blocks(size: number): number {
  return Math.ceil(size / BLOCK);
}

function header({ path, bytes, executable }: TarFile): Uint8Array {
  if (!/^[\x21-\x7e]{1,100}$/.test(path)) {
    throw new RangeError(`Cannot put ${path} into an archive: not plain ASCII`);
  }
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void =>
    block.set(new TextEncoder().encode(text), at);
  put(0, path);
  put(100, octal(executable === true ? 0o755 : 0o644, 8));
  put(108, octal(0, 8)); // owner
  put(116, octal(0, 8)); // group
  put(124, octal(bytes.length, 12));
  put(136, octal(0, 12)); // time of change
  put(148, " ".repeat(8)); // the sum is taken with spaces in its place
  put(156, "0"); // a plain file
  put(257, "ustar\x0000");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 7)} `);
  return block;
}

/** A number as `tar` wants it: digits up to the last byte, which is 0. */
function octal(value: number, size: number): string {
  return value.toString(8).padStart(size - 1, "0") + "\0";
}
