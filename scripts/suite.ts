/**
 * The steps that `deno task test` and `deno task ok` are made of: the gates
 * (fmt, lint, check, doc) and the groups of tests, each counted.
 *
 * @module
 */

import { walk } from "./walk.ts";

/** How many tests of a step held. A gate counts as one test. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** One thing to run; fast ones first. */
export interface Step {
  readonly name: string;
  run(): Promise<Count>;
}

/** A step that has run. */
export interface Outcome extends Count {
  readonly name: string;
  readonly elapsedMs: number;
}

/** How the tests are to run. */
export interface SuiteOptions {
  /** Only test files whose path holds one of these; all when empty. */
  readonly only: readonly string[];
  /** Only tests whose name holds this. */
  readonly filter?: string | undefined;
  /** Names every test as it ends, instead of printing a dot. */
  readonly verbose: boolean;
  /**
   * Where to leave coverage profiles; none are taken by default. Every Deno
   * that a test starts leaves one there, too.
   */
  readonly coverage?: string;
  /** How many test files run at once. Default: as many as there are cores. */
  readonly jobs?: number;
}

/**
 * How many files of end-to-end tests run at once: they wait for programs that
 * wait for the disk, for each other or for time.
 */
export const endToEndJobs: number = navigator.hardwareConcurrency + 1;

/** A step is given up after this time: something in it hangs. */
const stepTimeoutMs = 15 * 60_000;

const repository = new URL("../", import.meta.url);

/** Gets the packages of `deno.json`, so that all later steps work offline. */
export function packages(): Step {
  // CI must not go on with a lock file that somebody forgot to commit.
  const frozen = Deno.env.get("CI") === "true" ? ["--frozen"] : [];
  return gate("packages", ["install", "--quiet", ...frozen]);
}

/** The gates that look at the source and run nothing of it. */
export function gates(): Step[] {
  return atOnce([
    gate("fmt", ["fmt", "--check"]),
    gate("lint", ["lint"]),
    gate("check", ["check", "--quiet"]),
    gate("doc", ["doc", "--lint", "--quiet", "src/mod.ts"]),
  ]);
}

/** Steps that all start with the first of them: each keeps one core busy. */
function atOnce(steps: readonly Step[]): Step[] {
  let started: Promise<Count>[] | undefined;
  return steps.map(({ name }, index) => ({
    name,
    run: async () => {
      started ??= steps.map((step) => step.run());
      return await started[index] ?? { passed: 0, failed: 1 };
    },
  }));
}

/** The groups of tests that hold at least one chosen file, fast ones first. */
export function suites(options: SuiteOptions): Step[] {
  const files = testFiles(options.only);
  const documents = files.filter((file) => file.endsWith("documents_test.ts"));
  const ends = files.filter((file) => file.startsWith("tests/e2e/"));
  const slow = [...documents, ...ends];
  const fast = files.filter((file) => !slow.includes(file));
  const steps = [
    testStep("unit", fast, options),
    testStep("end to end", slow, { ...options, jobs: endToEndJobs }),
  ];
  const examples = options.only.length === 0 || options.only.includes("doc");
  if (examples) steps.push(exampleStep(options));
  return steps.filter((step) => step !== undefined);
}

/** Runs the steps in order and says of each what came of it. */
export async function runSteps(steps: readonly Step[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const started = performance.now();
    const count = await step.run();
    const elapsedMs = performance.now() - started;
    outcomes.push({ name: step.name, elapsedMs, ...count });
    console.log(formatOutcome({ name: step.name, elapsedMs, ...count }));
  }
  return outcomes;
}

/** One line about one step: its name, its time and its counts. */
export function formatOutcome(outcome: Outcome): string {
  const { name, elapsedMs, passed, failed } = outcome;
  const seconds = (elapsedMs / 1000).toFixed(1).padStart(7);
  const mark = failed === 0 ? "ok    " : "FAILED";
  return `${mark} ${name.padEnd(12)}${seconds} s   ` +
    `${passed} passed, ${failed} failed`;
}

/** The closing line that the runner of CI reads; nothing may follow it. */
export function closingLine(outcomes: readonly Count[]): string {
  const passed = outcomes.reduce((sum, step) => sum + step.passed, 0);
  const failed = outcomes.reduce((sum, step) => sum + step.failed, 0);
  return `${passed} passed, ${failed} failed`;
}

