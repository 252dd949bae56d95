/**
 * An executor as the main process sees it.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { AxError, messageOf } from "../core/errors.ts";
import type { StageName } from "../core/events.ts";
import type { MethodDescriptor } from "../core/method.ts";
import { Channel } from "./channel.ts";
import type {
  Answer,
  Ask,
  Command,
  ErrorReport,
  JobSetup,
  LoadedClosure,
  Report,
  StageEnd,
} from "./protocol.ts";
import { parseReport } from "./report.ts";
import { describeLoss, selfCommand } from "./self.ts";

/** How much of an executor's last words is kept, in characters. */
const LAST_WORDS = 4000;

/** How long an executor may take to end once nobody speaks with it. */
const GRACE_MS = 1000;

/** How long to wait for the end of one that was killed. */
const END_MS = 5000;

/** Hears what the stages of one job say. */
export interface JobListener {
  printed(stage: StageName, slice: number, text: string): void;
  progress(stage: StageName, slice: number, status: readonly string[]): void;
  /** Answers by {@linkcode ExecutorProcess.answer}. */
  asked(stage: StageName, slice: number, id: number, ask: Ask): void;
}

/** The executor ended while it had something to do. */
export class ExecutorDied extends Error {
  override readonly name = "ExecutorDied";
}

interface Pending<Value> {
  resolve(value: Value): void;
  reject(error: Error): void;
}

/** A warm process that runs one job after the other. */
export class ExecutorProcess {
  readonly #process: ChildProcess;
  readonly #channel: Channel<Command, Report>;
  readonly #closures = new Set<string>();
  readonly #stages = new Map<string, Pending<StageEnd>>();
  #describing: Pending<MethodDescriptor> | undefined;
  #listener: JobListener | undefined;
  #death: string | undefined;
  #lastWords = "";
  readonly #ended = Promise.withResolvers<void>();

