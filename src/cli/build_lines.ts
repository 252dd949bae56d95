/**
 * The lasting lines of a build: what was built, reused, planned, what failed.
 *
 * @module
 */

import { briefWhy } from "../core/brief_why.ts";
import type { BuildEvent } from "../core/events.ts";
import type { Why } from "../core/why.ts";
import { CANCELLED } from "../run/job_runner.ts";
import { failureMessage, formatFailure } from "./failure.ts";
import { formatCount, formatDuration } from "./format.ts";
import type { Style } from "./style.ts";
import { oneLine, tame, visible } from "./text.ts";

/** How much to say: only errors, what was built, or everything. */
export type Loudness = "quiet" | "normal" | "verbose";

/**
 * Turns events into lines. Remembers why each running job was started, and
 * which have printed.
 */
export class BuildLines {
  readonly #style: Style;
  readonly #loudness: Loudness;
  readonly #why = new Map<string, Why>();
  readonly #printers = new Set<string>();
  /** The jobs of this build: their lines have told why they were built. */
  readonly #told = new Set<string>();
  readonly #warnings: string[] = [];
  /** Whether what ended the last script was its user, or a dry run's end. */
  #wasStopped = false;

  constructor(style: Style, loudness: Loudness) {
    this.#style = style;
    this.#loudness = loudness;
  }

  /** The lines for an event, without line ends; often none. */
  format(event: BuildEvent): string[] {
    if (event.type === "printed") this.#printers.add(event.run);
    if (event.type === "failed") return this.#failed(event);
    if (this.#loudness === "quiet") return [];
    switch (event.type) {
      case "started":
        this.#why.set(event.run, event.why);
        return this.#isVerbose ? [this.#started(event)] : [];
      case "built":
        return this.#built(event);
      case "reused":
        return this.#isVerbose ? [this.#reused(event)] : [];
      case "planned":
        return [this.#planned(event)];
      case "printed":
        return this.#isVerbose ? this.#printed(event) : [];
      case "waiting":
        return [this.#waiting(event)];
      case "linked":
        return this.#linked(event);
      case "warning":
        return [this.#warning(event.text)];
      case "ended":
        // Said again, because much may have been printed since.
        return [...this.#warnings, this.#ended(event)];
      default:
        return [];
    }
  }

  get #isVerbose(): boolean {
    return this.#loudness === "verbose";
  }

  #started(event: BuildEvent & { type: "started" }): string {
    const { run, method, kind, why } = event;
    const names = kind === "build" ? method : `${run} ${method}`;
    return `${this.#style.dim("started")} ${names}${
      this.#because(why, event)
    }` +
      captionOf(event.caption);
  }

  #built(event: BuildEvent & { type: "built" }): string[] {
    const why = this.#why.get(event.run);
    this.#forget(event.run);
    if (event.kind === "build") {
      if (!this.#isVerbose) return [];
      const took = formatDuration(event.elapsedMs);
      return [
        `${this.#style.green("ran")} ${event.method} ${took}, ` +
        `kept as ${event.job}`,
      ];
    }
    this.#told.add(event.job);
    return [
      `${this.#style.green("built")} ${event.job} ${event.method} ` +
      formatDuration(event.elapsedMs) + this.#because(why, event),
    ];
  }

  #because(
    why: Why | undefined,
    { method, job }: { readonly method: string; readonly job?: string },
  ): string {
    if (why === undefined || why.kind === "build") return "";
    const more = job === undefined ? {} : { more: `ax why ${job}` };
    const words = briefWhy(why, { method, told: this.#told, ...more });
    return this.#style.dim(` (${oneLine(words)})`);
  }

  #reused(event: BuildEvent & { type: "reused" }): string {
    const cutOffs = event.cutOff.map(({ input, asked, answered }) =>
      `${input}: ${asked} equals ${answered}`
    );
    const reason = cutOffs.length === 0
      ? ""
      : this.#style.dim(` (${cutOffs.join("; ")})`);
    return `${this.#style.cyan("reused")} ${event.job} ${event.method} ` +
      `${formatDuration(event.savedMs)} saved${reason}`;
  }

  #planned(event: BuildEvent & { type: "planned" }): string {
    return `${this.#style.yellow("would build")} ${event.method}` +
      this.#because(event.why, event) + captionOf(event.caption);
  }

  #printed(event: BuildEvent & { type: "printed" }): string[] {
    if (event.stage === "main" || event.text === "") return [];
    const slice = event.slice === undefined ? "" : ` ${event.slice}`;
    const prefix = this.#style.dim(`${event.run} ${event.stage}${slice} |`);
    return event.text.replace(/\n$/, "").split("\n").map((line) =>
      `${prefix} ${tame(line)}`.trimEnd()
    );
  }

  #waiting({ method }: BuildEvent & { type: "waiting" }): string {
    return `${this.#style.yellow("waiting")} for ${method}, which another ` +
      `build is running`;
  }

