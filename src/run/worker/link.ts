/**
 * A Worker's line to its executor.
 *
 * @module
 */

import type { DeclaredDataset } from "../../core/declared_datasets.ts";
import { AxError, type AxErrorCode } from "../../core/errors.ts";
import type {
  Answer,
  Ask,
  BuiltJob,
  ErrorReport,
  WorkerAnswers,
  WorkerReport,
} from "../protocol.ts";

/** How many requests travel together at most: main begins with the first. */
const TOGETHER = 64;

interface Waiting {
  /** Its stack leads to the line that asked. */
  readonly site: Error;
  resolve(value: BuiltJob | null): void;
  reject(error: Error): void;
}

/** Posts reports, and keeps the promises of what was asked. */
export class WorkerLink {
  readonly #post: (report: WorkerReport) => void;
  readonly #waiting = new Map<number, Waiting>();
  #asks: { id: number; ask: Ask }[] = [];
  #nextAsk = 0;
  #onAnswers = (): void => {};

  constructor(post: (report: WorkerReport) => void) {
    this.#post = post;
  }

  /** Asks the main process; what is asked in one turn travels together. */
  ask(ask: Ask): Promise<BuiltJob | null> {
    const id = this.#nextAsk++;
    if (this.#asks.length === 0) queueMicrotask(() => this.#flush());
    this.#asks.push({ id, ask });
    if (this.#asks.length >= TOGETHER) this.#flush();
    const { promise, resolve, reject } = Promise.withResolvers<
      BuiltJob | null
    >();
    this.#waiting.set(id, { site: new Error(), resolve, reject });
    return promise;
  }

  #flush(): void {
    const asks = this.#asks;
    if (asks.length === 0) return;
    this.#asks = [];
    this.#post({ type: "asks", asks });
  }

  /**
   * Waits for all that was asked, awaited or not: a stage is not over before.
   * A rejection that nobody caught is heard of meanwhile.
   */
  async settle(): Promise<void> {
    while (this.#waiting.size > 0) {
      await new Promise<void>((resolve) => this.#onAnswers = resolve);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Takes the answers that came. */
  answered(answers: WorkerAnswers): void {
    for (const { id, answer } of answers) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (waiting === undefined) continue;
      if (answer.ok) waiting.resolve(answer.value);
      else waiting.reject(errorOf(answer, waiting.site));
    }
    this.#onAnswers();
  }

  printed(text: string): void {
    this.#post({ type: "printed", text });
  }

  progress(status: readonly string[]): void {
    this.#post({ type: "progress", status });
  }

  end(
    value: unknown,
    early: boolean,
    datasets: readonly DeclaredDataset[],
  ): void {
    this.#post({ type: "end", value, early, datasets });
  }

  failed(error: ErrorReport): void {
    this.#post({ type: "error", error });
  }
}

function errorOf(answer: Answer & { ok: false }, site: Error): AxError {
  const { code, message, hint } = answer;
  const options = hint === undefined ? {} : { hint };
  const error = new AxError(code as AxErrorCode, message, options);
  const frames = /\n {4}at [^]*$/.exec(site.stack ?? "")?.[0] ?? "";
  return Object.defineProperty(error, "stack", {
    value: `${error.name}: ${message}${frames}`,
    configurable: true,
    writable: true,
  });
}
