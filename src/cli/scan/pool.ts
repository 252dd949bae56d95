/**
 * Reads datasets with several Workers at once.
 *
 * @module
 */

import { AxError } from "../../core/errors.ts";
import { ownUrl } from "../../run/self.ts";
import {
  type ScanChunk,
  type ScanReport,
  type ScanResult,
  type ScanSettings,
  type ScanStart,
  type ScanTask,
  STOP,
} from "./messages.ts";
import { Scanner } from "./scanner.ts";

/** How a scan is done, and who is told. */
export interface ScanOptions {
  readonly settings: ScanSettings;
  /** Workers at a time, at most. Default: one for each core. */
  readonly workers?: number;
  /** Whether chunks and results come in the order of the tasks. */
  readonly isOrdered: boolean;
  /**
   * Asked before a task is begun: whether it must `wait` for those under way,
   * if there are any, or is not wanted any more.
   */
  admit?(index: number, isBusy: boolean): "begin" | "wait" | "skip";
  /** Takes lines; `false` ends the scan. */
  take?(chunk: ScanChunk): boolean;
  /** A task is done; `false` ends the scan. */
  done?(index: number, result: ScanResult): boolean;
}

/** So few rows are read at once, without Workers. */
const FEW_ROWS = 20_000;

interface Lane {
  readonly worker: Worker;
  /** The task under way. */
  index: number | undefined;
}

/** How many rows tasks have. */
export function rowsOf(tasks: readonly ScanTask[]): number {
  return tasks.reduce(
    (sum, { slices }) =>
      sum + slices.reduce((rows, { rowCount }) => rows + rowCount, 0),
    0,
  );
}

/** One pass over tasks. */
export class Scan implements Disposable {
  readonly tasks: readonly ScanTask[];
  readonly #options: ScanOptions;
  readonly #lanes: Lane[] = [];
  readonly #shared: Int32Array;
  readonly #progress: BigInt64Array<SharedArrayBuffer>;
  readonly #end = Promise.withResolvers<void>();
  /** What came before its turn, by task. */
  readonly #early = new Map<number, [Lane, ScanReport][]>();
  readonly #settled = new Set<number>();
  #next = 0;
  /** The first task that is not settled. */
  #turn = 0;
  #isOver = false;

  constructor(tasks: readonly ScanTask[], options: ScanOptions) {
    this.tasks = tasks;
    this.#options = options;
    this.#progress = new BigInt64Array(new SharedArrayBuffer(8 * tasks.length));
    const { workers = navigator.hardwareConcurrency } = options;
    const count = rowsOf(tasks) <= FEW_ROWS
      ? 0
      : Math.min(workers, tasks.length);
    const size = 4 * (STOP + 1 + count);
    this.#shared = new Int32Array(new SharedArrayBuffer(size));
    for (let worker = 0; worker < count; worker++) {
      this.#lanes.push(this.#open(worker));
    }
  }

