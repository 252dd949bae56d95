/**
 * A new file that is written front to back, with small pieces gathered.
 *
 * @module
 */

import { AxError, messageOf } from "../core/errors.ts";

// Taken while they are there: a Worker loses parts of Deno before a method runs.
const { openSync, removeSync, SeekMode } = Deno;

const STAGING_SIZE = 256 * 1024;

/** A file being written. It must not exist before. */
export class FileSink {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #staging = new Uint8Array(STAGING_SIZE);
  #staged = 0;
  #length = 0;
  #isOpen = true;

  /** @throws {AxError} If the file exists or cannot be made. */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = openSync(path, { write: true, createNew: true });
    } catch (cause) {
      throw this.#failure("create", cause);
    }
  }

  /** How many bytes have been written, those still gathered too. */
  get length(): number {
    return this.#length;
  }

  /** Appends bytes; they may be overwritten as soon as this returns. */
  write(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#staged + bytes.length > STAGING_SIZE) this.#drain();
    if (bytes.length >= STAGING_SIZE / 4) {
      this.#drain();
      this.#put(bytes);
      return;
    }
    this.#staging.set(bytes, this.#staged);
    this.#staged += bytes.length;
  }

  /** Appends zeros until the length is a multiple of `align`, at most 64. */
  pad(align: number): void {
    const count = (align - this.#length % align) % align;
    if (count > 0) this.write(ZEROS.subarray(0, count));
  }

  /** Leaves a hole of zeros, which takes no room on most file systems. */
  skip(size: number): void {
    this.#drain();
    this.#length += size;
    this.#file.seekSync(this.#length, SeekMode.Start);
  }

  /** Writes over what has been written or skipped before, then returns. */
  overwrite(offset: number, pieces: readonly Uint8Array[]): void {
    this.#drain();
    this.#file.seekSync(offset, SeekMode.Start);
    for (const piece of pieces) this.#put(piece);
    this.#file.seekSync(this.#length, SeekMode.Start);
  }

  /** Writes what is gathered and closes the file. */
  close(): void {
    if (!this.#isOpen) return;
    try {
      this.#drain();
    } finally {
      this.#isOpen = false;
      this.#file.close();
    }
  }

  /** Closes the file and removes it. */
  discard(): void {
    if (this.#isOpen) this.#file.close();
    this.#isOpen = false;
    removeSync(this.#path);
  }

  #drain(): void {
    const staged = this.#staged;
    this.#staged = 0;
    if (staged > 0) this.#put(this.#staging.subarray(0, staged));
  }

  #put(bytes: Uint8Array): void {
    try {
      let done = 0;
      while (done < bytes.length) {
        done += this.#file.writeSync(done === 0 ? bytes : bytes.subarray(done));
      }
    } catch (cause) {
      throw this.#failure("write", cause);
    }
  }

  #failure(verb: string, cause: unknown): AxError {
    const message = `Cannot ${verb} "${this.#path}": ${messageOf(cause)}`;
    return new AxError("dataset", message, { cause });
  }
}

const ZEROS = new Uint8Array(64);
