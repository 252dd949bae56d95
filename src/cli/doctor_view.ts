/**
 * Shows what `ax doctor` found.
 *
 * @module
 */

import type { Checkup } from "../build/doctor.ts";
import type { Finding } from "../build/finding.ts";
import { countOf } from "./format.ts";
import type { Style } from "./style.ts";
import { displayWidth, oneLine, padEnd } from "./text.ts";

/** Areas with what was looked at, each trouble with what to do about it. */
export function formatCheckup(checkup: Checkup, style: Style): string[] {
  const { findings, sandbox } = checkup;
  const width = Math.max(...findings.map(({ name }) => displayWidth(name)));
  const lines: string[] = [];
  let area = "";
  for (const finding of findings) {
    if (finding.area !== area) {
      if (area !== "") lines.push("");
      area = finding.area;
      lines.push(style.bold(area));
    }
    lines.push(...formatFinding(finding, width, style));
  }
  lines.push("", style.bold("sandbox"));
  for (const line of sandbox.inForce) lines.push(`  ${line}`);
  lines.push(
    `  the kernel's own: not used yet; ` +
      `it has Landlock: ${sandbox.landlock}, seccomp: ${sandbox.seccomp}`,
  );
  lines.push("", summary(findings, style));
  return lines;
}

function formatFinding(
  { name, state, says, remedy }: Finding,
  width: number,
  style: Style,
): string[] {
  const paint =
    { ok: style.green, note: style.yellow, wrong: style.red }[state];
  const mark = paint(state.padEnd(5));
  const line = `  ${mark}  ${padEnd(name, width)}  ${oneLine(says)}`;
  const indent = " ".repeat(2 + 5 + 2 + width + 2);
  return remedy === undefined ? [line] : [line, `${indent}${remedy}`];
}

function summary(findings: readonly Finding[], style: Style): string {
  const count = (state: Finding["state"]): number =>
    findings.filter((finding) => finding.state === state).length;
  const wrong = count("wrong");
  const notes = count("note");
  const aside = notes === 0 ? "" : `; ${countOf(notes, "note")}`;
  return wrong === 0
    ? style.green(`nothing is wrong${aside}`)
    : style.red(`${wrong} wrong${aside}`);
}
