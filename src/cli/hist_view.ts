/**
 * Shows histograms.
 *
 * @module
 */

import { drawBar } from "../core/histogram.ts";
import { formatCount } from "./format.ts";
import type { HistLine, Histogram } from "./hist.ts";
import { LineWriter } from "./scan/row_lines.ts";
import type { Style } from "./style.ts";
import { cut, displayWidth, padStart, visible } from "./text.ts";

/** How histograms are shown. */
export type HistFormat = "aligned" | "bars" | "csv" | "ssv" | "tsv";

/** The room there is for bars. */
export interface BarRoom {
  /** The width of the terminal. */
  readonly columns: number;
  /** Whether bars may only be ASCII. */
  readonly isPlain: boolean;
  readonly style: Style;
}

const separators = { csv: ",", ssv: " ", tsv: "\t" } as const;

/** The lines of `ax hist`. */
export function formatHistogram(
  { lines }: Histogram,
  format: HistFormat,
  room: BarRoom,
): string[] {
  if (format === "bars" || format === "aligned") {
    return formatBars(lines, format === "bars", room);
  }
  const between = separators[format];
  const writer = new LineWriter({
    format: "csv",
    between,
    highlight: undefined,
  });
  return lines.map(({ texts, count }) => {
    const fields = [...texts, String(count)].map((text) => ({
      name: "",
      text,
      form: "text" as const,
    }));
    return writer.line(fields).slice(0, -1);
  });
}

/** The least room for a bar that is worth showing. */
const LEAST = 4;

function formatBars(
  lines: readonly HistLine[],
  hasBars: boolean,
  { columns, isPlain, style }: BarRoom,
): string[] {
  const most = Math.max(...lines.map(({ count }) => count), 1);
  const counts = lines.map(({ count }) => formatCount(count));
  const countWidth = Math.max(0, ...counts.map((text) => text.length));
  const labels = lines.map(({ texts }) =>
    cut(
      texts.map((text) => text === undefined ? "null" : visible(text))
        .join("  "),
      Math.max(8, Math.floor(columns / 2)),
    )
  );
  const labelWidth = Math.max(0, ...labels.map(displayWidth));
  const room = columns - labelWidth - countWidth - 4;
  return lines.map(({ count }, index) => {
    const label = padStart(labels[index] ?? "", labelWidth);
    const digits = (counts[index] ?? "").padStart(countWidth);
    if (!hasBars || room < LEAST) return `${label}  ${digits}`;
    const bar = style.cyan(drawBar(count / most, room, isPlain));
    return `${label}  ${digits}  ${bar}`.trimEnd();
  });
}
