/**
 * A Worker that reads large files to their end, so that all cores do it and
 * the main thread goes on meanwhile.
 *
 * @module
 */

import { digestOpen } from "./file_digest.ts";

/** What the Worker is asked: to digest a file, or to put it on the disk. */
export interface DigestRequest {
  readonly path: string;
  readonly task: "digest" | "flush";
}

/** What it answers. */
export interface DigestAnswer {
  /** Nothing when the file cannot be read, or was to be flushed. */
  readonly sha256?: string;
  /**
   * Why the disk did not take it. It is told once: to flush the file again
   * would seem to succeed.
   */
  readonly fault?: string;
}

/** The Worker's own side, which the types of Deno's main thread lack. */
const scope = globalThis as unknown as {
  onmessage: (event: { readonly data: DigestRequest }) => void;
  postMessage(answer: DigestAnswer): void;
};

scope.onmessage = ({ data: { path, task } }) => {
  try {
    using file = Deno.openSync(path);
    if (task === "digest") scope.postMessage({ sha256: digestOpen(file) });
    else {
      scope.postMessage(flush(file));
    }
  } catch {
    // Who asked does it again, then, and meets the error.
    scope.postMessage({});
  }
};

function flush(file: Deno.FsFile): DigestAnswer {
  try {
    file.syncDataSync();
    return {};
  } catch (error) {
    return { fault: String(error) };
  }
}