  /** A link that leads where it led before is worth a line to few. */
  #linked(event: BuildEvent & { type: "linked" }): string[] {
    const { path, name, job, file, change } = event;
    if (change === "same" && !this.#isVerbose) return [];
    const sameName = name.split("/").at(-1) === file.split("/").at(-1);
    return [
      `${this.#style.dim("linked")} ${visible(path)} → ${job}` +
      (sameName ? "" : ` ${visible(file)}`) +
      (change === "same" ? this.#style.dim(" (as before)") : ""),
    ];
  }

  #warning(text: string): string {
    const line = `${this.#style.yellow("warning")} ${tame(text)}`;
    this.#warnings.push(line);
    return line;
  }

  #failed(event: BuildEvent & { type: "failed" }): string[] {
    const hasPrinted = this.#printers.has(event.run);
    this.#forget(event.run);
    this.#wasStopped = isEndOfDryRun(event) || isCancelled(event);
    if (this.#wasStopped) {
      if (this.#loudness === "quiet") return [];
      return isCancelled(event) ? this.#cancelled(event) : this.#dryEnd(event);
    }
    const { failure, kind, job } = event;
    const lines = [
      `${this.#style.red("failed")} ${this.#namesOf(event)} after ` +
      `${formatDuration(event.elapsedMs)}: ${failureMessage(failure)}`,
      ...formatFailure(failure, this.#style),
    ];
    if (job !== undefined && kind === "job" && hasPrinted) {
      lines.push(`  See what it printed: ax job ${job} -o`);
    }
    return lines;
  }

  #forget(run: string): void {
    this.#why.delete(run);
    this.#printers.delete(run);
  }

  #namesOf({ job, method }: BuildEvent & { type: "failed" }): string {
    return this.#style.bold(job === undefined ? method : `${job} ${method}`);
  }

  #cancelled(event: BuildEvent & { type: "failed" }): string[] {
    return [
      `${this.#style.yellow("stopped")} ${this.#namesOf(event)} after ` +
      formatDuration(event.elapsedMs),
      ...formatFailure(event.failure, this.#style),
    ];
  }

  #dryEnd(event: BuildEvent & { type: "failed" }): string[] {
    const { message, stack } = event.failure;
    const [, place] = /\(?([^\s()]+:\d+:\d+)\)?\s*$/m.exec(stack) ?? [];
    const at = place === undefined ? "" : ` at ${place}`;
    return [
      `${this.#style.yellow("stopped")} ${event.method}${at}: ${tame(message)}`,
    ];
  }

  /** `build_a failed; build_b not run; 3 built, …`. */
  #ended(event: BuildEvent & { type: "ended" }): string {
    const { failedScript, notRun } = event;
    const parts: string[] = [];
    if (failedScript !== undefined) {
      parts.push(
        this.#wasStopped
          ? this.#style.yellow(`${failedScript} stopped`)
          : this.#style.red(`${failedScript} failed`),
      );
    }
    if (notRun.length > 0) parts.push(`${notRun.join(", ")} not run`);
    return [...parts, formatCounts(event)].join("; ");
  }
}

/**
 * Whether a dry run ended because its script read a job that is to be built:
 * no failure, but the end of what can be known.
 */
export function isEndOfDryRun(
  event: BuildEvent & { type: "failed" },
): boolean {
  return event.kind === "build" &&
    event.failure.message.includes("a dry run does not build it");
}

/** Whether a job or script ended because the user stopped the build. */
function isCancelled({ failure }: BuildEvent & { type: "failed" }): boolean {
  return failure.message === CANCELLED;
}

function captionOf(caption: string | undefined): string {
  return caption === undefined ? "" : ` "${oneLine(caption)}"`;
}

/** `3 built, 2 reused, 0 failed in 1.20 s; 3 min 12 s saved`. */
function formatCounts(event: BuildEvent & { type: "ended" }): string {
  const counts = event.planned > 0
    ? [`${formatCount(event.planned)} would be built`]
    : [`${formatCount(event.built)} built`];
  counts.push(`${formatCount(event.reused)} reused`);
  // That no job failed would be odd to read of a script that did.
  const isOdd = event.failedScript !== undefined && event.failed === 0;
  if (event.planned === 0 && !isOdd) {
    counts.push(`${formatCount(event.failed)} failed`);
  }
  const saved = event.reused === 0
    ? ""
    : `; ${formatDuration(event.savedMs)} saved`;
  return `${counts.join(", ")} in ${formatDuration(event.elapsedMs)}${saved}`;
}
