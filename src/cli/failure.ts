/**
 * Shows why a job failed.
 *
 * @module
 */

import type { Failure } from "../core/manifest.ts";
import type { Style } from "./style.ts";
import { oneLine, tame } from "./text.ts";

/** The lines below the headline: place, stack, what it was doing. */
export function formatFailure(failure: Failure, style: Style): string[] {
  const lines = stackLines(failure).map((line) => `    ${tame(line)}`);
  if (failure.stage !== undefined && failure.stage !== "main") {
    lines.push(`  in ${placeOf(failure.stage, failure.slice)}`);
  }
  if (failure.status.length > 0) {
    lines.push(`  was doing: ${statusText(failure.status)}`);
  }
  const busy = failure.others.filter(({ status }) => status.length > 0);
  for (const { slice, status } of busy) {
    lines.push(style.dim(`  slice ${slice}: ${statusText(status)}`));
  }
  const idle = failure.others.length - busy.length;
  if (idle > 0) {
    const still = `${idle} other slice${idle === 1 ? "" : "s"} still running`;
    lines.push(style.dim(`  ${still}`));
  }
  if (failure.hint !== undefined) lines.push(`  ${tame(failure.hint)}`);
  return lines;
}

/** The message, without what could command the terminal. */
export function failureMessage(failure: Failure): string {
  return tame(failure.message.trim() || "it failed without a message");
}

function placeOf(stage: string, slice: number | undefined): string {
  return slice === undefined ? stage : `${stage}, slice ${slice}`;
}

function statusText(status: readonly string[]): string {
  return status.map(oneLine).join(" › ");
}

/** The stack without the message, which stands in the headline already. */
function stackLines({ stack, message }: Failure): string[] {
  const at = message === "" ? -1 : stack.indexOf(message);
  const start = at >= 0 && at < 80 ? at + message.length : 0;
  return stack.slice(start).split("\n")
    .map((line) => line.trimEnd().replace(/^ {4}(?=at )/, ""))
    .filter((line) => line !== "");
}
