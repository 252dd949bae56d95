/**
 * Turns the inputs of a job into what its stages see.
 *
 * @module
 */

import { canonicalJson, type Json } from "../../core/canonical.ts";
import type { Columns } from "../../core/columns.ts";
import type { InputSpec } from "../../core/input_spec.ts";
import { type Inputs, specsOf } from "../../core/inputs.ts";
import { isRef, markOf, type Ref, refOf } from "../../core/wire.ts";
import type { JobSetup, Place } from "../protocol.ts";
import { finishedJob, type HandleTools, inputFile } from "./finished_job.ts";

/** Decodes every declared input. */
export function decodeInputs(
  declared: Inputs,
  setup: JobSetup,
  tools: HandleTools,
): Readonly<Record<string, unknown>> {
  const decoder = new Decoder(setup, tools);
  const decoded: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specsOf(declared))) {
    decoded[name] = decoder.decode(spec, setup.inputs[name] ?? null, name);
  }
  return decoded;
}

class Decoder {
  readonly #setup: JobSetup;
  readonly #tools: HandleTools;

  constructor(setup: JobSetup, tools: HandleTools) {
    this.#setup = setup;
    this.#tools = tools;
  }

  /** @param path Where it stands, as in `sources[2]`. */
  decode(spec: InputSpec, value: Json, path: string): unknown {
    switch (spec.kind) {
      case "optional":
        return value === null ? null : this.decode(spec.inner, value, path);
      case "list":
        return (value as readonly Json[]).map((item, index) =>
          this.decode(spec.items, item, `${path}[${index}]`)
        );
      case "record":
        return this.#members(value, path, (name) => spec.fields[name]);
      case "map":
        return this.#members(value, path, () => spec.values);
      case "date":
      case "datetime":
        return new Date(String(value));
      case "dataset":
        return this.#dataset(spec, value, path);
      case "job":
      case "file":
      case "jobFile":
        return this.#handle(value);
      default:
        return value;
    }
  }

  #members(
    value: Json,
    path: string,
    specOf: (name: string) => InputSpec | undefined,
  ): Readonly<Record<string, unknown>> {
    const plain = markOf(value) === "plain"
      ? (value as { readonly value: Json }).value
      : value;
    const decoded: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(plain as object)) {
      const spec = specOf(name);
      if (spec === undefined) continue;
      Object.defineProperty(decoded, name, {
        value: this.decode(spec, member, `${path}.${name}`),
        enumerable: true,
      });
    }
    return decoded;
  }

  #dataset(
    spec: InputSpec & { kind: "dataset" },
    value: Json,
    path: string,
  ): unknown {
    const place = this.#place(value);
    if (place.kind !== "dataset") {
      throw new Error("a dataset has another place");
    }
    const wanted = spec.columns as Columns | undefined;
    return this.#tools.datasets.stage.shelf.handle(place.key, path, wanted);
  }

  #handle(value: Json): unknown {
    const place = this.#place(value);
    if (place.kind === "dataset" || !isRef(value)) {
      throw new Error("a dataset stands where none is declared");
    }
    const handle = place.kind === "job"
      ? finishedJob(place, this.#tools)
      : inputFile(place);
    return this.#setup.builds ? passable(handle, value) : handle;
  }

  #place(value: Json): Place {
    const place = this.#setup.places[canonicalJson(value)];
    if (place !== undefined) return place;
    throw new Error(`the job has no place for ${canonicalJson(value)}`);
  }
}

/** Lets a method that builds pass an input on to its own requests. */
function passable(handle: object, ref: Ref): object {
  Object.defineProperty(handle, refOf, { value: ref });
  return handle;
}
