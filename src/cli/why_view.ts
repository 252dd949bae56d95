/**
 * Shows why a job was built.
 *
 * @module
 */

import type {
  BuiltJob,
  Comparison,
  Explanation,
} from "../build/inspect_why.ts";
import {
  briefStandard,
  briefWhy,
  causesOf,
  partChanges,
} from "../core/brief_why.ts";
import type { Json } from "../core/canonical.ts";
import type { Manifest } from "../core/manifest.ts";
import {
  type Change,
  describeChange,
  groupEqual,
  summarizeWhy,
} from "../core/why.ts";
import { formatWire } from "../core/wire_text.ts";
import type { Named } from "./diff.ts";
import { formatCount, formatTime } from "./format.ts";
import type { Style } from "./style.ts";
import { oneLine, table, wrapHelp } from "./text.ts";

/** Compares two texts; `unifiedDiff`, which is loaded only when needed. */
export type Differ = (before: Named, after: Named, style: Style) => string[];

/** Whether {@linkcode formatWhy} will have texts to compare. */
export function needsDiff({ roots, own }: Explanation): boolean {
  return [...roots, ...(own === undefined ? [] : [own])].some((comparison) =>
    comparison.sources.length > 0 || comparison.changes.some(isLong)
  );
}

/** How to show an explanation. */
export interface WhyLayout {
  readonly style: Style;
  readonly differ: Differ;
  /** Where to wrap lists of files. */
  readonly columns: number;
  /** Whether to compare the source of ax's own methods, too. */
  readonly all: boolean;
}

/** The lines of `ax why`: root causes first, then the job's own changes. */
export function formatWhy(
  explanation: Explanation,
  layout: WhyLayout,
): string[] {
  const { style } = layout;
  const { job, roots, own } = explanation;
  const lines = [
    `${style.bold(`${job.id} ${job.method}`)} ${headline(explanation)}`,
  ];
  for (const group of groupEqual(roots, rootChangeOf)) {
    const [first] = group;
    if (first === undefined) continue;
    lines.push("", style.bold(`Root cause: ${namesOf(group)}`));
    lines.push(...formatComparison(first, layout));
  }
  if (explanation.built !== undefined) {
    lines.push(...builtLines(explanation.built, job, style));
  }
  if (own === undefined) return lines;
  const gone = own.againstStartedAt === undefined
    ? "which is gone"
    : `of ${formatTime(own.againstStartedAt)}`;
  lines.push("", style.bold(`Compared with ${own.against}`) + `, ${gone}`);
  lines.push(...formatComparison(own, layout));
  return lines;
}

/** Of a build script: the jobs that it built, each with its reason. */
function builtLines(
  built: readonly BuiltJob[],
  { requests }: Manifest,
  style: Style,
): string[] {
  if (built.length === 0) {
    if (requests.length === 0) return ["It asked for no jobs."];
    return ["It built nothing: all that it asked for was there."];
  }
  const shown = built.filter(({ why }) => why !== undefined);
  const told = new Set<string>(built.map(({ id }) => id));
  const rows = shown.map(({ id, method, why }) => [
    id,
    method,
    why === undefined ? "" : oneLine(briefWhy(why, { method, told })),
  ]);
  const rest = built.length - shown.length;
  return [
    "",
    style.bold("Built for it"),
    ...table(rows).map((line) => `  ${line}`),
    ...(rest === 0 ? [] : [`  and ${formatCount(rest)} more`]),
  ];
}

/** What two roots have in common that were built for one reason. */
function rootChangeOf({ changes, sources }: Comparison): unknown {
  return [changes, sources];
}

/** The jobs of a group of roots, as far as they are worth reading. */
function namesOf(group: readonly Comparison[]): string {
  const names = group.map(({ job }) => `${job.id} ${job.method}`);
  const rest = names.length - MOST_ROOTS;
  return rest < 2
    ? names.join(", ")
    : `${names.slice(0, MOST_ROOTS).join(", ")} and ${rest} more`;
}

