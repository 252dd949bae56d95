/**
 * Projects of the end-to-end tests of running: methods by their definition,
 * one build script by its body.
 *
 * @module
 */

import type { Failure, Manifest } from "../../src/core/manifest.ts";
import { type AxProject, axProject } from "../support/ax.ts";

/** What a method may need of `"ax"`; unused imports do no harm. */
const imports = `import {
  boolean, dataset, date, datetime, defineMethod, file, integer, job, jobFile,
  list, number, oneOf, optional, record, string,
} from "ax";`;

/** What a project has beside its methods. */
export interface ProjectParts {
  /** The body of `main(urd)`; it prints what the test is to see. */
  readonly main?: string;
  /** Keys of `ax.json` on top of two slices and fast commits. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Further files by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Makes a project.
 *
 * @param methods The definition of each method by name, as in
 * `{ one: "{ synthesis: () => 1 }" }`; `INPUT` stands for the path of the
 * input directory.
 */
export function makeProject(
  methods: Readonly<Record<string, string>>,
  parts: ProjectParts = {},
): AxProject {
  const files: Record<string, string> = {
    "ax.json": JSON.stringify({
      slices: 2,
      durability: "fast",
      ...parts.config,
    }),
    "methods/build.ts": script(parts.main ?? ""),
    ...parts.files,
  };
  const project = axProject(files);
  const input = project.join("input");
  for (const [name, definition] of Object.entries(methods)) {
    const source = method(definition).replaceAll("INPUT", input);
    project.write(`methods/${name}.ts`, source);
  }
  return project;
}

/**
 * Code of a stage that waits until the test has written a file of the input
 * directory; its method declares `builds: true`, and so may read that.
 */
export function untilThere(name: string): string {
  return `for (;;) {
    try { Deno.readTextFileSync("INPUT/${name}"); break; }
    catch { await new Promise((done) => setTimeout(done, 5)); }
  }`;
}

/** The source of a method; its definition starts in line 5. */
export function method(definition: string): string {
  return `${imports}\nexport default defineMethod(${definition});\n`;
}

/** The source of a build script. */
export function script(main: string): string {
  return `export async function main(urd) {\n${main}\n}\n`;
}

/** Reads a job's manifest off the disk. */
export function manifestOf(project: AxProject, id: string): Manifest {
  return JSON.parse(project.read(`workdir/${id}/job.json`));
}

/** Why a job failed. */
export function failureOf(project: AxProject, id: string): Failure {
  const { state, failure } = manifestOf(project, id);
  if (state === "failed" && failure !== undefined) return failure;
  throw new Error(`${id} is ${state}`);
}

/** A process: its number, and when it started, for numbers are used again. */
export interface Process {
  readonly pid: number;
  readonly started: string;
}

/** The processes that a process has started and that were not yet reaped. */
export function childrenOf(pid: number): Process[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    const fields = /^\d+$/.test(name) ? statOf(name) : undefined;
    const isChild = fields !== undefined && fields[1] === String(pid);
    return isChild ? [{ pid: Number(name), started: fields[19] ?? "" }] : [];
  });
}

/** Whether a process runs and is not just waiting to be reaped. */
export function isRunning({ pid, started }: Process): boolean {
  const fields = statOf(String(pid));
  return fields !== undefined && !/^[ZX]$/.test(fields[0] ?? "") &&
    fields[19] === started;
}

/** What `/proc/PID/stat` says behind the name: state, parent and so on. */
function statOf(pid: string): string[] | undefined {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch (error) {
    // Reading the file of a process that ends gives ESRCH.
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}

/** Waits until something holds; the suite's own limit ends a vain wait. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 5));
}
