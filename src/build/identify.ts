/**
 * What a request is: its inputs checked, its fingerprint known.
 *
 * @module
 */

import { join } from "node:path";
import { canonicalJson, type Json } from "../core/canonical.ts";
import { type CheckedInputs, checkInputs } from "../core/check_inputs.ts";
import {
  columnFault,
  listNames,
  wantedDatasets,
} from "../core/dataset_columns.ts";
import { datasetKey } from "../core/dataset_name.ts";
import { type DatasetPlace, findEntry } from "../core/dataset_place.ts";
import { AxError } from "../core/errors.ts";
import { fingerprintOf, inputPart, type KeyPart } from "../core/fingerprint.ts";
import { compareJobIds } from "../core/ids.ts";
import type { InputSpec } from "../core/input_spec.ts";
import type { DatasetEntry, Manifest } from "../core/manifest.ts";
import type { Sha256 } from "../core/sha256.ts";
import { didYouMean } from "../core/suggest.ts";
import { mapRefs, type Ref, refsIn, type Wire } from "../core/wire.ts";
import type { JobPlace, Place } from "../run/protocol.ts";
import type { DigestCache, FileDigest } from "../store/digests.ts";
import type { JobRow } from "../store/rows.ts";
import type { DatasetLibrary } from "./dataset_library.ts";
import type { LoadedMethod } from "./method_library.ts";
import type { Project } from "./project.ts";
import type { Workdirs } from "./workdirs.ts";

/** A request whose answer can be looked up. */
export interface Identified {
  readonly inputs: CheckedInputs;
  readonly parts: readonly KeyPart[];
  readonly fingerprint: Sha256;
  /** The input files, as they were when they were hashed. */
  readonly files: readonly FileDigest[];
}

/** A request that depends on jobs a dry run only plans. */
export interface Undecided {
  readonly dependsOn: readonly string[];
}

/** Stands for a job that a dry run only plans. */
export interface PlannedJob {
  readonly id: string;
  readonly method: string;
}

/** Knows jobs and files well enough to identify requests. */
export class Identifier {
  readonly #project: Project;
  readonly #workdirs: Workdirs;
  readonly #digests: DigestCache;
  readonly #datasets: DatasetLibrary;
  readonly #planned = new Map<string, PlannedJob>();
  readonly #facts = new Map<string, JobFacts>();

  constructor(
    project: Project,
    stores: {
      readonly workdirs: Workdirs;
      readonly digests: DigestCache;
      readonly datasets: DatasetLibrary;
    },
  ) {
    this.#project = project;
    this.#workdirs = stores.workdirs;
    this.#digests = stores.digests;
    this.#datasets = stores.datasets;
  }

  /**
   * Makes up a job that will not be built, for a dry run. A script that prints
   * its id shows what it is, as in `planned-csvimport-1`.
   */
  plan(method: string): PlannedJob {
    let workdir = `planned-${method}`.slice(0, 50);
    while (this.#project.config.workdirs.has(workdir)) workdir += "_";
    const job = { id: `${workdir}-${this.#planned.size + 1}`, method };
    this.#planned.set(job.id, job);
    return job;
  }

  isPlanned(id: string): boolean {
    return this.#planned.has(id);
  }

  /**
   * Checks the inputs of a request and hashes what they stand for.
   *
   * @throws {AxError} `input`, naming the input that cannot be.
   */
  identify(method: LoadedMethod, given: Wire): Identified | Undecided {
    const { name } = method.file;
    const inputs = checkInputs(name, method.descriptor.inputs, given);
    const dependsOn = this.#plannedIn(inputs);
    if (dependsOn.length > 0) return { dependsOn };
    const files = new Map<string, FileDigest>();
    const parts = [...method.parts];
    for (const [input, value] of Object.entries(inputs)) {
      const site = { method: name, input, files };
      parts.push(this.#part(site, value));
      const spec = method.descriptor.inputs[input];
      if (spec !== undefined) this.#checkColumns(site, spec, value);
    }
    const fingerprint = fingerprintOf(parts);
    return { inputs, parts, files: [...files.values()], fingerprint };
  }

  #plannedIn(inputs: CheckedInputs): string[] {
    if (this.#planned.size === 0) return [];
    const methods = new Set<string>();
    for (const ref of Object.values(inputs).flatMap(refsIn)) {
      if (ref["~"] === "file") continue;
      const id = ref["~"] === "job" ? ref.id : ref.job;
      const job = this.#planned.get(id);
      if (job !== undefined) methods.add(job.method);
    }
    return [...methods];
  }

  #part(site: Site, value: Json): KeyPart {
    const identity = mapRefs(value, (ref) => this.#identityOf(site, ref));
    const shown = mapRefs(
      value,
      (ref) => ref["~"] === "file" ? this.#identityOf(site, ref) : ref,
    );
    return inputPart(site.input, identity, shown);
  }

  #identityOf(site: Site, ref: Ref): Json {
    switch (ref["~"]) {
      case "file": {
        const digest = this.#fileDigest(site, ref.path);
        return { ...ref, sha256: digest.sha256, size: digest.size };
      }
      case "job":
        return { "~": "job", digest: this.getDone(site, ref.id).digest };
      case "dataset":
        return { "~": "dataset", digest: this.#datasetDigest(site, ref) };
      case "jobFile": {
        this.getDone(site, ref.job);
        const { files } = this.#factsOf(ref.job);
        const file = files.find(({ path }) => path === ref.path);
        if (file !== undefined) {
          return { "~": "jobFile", path: ref.path, sha256: file.sha256 };
        }
        throw bad(site, `${ref.job} has no file ${ref.path}`);
      }
    }
  }

  #fileDigest(site: Site, path: string): FileDigest {
    const file = this.inputPath(path);
    const known = site.files.get(file);
    if (known !== undefined) return known;
    try {
      const digest = this.#digests.fileDigest(file);
      site.files.set(file, digest);
      return digest;
    } catch (thrown) {
      if (thrown instanceof AxError) throw bad(site, thrown.message);
      throw thrown;
    }
  }

  /** Where a file of the input directory lies. */
  inputPath(path: string): string {
    return join(this.#project.config.input, path);
  }

  #datasetDigest(site: Site, ref: DatasetRef): Sha256 {
    return this.#entry(site, ref).digest;
  }

  #entry(site: Site, ref: DatasetRef): DatasetEntry {
    this.getDone(site, ref.job);
    const job = this.#datasets.job(ref.job);
    const entry = findEntry(job, ref.name);
    if (entry !== undefined) return entry;
    const names = Object.keys(job.datasets);
    throw bad(
      site,
      `job ${ref.job} has no dataset ${JSON.stringify(ref.name)}: it has ${
        listNames(names)
      }${didYouMean(ref.name, names)}`,
    );
  }

