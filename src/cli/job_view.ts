/**
 * Shows one job.
 *
 * @module
 */

import { briefWhy } from "../core/brief_why.ts";
import type {
  DatasetEntry,
  FileEntry,
  Manifest,
  StageTimes,
} from "../core/manifest.ts";
import { refsIn } from "../core/wire.ts";
import { formatWire } from "../core/wire_text.ts";
import { failureMessage, formatFailure } from "./failure.ts";
import {
  countOf,
  formatCount,
  formatDuration,
  formatSize,
  formatTime,
} from "./format.ts";
import type { Style } from "./style.ts";
import { oneLine, table, visible } from "./text.ts";

/** What is known of a job beside its manifest. */
export interface JobSurroundings {
  /** The job's directory. */
  readonly path: string;
  /** Jobs and build scripts that asked for it, newest first. */
  readonly askedBy: readonly { readonly id: string; readonly method: string }[];
  /** The name of a job's method; nothing when the job is gone. */
  methodOf(id: string): string | undefined;
  /** Whether long lists are shown whole. */
  readonly all?: boolean;
}

/** Longer lists are shown up to here, and the rest is counted. */
const MOST = 20;

/** The lines of `ax job`. */
export function formatJob(
  job: Manifest,
  around: JobSurroundings,
  style: Style,
): string[] {
  const most = around.all ? Infinity : MOST;
  return [
    ...headLines(job, around, style),
    ...section("Inputs", inputLines(job, around), style),
    ...section("Failure", failureLines(job, style), style),
    ...section("Times", timeLines(job.stages), style),
    ...section("Jobs asked for", requestLines(job, most), style),
    ...section("Results", linkLines(job, most), style),
    ...section("Datasets", datasetLines(job.datasets, most), style),
    ...section("Files", fileLines(job.files, most), style),
    ...section("Output", fileLines(job.output, most), style),
  ];
}

function headLines(
  job: Manifest,
  around: JobSurroundings,
  style: Style,
): string[] {
  const state = job.state === "done"
    ? style.green("done")
    : style.red("failed");
  const rows: string[][] = [];
  if (job.caption !== undefined) rows.push(["caption", oneLine(job.caption)]);
  const took = formatDuration(job.elapsedMs);
  rows.push(["started", `${formatTime(job.startedAt)}, took ${took}`]);
  const more = `ax why ${job.id}`;
  const why = briefWhy(job.why, { method: job.method, more });
  rows.push(["why", oneLine(why)]);
  const askers = around.askedBy.slice(
    0,
    around.all ? Infinity : 5,
  ).map(({ id, method }) => `${id} (${method})`);
  const rest = around.askedBy.length - askers.length;
  if (rest > 0) askers.push(`${formatCount(rest)} more`);
  if (askers.length > 0) rows.push(["asked by", askers.join(", ")]);
  if (job.peakMemoryBytes > 0) {
    rows.push(["memory", `${formatSize(job.peakMemoryBytes)} at most`]);
  }
  rows.push(["ran with", versionsOf(job)]);
  rows.push(["path", around.path]);
  const kind = job.kind === "build" ? " (build script)" : "";
  return [
    `${style.bold(`${job.id} ${job.method}`)}${kind} ${state}`,
    ...indent(table(rows, [], dimFirst(style))),
  ];
}

function versionsOf({ versions, slices }: Manifest): string {
  const names = Object.entries(versions).map(([name, version]) =>
    `${name} ${version}`
  );
  return [...names, countOf(slices, "slice")].join(", ");
}

function inputLines(
  { inputs }: Manifest,
  { methodOf }: JobSurroundings,
): string[] {
  return table(
    Object.entries(inputs).map(([name, value]) => {
      const jobs = refsIn(value).flatMap((ref) =>
        ref["~"] === "file" ? [] : ref["~"] === "job" ? [ref.id] : [ref.job]
      );
      const methods = new Set(jobs.map((id) => methodOf(id) ?? "gone"));
      const made = methods.size === 0 ? "" : ` (${[...methods].join(", ")})`;
      return [visible(name), oneLine(formatWire(value)) + made];
    }),
  );
}

function failureLines({ failure }: Manifest, style: Style): string[] {
  if (failure === undefined) return [];
  return [style.red(failureMessage(failure)), ...formatFailure(failure, style)];
}

function timeLines(stages: readonly StageTimes[]): string[] {
  const rows = stages.map(({ stage, wallMs, cpuMs, slices }) => [
    stage,
    formatDuration(wallMs),
    `cpu ${formatDuration(cpuMs)}`,
    slices === undefined ? "" : spreadOf(slices.map(({ wallMs }) => wallMs)),
  ]);
  return table(rows, [{}, { align: "right" }]);
}

/** The fastest and the slowest slice, or each of a few. */
function spreadOf(times: readonly number[]): string {
  const count = countOf(times.length, "slice");
  if (times.length <= 8) {
    return `${count}: ${times.map(formatDuration).join(", ")}`;
  }
  const fastest = formatDuration(Math.min(...times));
  return `${count}: ${fastest} to ${formatDuration(Math.max(...times))}`;
}

function requestLines({ requests }: Manifest, most: number): string[] {
  const lines = table(
    requests.slice(0, most).map((request) => [
      request.built ? "built" : "reused",
      request.job,
      request.name === request.method
        ? request.method
        : `${visible(request.name)} (${request.method})`,
      (request.cutOff ?? []).map(({ input, asked, answered }) =>
        `${input}: ${asked} equals ${answered}`
      ).join("; "),
    ]),
  );
  return withRest(lines, requests.length);
}

function linkLines({ links }: Manifest, most: number): string[] {
  const lines = table(
    links.slice(0, most).map(({ name, job, file }) => [
      visible(name),
      job,
      visible(file),
    ]),
  );
  return withRest(lines, links.length);
}

function datasetLines(
  datasets: { readonly [name: string]: DatasetEntry },
  most: number,
): string[] {
  const all = Object.entries(datasets);
  const lines = all.slice(0, most).flatMap(([name, dataset]) => {
    const rows = dataset.rows.reduce((sum, count) => sum + count, 0);
    const facts = [
      countOf(rows, "row"),
      ...(dataset.hashBy === undefined
        ? []
        : [`by ${visible(dataset.hashBy)}`]),
      ...(dataset.previous === undefined
        ? []
        : [`after ${visible(dataset.previous)}`]),
      ...(dataset.parents ?? []).map((parent) => `parent ${visible(parent)}`),
    ];
    const columns = dataset.columns.map(({ name, type }) => [
      visible(name),
      type,
    ]);
    return [`${visible(name)}: ${facts.join(", ")}`, ...indent(table(columns))];
  });
  return [...lines, ...restLine(all.length - most)];
}

function fileLines(files: readonly FileEntry[], most: number): string[] {
  const lines = table(
    files.slice(0, most).map((
      { path, size },
    ) => [visible(path), formatSize(size)]),
    [{}, { align: "right" }],
  );
  return withRest(lines, files.length);
}

function withRest(lines: readonly string[], count: number): string[] {
  return [...lines, ...restLine(count - lines.length)];
}

function restLine(rest: number): string[] {
  return rest > 0 ? [`and ${formatCount(rest)} more (-v shows all)`] : [];
}

function section(
  title: string,
  lines: readonly string[],
  style: Style,
): string[] {
  return lines.length === 0 ? [] : ["", style.bold(title), ...indent(lines)];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** Dims the first column of a table. */
function dimFirst(style: Style): (cell: string, column: number) => string {
  return (cell, column) => column === 0 ? style.dim(cell) : cell;
}
