/**
 * A job while it runs: a directory aside, which is renamed when it is whole.
 *
 * @module
 */

import { formatJobId, type JobId, parseJobId } from "../core/ids.ts";
import type { FileEntry, Manifest } from "../core/manifest.ts";
import type { Sha256 } from "../core/sha256.ts";
import { findSystemRefusal } from "../core/system_error.ts";
import type { Catalog } from "./catalog.ts";
import { type Publication, publish } from "./commit.ts";
import {
  hasCode,
  makeWritable,
  mtimeOf,
  readTree,
  removeFile,
  removeTree,
  type TreeOptions,
} from "./disk.ts";
import {
  findStagedNumber,
  inScratch,
  jobDirOf,
  type Layout,
  pointLatest,
} from "./layout.ts";
import { type FileStamp, type JobRow, recordOf, rowOf } from "./rows.ts";
import type { DigestCrew } from "./digest_crew.ts";
import { digestFile } from "./file_digest.ts";
import type { SourceFile, SourceStore } from "./sources.ts";

/** What a staging needs of its workdir. */
export interface StagingPlace {
  readonly layout: Layout;
  readonly catalog: Catalog;
  readonly sources: SourceStore;
  readonly durable: boolean;
  /** Stands in the names of what this process puts aside. */
  readonly owner: string;
  readonly onStep?: ((step: string) => void) | undefined;
}

/** What is known of a job when it starts; written beside its directory. */
export interface StagingNote {
  readonly kind: Manifest["kind"];
  /** The method, or the build script. */
  readonly method: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** What the manifest is to say, should ax be killed. */
  readonly known?: Partial<Manifest>;
}

/** A job that is running. It ends with `commit` or `discard`. */
export class Staging {
  readonly #place: StagingPlace;
  readonly #note: StagingNote;
  #name: string;
  #ended = false;
  /** What was digested, by path from the directory. */
  readonly #digested = new Map<string, Digested>();
  /** What of that a crew has digested. */
  readonly #large: string[] = [];

  /**
   * @param name `dev-42.OWNER`; a build script's has no number yet.
   */
  private constructor(place: StagingPlace, name: string, note: StagingNote) {
    this.#place = place;
    this.#name = name;
    this.#note = note;
  }

  /** Makes the directory and the note beside it. */
  static create(
    place: StagingPlace,
    name: string,
    note: StagingNote,
  ): Staging {
    const staging = new Staging(place, name, note);
    // The note first: a directory without one is no job's.
    staging.#writeNote();
    const dir = staging.dir;
    Deno.mkdirSync(dir);
    for (const inner of ["files", "datasets", "source"]) {
      Deno.mkdirSync(`${dir}/${inner}`);
    }
    return staging;
  }

  /** Takes over what a killed process left. */
  static adopt(
    place: StagingPlace,
    name: string,
    note: StagingNote,
  ): Staging {
    return new Staging(place, name, note);
  }

  /** The directory, absolute, with `files/ datasets/ source/` in it. */
  get dir(): string {
    return `${this.#place.layout.staging}/${this.#name}`;
  }

