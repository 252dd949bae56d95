/**
 * The source files of all jobs, each kept once: job directories hold hard
 * links to them.
 *
 * @module
 */

import { linkSync } from "node:fs";
import { dirname } from "node:path";
import { AxError } from "../core/errors.ts";
import type { FileEntry } from "../core/manifest.ts";
import { type Sha256, sha256 } from "../core/sha256.ts";
import { findInfo, flush, hasCode, removeFile, writeNew } from "./disk.ts";
import type { Layout } from "./layout.ts";

/** A source file, as it was read for the closure. */
export interface SourceFile {
  /** From the root of the project, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: Sha256;
}

/** The directory `.ax/source`. */
export class SourceStore {
  readonly #layout: Layout;
  readonly #durable: boolean;
  readonly #owner: string;
  /** What this process has seen to be there, byte for byte. */
  readonly #seen = new Set<Sha256>();

  /** @param owner Stands in the names of drafts. */
  constructor(
    layout: Layout,
    options: { readonly durable: boolean; readonly owner: string },
  ) {
    this.#layout = layout;
    this.#durable = options.durable;
    this.#owner = options.owner;
  }

  /**
   * Links source files into a job's `source/`.
   *
   * @returns The entries for the manifest, in the order given.
   * @throws {AxError} `job`, for a path that leads out of the directory.
   */
  linkInto(dir: string, sources: readonly SourceFile[]): FileEntry[] {
    const made = new Set<string>();
    return sources.map((source) => {
      const path = `${dir}/${checkPath(source.path)}`;
      const parent = dirname(path);
      if (!made.has(parent)) Deno.mkdirSync(parent, { recursive: true });
      made.add(parent);
      this.#link(source, path);
      const { sha256, bytes } = source;
      return { path: source.path, size: bytes.length, sha256 };
    });
  }

  #link(source: SourceFile, path: string): void {
    const { sha256: digest, bytes } = source;
    const kept = `${this.#layout.source}/${digest}`;
    try {
      if (!this.#seen.has(digest) && !isIntact(kept, digest)) {
        this.#keep(kept, source);
      }
      this.#seen.add(digest);
      // Node's, because its errors carry EMLINK, and Deno's carry no code.
      linkSync(kept, path);
    } catch (error) {
      // A file can have only so many names: 65,000 on ext4. The next one
      // starts anew. It may also have been removed meanwhile.
      if (hasCode(error, "EMLINK", "ENOENT")) {
        this.#keep(kept, source);
        return linkSync(kept, path);
      }
      // Another file system is mounted there, or this one has no links.
      if (!hasCode(error, "EXDEV", "EPERM")) throw error;
      this.#write(path, bytes);
    }
  }

  /** Puts a file into the store. */
  #keep(kept: string, { sha256: digest, bytes }: SourceFile): void {
    const draft = `${this.#layout.trash}/${digest}.${this.#owner}`;
    // Half of it is there when the disk was full before.
    removeFile(draft);
    this.#write(draft, bytes);
    Deno.renameSync(draft, kept);
    if (this.#durable) flush(this.#layout.source);
  }

  #write(path: string, bytes: Uint8Array): void {
    writeNew(path, bytes);
    Deno.chmodSync(path, 0o444);
    if (this.#durable) flush(path);
  }
}

function isIntact(path: string, digest: Sha256): boolean {
  if (findInfo(path)?.isFile !== true) return false;
  return sha256(Deno.readFileSync(path)) === digest;
}

function checkPath(path: string): string {
  const steps = path.split("/");
  const plain = !path.includes("\0") &&
    steps.every((step) => step !== "" && step !== "." && step !== "..");
  if (plain) return path;
  throw new AxError(
    "job",
    `Cannot keep source ${JSON.stringify(path)}: ` +
      `it must lead down from the root of the project`,
  );
}
