/**
 * Unified differences between two texts.
 *
 * @module
 */

import { structuredPatch } from "diff";
import type { Style } from "./style.ts";
import { tame } from "./text.ts";

/** A text and what to call it in the head of the difference. */
export interface Named {
  readonly name: string;
  /** Nothing when there was no such file. */
  readonly text: string | undefined;
}

/** Larger files are not compared: their difference is not for reading. */
const LARGEST = 2_000_000;

/** The lines of a unified difference, head included; none for equal texts. */
export function unifiedDiff(
  before: Named,
  after: Named,
  style: Style,
): string[] {
  const old = before.text ?? "";
  const now = after.text ?? "";
  if (old.length > LARGEST || now.length > LARGEST) {
    return [`${after.name}: too large to compare`];
  }
  const { hunks } = structuredPatch("", "", old, now, "", "", { context: 3 });
  if (hunks.length === 0) return [];
  const lines = [
    style.bold(`--- ${before.text === undefined ? "/dev/null" : before.name}`),
    style.bold(`+++ ${after.text === undefined ? "/dev/null" : after.name}`),
  ];
  for (const hunk of hunks) {
    const from = rangeOf(hunk.oldStart, hunk.oldLines);
    const to = rangeOf(hunk.newStart, hunk.newLines);
    lines.push(style.cyan(`@@ -${from} +${to} @@`));
    lines.push(...hunk.lines.map((line) => paint(tame(line), style)));
  }
  return lines;
}

function rangeOf(start: number, lines: number): string {
  if (lines === 0) return `${start - 1},0`;
  return lines === 1 ? `${start}` : `${start},${lines}`;
}

function paint(line: string, style: Style): string {
  if (line.startsWith("-")) return style.red(line);
  return line.startsWith("+") ? style.green(line) : line;
}