/** A command of Deno's that holds or does not. */
function gate(name: string, args: readonly string[]): Step {
  const run = async (): Promise<Count> => {
    const held = await deno(args) === 0;
    return held ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  };
  return { name, run };
}

/** All test files of the repository, or those that a word picks. */
function testFiles(only: readonly string[]): string[] {
  const root = decodeURIComponent(repository.pathname);
  return walk(root, ["tests"])
    .filter((path) => path.endsWith("_test.ts"))
    .filter((path) =>
      only.length === 0 || only.some((word) => path.includes(word))
    );
}

function testStep(
  name: string,
  files: readonly string[],
  options: SuiteOptions,
): Step | undefined {
  if (files.length === 0) return undefined;
  return { name, run: () => runTests(["--no-check", ...files], options) };
}

/**
 * The examples in the doc comments of `src/`, which are tests, too. What is
 * embedded there for users' projects runs in a project of its own.
 */
function exampleStep(options: SuiteOptions): Step {
  // Unchecked: Deno imports all that a module exports into each example, and
  // what an example does not use is an error.
  const words = ["--doc", "--no-check", "--ignore=src/build/assets"];
  const run = () => runTests([...words, "src"], options);
  return { name: "examples", run };
}

/** Which Deno runs something, where and as whom. */
export interface Place extends Deno.CommandOptions {
  /** The executable. Default: the running one. */
  readonly deno?: string;
}

/**
 * Runs `deno test` and reads the counts from the report it leaves.
 *
 * @param place Default: the repository, as ourselves.
 */
export async function runTests(
  args: readonly string[],
  options: SuiteOptions,
  place: Place = {},
): Promise<Count> {
  const report = Deno.makeTempFileSync({ prefix: "ax-", suffix: ".xml" });
  if (place.uid !== undefined) Deno.chownSync(report, place.uid, null);
  try {
    const { coverage, jobs } = options;
    const code = await deno([
      "test",
      "--allow-all",
      "--no-prompt",
      "--parallel",
      `--reporter=${options.verbose ? "pretty" : "dot"}`,
      `--junit-path=${report}`,
      ...(options.filter === undefined ? [] : [`--filter=${options.filter}`]),
      ...(coverage === undefined ? [] : ["--coverage-raw-data-only"]),
      ...args,
    ], {
      ...place,
      env: {
        ...place.env,
        ...(coverage === undefined ? {} : { DENO_COVERAGE_DIR: coverage }),
        ...(jobs === undefined ? {} : { DENO_JOBS: `${jobs}` }),
      },
    });
    return countReport(Deno.readTextFileSync(report), code);
  } finally {
    Deno.removeSync(report);
  }
}

/**
 * Counts the tests in a JUnit report, without those that a filter or the
 * system left out. A run that failed without a failed test (it did not start,
 * or it was killed) counts as one that failed.
 *
 * @param xml The report; empty when the run did not come to its end.
 * @param code The exit code of the run.
 */
export function countReport(xml: string, code: number): Count {
  const disabled = [...xml.matchAll(/<testsuite [^>]*\bdisabled="(\d+)"/g)]
    .reduce((sum, [, count]) => sum + Number(count), 0);
  const total = attribute(xml, "tests") - disabled;
  const failed = attribute(xml, "failures") + attribute(xml, "errors");
  if (code === 0 || failed > 0) return { passed: total - failed, failed };
  return { passed: total, failed: 1 };
}

/** A number in the first tag that carries the totals; 0 when there is none. */
function attribute(xml: string, name: string): number {
  const tag = /<testsuites [^>]*>/.exec(xml)?.[0] ?? "";
  return Number(new RegExp(` ${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
}

/** Runs Deno, with its output shown, until its time ends. */
async function deno(
  args: readonly string[],
  place: Place = {},
): Promise<number> {
  const { deno: file = Deno.execPath(), env = {}, ...rest } = place;
  const child = new Deno.Command(file, {
    cwd: repository,
    ...rest,
    args: [...args],
    env: { DENO_NO_UPDATE_CHECK: "1", ...env },
    stdin: "null",
  }).spawn();
  const timer = setTimeout(() => {
    console.error(`Gave up on deno ${args[0]} after ${stepTimeoutMs} ms`);
    child.kill("SIGKILL");
  }, stepTimeoutMs);
  try {
    return (await child.status).code;
  } finally {
    clearTimeout(timer);
  }
}