  /**
   * @param env The only environment variables it gets.
   * @throws {AxError} `build`, if ax itself is no longer where it was.
   */
  constructor(env: Readonly<Record<string, string>>) {
    const loss = describeLoss();
    if (loss !== undefined) {
      throw new AxError("build", `Cannot start an executor: ${loss}`);
    }
    const { file, args } = selfCommand(["__executor"]);
    this.#process = spawn(file, args, {
      env: { ...env },
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    this.#process.stderr?.on("data", (bytes: Buffer) => {
      const words = this.#lastWords + bytes.toString();
      this.#lastWords = words.slice(-LAST_WORDS);
    });
    this.#process.on("error", (error) => {
      this.#ended.resolve();
      this.#died(error.message);
    });
    this.#process.on("exit", () => this.#ended.resolve());
    this.#process.on(
      "close",
      (code, signal) =>
        this.#died(describeDeath(code, signal, this.#lastWords)),
    );
    // What cannot be started has no descriptors.
    const control = this.#process.stdio?.[3];
    if (control === undefined || control === null) {
      const why = describeLoss() ?? `${file} does not start`;
      throw new AxError("build", `Cannot start an executor: ${why}`);
    }
    this.#channel = new Channel<Command, Report>(
      control as Duplex,
      (reports) => this.#listen(reports),
      () => this.#deserted(),
    );
  }

  get alive(): boolean {
    return this.#death === undefined;
  }

  /** What the system calls it; 0, if it could not be started. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Loads a closure and says what its method declares. */
  describe(closure: LoadedClosure): Promise<MethodDescriptor> {
    const { promise, resolve, reject } = Promise.withResolvers<
      MethodDescriptor
    >();
    if (this.#death !== undefined) reject(new ExecutorDied(this.#death));
    this.#describing = { resolve, reject };
    this.#sendClosure(closure);
    this.#channel.send({ type: "describe", closure: closure.digest });
    return promise;
  }

  /** Makes this the job whose stages follow. */
  begin(
    setup: JobSetup,
    closure: LoadedClosure,
    listener: JobListener,
  ): void {
    this.#listener = listener;
    this.#sendClosure(closure);
    this.#channel.send({ type: "job", setup });
  }

  /**
   * Runs one stage, or one slice of `analysis`.
   *
   * @throws {ExecutorDied} If the process ends meanwhile.
   */
  runStage(stage: StageName, slice: number): Promise<StageEnd> {
    const { promise, resolve, reject } = Promise.withResolvers<StageEnd>();
    if (this.#death !== undefined) reject(new ExecutorDied(this.#death));
    this.#stages.set(`${stage}/${slice}`, { resolve, reject });
    this.#channel.send({ type: "stage", stage, slice });
    return promise;
  }

  answer(stage: StageName, slice: number, ask: number, answer: Answer): void {
    this.#channel.send({ type: "answer", stage, slice, ask, answer });
  }

  /** Forgets the job, so that another one can begin. */
  end(): void {
    this.#listener = undefined;
    this.#channel.send({ type: "end" });
  }

  /** Ends the process at once, whatever it is doing. */
  kill(): void {
    this.#process.kill("SIGKILL");
    this.#died("it was stopped");
  }

  /**
   * Waits until a process that was killed is no more, and so writes no more;
   * not for ever, because a dead file server can keep it.
   */
  async ended(): Promise<void> {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, END_MS);
    await Promise.race([this.#ended.promise, late.promise]);
    clearTimeout(timer);
  }

  /** The channel is closed: it ends by itself, or is stuck. */
  #deserted(): void {
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), GRACE_MS);
    Deno.unrefTimer(timer);
  }

  #sendClosure(closure: LoadedClosure): void {
    if (this.#closures.has(closure.digest)) return;
    this.#closures.add(closure.digest);
    this.#channel.send({ type: "closure", closure });
  }

  /** What cannot be kept, for want of space perhaps, fails the job alone. */
  #listen(reports: readonly Report[]): void {
    try {
      for (const report of reports) this.#heard(report);
    } catch (thrown) {
      this.#process.kill("SIGKILL");
      this.#died(`what it said could not be kept: ${messageOf(thrown)}`);
    }
  }

  #heard(received: Report): void {
    const report = parseReport(received);
    switch (report?.type) {
      case "described":
        this.#describing?.resolve(report.descriptor);
        return;
      case "undescribed":
        this.#describing?.reject(errorOf(report.error));
        return;
      case "stageEnd":
        return this.#stageEnded(report);
      case "printed":
        return this.#listener?.printed(
          report.stage,
          report.slice,
          report.text,
        );
      case "progress":
        return this.#listener?.progress(
          report.stage,
          report.slice,
          report.status,
        );
      case "ask":
        return this.#listener?.asked(
          report.stage,
          report.slice,
          report.id,
          report.ask,
        );
    }
  }

  #stageEnded(end: StageEnd): void {
    const key = `${end.stage}/${end.slice}`;
    this.#stages.get(key)?.resolve(end);
    this.#stages.delete(key);
  }

  #died(reason: string): void {
    if (this.#death !== undefined) return;
    this.#death = describeLoss() ?? reason;
    this.#channel?.close();
    const error = new ExecutorDied(this.#death);
    for (const pending of this.#stages.values()) pending.reject(error);
    this.#stages.clear();
    this.#describing?.reject(error);
  }
}

function errorOf(report: ErrorReport): Error {
  return new AxError("method", report.message, {
    ...(report.hint === undefined ? {} : { hint: report.hint }),
    cause: report,
  });
}

function describeDeath(
  code: number | null,
  signal: string | null,
  lastWords: string,
): string {
  const memory = /out of memory|invalid size error|allocation failed/i;
  if (memory.test(lastWords)) return "it ran out of memory";
  if (signal === "SIGKILL" || code === 137) {
    return "it was killed (SIGKILL), perhaps by the system for want of memory";
  }
  const how = signal === null ? `exit code ${code}` : signal;
  const words = lastWords.trim();
  return words === ""
    ? `it ended with ${how}`
    : `it ended with ${how}: ${words}`;
}
