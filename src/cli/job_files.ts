/**
 * Reads what a job keeps: its files, its source, what it printed.
 *
 * @module
 */

import { join } from "node:path";
import type { FoundJob } from "../build/inspect.ts";
import { AxError } from "../core/errors.ts";
import { didYouMean } from "../core/suggest.ts";

/**
 * Where a file of a job lies.
 *
 * @throws {AxError} `job`, with the files there are.
 */
export function jobFilePath({ manifest, dir }: FoundJob, name: string): string {
  const names = manifest.files.map(({ path }) => path);
  if (names.includes(name)) return join(dir, "files", name);
  const near = didYouMean(name, names);
  const known = names.length === 0
    ? "it has no files"
    : near !== ""
    ? `there is no such file${near}`
    : `it has ${names.slice(0, 10).join(", ")}${
      names.length > 10 ? ", …" : ""
    }`;
  throw new AxError(
    "job",
    `Cannot find file ${JSON.stringify(name)} of ${manifest.id}: ${known}`,
  );
}

/** What each stage printed, by stage and slice, in the order they ran. */
export function readOutput({ manifest, dir }: FoundJob): Map<string, string> {
  const names = manifest.output.map(({ path }) => path);
  names.sort((a, b) => rankOf(a) - rankOf(b));
  return new Map(
    names.map((name) => [
      name.replace(/\.txt$/, ""),
      Deno.readTextFileSync(join(dir, "output", name)),
    ]),
  );
}

/** Orders `prepare.txt`, `analysis.0.txt`, `analysis.1.txt`, `synthesis.txt`. */
function rankOf(name: string): number {
  const [stage = "", slice] = name.split(".");
  const order = ["main", "prepare", "analysis", "synthesis"].indexOf(stage);
  return order * 1e6 + (Number(slice) || 0);
}

/** The import closure as it ran, the entry last. */
export function readSources({ manifest, dir }: FoundJob): Map<string, string> {
  return new Map(
    manifest.source.map(({ path }) => [
      path,
      Deno.readTextFileSync(join(dir, "source", path)),
    ]),
  );
}
