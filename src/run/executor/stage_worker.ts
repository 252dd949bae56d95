/**
 * One stage, or one slice of `analysis`, in a fresh Web Worker.
 *
 * @module
 */

import { needsDatasets } from "../dataset_needs.ts";
import type {
  Answer,
  Ask,
  ErrorReport,
  StageEnd,
  WorkerGrants,
  WorkerReport,
  WorkerStart,
} from "../protocol.ts";
import { describeLoss, ownUrl } from "../self.ts";
import { peakMemoryBytes, ThreadClock } from "./measure.ts";

/** What a Worker's owner wants to know. */
export interface StageListener {
  ended(
    value: unknown,
    end: Omit<StageEnd, "type" | "stage" | "slice">,
  ): void;
  printed(text: string): void;
  progress(status: readonly string[]): void;
  asked(id: number, ask: Ask): void;
}

/** A Worker with exactly the permissions of its job. */
export class StageWorker {
  readonly #worker: Worker;
  readonly #listener: StageListener;
  readonly #clock = new ThreadClock();
  readonly #startedMs = performance.now();
  #answers: { id: number; answer: Answer }[] = [];
  #over = false;

  constructor(start: WorkerStart, listener: StageListener) {
    this.#listener = listener;
    this.#worker = new Worker(
      ownUrl(
        needsDatasets(start)
          ? "src/run/worker/bootstrap_datasets.ts"
          : "src/run/worker/bootstrap.ts",
      ),
      {
        type: "module",
        deno: { permissions: permissionsOf(start.setup?.grants) },
      },
    );
    this.#worker.onmessage = (event: MessageEvent<WorkerReport>): void =>
      this.#heard(event.data);
    this.#worker.onerror = (event): void => {
      event.preventDefault();
      this.#end({}, reportOf(event.message));
    };
    this.#worker.postMessage(start);
  }

  /** Keeps an answer until {@linkcode sendAnswers}. */
  answer(id: number, answer: Answer): void {
    this.#answers.push({ id, answer });
  }

  /** Posts the answers that came together, together. */
  sendAnswers(): void {
    if (this.#answers.length === 0 || this.#over) return;
    this.#worker.postMessage(this.#answers);
    this.#answers = [];
  }

  terminate(): void {
    this.#over = true;
    this.#worker.terminate();
  }

  #heard(report: WorkerReport): void {
    if (this.#over) return;
    switch (report.type) {
      case "end":
        return this.#end(report);
      case "error":
        return this.#end({}, report.error);
      case "printed":
        return this.#listener.printed(String(report.text));
      case "progress":
        return this.#listener.progress(report.status.map(String));
      case "asks":
        for (const { id, ask } of report.asks) this.#listener.asked(id, ask);
        return;
    }
  }

  #end(
    ended: Partial<WorkerReport & { type: "end" }>,
    error?: StageEnd["error"],
  ): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.ended(ended.value, {
      wallMs: performance.now() - this.#startedMs,
      cpuMs: this.#clock.cpuMs(),
      peakMemoryBytes: peakMemoryBytes(),
      early: ended.early === true,
      datasets: Array.isArray(ended.datasets) ? ended.datasets : [],
      ...(error === undefined ? {} : { error }),
    });
  }
}

/** What went wrong in a Worker before or beside the code of its stage. */
function reportOf(message: string): ErrorReport {
  const loss = describeLoss();
  return loss === undefined
    ? { message, stack: message, status: [] }
    : { message: loss, stack: "", status: [] };
}

/** Nothing but what is granted. A list that is empty grants nothing. */
function permissionsOf(
  grants: WorkerGrants | undefined,
): Deno.PermissionOptionsObject {
  return {
    read: someOf(grants?.read),
    write: someOf(grants?.write),
    net: someOf(grants?.net),
    env: someOf(grants?.env),
    run: false,
    ffi: false,
    sys: false,
    import: false,
  };
}

function someOf(list: readonly string[] | undefined): string[] | false {
  return list === undefined || list.length === 0 ? false : [...list];
}