  /** Checks that datasets have the columns that the method declares. */
  #checkColumns(site: Site, spec: InputSpec, value: Json): void {
    for (
      const { ref, path, columns } of wantedDatasets(spec, value, site.input)
    ) {
      const fault = columnFault(columns, this.#entry(site, ref).columns);
      if (fault === undefined) continue;
      throw bad(
        { ...site, input: path },
        `cannot use dataset ${datasetKey(ref.job, ref.name)}: ${fault}`,
      );
    }
  }

  /** A job that may be an input: it is there, and done. */
  getDone(site: Site, id: string): JobRow & { readonly digest: Sha256 } {
    const row = this.#workdirs.findJob(id);
    if (row === undefined) throw bad(site, `there is no job ${id}`);
    const { digest } = row;
    if (row.state !== "done" || digest === undefined) {
      throw bad(
        site,
        `job ${id} ${row.state === "done" ? "is a build script's" : row.state}`,
      );
    }
    return { ...row, digest };
  }

  /** What each ref of checked inputs stands for on this machine. */
  places(inputs: CheckedInputs): Record<string, Place> {
    const places: Record<string, Place> = {};
    for (const ref of Object.values(inputs).flatMap(refsIn)) {
      places[canonicalJson(ref)] = this.#place(ref);
    }
    return places;
  }

  /** Every dataset that places lead to, by `JOB/NAME`. */
  datasets(places: Iterable<Place>): Record<string, DatasetPlace> {
    const keys: string[] = [];
    for (const place of places) {
      if (place.kind === "dataset") keys.push(place.key);
      if (place.kind !== "job") continue;
      for (const { id } of [...place.chain, place]) {
        keys.push(...this.#datasets.keysOf(id));
      }
    }
    return this.#datasets.places(keys);
  }

  #place(ref: Ref): Place {
    switch (ref["~"]) {
      case "file":
        return { kind: "file", name: ref.path, path: this.inputPath(ref.path) };
      case "jobFile": {
        const { dir } = this.#jobPlace(ref.job);
        return {
          kind: "file",
          name: ref.path,
          path: `${dir}/files/${ref.path}`,
        };
      }
      case "job":
        return this.#jobPlace(ref.id);
      case "dataset":
        return { kind: "dataset", key: datasetKey(ref.job, ref.name) };
    }
  }

  /** A chain is walked for each of its jobs, so each manifest is read once. */
  #factsOf(id: string): JobFacts {
    const known = this.#facts.get(id);
    if (known !== undefined) return known;
    const { files, datasets, inputs } = this.#workdirs.readManifest(id);
    const facts = {
      dir: this.#workdirs.findJob(id)?.dir ?? "",
      files,
      datasets: Object.keys(datasets),
      previous: previousOf(inputs),
    };
    this.#facts.set(id, facts);
    return facts;
  }

  #jobPlace(id: string): JobPlace {
    const chain: JobPlace[] = [];
    for (let at: string | undefined = id; at !== undefined;) {
      const { dir, files, datasets, previous } = this.#factsOf(at);
      const names = files.map(({ path }) => path);
      chain.push({
        kind: "job",
        id: at,
        dir,
        files: names,
        datasets,
        chain: [],
      });
      at = previous;
    }
    chain.reverse();
    const place = chain.pop() as JobPlace;
    return { ...place, chain };
  }
}

/** What is remembered of a job, which never changes. */
interface JobFacts {
  readonly dir: string;
  readonly files: Manifest["files"];
  /** The names of its datasets. */
  readonly datasets: readonly string[];
  /** The job before it in a chain. */
  readonly previous: string | undefined;
}

type DatasetRef = Ref & { readonly "~": "dataset" };

/** Where a ref stands, for the message. */
interface Site {
  readonly method: string;
  readonly input: string;
  /** What was hashed for this request, by path. */
  readonly files: Map<string, FileDigest>;
}

function bad(site: Site, what: string): AxError {
  return new AxError(
    "input",
    `${site.method}: input "${site.input}": ${what}`,
  );
}

/** The job that an input called `previous` names. */
export function previousOf(
  inputs: Readonly<Record<string, Json>>,
): string | undefined {
  const [ref] = refsIn(inputs["previous"] ?? null);
  return ref?.["~"] === "job" ? ref.id : undefined;
}

/** Jobs that inputs name, each once, oldest first. */
export function jobsIn(inputs: Readonly<Record<string, Json>>): string[] {
  const ids = Object.values(inputs).flatMap(refsIn).map((ref) =>
    ref["~"] === "job" ? ref.id : ref["~"] === "file" ? "" : ref.job
  );
  return [...new Set(ids)].filter((id) => id !== "").sort(compareJobIds);
}
