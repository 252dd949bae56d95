/**
 * An executor process: takes commands from the main process over descriptor 3
 * and runs stages in Workers. It knows one job at a time.
 *
 * @module
 */

import { Socket } from "node:net";
import type { StageName } from "../../core/events.ts";
import type { DeclaredDataset } from "../../core/declared_datasets.ts";
import { Channel } from "../channel.ts";
import type {
  Command,
  JobSetup,
  LoadedClosure,
  Report,
  StageEnd,
  WorkerStart,
} from "../protocol.ts";
import { resetPeakMemory } from "./measure.ts";
import { StageWorker } from "./stage_worker.ts";

/** The descriptor that the main process hands down. */
const CONTROL_FD = 3;

/** Serves until the main process is gone. */
export function runExecutor(): void {
  // A terminal sends these to all processes; the main process decides.
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {});
  }
  const socket = new Socket({ fd: CONTROL_FD, readable: true, writable: true });
  const executor = new Executor((report) => channel.send(report));
  const channel = new Channel<Report, Command>(
    socket,
    (commands) => executor.obey(commands),
    () => Deno.exit(0),
  );
  channel.send({ type: "ready", pid: Deno.pid });
}

class Executor {
  readonly #send: (report: Report) => void;
  readonly #closures = new Map<string, LoadedClosure>();
  readonly #workers = new Map<string, StageWorker>();
  #setup: JobSetup | undefined;
  #prepareResult: unknown;
  #analysisResults: unknown[] = [];
  /** What the stages so far have made; of `analysis` once it is over. */
  readonly #made = new Map<string, DeclaredDataset>();
  #madeInPrepare: readonly DeclaredDataset[] = [];

  constructor(send: (report: Report) => void) {
    this.#send = send;
  }

  obey(commands: readonly Command[]): void {
    for (const command of commands) this.#obey(command);
    for (const worker of this.#workers.values()) worker.sendAnswers();
  }

  #obey(command: Command): void {
    switch (command.type) {
      case "closure":
        this.#closures.set(command.closure.digest, command.closure);
        break;
      case "describe":
        this.#describe(command.closure);
        break;
      case "job":
        resetPeakMemory();
        this.#setup = command.setup;
        break;
      case "stage":
        this.#run(command.stage, command.slice);
        break;
      case "answer":
        this.#workers.get(keyOf(command.stage, command.slice))
          ?.answer(command.ask, command.answer);
        break;
      case "end":
        this.#forget();
        break;
    }
  }

  #describe(closure: string): void {
    const start = this.#startOf("describe", -1, closure, undefined);
    const worker = new StageWorker(start, {
      ended: (value, end): void => {
        stop();
        this.#send(
          end.error === undefined
            ? { type: "described", descriptor: value as never }
            : { type: "undescribed", error: end.error },
        );
      },
      printed: () => {},
      progress: () => {},
      asked: () => {},
    });
    const stop = (): void => worker.terminate();
  }

  #run(stage: StageName, slice: number): void {
    const setup = this.#setup;
    if (setup === undefined) throw new Error("a stage needs its job");
    const start = this.#startOf(stage, slice, setup.closure, setup);
    const send = this.#send;
    const worker = new StageWorker(start, {
      ended: (value, end) => this.#ended(stage, slice, value, end),
      printed: (text) => send({ type: "printed", stage, slice, text }),
      progress: (status) => send({ type: "progress", stage, slice, status }),
      asked: (id, ask) => send({ type: "ask", stage, slice, id, ask }),
    });
    this.#workers.set(keyOf(stage, slice), worker);
  }

  #ended(
    stage: StageName,
    slice: number,
    value: unknown,
    end: Omit<StageEnd, "type" | "stage" | "slice">,
  ): void {
    if (stage === "prepare") {
      this.#prepareResult = value;
      this.#madeInPrepare = end.datasets;
    }
    if (stage === "analysis") this.#analysisResults[slice] = value;
    for (const dataset of end.datasets) this.#made.set(dataset.name, dataset);
    this.#workers.get(keyOf(stage, slice))?.terminate();
    this.#workers.delete(keyOf(stage, slice));
    this.#send({ type: "stageEnd", stage, slice, ...end });
  }

  #startOf(
    stage: WorkerStart["stage"],
    slice: number,
    digest: string,
    setup: JobSetup | undefined,
  ): WorkerStart {
    const closure = this.#closures.get(digest);
    if (closure === undefined) throw new Error(`no closure ${digest}`);
    return {
      closure,
      setup,
      stage,
      slice,
      prepareResult: this.#prepareResult,
      analysisResults: stage === "synthesis" ? this.#analysisResults : [],
      made: stage === "analysis"
        ? this.#madeInPrepare
        : [...this.#made.values()],
    };
  }

  #forget(): void {
    for (const worker of this.#workers.values()) worker.terminate();
    this.#workers.clear();
    this.#setup = undefined;
    this.#prepareResult = undefined;
    this.#analysisResults = [];
    this.#made.clear();
    this.#madeInPrepare = [];
  }
}

function keyOf(stage: StageName, slice: number): string {
  return `${stage}/${slice}`;
}
