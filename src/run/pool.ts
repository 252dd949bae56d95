/**
 * Executors, kept warm between jobs.
 *
 * @module
 */

import { ExecutorProcess } from "./executor_process.ts";

/** Environment variables that an executor needs to start. */
const NEEDED = ["HOME", "XDG_CACHE_HOME", "DENO_DIR", "PATH", "AX_CACHE"];

/** What every job sees of the environment, beside what it is granted. */
const FIXED = {
  TZ: "UTC",
  LC_ALL: "C.UTF-8",
  NO_COLOR: "1",
  DENO_NO_UPDATE_CHECK: "1",
};

/** Lends executors out, one job at a time. */
export class ExecutorPool implements Disposable {
  readonly #env: Readonly<Record<string, string>>;
  readonly #idle: ExecutorProcess[] = [];
  readonly #all = new Set<ExecutorProcess>();
  readonly #maxIdle: number;

  /**
   * @param granted Names of variables that methods may be granted.
   * @param maxIdle How many to keep when nothing runs.
   */
  constructor(granted: readonly string[], maxIdle: number) {
    const env: Record<string, string> = { ...FIXED };
    for (const name of [...NEEDED, ...granted]) {
      const value = Deno.env.get(name);
      if (value !== undefined) env[name] = value;
    }
    this.#env = env;
    this.#maxIdle = maxIdle;
  }

  /** Starts executors ahead of need. */
  warm(count: number): void {
    while (this.#idle.length < count) this.#idle.push(this.#start());
  }

  /** Lends a live executor; starts one if none is idle. */
  acquire(): ExecutorProcess {
    for (;;) {
      const executor = this.#idle.shift() ?? this.#start();
      if (executor.alive) return executor;
      this.#all.delete(executor);
    }
  }

  /** Takes an executor back, whole or broken. */
  release(executor: ExecutorProcess): void {
    if (executor.alive && this.#idle.length < this.#maxIdle) {
      executor.end();
      this.#idle.push(executor);
      return;
    }
    executor.kill();
    this.#all.delete(executor);
  }

  /** Kills every executor, busy or not. */
  [Symbol.dispose](): void {
    for (const executor of this.#all) executor.kill();
    this.#all.clear();
    this.#idle.length = 0;
  }

  #start(): ExecutorProcess {
    const executor = new ExecutorProcess(this.#env);
    this.#all.add(executor);
    return executor;
  }
}