  /** How many rows of a task were read so far. */
  rowsRead(index: number): number {
    return Number(Atomics.load(this.#progress, index));
  }

  /**
   * Waits for the end.
   *
   * @throws {AxError} If a file cannot be read; what else a Worker met with.
   */
  async run(): Promise<void> {
    if (this.#lanes.length === 0) return await this.#runHere();
    this.#assign();
    try {
      await this.#end.promise;
    } finally {
      this[Symbol.dispose]();
    }
  }

  /** Works without Workers, which take longer to start than a few rows. */
  async #runHere(): Promise<void> {
    const { settings, admit, take, done } = this.#options;
    const scanner = new Scanner(settings, {
      post: (report) => {
        const goesOn = report.type === "chunk"
          ? take?.(report)
          : report.type === "done"
          ? done?.(report.index, report.result)
          : true;
        if (goesOn === false) this.#isOver = true;
      },
      progress: (rows, index) =>
        void Atomics.add(this.#progress, index, BigInt(rows)),
      isStopped: () => this.#isOver,
    });
    for (const [index, task] of this.tasks.entries()) {
      const answer = admit?.(index, false);
      if (answer !== "skip") await scanner.take({ index, task });
      if (this.#isOver) return;
    }
  }

  /** Stops all Workers. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    Atomics.store(this.#shared, STOP, 1);
    this.#lanes.forEach((lane, worker) => {
      Atomics.notify(this.#shared, STOP + 1 + worker);
      lane.worker.terminate();
    });
  }

  #open(worker: number): Lane {
    const lane: Lane = {
      worker: new Worker(ownUrl("src/cli/scan/worker.ts"), { type: "module" }),
      index: undefined,
    };
    const start: ScanStart = {
      settings: this.#options.settings,
      shared: this.#shared.buffer as SharedArrayBuffer,
      progress: this.#progress.buffer,
      worker,
    };
    lane.worker.postMessage(start);
    lane.worker.onmessage = (event: MessageEvent<ScanReport>): void => {
      if (this.#isOver) return;
      try {
        this.#hear(lane, event.data);
      } catch (thrown) {
        // What is printed may find no room, for instance.
        this.#end.reject(thrown);
      }
    };
    lane.worker.onerror = (event): void => {
      event.preventDefault();
      this.#end.reject(new Error(event.message));
    };
    return lane;
  }

  /** Gives tasks to Workers that have none. */
  #assign(): void {
    for (const lane of this.#lanes) {
      while (lane.index === undefined && this.#next < this.tasks.length) {
        const index = this.#next;
        const answer = this.#options.admit?.(index, this.#isBusy()) ?? "begin";
        if (answer === "wait") return;
        this.#next++;
        if (answer === "skip") this.#settle(index);
        else {
          lane.index = index;
          lane.worker.postMessage({ index, task: this.tasks[index] });
        }
      }
    }
    if (this.#next === this.tasks.length && !this.#isBusy()) this.#finish();
  }

  #isBusy(): boolean {
    return this.#lanes.some(({ index }) => index !== undefined);
  }

  #hear(lane: Lane, report: ScanReport): void {
    if (report.type === "failed") return this.#fail(report);
    const { index } = report;
    if (report.type === "done") lane.index = undefined;
    if (this.#options.isOrdered && index !== this.#turn) {
      const waiting = this.#early.get(index) ?? [];
      this.#early.set(index, waiting);
      waiting.push([lane, report]);
    } else this.#use(lane, report);
    if (report.type === "done" && !this.#isOver) this.#assign();
  }

  #use(lane: Lane, report: ScanReport): void {
    if (this.#isOver) return;
    if (report.type === "chunk") {
      const goesOn = this.#options.take?.(report) ?? true;
      const at = STOP + 1 + this.#lanes.indexOf(lane);
      Atomics.add(this.#shared, at, 1);
      Atomics.notify(this.#shared, at);
      if (!goesOn) this.#finish();
    } else if (report.type === "done") {
      const goesOn = this.#options.done?.(report.index, report.result) ?? true;
      if (goesOn) this.#settle(report.index);
      else this.#finish();
    }
  }

  /** Goes on with the tasks whose turn it is. */
  #settle(index: number): void {
    this.#settled.add(index);
    while (this.#settled.delete(this.#turn)) {
      const waiting = this.#early.get(++this.#turn) ?? [];
      this.#early.delete(this.#turn);
      for (const [lane, report] of waiting) this.#use(lane, report);
    }
  }

  #finish(): void {
    this.#isOver = true;
    this.#end.resolve();
  }

  #fail(report: ScanReport & { readonly type: "failed" }): void {
    const { code, message, stack } = report;
    if (code !== undefined) this.#end.reject(new AxError(code, message));
    else {
      const error = new Error(message);
      if (stack !== undefined) error.stack = stack;
      this.#end.reject(error);
    }
  }
}
