/**
 * The SHA-256 of files, read in pieces.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { type Sha256, sha256 } from "../core/sha256.ts";

/** Larger files are read in pieces. */
const pieceBytes = 1 << 20;

/** The SHA-256 of a file's content. @param size In bytes, about. */
export function digestFile(path: string, size: number): Sha256 {
  if (size <= pieceBytes) return sha256(Deno.readFileSync(path));
  using file = Deno.openSync(path);
  return digestOpen(file);
}

/** The SHA-256 of what is left to read of an open file. */
export function digestOpen(file: Deno.FsFile): Sha256 {
  const hash = createHash("sha256");
  const piece = new Uint8Array(pieceBytes);
  for (;;) {
    const count = file.readSync(piece);
    if (count === null) return hash.digest("hex");
    hash.update(piece.subarray(0, count));
  }
}