  /** The job's id; a build script has none before it is committed. */
  get id(): JobId | undefined {
    const { layout } = this.#place;
    const number = findStagedNumber(layout, this.#name);
    return number === undefined ? undefined : formatJobId(layout.name, number);
  }

  /** Puts the import closure into `source/`. */
  linkSources(sources: readonly SourceFile[]): FileEntry[] {
    return this.#place.sources.linkInto(`${this.dir}/source`, sources);
  }

  /** Adds to what the program printed, as in `synthesis.txt`. */
  appendOutput(file: string, text: string): void {
    const path = `${this.dir}/output/${file}`;
    try {
      Deno.writeTextFileSync(path, text, { append: true });
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      Deno.mkdirSync(`${this.dir}/output`);
      Deno.writeTextFileSync(path, text, { append: true });
    }
  }

  /**
   * Has large files digested by Workers, so that `digestFiles` holds the main
   * thread for less time. What is written to nevertheless is digested again.
   */
  async digestAhead(crew: DigestCrew): Promise<void> {
    const large = ["files", "datasets"].flatMap((top) =>
      readTree(`${this.dir}/${top}`, { foreign: "ignore" }).files
        .filter(({ size }) => size >= LARGE_BYTES)
        .map(({ path }) => `${top}/${path}`)
    );
    if (large.length === 0) return;
    const stamps = large.map((path) => mark(`${this.dir}/${path}`));
    const digests = await crew.digest(this.#absolute(large));
    large.forEach((path, at) => {
      const sha256 = digests.get(`${this.dir}/${path}`);
      if (sha256 === undefined) return;
      this.#digested.set(path, { sha256, stamp: stamps[at] });
      this.#large.push(path);
    });
  }

  /** Has the same files put on the disk, if the job must survive power loss. */
  async flushAhead(crew: DigestCrew): Promise<void> {
    if (this.#place.durable) await crew.flush(this.#absolute(this.#large));
  }

  #absolute(paths: readonly string[]): string[] {
    return paths.map((path) => `${this.dir}/${path}`);
  }

  /**
   * Digests `files/`, `output/` and `datasets/`, once nothing writes there any
   * more.
   *
   * @param options What to do with links, devices and the like. Default:
   *   refuse.
   * @returns Entries sorted by path; the paths start below `files/`, `output/`
   *   and `datasets/`.
   * @throws {AxError} `job`, naming what is no plain file.
   */
  digestFiles(
    options: { readonly foreign?: "refuse" | "remove" } = {},
  ): { files: FileEntry[]; output: FileEntry[]; datasets: FileEntry[] } {
    const foreign = options.foreign ?? "refuse";
    const digest = (top: string): FileEntry[] =>
      digestTree(`${this.dir}/${top}`, { foreign }, {
        find: (path) => this.#digested.get(`${top}/${path}`),
        keep: (path, found) => this.#digested.set(`${top}/${path}`, found),
      });
    return {
      files: digest("files"),
      output: digest("output"),
      datasets: digest("datasets"),
    };
  }

  /** Removes what was written of datasets: those of a failed job are none. */
  dropDatasets(): void {
    removeTree(`${this.dir}/datasets`);
  }

  /**
   * Makes a job of it: it exists whole and for good when this returns, or not
   * at all.
   *
   * @param complete Gets the job's id and returns the manifest.
   * @throws {AxError} `job`, if what is on disk is not what the manifest says.
   */
  commit(complete: (id: JobId) => Manifest): JobRow {
    return inScratch(this.#place.layout, () => this.#commit(complete));
  }

  #commit(complete: (id: JobId) => Manifest): JobRow {
    const { layout, catalog, durable, owner, onStep } = this.#place;
    const id = this.id ?? this.#number();
    const number = parseJobId(id)?.number ?? 0;
    const manifest = complete(id);
    const before = mtimeOf(Deno.statSync(layout.path));
    const to = jobDirOf(layout, number);
    const stamp = this.#publish({
      from: this.dir,
      to,
      manifest,
      durable,
      isAsListed: (path, entry) => this.#isAsListed(path, entry),
      onStep,
    });
    onStep?.("latest");
    if (manifest.state === "done" && manifest.kind === "job") {
      pointLatest(layout, number, owner);
    }
    onStep?.("row");
    const record = recordOf(manifest, stamp);
    catalog.add(record, before);
    onStep?.("note");
    this.#ended = true;
    removeFile(notePath(layout, this.#name));
    return rowOf(record.job, layout);
  }

  /**
   * Removes everything. Does nothing after a commit. What the system does not
   * let go of is cleared by a later build, as what a killed one has left.
   */
  discard(): void {
    if (this.#ended) return;
    this.#ended = true;
    try {
      this.#remove();
    } catch (error) {
      if (findSystemRefusal(error) === undefined) throw error;
    }
  }

  #remove(): void {
    const { layout } = this.#place;
    const trash = `${layout.trash}/${this.#name}`;
    // In one step, so that no half of it is taken for a killed job.
    try {
      Deno.renameSync(this.dir, trash);
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
    }
    removeFile(notePath(layout, this.#name));
    removeTree(trash);
  }

  /** Gives a build script its number, now that there is a job to keep. */
  #number(): JobId {
    const { layout, catalog, owner } = this.#place;
    const id = formatJobId(layout.name, catalog.allocate());
    const from = this.dir;
    const oldNote = notePath(layout, this.#name);
    this.#name = `${id}.${owner}`;
    this.#writeNote();
    Deno.renameSync(from, this.dir);
    removeFile(oldNote);
    return id;
  }

  /** Publishes; after a failure one may still write there, or try again. */
  #publish(publication: Publication): FileStamp {
    try {
      return publish(publication);
    } catch (error) {
      makeWritable(publication.from);
      throw error;
    }
  }

  /** Without reading it again, unless it was touched since it was digested. */
  #isAsListed(path: string, { size, sha256 }: FileEntry): boolean {
    const file = `${this.dir}/${path}`;
    const digested = this.#digested.get(path);
    const isKnown = digested?.sha256 === sha256 && isUntouched(file, digested);
    return isKnown || digestFile(file, size) === sha256;
  }

  #writeNote(): void {
    const path = notePath(this.#place.layout, this.#name);
    Deno.writeTextFileSync(path, JSON.stringify(this.#note));
  }
}

/** A Worker's start costs as much time as digesting so much. */
const LARGE_BYTES = 32 << 20;

/** Where the note of something staged lies. */
export function notePath(layout: Layout, name: string): string {
  return `${layout.staging}/${name}.json`;
}

/** A digest, and how the file was when it was made. */
interface Digested {
  readonly sha256: Sha256;
  /** Nothing where a change need not show. */
  readonly stamp: string | undefined;
}

/** What changes when a file does, once it is marked. */
function stampOf(info: Deno.FileInfo): string {
  return `${info.ino} ${info.size} ${mtimeOf(info)}`;
}

/**
 * Sees to it that the next write shows in the file's mtime, even within the
 * same tick of the file system's clock: sets it back a little, which no write
 * does.
 *
 * @returns The stamp to compare with; nothing where that cannot be done.
 */
function mark(path: string): string | undefined {
  const info = Deno.lstatSync(path);
  const mtime = mtimeOf(info);
  if (mtime < 1) return undefined;
  try {
    Deno.utimeSync(path, new Date(mtime), new Date(mtime - 1));
  } catch (error) {
    if (hasCode(error, "EPERM", "EACCES")) return undefined;
    throw error;
  }
  const marked = Deno.lstatSync(path);
  return mtimeOf(marked) === mtime ? undefined : stampOf(marked);
}

function isUntouched(path: string, { stamp }: Digested): boolean {
  return stamp !== undefined && stamp === stampOf(Deno.lstatSync(path));
}

/** What was digested, by path from the directory that is asked about. */
interface DigestMemory {
  find(path: string): Digested | undefined;
  keep(path: string, digested: Digested): void;
}

/**
 * Digests each file below a directory; sorted by path.
 *
 * @param memory Knows some of them, which are not read again unless they were
 *   touched, and gets the others. Default: all are read, and none is marked.
 */
export function digestTree(
  dir: string,
  options: TreeOptions,
  memory?: DigestMemory,
): FileEntry[] {
  const digestOf = (path: string, size: number): Sha256 => {
    const file = `${dir}/${path}`;
    const known = memory?.find(path);
    if (known !== undefined && isUntouched(file, known)) return known.sha256;
    const stamp = memory === undefined ? undefined : mark(file);
    const sha256 = digestFile(file, size);
    memory?.keep(path, { sha256, stamp });
    return sha256;
  };
  return readTree(dir, options).files.map(({ path, size }) => ({
    path,
    size,
    sha256: digestOf(path, size),
  }));
}
