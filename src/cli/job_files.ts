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
 * Which files of a job a word means, and where they lie: the one of that name,
 * or else all that match, where `*` stands for any text and `?` for a letter.
 *
 * @throws {AxError} `job`, with the files there are.
 */
export function jobFilePaths(
  { manifest, dir }: FoundJob,
  word: string,
): Map<string, string> {
  const names = manifest.files.map(({ path }) => path);
  return new Map(
    pick(names, word, `of ${manifest.id}`).map((name) => [
      name,
      join(dir, "files", name),
    ]),
  );
}

function pick(names: readonly string[], word: string, where: string): string[] {
  if (names.includes(word)) return [word];
  const matching = names.filter((name) => matches(name, word));
  if (matching.length > 0) return matching;
  const near = didYouMean(word, names);
  const known = names.length === 0
    ? "it has no files"
    : near !== ""
    ? `there is no such file${near}`
    : `it has ${names.slice(0, 10).join(", ")}${
      names.length > 10 ? ", …" : ""
    }`;
  throw new AxError(
    "job",
    `Cannot find file ${JSON.stringify(word)} ${where}: ${known}`,
  );
}

function matches(name: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern)) return false;
  const parts = pattern.replace(/[\\^$.+()[\]{}|]/g, "\\$&")
    .replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${parts}$`, "su").test(name);
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

/**
 * The import closure as it ran, the entry last.
 *
 * @param word Only these, as {@linkcode jobFilePaths} takes it.
 * @throws {AxError} `job`, with the files there are.
 */
export function readSources(
  { manifest, dir }: FoundJob,
  word?: string,
): Map<string, string> {
  const names = manifest.source.map(({ path }) => path);
  const chosen = word === undefined
    ? names
    : pick(names, word, `in the source of ${manifest.id}`);
  return new Map(
    chosen.map((path) => [
      path,
      Deno.readTextFileSync(join(dir, "source", path)),
    ]),
  );
}
