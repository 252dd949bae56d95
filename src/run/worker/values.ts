/**
 * Saves values as JSON or CBOR, and reads them back.
 *
 * @module
 */

import { AxError } from "../../core/errors.ts";
import type { WorkerStart } from "../protocol.ts";
import { checkFileName, makeParents, writeNew } from "./files.ts";
import { notPlain, notStorable } from "./plain.ts";

interface Cbor {
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

/** What a job's `synthesis` returned, as a file. */
export const RESULT_JSON = "result.json";
export const RESULT_CBOR = "result.cbor";

/** Values of one stage. CBOR is loaded only by the stages that need it. */
export class StageValues {
  #cbor: Cbor | undefined;
  readonly #late: { path: string; value: unknown }[] = [];

  /** Loads CBOR when an input or the method's own code speaks of it. */
  async prepare(start: WorkerStart): Promise<void> {
    const builds = start.setup?.kind === "build" || start.setup?.builds;
    const places = Object.values(start.setup?.places ?? {});
    const wanted = builds === true ||
      places.some((place) =>
        place.kind === "job" &&
        [place, ...place.chain].some(({ files }) =>
          files.some((name) => name.endsWith(".cbor"))
        )
      ) || start.closure.modules.some(({ code }) => code.includes(".cbor"));
    if (wanted) await this.loadCbor();
  }

  /** Makes `load` of CBOR files possible. */
  async loadCbor(): Promise<Cbor> {
    this.#cbor ??= await import("./cbor.ts");
    return this.#cbor;
  }

  /** Saves a value under a name that ends in `.json` or `.cbor`. */
  save(directory: string, value: unknown, name: string): void {
    checkFileName(name);
    if (name.endsWith(".json")) {
      writeNew(directory, name, toJson(value, name));
    } else if (name.endsWith(".cbor")) {
      this.#saveCbor(directory, value, name);
    } else {
      throw new AxError(
        "job",
        `Cannot save a value as ${name}: the name must end in .json or .cbor; ` +
          `text and bytes are written by job.write`,
      );
    }
  }

  /** Saves what a job returned: nothing, plain JSON, or CBOR. */
  async saveResult(jobDirectory: string, value: unknown): Promise<void> {
    if (value === undefined) return;
    const directory = `${jobDirectory}/files`;
    if (notPlain(value, "value") === undefined) {
      return writeNew(directory, RESULT_JSON, toJson(value, RESULT_JSON));
    }
    await this.loadCbor();
    this.#saveCbor(directory, value, RESULT_CBOR);
  }

  #saveCbor(directory: string, value: unknown, name: string): void {
    const fault = notStorable(value, "value");
    if (fault !== undefined) {
      throw new AxError(
        "job",
        `Cannot save ${name}: ${fault}, which CBOR cannot keep`,
      );
    }
    if (this.#cbor !== undefined) {
      return writeNew(directory, name, this.#cbor.encode(value));
    }
    writeNew(directory, name, "");
    const path = `${directory}/${name}`;
    this.#late.push({ path, value: structuredClone(value) });
  }

  /** Writes what had to wait for CBOR to be loaded. */
  async flush(): Promise<void> {
    if (this.#late.length === 0) return;
    const { encode } = await this.loadCbor();
    for (const { path, value } of this.#late.splice(0)) {
      Deno.writeFileSync(path, encode(value));
    }
  }

  /** Reads a saved value. */
  load(path: string, name: string): unknown {
    if (name.endsWith(".json")) return JSON.parse(Deno.readTextFileSync(path));
    if (this.#cbor === undefined || !name.endsWith(".cbor")) {
      throw new AxError(
        "job",
        `Cannot load ${name}: values lie in .json and .cbor files; open() ` +
          `reads any other file`,
      );
    }
    return this.#cbor.decode(Deno.readFileSync(path));
  }
}

function toJson(value: unknown, name: string): string {
  const fault = notPlain(value, "value");
  if (fault === undefined) return `${JSON.stringify(value, null, 2)}\n`;
  throw new AxError(
    "job",
    `Cannot save ${name}: ${fault}, which JSON cannot say; save it as ` +
      `${name.replace(/\.json$/, ".cbor")} or make it plain`,
  );
}

/** Makes the directories for a path that a library will write itself. */
export function pathFor(directory: string, name: string): string {
  checkFileName(name);
  if (name.includes("/")) makeParents(directory, name);
  return `${directory}/${name}`;
}