/** Longer lists of jobs or of reasons are shown up to here, and counted. */
const MOST_ROOTS = 5;
const MOST_REASONS = 3;

function headline({ job, why }: Explanation): string {
  switch (why.kind) {
    case "build":
      return "was run because a build script always runs";
    case "first":
      return `was built because no job of ${job.method} was there before`;
    case "forced":
      return `was built because it was forced; ${why.against} was there`;
    case "again":
    case "depends":
    case "subjob":
      return `was built because ${oneLine(summarizeWhy(why))}`;
    case "changed":
      return why.changes.length === 0
        ? `is the same request as ${why.against}`
        : `was built because ${reasons(causesOf(why, job.method))}`;
  }
}

function reasons(causes: readonly string[]): string {
  const shown = causes.map(oneLine);
  const rest = shown.length - MOST_REASONS;
  return rest < 2
    ? shown.join("; ")
    : `${shown.slice(0, MOST_REASONS).join("; ")} and ${rest} more changes`;
}

function formatComparison(
  comparison: Comparison,
  layout: WhyLayout,
): string[] {
  const { job, changes } = comparison;
  const { standard, own, others } = partChanges(changes);
  const lines: string[] = [];
  for (const change of others) {
    lines.push(`  ${oneLine(changeLine(change))}`);
    if (isLong(change)) lines.push(...longChange(change, layout));
  }
  if (standard.length > 0) {
    lines.push(`  ${briefStandard(standard, job.method)}`);
    if (!layout.all) lines.push(...standardFiles(standard, layout));
  }
  const compared = layout.all
    ? changes.filter(({ section }) => section === "source")
    : own;
  for (const change of compared) {
    lines.push(`  ${describeChange(change)}`);
    lines.push(...sourceDifference(change, comparison, layout));
  }
  return lines;
}

/** The files of ax's own that differ, by what happened to them. */
function standardFiles(
  changes: readonly Change[],
  { columns, style }: WhyLayout,
): string[] {
  if (changes.length === 1) return [];
  return (["changed", "added", "removed"] as const).flatMap((kind) => {
    const names = changes.filter((change) => change.kind === kind)
      .map(({ name }) => name);
    if (names.length === 0) return [];
    const line = `    ${kind.padEnd(7)}  ${names.join(", ")}`;
    return wrapHelp(line, columns).split("\n").map(style.dim);
  });
}

function sourceDifference(
  { name, kind }: Change,
  { job, against, sources }: Comparison,
  { style, differ }: WhyLayout,
): string[] {
  const source = sources.find(({ path }) => path === name);
  const unread = (kind !== "added" && source?.before === undefined) ||
    (kind !== "removed" && source?.after === undefined);
  if (source === undefined || unread) return [];
  return differ(
    { name: `${against}/${name}`, text: source.before },
    { name: `${job.id}/${name}`, text: source.after },
    style,
  );
}

function changeLine(change: Change): string {
  const { section, name, before, after } = change;
  if (!isLong(change)) return describeChange(change);
  const subject = section === "input" ? `input "${name}"` : section;
  if (before === undefined) return `${subject} added`;
  return after === undefined ? `${subject} removed` : `${subject} changed:`;
}

/** Whether both values are there, differ, and are long to read in one line. */
function isLong({ section, before, after }: Change): boolean {
  if (section === "source" || before === undefined || after === undefined) {
    return false;
  }
  return formatWire(before).length > 60 || formatWire(after).length > 60;
}

function longChange(change: Change, { style, differ }: WhyLayout): string[] {
  const text = (value: Json | undefined): string =>
    `${JSON.stringify(value ?? null, null, 2)}\n`;
  const lines = differ(
    { name: "before", text: text(change.before) },
    { name: "after", text: text(change.after) },
    style,
  );
  return lines.slice(2).map((line) => `    ${line}`);
}
