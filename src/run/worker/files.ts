/**
 * Files of the running job: names are checked, directories made, each file
 * written once.
 *
 * @module
 */

import { AxError } from "../../core/errors.ts";
import type { OpenInput, OpenOutput } from "../../core/handles.ts";

const encoder = new TextEncoder();

/** The name of a file in a job: relative, `/` between directories. */
export function checkFileName(name: string): string {
  const given: unknown = name;
  const steps = typeof given === "string" ? given.split("/") : [""];
  const good = steps.every((step) =>
    step !== "" && step !== "." && step !== ".." && step.isWellFormed() &&
    byteLength(step) <= 255 &&
    // deno-lint-ignore no-control-regex
    !/[\x00-\x1f\\]/.test(step)
  );
  if (good && byteLength(name) <= 1000) return name;
  throw new AxError(
    "job",
    `Cannot name a file ${
      JSON.stringify(given)
    }: the name must be a relative ` +
      `path such as "plots/july.svg"`,
  );
}

/** What a name takes in a file system. */
function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** Writes a new file under a directory, and the directories between. */
export function writeNew(
  directory: string,
  name: string,
  data: string | Uint8Array,
): void {
  using output = openNew(directory, name);
  output.write(data);
}

/** Opens a new file for writing. */
export function openNew(directory: string, name: string): OpenOutput {
  const file = createNew(directory, checkFileName(name));
  let open = true;
  const close = (): void => {
    if (open) file.close();
    open = false;
  };
  return {
    write(data: string | Uint8Array): void {
      let bytes = bytesOf(data, name);
      if (!open) throw new AxError("job", `Cannot write ${name}: it is closed`);
      while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
    },
    close,
    [Symbol.dispose]: close,
  };
}

function bytesOf(data: unknown, name: string): Uint8Array {
  if (typeof data === "string") return encoder.encode(data);
  if (data instanceof Uint8Array) return data;
  const kind = data === null ? "null" : typeof data;
  throw new AxError(
    "job",
    `Cannot write ${name}: expected text or a Uint8Array, got ${kind}; ` +
      `job.save keeps other values`,
  );
}

function createNew(directory: string, name: string): Deno.FsFile {
  const path = `${directory}/${name}`;
  const options = { write: true, createNew: true };
  try {
    if (name.includes("/")) makeParents(directory, name);
    return Deno.openSync(path, options);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.AlreadyExists) {
      throw new AxError(
        "job",
        `Cannot write ${name}: this job has written it already; slices share ` +
          `one directory, so put the slice into the name`,
      );
    }
    throw thrown;
  }
}

/** Makes the directories of a file's name. */
export function makeParents(directory: string, name: string): void {
  const parent = name.slice(0, name.lastIndexOf("/"));
  Deno.mkdirSync(`${directory}/${parent}`, { recursive: true });
}

/** Opens a file for reading. */
export function openInput(path: string): OpenInput {
  const file = Deno.openSync(path, { read: true });
  return file as OpenInput & Deno.FsFile;
}
