/**
 * Tells how far a scan is, when asked by a signal.
 *
 * @module
 */

import { formatCount } from "../format.ts";
import type { Output } from "../output.ts";
import { onStatusAsked } from "../status_signal.ts";
import { table, visible } from "../text.ts";
import type { ScanTask } from "./messages.ts";

/** What there is to do and what is done of it. */
export interface Progress {
  readonly tasks: readonly ScanTask[];
  /** How many rows of a task were read so far. */
  rowsRead(index: number): number;
}

/** What the help of a command says of {@linkcode watchProgress}. */
export const progressHelp = `
With kill -USR1 (or ^T, but not on Linux) it tells how far it is; twice, of each
slice.
`;

/** Who asks again so soon wants to know more. */
const AGAIN_MS = 2000;

/**
 * Answers the signals of {@linkcode onStatusAsked} with a line on `err` until
 * disposed, and with a line for each slice when asked twice.
 */
export function watchProgress(progress: Progress, err: Output): Disposable {
  let lastAsked = -Infinity;
  return onStatusAsked(() => {
    const now = performance.now();
    const isAgain = now - lastAsked < AGAIN_MS;
    lastAsked = now;
    err.lines(progressLines(progress, isAgain));
  });
}

interface Share {
  read: number;
  total: number;
}

/** The lines that tell how far it is. */
export function progressLines(
  progress: Progress,
  bySlice: boolean,
): string[] {
  const { tasks } = progress;
  const all: Share = { read: 0, total: 0 };
  const slices = new Map<number, Share>();
  const open = new Set<string>();
  tasks.forEach((task, index) => {
    const rows = task.slices.reduce((sum, { rowCount }) => sum + rowCount, 0);
    const read = Math.min(rows, progress.rowsRead(index));
    if (read > 0 && read < rows) open.add(task.dataset);
    all.read += read;
    all.total += rows;
    for (const { slice, rowCount } of task.slices) {
      const share = slices.get(slice) ?? { read: 0, total: 0 };
      slices.set(slice, share);
      // Of slices that are read in turn, each is as far as the others.
      share.read += rows === 0 ? 0 : read * rowCount / rows;
      share.total += rowCount;
    }
  });
  const head = `ax: ${formatShare(all)}${placeOf(open)}`;
  const ranked = [...slices].sort(([a], [b]) => a - b);
  if (!bySlice) return [head + worstOf(ranked)];
  return [
    head,
    ...table(
      ranked.map((
        [slice, share],
      ) => ["", `slice ${slice}`, formatShare(share)]),
    ),
  ];
}

function formatShare(share: Share): string {
  return `${percentOf(share)} % of ${formatCount(share.total)} rows`;
}

function percentOf({ read, total }: Share): number {
  return total === 0 ? 100 : Math.floor(100 * read / total);
}

function placeOf(open: ReadonlySet<string>): string {
  const [first] = open;
  if (first === undefined) return "";
  return `, in ${visible(first)}${
    open.size > 1 ? ` and ${open.size - 1} more` : ""
  }`;
}

function worstOf(slices: readonly [slice: number, share: Share][]): string {
  if (slices.length < 2) return "";
  const [[slice, share] = [0, { read: 0, total: 0 }]] = slices.toSorted(
    ([, a], [, b]) => percentOf(a) - percentOf(b),
  );
  return `; least of slice ${slice}: ${percentOf(share)} %`;
}
