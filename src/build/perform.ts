/**
 * Lends an executor to a run, a job's or a script's, and answers what it asks.
 *
 * @module
 */

import { StageRun, type StagesOutcome } from "../run/job_runner.ts";
import type { JobSetup, LoadedClosure } from "../run/protocol.ts";
import type { Stage } from "../core/method.ts";
import type { Staging } from "../store/staging.ts";
import { Asker } from "./asker.ts";
import type { Answers } from "./asking.ts";
import type { LentSlot } from "./lent_slot.ts";
import { RunRecorder } from "./record.ts";
import type { Session } from "./session.ts";
import type { RunNode } from "./waiting.ts";

/** What is to be run. */
export interface Performance {
  /** The run's name, for events. */
  readonly name: string;
  readonly node: RunNode;
  readonly answers: Answers;
  readonly setup: JobSetup;
  readonly closure: LoadedClosure;
  readonly stages: readonly (Stage | "main")[];
  readonly staging: Staging;
  /** Where jobs go that it asks for. */
  readonly workdir: string;
  /** A job's own slot; a script has none. */
  readonly slot?: LentSlot;
}

/** How it went, and what it asked for. */
export interface Performed {
  readonly outcome: StagesOutcome;
  readonly asker: Asker;
}

/** Runs every stage. A failure is an outcome, not an exception. */
export async function perform(
  session: Session,
  run: Performance,
): Promise<Performed> {
  const { name, setup, staging } = run;
  const executor = session.pool.acquire();
  const asker = new Asker({ ...run, session, kind: setup.kind, executor });
  const recorder = new RunRecorder(
    session,
    { name, staging },
    (...ask) => void asker.answer(...ask),
  );
  try {
    executor.begin(setup, run.closure, recorder);
    const outcome = await new StageRun(executor, {
      stages: run.stages,
      slices: setup.slices,
      slots: session.slots,
      watcher: recorder,
      signal: session.signal,
    }).run();
    return { outcome, asker };
  } finally {
    asker.close();
    const { alive } = executor;
    session.pool.release(executor);
    // What was killed may write on until the system has come to ending it.
    if (!alive) await executor.ended();
  }
}
