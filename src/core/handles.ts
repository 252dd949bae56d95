/**
 * What methods and build scripts hold in their hands: jobs, files, datasets.
 *
 * @module
 */

import type { Columns } from "./columns.ts";
import type { Dataset, DatasetOptions, DatasetWriter } from "./datasets.ts";

/** A file that a stage may read. */
export interface InputFile {
  /** The path as declared: under the input directory, or within the job. */
  readonly name: string;
  /** Where it lies on this machine, for `Deno.open`. */
  readonly path: string;
  /** The whole file, which must be UTF-8. */
  text(): string;
  /** The whole file. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** A file opened for reading. Close it, or let `using` do so. */
export interface OpenInput extends Disposable {
  /** The bytes from here to the end. */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Fills the buffer from the current place; `null` at the end. */
  readSync(buffer: Uint8Array): number | null;
  /** Gives the file back to the system. A second call does nothing. */
  close(): void;
}

/** A file opened for writing. Closed by `using`, or at the stage's end. */
export interface OpenOutput extends Disposable {
  /** Appends text (as UTF-8) or bytes, all of it. */
  write(data: string | Uint8Array): void;
  /** Ends the file. A second call does nothing. */
  close(): void;
}

/** How {@linkcode RunningJob.open} writes a file. */
export interface OutputOptions {
  /**
   * With `"zstd"`, what is written is compressed, a mebibyte at a time, each a
   * frame of its own. Default: `"none"`.
   */
  readonly compression?: "none" | "zstd";
}

/**
 * A finished job inside a stage: only what its digest covers, so that equal
 * jobs are indistinguishable.
 */
export interface FinishedJob {
  /**
   * Reads a saved value: what `synthesis` returned, or a `.json` or `.cbor`
   * file by name.
   *
   * @throws {AxError} `job`, if the job saved no such file.
   */
  load<Value = unknown>(name?: string): Value;
  /** Opens one of the job's files. */
  open(name: string): OpenInput;
  /** Names the files of the job, sorted; `/` between directories. */
  files(): string[];
  /** A dataset of the job; `default` when no name is given. */
  dataset(name?: string): Dataset;
  /** The names of the datasets of the job, sorted. */
  datasets(): string[];
  /** This job and what its input `previous` leads to, oldest first. */
  chain(): FinishedJob[];
}

/** A file of a finished job, to pass as an input. */
export interface JobFile {
  /** Its path within the job. */
  readonly name: string;
}

/** What stages printed: one text a stage, or a slice of `analysis`. */
export interface JobOutput {
  /** By file name without its ending: `synthesis`, `analysis.3`. */
  readonly [stage: string]: string;
}

/** A finished job in a build script. */
export interface Job extends FinishedJob {
  /** As in `dev-42`. */
  readonly id: string;
  /** The name of the method that made it. */
  readonly method: string;
  /** What the request that built it said of it. */
  readonly caption: string | undefined;
  /** Every input, defaults filled in; jobs and datasets by name. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the stages printed, by file name: `synthesis`, `analysis.3`. */
  output(): JobOutput;
  /** A file of the job, to pass where an input is a `jobFile()`. */
  file(name: string): JobFile;
  /**
   * Links a file of the job into the project's results.
   *
   * @param name The job's file. Default: the value `synthesis` returned.
   * @param as The link's path under the results directory. Default: `name`.
   */
  linkResult(name?: string, as?: string): Promise<void>;
  /** This job and what its input `previous` leads to, oldest first. */
  chain(): Job[];
}

/** The inputs of a request: values, jobs, datasets, files. */
export interface GivenInputs {
  /** By the name that the method declares. */
  readonly [name: string]: unknown;
}

/** What a request may say beside its inputs. None of it is identity. */
export interface BuildOptions {
  /** A line about the job, kept in its manifest and shown in listings. */
  readonly caption?: string;
  /** Build here if it must be built. Default: the target workdir. */
  readonly workdir?: string;
  /** What to call the job in the build's list. Default: the method's name. */
  readonly name?: string;
  /** Run the method even if a job answers the request. */
  readonly force?: boolean;
}

/** Known methods and what they take; `ax types` fills it in. */
// deno-lint-ignore no-empty-interface
export interface Methods {}

/** The methods of a project; any text as long as `ax types` has named none. */
export type MethodName = [keyof Methods] extends [never] ? string
  : keyof Methods;

/** What follows the method's name in a request. */
export type RequestRest<Name> = Name extends keyof Methods
  ? Record<never, never> extends Methods[Name]
    ? [inputs?: Methods[Name], options?: BuildOptions]
  : [inputs: Methods[Name], options?: BuildOptions]
  : [inputs?: GivenInputs, options?: BuildOptions];

/** Asks for jobs. */
export interface Builder {
  /**
   * Returns the job that answers a request, built now only if none exists.
   *
   * @throws {AxError} `input` or `method`, before anything runs; `build`, if
   * the job failed.
   */
  build<Name extends MethodName>(
    method: Name,
    ...rest: RequestRest<Name>
  ): Promise<Job>;
}

/** What a build script's `main` gets. */
export interface Urd extends Builder {
  /** The jobs this script has asked for so far, in the order of the answers. */
  readonly jobs: readonly Job[];
  /**
   * The run of the script itself, which is a job too: for files and datasets
   * that no method makes. Requests cannot take them as inputs.
   */
  readonly job: RunningJob;
  /** Shows what the script is doing until the returned handle is disposed. */
  status(text: string): Disposable;
  /** Prints a warning now and again at the end of the build. */
  warn(text: string): void;
}

/** The job that is running, in its own stages. */
export interface RunningJob {
  /**
   * Saves a value into `files/NAME`.
   *
   * @param name Ends in `.json` (plain JSON; NaN is an error) or `.cbor` (Map,
   * Set, bigint, Date, typed arrays).
   */
  save(value: unknown, name: string): void;
  /** Writes a whole file into the job. */
  write(name: string, data: string | Uint8Array): void;
  /** Opens a new file of the job for writing. */
  open(name: string, options?: OutputOptions): OpenOutput;
  /** Where a file of this job lies, for libraries that open files themselves. */
  path(name: string): string;
  /**
   * Starts a dataset of this job. It ends by `using`, or with the stage.
   *
   * @param name Any text. In `analysis` each slice creates it, and all must
   * declare the same.
   * @throws {AxError} `dataset`, if the job has one of that name already, or
   * what is declared cannot be.
   */
  createDataset<
    const Declared extends Columns,
    const Parsed extends string = never,
  >(
    name: string,
    options: DatasetOptions<Declared, Parsed>,
  ): DatasetWriter<Declared, Parsed>;
  /** Starts the dataset `default`. */
  createDataset<
    const Declared extends Columns,
    const Parsed extends string = never,
  >(
    options: DatasetOptions<Declared, Parsed>,
  ): DatasetWriter<Declared, Parsed>;
  /** A dataset that an earlier stage has made, or this one has closed. */
  dataset(name?: string): Dataset;
  /** Shows what the stage is doing until the returned handle is disposed. */
  status(text: string): Disposable;
  /**
   * Ends the job now, and well.
   *
   * @param result Saved as the job's value. Not in `analysis`, where every
   * slice must call this.
   */
  finishEarly(result?: unknown): never;
}

/** The job that is running, in a method that declares `builds: true`. */
export interface BuildingJob extends RunningJob, Builder {}
