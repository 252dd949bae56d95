/**
 * Where things lie in a workdir, and the file `FORMAT` that says so.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import { formatJobId, isWorkdirName, parseJobId } from "../core/ids.ts";
import { findInfo, findText, flush, hasCode, removeFile } from "./disk.ts";

/** The version of the layout of a workdir. */
export const WORKDIR_FORMAT = 1;

/** The paths of a workdir; all but the job directories is scratch. */
export interface Layout {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly ax: string;
  readonly format: string;
  readonly catalog: string;
  readonly locks: string;
  /** Held while the catalog is rebuilt or a killed build is cleaned up. */
  readonly recoveryLock: string;
  /** One file for each process that writes, locked as long as it lives. */
  readonly owners: string;
  readonly staging: string;
  readonly trash: string;
  readonly source: string;
}

/** Names the paths of a workdir. */
export function layoutOf(name: string, path: string): Layout {
  const ax = `${path}/.ax`;
  return {
    name,
    path,
    ax,
    format: `${ax}/FORMAT`,
    catalog: `${ax}/catalog.sqlite`,
    locks: `${ax}/locks`,
    recoveryLock: `${ax}/locks/recovery`,
    owners: `${ax}/owners`,
    staging: `${ax}/staging`,
    trash: `${ax}/trash`,
    source: `${ax}/source`,
  };
}

/** The directory of a job. */
export function jobDirOf(layout: Layout, number: number): string {
  return `${layout.path}/${formatJobId(layout.name, number)}`;
}

/** Makes what is missing of the directories. */
export function makeDirectories(layout: Layout): void {
  const { path, ax, locks, owners, staging, trash, source } = layout;
  for (const dir of [path, ax, locks, owners, staging, trash, source]) {
    Deno.mkdirSync(dir, { recursive: true });
  }
}

/**
 * Does something in `.ax`.
 *
 * @throws {AxError} `workdir`, if somebody has removed it.
 */
export function inScratch<Value>(layout: Layout, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    const isGone = hasCode(error, "ENOENT") &&
      findInfo(layout.staging) === undefined;
    if (!isGone) throw error;
    throw new AxError(
      "workdir",
      `Cannot go on in workdir "${layout.name}": ${layout.ax} was removed`,
      { cause: error, hint: "What was kept is there; build again." },
    );
  }
}

/** The numbers of all job directories, in no order. */
export function listNumbers(layout: Layout): number[] {
  const numbers: number[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(layout.path)) {
    if (!isDirectory) continue;
    const id = parseJobId(name);
    if (id?.workdir === layout.name) numbers.push(id.number);
  }
  return numbers;
}

/**
 * The number in the name of something staged, as in `dev-42.OWNER`; nothing
 * for a build script that is running.
 */
export function findStagedNumber(
  layout: Layout,
  name: string,
): number | undefined {
  const id = parseJobId(name.slice(0, name.lastIndexOf(".")));
  return id?.workdir === layout.name ? id.number : undefined;
}

/** The names of all that is staged, each once. */
export function listStaged(layout: Layout): string[] {
  if (findInfo(layout.staging) === undefined) return [];
  const names = [...Deno.readDirSync(layout.staging)].map(({ name }) =>
    name.endsWith(".json") ? name.slice(0, -".json".length) : name
  );
  return [...new Set(names)];
}

/** Whose it is: what stands after the last dot of a name aside. */
export function ownerOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** What `FORMAT` says. */
export interface Format {
  readonly format: number;
  /** The name that stands in the ids of its jobs. */
  readonly name: string;
  readonly slices: number;
}

/** Reads `FORMAT`; nothing when there is none, or only half of one. */
export function findFormat(layout: Layout): Format | undefined {
  const text = findText(layout.format);
  if (text === undefined) return undefined;
  try {
    const format = JSON.parse(text) as Partial<Format> | null;
    return isFormat(format) ? format : undefined;
  } catch {
    // Damaged: it can be written again from what the jobs say.
    return undefined;
  }
}

/** What a newer format says beside its number is not ours to judge. */
function isFormat(value: Partial<Format> | null): value is Format {
  const { format, name, slices } = value ?? {};
  if (typeof format !== "number") return false;
  return format > WORKDIR_FORMAT ||
    typeof name === "string" && isWorkdirName(name) &&
      Number.isSafeInteger(slices) && Number(slices) > 0;
}

/** Writes `FORMAT`, whole or not at all. Needs the recovery lock. */
export function writeFormat(layout: Layout, format: Format): void {
  const draft = `${layout.trash}/FORMAT.${crypto.randomUUID()}`;
  Deno.writeTextFileSync(draft, `${JSON.stringify(format)}\n`);
  flush(draft);
  Deno.renameSync(draft, layout.format);
  flush(layout.ax);
}

/**
 * Refuses a workdir that is not as the project says.
 *
 * @throws {AxError} `workdir`, naming what it is and what was expected.
 */
export function checkFormat(
  layout: Layout,
  found: Format,
  wanted: { readonly slices: number },
): void {
  const subject = `workdir "${layout.name}" at ${layout.path}`;
  if (found.format > WORKDIR_FORMAT) {
    throw new AxError(
      "workdir",
      `Cannot open ${subject}: it has format ${found.format}, this ax ` +
        `reads up to format ${WORKDIR_FORMAT}; use a newer ax`,
    );
  }
  if (found.name !== layout.name) {
    throw new AxError(
      "workdir",
      `Cannot open ${subject}: its jobs are named "${found.name}-1" and so ` +
        `on; name it "${found.name}" in ax.json`,
    );
  }
  if (found.slices !== wanted.slices) {
    throw new AxError(
      "workdir",
      `Cannot open ${subject} with ${wanted.slices} slices: ` +
        `it was made with ${found.slices}`,
      { hint: `Set "slices" to ${found.slices}, or use another workdir.` },
    );
  }
}

/**
 * Points `NAME-LATEST` at a job, unless it leads to a newer one. Nothing reads
 * it but people.
 */
export function pointLatest(
  layout: Layout,
  number: number,
  owner: string,
): void {
  const draft = `${layout.trash}/latest-${number}.${owner}`;
  const link = `${layout.path}/${layout.name}-LATEST`;
  const there = findInfo(link);
  if (there !== undefined && !there.isSymlink) return;
  // A job that began before the newest one may end after it.
  if (there !== undefined && leadsFurther(link, number)) return;
  try {
    Deno.symlinkSync(formatJobId(layout.name, number), draft);
    Deno.renameSync(draft, link);
  } catch {
    // A convenience: the job is there and whole without it, and there are
    // disks that know no links.
    removeFile(draft);
  }
}

/** Whether a link leads to a job with a higher number, which is there. */
function leadsFurther(link: string, number: number): boolean {
  const target = parseJobId(Deno.readLinkSync(link));
  return target !== undefined && target.number > number &&
    findInfo(`${link}/.`) !== undefined;
}
