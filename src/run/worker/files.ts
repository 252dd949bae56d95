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

/**
 * Opens a new file for writing.
 *
 * @param compress Makes a frame of bytes; the file is made of frames.
 */
export function openNew(
  directory: string,
  name: string,
  compress?: (bytes: Uint8Array) => Uint8Array,
): OpenOutput {
  const file = createNew(directory, checkFileName(name));
  const sink = (bytes: Uint8Array): void => {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(file.writeSync(rest));
    }
  };
  const frames = compress && new Frames(compress, sink);
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    try {
      frames?.end();
    } finally {
      file.close();
    }
  };
  return {
    write(data: string | Uint8Array): void {
      const bytes = bytesOf(data, name);
      if (!open) throw new AxError("job", `Cannot write ${name}: it is closed`);
      if (frames === undefined) sink(bytes);
      else frames.write(bytes);
    },
    close,
    [Symbol.dispose]: close,
  };
}

/** How much goes into one frame. */
const FRAME_BYTES = 1 << 20;

/** Collects bytes, and passes them on in frames. */
class Frames {
  readonly #compress: (bytes: Uint8Array) => Uint8Array;
  readonly #sink: (bytes: Uint8Array) => void;
  readonly #bytes = new Uint8Array(FRAME_BYTES);
  #length = 0;
  #count = 0;

  constructor(
    compress: (bytes: Uint8Array) => Uint8Array,
    sink: (bytes: Uint8Array) => void,
  ) {
    this.#compress = compress;
    this.#sink = sink;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + FRAME_BYTES - this.#length);
      this.#bytes.set(part, this.#length);
      this.#length += part.length;
      at += part.length;
      if (this.#length === FRAME_BYTES) this.#pass();
    }
  }

  /** Passes on the rest; a file without a frame would be none of its kind. */
  end(): void {
    if (this.#length > 0 || this.#count === 0) this.#pass();
  }

  #pass(): void {
    this.#sink(this.#compress(this.#bytes.subarray(0, this.#length)));
    this.#length = 0;
    this.#count++;
  }
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
