/**
 * A job while it runs: a directory aside, which is renamed when it is whole.
 *
 * @module
 */

import { formatJobId, type JobId, parseJobId } from "../core/ids.ts";
import type { FileEntry, Manifest } from "../core/manifest.ts";
import type { Sha256 } from "../core/sha256.ts";
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
  /** What the crew has digested, by path. */
  readonly #ahead = new Map<string, Ahead>();

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
    const large = ["files", "datasets"].flatMap((top) => {
      const dir = `${this.dir}/${top}`;
      return readTree(dir, { foreign: "ignore" }).files
        .filter(({ size }) => size >= LARGE_BYTES)
        .map(({ path }) => `${dir}/${path}`);
    });
    if (large.length === 0) return;
    const stamps = new Map(large.map((path) => [path, stampOf(path)]));
    for (const [path, sha256] of await crew.digest(large)) {
      this.#ahead.set(path, { sha256, stamp: stamps.get(path) ?? "" });
    }
  }

  /** Has the same files put on the disk, if the job must survive power loss. */
  async flushAhead(crew: DigestCrew): Promise<void> {
    if (this.#place.durable) await crew.flush([...this.#ahead.keys()]);
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
      digestTree(`${this.dir}/${top}`, { foreign }, this.#ahead);
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

  /** Removes everything. Does nothing after a commit. */
  discard(): void {
    if (this.#ended) return;
    this.#ended = true;
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
interface Ahead {
  readonly sha256: Sha256;
  readonly stamp: string;
}

/** What changes when a file does. */
function stampOf(path: string): string {
  const info = Deno.lstatSync(path);
  return `${info.ino} ${info.size} ${mtimeOf(info)}`;
}

/**
 * Digests each file below a directory; sorted by path.
 *
 * @param known Digests of some of them, by whole path; used for those that are
 *   as they were.
 */
export function digestTree(
  dir: string,
  options: TreeOptions,
  known: ReadonlyMap<string, Ahead> = new Map(),
): FileEntry[] {
  const digestOf = (path: string, size: number): Sha256 => {
    const ahead = known.get(path);
    const isSame = ahead !== undefined && ahead.stamp === stampOf(path);
    return isSame ? ahead.sha256 : digestFile(path, size);
  };
  return readTree(dir, options).files.map(({ path, size }) => ({
    path,
    size,
    sha256: digestOf(`${dir}/${path}`, size),
  }));
}
