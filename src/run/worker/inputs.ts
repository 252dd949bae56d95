/**
 * Turns the inputs of a job into what its stages see.
 *
 * @module
 */

import { canonicalJson, type Json } from "../../core/canonical.ts";
import type { InputSpec } from "../../core/input_spec.ts";
import { type Inputs, specsOf } from "../../core/inputs.ts";
import { isRef, markOf, type Ref, refOf } from "../../core/wire.ts";
import type { JobSetup } from "../protocol.ts";
import { finishedJob, inputFile } from "./finished_job.ts";
import type { StageValues } from "./values.ts";

/** Decodes every declared input. */
export function decodeInputs(
  declared: Inputs,
  setup: JobSetup,
  values: StageValues,
): Readonly<Record<string, unknown>> {
  const decoder = new Decoder(setup, values);
  const decoded: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specsOf(declared))) {
    decoded[name] = decoder.decode(spec, setup.inputs[name] ?? null);
  }
  return decoded;
}

class Decoder {
  readonly #setup: JobSetup;
  readonly #values: StageValues;

  constructor(setup: JobSetup, values: StageValues) {
    this.#setup = setup;
    this.#values = values;
  }

  decode(spec: InputSpec, value: Json): unknown {
    switch (spec.kind) {
      case "optional":
        return value === null ? null : this.decode(spec.inner, value);
      case "list":
        return (value as readonly Json[]).map((item) =>
          this.decode(spec.items, item)
        );
      case "record":
        return this.#members(value, (name) => spec.fields[name]);
      case "map":
        return this.#members(value, () => spec.values);
      case "date":
      case "datetime":
        return new Date(String(value));
      case "job":
      case "dataset":
      case "file":
      case "jobFile":
        return this.#handle(value);
      default:
        return value;
    }
  }

  #members(
    value: Json,
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
        value: this.decode(spec, member),
        enumerable: true,
      });
    }
    return decoded;
  }

  #handle(value: Json): unknown {
    const place = this.#setup.places[canonicalJson(value)];
    if (place === undefined || !isRef(value)) {
      throw new Error(`the job has no place for ${canonicalJson(value)}`);
    }
    const handle = place.kind === "job"
      ? finishedJob(place, this.#values)
      : inputFile(place);
    return this.#setup.builds ? passable(handle, value) : handle;
  }
}

/** Lets a method that builds pass an input on to its own requests. */
function passable(handle: object, ref: Ref): object {
  Object.defineProperty(handle, refOf, { value: ref });
  return handle;
}
