/**
 * Files of the running job: names are checked, directories made, each file
 * written once.
 *
 * @module
 */

import { AxError } from "../../core/errors.ts";
import type { OpenInput, OpenOutput } from "../../core/handles.ts";

/** The name of a file in a job: relative, `/` between directories. */
export function checkFileName(name: string): string {
  const steps = typeof name === "string" ? name.split("/") : [""];
  const good = name.length <= 1000 &&
    steps.every((step) =>
      step !== "" && step !== "." && step !== ".." && step.length <= 255 &&
      // deno-lint-ignore no-control-regex
      !/[\x00-\x1f\\]/.test(step)
    );
  if (good) return name;
  throw new AxError(
    "job",
    `Cannot name a file ${JSON.stringify(name)}: the name must be a relative ` +
      `path such as "plots/july.svg"`,
  );
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
  const encoder = new TextEncoder();
  let open = true;
  const close = (): void => {
    if (open) file.close();
    open = false;
  };
  return {
    write(data: string | Uint8Array): void {
      let bytes = typeof data === "string" ? encoder.encode(data) : data;
      while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
    },
    close,
    [Symbol.dispose]: close,
  };
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
