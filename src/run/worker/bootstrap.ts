/**
 * What every Worker runs first: takes its one message, removes what a method
 * has no business with, loads the method from memory and runs one stage.
 *
 * @module
 */

import type { DeclaredDataset } from "../../core/declared_datasets.ts";
import { AxError } from "../../core/errors.ts";
import type { StageName } from "../../core/events.ts";
import type { RunningJob } from "../../core/handles.ts";
import { analysisResultsOf } from "../../core/merge.ts";
import { describeMethod, isMethod, type Method } from "../../core/method.ts";
import type { JobSetup, WorkerAnswers, WorkerStart } from "../protocol.ts";
import { fixClock } from "./clock.ts";
import { printStream, type PrintWriter, redirectConsole } from "./console.ts";
import { DatasetDoor } from "./dataset_door.ts";
import { decodeInputs } from "./inputs.ts";
import { WorkerLink } from "./link.ts";
import { loadModules } from "./loader.ts";
import { removePowers } from "./powers.ts";
import { seedRandomness } from "./random.ts";
import { EarlyFinish, runningJob } from "./running_job.ts";
import { reportError, showSourceLines } from "./stacks.ts";
import { Status } from "./status.ts";
import { urdFor } from "./urd.ts";
import { notCloneable, notStorable } from "./plain.ts";
import { StageValues } from "./values.ts";

interface Scope {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

const scope = globalThis as unknown as Scope;
const post = scope.postMessage.bind(globalThis);

scope.onmessage = (event: MessageEvent<WorkerStart>): void => {
  const link = new WorkerLink(post);
  scope.onmessage = (later: MessageEvent<WorkerAnswers>): void =>
    link.answered(later.data);
  void run(event.data, link);
};

/** Runs the stage and posts how it ended. */
async function run(start: WorkerStart, link: WorkerLink): Promise<void> {
  const status = new Status((lines) => link.progress(lines));
  const prints = redirectConsole((text) => link.printed(text));
  const fail = (thrown: unknown): void => {
    prints.flush();
    link.failed(reportError(thrown, status.failedLines()));
  };
  onUncaught(fail);
  try {
    const value = await perform(start, { link, status, prints });
    prints.flush();
    sendEnd(link, start.stage, value);
  } catch (thrown) {
    fail(thrown);
  }
}

/** Hears of throws in timers, and of rejections that nobody caught. */
function onUncaught(fail: (thrown: unknown) => void): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.error);
  });
}

interface StageValue {
  readonly value: unknown;
  readonly early: boolean;
  readonly datasets: readonly DeclaredDataset[];
}

/** Posts what a stage returned, or says which part of it cannot travel. */
function sendEnd(
  link: WorkerLink,
  stage: string,
  { value, early, datasets }: StageValue,
): void {
  try {
    link.end(value, early, datasets);
  } catch (thrown) {
    const fault = notCloneable(value, "value") ?? String(thrown);
    throw new AxError(
      "method",
      `Cannot pass on what ${stage} returned: ${fault}; return plain data`,
    );
  }
}

interface Lines {
  readonly link: WorkerLink;
  readonly status: Status;
  readonly prints: PrintWriter;
}

async function perform(start: WorkerStart, lines: Lines): Promise<StageValue> {
  const { setup, stage, slice } = start;
  const { link, status, prints } = lines;
  const names = showSourceLines();
  const makeUrl = URL.createObjectURL.bind(URL);
  if (setup === undefined || setup.kind === "job") {
    fixClock(setup?.startMs ?? 0);
    seedRandomness(`${setup?.seed ?? ""}/${stage}/${slice}`);
  }
  const values = new StageValues();
  await values.prepare(start);
  const datasets = new DatasetDoor();
  datasets.open(start, status);
  removePowers(setup?.grants, printStream((text) => prints.write(text)));
  const module = await loadModules(start.closure.modules, names, makeUrl);
  if (stage === "describe") {
    const value = describeMethod(methodOf(module));
    return { value, early: false, datasets: [] };
  }
  if (setup === undefined) throw new Error("a stage needs its job");
  const tools = { link, status, values, datasets };
  return await performStage({ ...start, setup, stage, module, ...tools });
}

async function performStage(context: StageRun): Promise<StageValue> {
  const early = new EarlyFinish();
  const job = runningJob({ ...context, early });
  try {
    const value = context.stage === "main"
      ? await runScript(context, job.handle)
      : await runStage(context, job);
    return early.called
      ? await finish(context, early.result, true)
      : await finish(context, value, false);
  } catch (thrown) {
    if (thrown === early.signal) {
      return await finish(context, early.result, true);
    }
    context.status.keepFailed();
    throw thrown;
  } finally {
    job.closeAll();
    context.datasets.close();
  }
}

interface StageRun extends WorkerStart {
  readonly setup: JobSetup;
  readonly stage: StageName;
  readonly module: Readonly<Record<string, unknown>>;
  readonly link: WorkerLink;
  readonly status: Status;
  readonly values: StageValues;
  readonly datasets: DatasetDoor;
}

async function runScript(
  run: StageRun,
  job: RunningJob,
): Promise<unknown> {
  const { main } = run.module;
  if (typeof main !== "function") {
    throw new AxError(
      "method",
      `Cannot run ${run.setup.method}: a build script must export a function ` +
        `main(urd)`,
    );
  }
  const value: unknown = await main(urdFor(run, job));
  await run.link.settle();
  // It may end with `return urd.build(…)`, of which there is nothing to keep.
  return notStorable(value, "value") === undefined ? value : undefined;
}

async function runStage(
  run: StageRun,
  job: ReturnType<typeof runningJob>,
): Promise<unknown> {
  const method = methodOf(run.module);
  const stage = method[run.stage as "prepare"];
  if (stage === undefined) throw new Error(`no stage ${run.stage}`);
  const context = {
    inputs: decodeInputs(method.inputs ?? {}, run.setup, run),
    job: job.handle,
    slice: run.slice,
    slices: run.setup.slices,
    prepareResult: run.prepareResult,
    analysisResults: analysisResultsOf(run.analysisResults),
  };
  const value: unknown = await stage.call(method, context as never);
  await run.link.settle();
  return value;
}

/** Keeps a job's value; makes sure that another stage can have the rest. */
async function finish(
  run: StageRun,
  value: unknown,
  early: boolean,
): Promise<StageValue> {
  const last = run.stage === "synthesis" || run.stage === "main" ||
    (early && run.stage === "prepare");
  if (last) await run.values.saveResult(run.setup.dir, value);
  await run.values.flush();
  const datasets = run.datasets.finish();
  return { value: last ? undefined : value, early, datasets };
}

function methodOf(module: Readonly<Record<string, unknown>>): Method {
  const method = module["default"];
  if (isMethod(method)) return method;
  throw new AxError(
    "method",
    "Cannot use the default export: it is not made by defineMethod",
  );
}
