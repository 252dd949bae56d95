/**
 * Workers that digest large files.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { Sha256 } from "../core/sha256.ts";
import type { DigestAnswer, DigestRequest } from "./digest_worker.ts";

/** What a crew is made of. */
export interface DigestCrewOptions {
  /** Where `digest_worker.ts` lies. */
  readonly worker: URL;
  /** At most so many Workers. */
  readonly size: number;
}

/** A file that is waiting, and who waits for it. */
interface Waiting {
  readonly request: DigestRequest;
  /** With nothing when no Worker can do it. */
  done(answer: DigestAnswer | undefined): void;
}

/** Digests files on all cores. Workers start when they are first needed. */
export class DigestCrew implements Disposable {
  readonly #options: DigestCrewOptions;
  readonly #workers: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Waiting>();
  readonly #waiting: Waiting[] = [];
  #isOver = false;

  constructor(options: DigestCrewOptions) {
    this.#options = options;
  }

  /**
   * Digests files.
   *
   * @param paths Absolute. Nothing may write to them.
   * @returns Digests by path; files that could not be read are left out.
   */
  async digest(paths: readonly string[]): Promise<Map<string, Sha256>> {
    const digests = new Map<string, Sha256>();
    await Promise.all(paths.map(async (path) => {
      const answer = await this.#ask({ path, task: "digest" });
      const sha256 = answer?.sha256;
      if (sha256 !== undefined) digests.set(path, sha256);
    }));
    return digests;
  }

  /**
   * Puts files on the disk; what cannot be opened is left to who asked.
   *
   * @throws {AxError} `workdir`, if the disk does not take one.
   */
  async flush(paths: readonly string[]): Promise<void> {
    const task = "flush";
    await Promise.all(paths.map(async (path) => {
      const answer = await this.#ask({ path, task });
      if (answer?.fault === undefined) return;
      throw new AxError("workdir", `Cannot write ${path}: ${answer.fault}`);
    }));
  }

  #ask(request: DigestRequest): Promise<DigestAnswer | undefined> {
    if (this.#isOver) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<
      DigestAnswer | undefined
    >();
    this.#waiting.push({ request, done: resolve });
    this.#next();
    return promise;
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? this.#start();
      if (worker === undefined) return;
      const waiting = this.#waiting.shift() as Waiting;
      this.#busy.set(worker, waiting);
      worker.postMessage(waiting.request);
    }
  }

  #start(): Worker | undefined {
    const { worker: url, size } = this.#options;
    if (this.#workers.length >= size) return undefined;
    const worker = new Worker(url, { type: "module", name: "digests" });
    worker.onmessage = ({ data }: MessageEvent<DigestAnswer>) =>
      this.#end(worker, data);
    // It is lost; what it was at is digested by who asked.
    worker.onerror = (event) => {
      event.preventDefault();
      this.#lose(worker);
    };
    this.#workers.push(worker);
    return worker;
  }

  #end(worker: Worker, answer: DigestAnswer): void {
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    this.#idle.push(worker);
    waiting?.done(answer);
    this.#next();
  }

  /** One that is lost starts no second time: all others would be, too. */
  #lose(worker: Worker): void {
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    waiting?.done(undefined);
    this.#isOver = true;
    for (const { done } of this.#waiting.splice(0)) done(undefined);
  }

  /** Stops the Workers; files that wait are not digested. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    for (const worker of this.#workers.splice(0)) worker.terminate();
    const left = [...this.#busy.values(), ...this.#waiting.splice(0)];
    this.#busy.clear();
    this.#idle.length = 0;
    for (const { done } of left) done(undefined);
  }
}
