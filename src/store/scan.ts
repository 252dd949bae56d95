/**
 * Reads jobs from their directories, which are the truth.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import { formatJobId } from "../core/ids.ts";
import { type Manifest, parseManifest } from "../core/manifest.ts";
import { findSystemRefusal } from "../core/system_error.ts";
import { hasCode, mtimeOf } from "./disk.ts";
import { jobDirOf, type Layout } from "./layout.ts";
import { type FileStamp, type JobRecord, recordOf } from "./rows.ts";

/** A manifest, and the file it was read from. */
export interface ReadManifest {
  readonly manifest: Manifest;
  readonly stamp: FileStamp;
}

/**
 * Reads the manifest of a job and checks it.
 *
 * @throws {AxError} `job`, saying what is wrong: nothing there, changed, of
 *   another job, of a newer format.
 */
export function readJob(layout: Layout, number: number): ReadManifest {
  const id = formatJobId(layout.name, number);
  const path = `${jobDirOf(layout, number)}/job.json`;
  let text: string;
  let stamp: FileStamp;
  try {
    const info = Deno.lstatSync(path);
    stamp = { size: info.size, mtime: mtimeOf(info) };
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) {
      throw new AxError("job", `Cannot find job "${id}": there is no ${path}`);
    }
    const refusal = findSystemRefusal(error);
    const reason = refusal?.reason ?? String(error);
    throw new AxError("job", `Cannot read ${path}: ${reason}`, {
      cause: error,
    });
  }
  const manifest = parseManifest(text, path);
  if (manifest.id === id) return { manifest, stamp };
  throw new AxError(
    "job",
    `Cannot trust ${path}: it is the manifest of ${manifest.id}`,
  );
}

/** As {@linkcode readJob}, for the catalog; nothing for a job it can't keep. */
export function findRecord(
  layout: Layout,
  number: number,
): JobRecord | undefined {
  try {
    const { manifest, stamp } = readJob(layout, number);
    return recordOf(manifest, stamp);
  } catch (error) {
    if (error instanceof AxError) return undefined;
    throw error;
  }
}
