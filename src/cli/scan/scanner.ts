/**
 * Does with tasks what a command asks for, in a Worker or without one.
 *
 * @module
 */

import { GrepRun, type LineSink } from "./grep_run.ts";
import { countTask } from "./hist_run.ts";
import type {
  ScanOrder,
  ScanReport,
  ScanResult,
  ScanSettings,
  ScanTask,
} from "./messages.ts";

/** Whom a scanner works for. */
export interface ScanPort {
  /** Takes lines, or the end of a task. */
  post(report: ScanReport): void;
  /** Told of rows of a task that were read. */
  progress(rows: number, index: number): void;
  /** Whether nobody wants more. */
  isStopped(): boolean;
}

/** Works on tasks, one after the other. */
export class Scanner {
  readonly #port: ScanPort;
  readonly #run: (task: ScanTask) => ScanResult | Promise<ScanResult>;
  #index = 0;

  constructor(settings: ScanSettings, port: ScanPort) {
    this.#port = port;
    const sink: LineSink = {
      write: (bytes, starts) =>
        port.post({ type: "chunk", index: this.#index, bytes, starts }),
      progress: (rows) => port.progress(rows, this.#index),
      isStopped: () => port.isStopped(),
    };
    this.#run = makeRun(settings, sink);
  }

  /** Does a task, and says what came of it. */
  async take({ index, task }: ScanOrder): Promise<void> {
    this.#index = index;
    const result = await this.#run(task);
    this.#port.post({ type: "done", index, result });
  }
}

function makeRun(
  settings: ScanSettings,
  sink: LineSink,
): (task: ScanTask) => ScanResult | Promise<ScanResult> {
  switch (settings.kind) {
    case "grep": {
      const grep = new GrepRun(settings, sink);
      return (task) => ({ matches: grep.run(task) });
    }
    case "hist":
      return (task) => ({
        matches: 0,
        counts: countTask(task, settings, sink),
      });
    case "parquet":
      return async (task) => {
        const { writeParquet } = await import("./parquet_run.ts");
        return { matches: 0, written: writeParquet(task, sink) };
      };
  }
}
