/**
 * Files of an export, plain or compressed.
 *
 * @module
 */

import type { OpenOutput, RunningJob } from "ax";

/**
 * By the ending of a file's name. It is one text, because ax gets the codec of
 * zstd ready for all code that has its name as a text of its own.
 */
const [plain, gzip, zstd] = "none gzip zstd".split(" ") as [
  "none",
  "gzip",
  "zstd",
];

/** How a file is compressed. */
export type FileCompression = "none" | "gzip" | "zstd";

/** Finds out by its name: `.gz` or `.zst` at its end, or a point behind. */
export function compressionOf(filename: string): FileCompression {
  if (/\.gz(\.|$)/.test(filename)) return gzip;
  return /\.zst(\.|$)/.test(filename) ? zstd : plain;
}

/** A file that is being written. */
export interface ExportPart {
  /** Takes bytes, which may be overwritten after the call. */
  write(bytes: Uint8Array): void;
  /** Waits until little is in memory. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a file. Parts of equal compression make a file when put together. */
export function openPart(
  job: Pick<RunningJob, "open">,
  name: string,
  compression: FileCompression,
): ExportPart {
  if (compression === gzip) return new GzipPart(job.open(name));
  const output = job.open(name, { compression });
  return {
    write: (bytes) => output.write(bytes),
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(output.close()),
  };
}

class GzipPart implements ExportPart {
  readonly #output: OpenOutput;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #copied: Promise<void>;
  #waiting: Promise<void>[] = [];

  constructor(output: OpenOutput) {
    const stream = new CompressionStream("gzip");
    this.#output = output;
    this.#writer = stream.writable.getWriter();
    this.#copied = this.#copy(stream.readable);
    this.#copied.catch(() => {}); // whoever waits is told
  }

  async #copy(readable: ReadableStream<Uint8Array>): Promise<void> {
    for await (const bytes of readable) this.#output.write(bytes);
  }

  write(bytes: Uint8Array): void {
    const written = this.#writer.write(Uint8Array.from(bytes));
    written.catch(() => {});
    this.#waiting.push(written);
  }

  async flush(): Promise<void> {
    await this.#until(Promise.all(this.#waiting));
    this.#waiting = [];
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#until(this.#writer.close());
    await this.#copied;
    this.#output.close();
  }

  /** Waits, and where that fails, fails for the reason of it. */
  async #until(done: Promise<unknown>): Promise<void> {
    try {
      await done;
    } catch (error) {
      await this.#copied;
      throw error;
    }
  }
}
