/**
 * A finished job in a build script: what is known of it is read from its
 * directory when it is asked for.
 *
 * @module
 */

import type { Json } from "../../core/canonical.ts";
import type { Dataset } from "../../core/datasets.ts";
import { AxError } from "../../core/errors.ts";
import type { Job, JobFile, JobOutput } from "../../core/handles.ts";
import { getJobIdParts } from "../../core/ids.ts";
import type { Manifest } from "../../core/manifest.ts";
import { mapRefs, type Ref, refOf } from "../../core/wire.ts";
import type { BuiltJob } from "../protocol.ts";
import { fileOf, finishedJob } from "./finished_job.ts";
import type { RequestContext } from "./request_context.ts";

/** Makes the handle of a job that answered a request. */
export function jobHandle(built: BuiltJob, context: RequestContext): Job {
  return new ScriptJob(built, context);
}

class ScriptJob implements Job {
  readonly id: string;
  readonly method: string;
  readonly [refOf]: Ref;
  readonly #built: BuiltJob;
  readonly #context: RequestContext;
  #manifest: Manifest | undefined;

  constructor(built: BuiltJob, context: RequestContext) {
    this.id = built.id;
    this.method = built.method;
    this[refOf] = { "~": "job", id: built.id };
    this.#built = built;
    this.#context = context;
  }

  get caption(): string | undefined {
    return this.#read().caption;
  }

  get inputs(): Readonly<Record<string, unknown>> {
    const inputs: Record<string, Json> = {};
    for (const [name, value] of Object.entries(this.#read().inputs)) {
      inputs[name] = mapRefs(value, nameOf);
    }
    return inputs;
  }

  load<Value = unknown>(name?: string): Value {
    return this.#finished().load(name);
  }

  open(name: string): ReturnType<Job["open"]> {
    return this.#finished().open(name);
  }

  files(): string[] {
    return this.#finished().files();
  }

  dataset(name?: string): Dataset {
    if (this.#built.planned !== true) return this.#finished().dataset(name);
    const { shelf } = this.#context.datasets.stage;
    return shelf.planned(this.id, name, () => this.#refuse());
  }

  datasets(): string[] {
    return this.#finished().datasets();
  }

  output(): JobOutput {
    const output: Record<string, string> = {};
    for (const { path } of this.#read().output) {
      const text = Deno.readTextFileSync(`${this.#built.dir}/output/${path}`);
      output[path.replace(/\.txt$/, "")] = text;
    }
    return output;
  }

  file(name: string): JobFile {
    const path = fileOf(this.files(), name);
    const ref: Ref = { "~": "jobFile", job: this.id, path };
    return Object.defineProperty({ name: path }, refOf, { value: ref });
  }

  async linkResult(name?: string, as?: string): Promise<void> {
    const file = this.#built.planned === true
      ? name ?? "result"
      : fileOf(this.files(), name);
    const { link } = this.#context;
    await link.ask({ kind: "link", job: this.id, file, name: as ?? file });
  }

  /** Follows the input `previous`, oldest first. */
  chain(): Job[] {
    const chain: Job[] = [this];
    for (let id = previousOf(this.#read()); id !== undefined;) {
      const { workdir } = getJobIdParts(id);
      const dir = `${this.#context.setup.workdirs[workdir]}/${id}`;
      const manifest = readManifest(dir);
      const { method } = manifest;
      chain.push(jobHandle({ id, dir, method, name: method }, this.#context));
      id = previousOf(manifest);
    }
    return chain.reverse();
  }

  #finished(): ReturnType<typeof finishedJob> {
    const manifest = this.#read();
    const files = manifest.files.map(({ path }) => path);
    const datasets = Object.keys(manifest.datasets);
    const { id, dir } = this.#built;
    return finishedJob({ id, dir, files, datasets, chain: [] }, this.#context);
  }

  #refuse(): never {
    throw new AxError(
      "build",
      `Cannot read ${this.method}: a dry run does not build it; what ` +
        `follows depends on its outputs`,
    );
  }

  #read(): Manifest {
    if (this.#built.planned === true) this.#refuse();
    return this.#manifest ??= readManifest(this.#built.dir);
  }
}

function readManifest(dir: string): Manifest {
  return JSON.parse(Deno.readTextFileSync(`${dir}/job.json`));
}

function previousOf(manifest: Manifest): string | undefined {
  const previous = manifest.inputs["previous"] as
    | { readonly id?: string }
    | null
    | undefined;
  return previous?.id;
}

function nameOf(ref: Ref): string {
  switch (ref["~"]) {
    case "job":
      return ref.id;
    case "dataset":
      return `${ref.job}/${ref.name}`;
    case "jobFile":
      return `${ref.job}/${ref.path}`;
    case "file":
      return ref.path;
  }
}
