/**
 * A script, or a job that builds: what it asked for, and what it was told.
 *
 * @module
 */

import { join, relative } from "node:path";
import { AxError, messageOf } from "../core/errors.ts";
import type { StageName } from "../core/events.ts";
import type { LinkEntry, RequestEntry } from "../core/manifest.ts";
import { asAxError } from "../core/system_error.ts";
import type { ExecutorProcess } from "../run/executor_process.ts";
import type { Answer, Ask, BuiltJob } from "../run/protocol.ts";
import { failureAnswer } from "../run/report.ts";
import { linkResult } from "../store/results.ts";
import type { Answers, Asking } from "./asking.ts";
import type { LentSlot } from "./lent_slot.ts";
import type { Session } from "./session.ts";
import type { RunNode } from "./waiting.ts";

/** Who asks. */
export interface AskerOptions {
  readonly session: Session;
  readonly answers: Answers;
  readonly node: RunNode;
  /** The run's name, for events. */
  readonly name: string;
  readonly kind: "job" | "build";
  readonly executor: ExecutorProcess;
  /** Where jobs go that do not say. */
  readonly workdir: string;
  readonly slot?: LentSlot;
}

/** Answers what one run asks. */
export class Asker implements Asking {
  readonly requests: RequestEntry[] = [];
  readonly links: LinkEntry[] = [];
  readonly warnings: string[] = [];
  readonly node: RunNode;
  readonly run: string;
  readonly workdir: string;
  readonly #options: AskerOptions;
  #closed = false;

  constructor(options: AskerOptions) {
    this.node = options.node;
    this.run = options.name;
    this.workdir = options.workdir;
    this.#options = options;
  }

  /** Answers soon; an error is an answer too. */
  async answer(
    stage: StageName,
    slice: number,
    id: number,
    ask: Ask,
  ): Promise<void> {
    const { executor } = this.#options;
    const answer = await this.#answer(ask);
    if (!this.#closed) executor.answer(stage, slice, id, answer);
  }

  rest<Value>(wait: Promise<Value>): Promise<Value> {
    const { slot } = this.#options;
    return slot === undefined ? wait : slot.without(wait);
  }

  /** The run has ended: its executor is another's now, and hears no more. */
  close(): void {
    this.#closed = true;
  }

  async #answer(ask: Ask): Promise<Answer> {
    try {
      return { ok: true, value: await this.#perform(ask) };
    } catch (thrown) {
      const known = asAxError(thrown);
      if (known !== undefined) return failureAnswer(known);
      const message = `ax failed: ${messageOf(thrown)}`;
      return failureAnswer({ code: "build", message });
    }
  }

  #perform(ask: Ask): Promise<BuiltJob | null> | BuiltJob | null {
    switch (ask.kind) {
      case "build": {
        const { answers } = this.#options;
        return answers.findAtOnce(this, ask) ?? answers.answer(this, ask);
      }
      case "link":
        this.#link(ask);
        return null;
      case "warn":
        this.warnings.push(ask.text);
        this.#options.session.emit({ type: "warning", text: ask.text });
        return null;
    }
  }

  #link(ask: Ask & { kind: "link" }): void {
    const { session, kind } = this.#options;
    if (kind === "job") {
      throw new AxError(
        "job",
        `Cannot link ${ask.name}: results are linked by build scripts`,
      );
    }
    if (session.identifier.isPlanned(ask.job)) return;
    const row = session.workdirs.findJob(ask.job);
    if (row === undefined || row.state !== "done") {
      throw new AxError("job", `Cannot link from ${ask.job}: it is not done`);
    }
    const manifest = session.workdirs.readManifest(row.id);
    if (!manifest.files.some(({ path }) => path === ask.file)) {
      throw new AxError(
        "job",
        `Cannot link ${ask.file}: ${row.id} has no such file`,
      );
    }
    if (session.dryRun) return;
    const { root, config } = session.project;
    const target = `${row.dir}/files/${ask.file}`;
    const change = linkResult(config.results, ask.name, target);
    const entry = { name: ask.name, job: row.id, file: ask.file };
    this.links.push(entry);
    const path = relative(root, join(config.results, ask.name));
    session.emit({ type: "linked", ...entry, path, change });
  }
}
