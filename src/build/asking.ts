/**
 * The two sides of a request: who asks, and who answers.
 *
 * @module
 */

import type { RequestEntry } from "../core/manifest.ts";
import type { Ask, BuiltJob } from "../run/protocol.ts";
import type { RunNode } from "./waiting.ts";

/** A request for a job. */
export type BuildAsk = Ask & { readonly kind: "build" };

/** A script, or a job that builds. */
export interface Asking {
  readonly node: RunNode;
  /** The run's name, for events. */
  readonly run: string;
  /** Where jobs go that do not say. */
  readonly workdir: string;
  /** What it asked for so far, in the order of the answers. */
  readonly requests: RequestEntry[];
  /** Waits for what is built now; gives its slot to others meanwhile. */
  rest<Value>(wait: Promise<Value>): Promise<Value>;
}

/** Answers requests. */
export interface Answers {
  /**
   * Answers without waiting.
   *
   * @returns `undefined` when it takes more than a look-up.
   */
  findAtOnce(asker: Asking, ask: BuildAsk): BuiltJob | undefined;
  /** Answers, and builds if need be. */
  answer(asker: Asking, ask: BuildAsk): Promise<BuiltJob>;
}
