/**
 * What is running at this moment of a build, and one line for each of it.
 *
 * @module
 */

import type { BuildEvent, StageName } from "../core/events.ts";
import { formatCount, formatDuration } from "./format.ts";
import type { Style } from "./style.ts";
import { cut, displayWidth, oneLine } from "./text.ts";

/** A job or build script that is running. */
interface Running {
  readonly run: string;
  readonly kind: "job" | "build";
  readonly method: string;
  readonly sinceMs: number;
  stage: StageName | undefined;
  /** Slices of `analysis`, 0 when it has none or is not there yet. */
  slices: number;
  slicesDone: number;
  status: readonly string[];
}

/** Follows the events of a build and knows what is running. */
export class RunningJobs {
  readonly #running = new Map<string, Running>();
  #built = 0;
  #reused = 0;

  /** Whether nothing is running. */
  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  /** Takes in an event that happened at `nowMs`. */
  apply(event: BuildEvent, nowMs: number): void {
    switch (event.type) {
      case "started":
        this.#start(event, nowMs);
        break;
      case "built":
        if (event.kind === "job") this.#built++;
        this.#running.delete(event.run);
        break;
      case "failed":
        this.#running.delete(event.run);
        break;
      case "reused":
        this.#reused++;
        break;
      case "stage":
      case "slice":
      case "progress":
        this.#advance(event);
    }
  }

  #start(event: BuildEvent & { type: "started" }, nowMs: number): void {
    this.#running.set(event.run, {
      run: event.run,
      kind: event.kind,
      method: event.method,
      sinceMs: nowMs,
      stage: undefined,
      slices: 0,
      slicesDone: 0,
      status: [],
    });
  }

  #advance(event: BuildEvent & { type: "stage" | "slice" | "progress" }): void {
    const job = this.#running.get(event.run);
    if (job === undefined) return;
    if (event.type === "progress") {
      job.status = event.status;
    } else if (event.type === "slice") {
      if (event.state === "end") job.slicesDone++;
    } else if (event.state === "begin") {
      job.stage = event.stage;
      job.status = [];
      if (event.stage === "analysis") job.slices = event.slices;
    }
  }

  /**
   * One line for each running job, the oldest first; scripts last.
   *
   * @param space Lines are cut to `columns`; past `rows` they are counted.
   */
  lines(
    nowMs: number,
    space: { readonly columns: number; readonly rows: number },
    style: Style,
  ): string[] {
    const all = [...this.#running.values()];
    const jobs = all.filter(({ kind }) => kind === "job");
    const scripts = all.filter(({ kind }) => kind === "build");
    const room = Math.max(1, space.rows - scripts.length - 1);
    const shown = jobs.length <= room ? jobs : jobs.slice(0, room - 1);
    const nameWidth = Math.max(
      0,
      ...shown.map(({ run, method }) => displayWidth(`${run} ${method}`)),
    );
    const lines = shown.map((job) => jobLine(job, nowMs, nameWidth));
    const hidden = jobs.length - shown.length;
    if (hidden > 0) lines.push([{ text: `and ${hidden} more`, look: "dim" }]);
    lines.push(...scripts.map((script) => this.#scriptLine(script, nowMs)));
    return lines.map((parts) => paint(parts, space.columns, style));
  }

  #scriptLine(script: Running, nowMs: number): Part[] {
    const counts = `${formatCount(this.#built)} built, ` +
      `${formatCount(this.#reused)} reused`;
    return [
      { text: script.method, look: "bold" },
      { text: counts },
      { text: formatDuration(nowMs - script.sinceMs), look: "dim" },
      ...statusPart(script.status),
    ];
  }
}

/** A piece of a line and how it looks. */
interface Part {
  readonly text: string;
  readonly look?: keyof Style;
}

const barWidth = 12;

function jobLine(job: Running, nowMs: number, nameWidth: number): Part[] {
  const stage = (job.stage ?? "starting").padEnd("synthesis".length);
  const name = `${job.run} ${job.method}`;
  const gap = " ".repeat(Math.max(0, nameWidth - displayWidth(name)));
  return [
    { text: name + gap, look: "bold" },
    { text: stage },
    { text: bar(job), look: "cyan" },
    { text: sliceCount(job) },
    { text: formatDuration(nowMs - job.sinceMs), look: "dim" },
    ...statusPart(job.status),
  ];
}

function bar({ stage, slices, slicesDone }: Running): string {
  const share = stage === "synthesis"
    ? 1
    : slices === 0
    ? 0
    : Math.min(1, slicesDone / slices);
  const full = Math.floor(share * barWidth);
  return "━".repeat(full) + "┄".repeat(barWidth - full);
}

function sliceCount({ slices, slicesDone }: Running): string {
  const total = String(slices);
  return slices === 0
    ? "   "
    : `${String(slicesDone).padStart(total.length)}/${total}`;
}

function statusPart(status: readonly string[]): Part[] {
  if (status.length === 0) return [];
  return [{ text: status.map(oneLine).join(" › ") }];
}

/** Joins parts with two spaces, cut to the width before colours go in. */
function paint(
  parts: readonly Part[],
  columns: number,
  style: Style,
): string {
  let left = columns;
  const painted: string[] = [];
  for (const { text, look } of parts) {
    const gap = painted.length === 0 ? 0 : 2;
    if (left <= gap) break;
    const kept = cut(text, left - gap);
    left -= gap + displayWidth(kept);
    painted.push(look === undefined ? kept : style[look](kept));
  }
  return painted.join("  ");
}
