/**
 * Shows the results of a project.
 *
 * @module
 */

import type { Result } from "../build/results.ts";
import { formatTime } from "./format.ts";
import type { Style } from "./style.ts";
import { oneLine, table } from "./text.ts";

/** One line a result: what it leads to, and why not, if it is not current. */
export function formatResults(
  results: readonly Result[],
  style: Style,
): string[] {
  const cells = results.map((result) => [
    result.name,
    result.job ?? "",
    result.method ?? "",
    result.startedAt === undefined ? "" : formatTime(result.startedAt),
    stateText(result),
  ]);
  return table(cells, [], (cell, column, row) => {
    if (column === 0) return style.bold(cell);
    if (column !== 4) return cell;
    switch (results[row]?.state) {
      case "current":
        return style.green(cell);
      case "stale":
        return style.yellow(cell);
      default:
        return style.red(cell);
    }
  });
}

function stateText({ state, job, target, reasons }: Result): string {
  if (state === "foreign") return oneLine(`no job of this project: ${target}`);
  const [first] = reasons;
  if (first === undefined) {
    return state === "broken" ? oneLine(`broken: ${target} is gone`) : state;
  }
  const place = first.job === job || first.method === ""
    ? ""
    : ` (${first.job} ${first.method})`;
  const more = reasons.length > 1 ? `, and ${reasons.length - 1} more` : "";
  return oneLine(`${state}: ${first.what}${place}${more}`);
}
