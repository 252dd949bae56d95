/**
 * A page of SVG with panels that share their months from left to right.
 *
 * @module
 */

import { type Attributes, element, fixed, label, scale } from "./svg.ts";

const width = 720;
const height = 524;
const left = 72;
const right = 688;

/** Colours and type; where the screen is dark, the page is, too. */
const style = `
svg { --paper: #ffffff; --ink: #1f2933; --quiet: #5b6774; --grid: #e3e8ed;
  --high: #c2410c; --low: #1d6fa5; --rain: #0f766e; --band: #f1ede6;
  background: var(--paper);
  font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #14191f; --ink: #eef2f6; --quiet: #9fb0c0; --grid: #2b343e;
    --high: #fb923c; --low: #60b5f0; --rain: #2dd4bf; --band: #242a31; } }
.paper { fill: var(--paper); }
text { fill: var(--quiet); }
.title { fill: var(--ink); font-size: 20px; font-weight: 600; }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.grid { stroke: var(--grid); }
.band { fill: var(--band); }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
.high { stroke: var(--high); }
.low { stroke: var(--low); }
.dot { fill: var(--paper); stroke-width: 2; }
.bar { fill: var(--rain); }
.value { fill: var(--ink); font-size: 11px; text-anchor: middle; }
`;

/** Where a panel lies on the page, and its scale, which starts at 0. */
export interface PanelOptions {
  readonly top: number;
  readonly bottom: number;
  readonly max: number;
  /** From one line of the grid to the next. */
  readonly step: number;
}

/** A part of the page with a scale of its own. */
export interface Panel {
  /** The middle of the month with this index. */
  x(index: number): number;
  y(value: number): number;
  /** The lines of the grid and their labels. */
  readonly axis: readonly string[];
}

/** Makes a panel for twelve months. */
export function panel({ top, bottom, max, step }: PanelOptions): Panel {
  const x = scale([-0.5, 11.5], [left, right]);
  const y = scale([0, max], [bottom, top]);
  const axis: string[] = [];
  for (let value = 0; value <= max; value += step) {
    const height = fixed(y(value));
    axis.push(
      element("line", {
        class: "grid",
        x1: left,
        x2: right,
        y1: height,
        y2: height,
      }),
      label(String(value), left - 10, height + 4, { class: "end" }),
    );
  }
  return { x, y, axis };
}

/** Draws values as a line with a dot for each; a pointer shows the value. */
export function line(
  panel: Panel,
  values: readonly number[],
  name: "high" | "low",
): string {
  const dots = values.map((value, index) =>
    element("circle", {
      class: `dot ${name}`,
      cx: fixed(panel.x(index)),
      cy: fixed(panel.y(value)),
      r: 3.5,
    }, [element("title", {}, [`${value.toFixed(1)} °C`])])
  );
  const path = { class: `line ${name}`, d: `M${points(panel, values)}` };
  return element("g", {}, [element("path", path), ...dots]);
}

/** Fills what lies between two lines. */
export function band(
  panel: Panel,
  lows: readonly number[],
  highs: readonly number[],
): string {
  const back = points(panel, lows).split("L").reverse().join("L");
  const outline = `M${points(panel, highs)}L${back}Z`;
  return element("path", { class: "band", d: outline });
}

/** Draws a bar for each value, with the value above it. */
export function bars(panel: Panel, values: readonly number[]): string[] {
  const thick = 26;
  return values.flatMap((value, index) => {
    const [x, y] = [panel.x(index), panel.y(value)];
    const box: Attributes = {
      class: "bar",
      x: fixed(x - thick / 2),
      y: fixed(y),
      width: thick,
      height: fixed(panel.y(0) - y),
      rx: 2,
    };
    const text = value.toFixed(0);
    return [element("rect", box), label(text, x, y - 5, { class: "value" })];
  });
}

/** Says what the lines are, from right to left. */
export function key(
  entries: readonly (readonly [name: string, text: string])[],
  x: number,
  y: number,
): string {
  const parts = entries.flatMap(([name, text], index) => {
    const end = x - (entries.length - 1 - index) * 84;
    return [
      element("line", {
        class: `line ${name}`,
        x1: end - 72,
        x2: end - 52,
        y1: y - 4,
        y2: y - 4,
      }),
      label(text, end - 46, y),
    ];
  });
  return element("g", {}, parts);
}

/** Puts everything on one page, which screen readers know by its title. */
export function page(title: string, parts: readonly string[]): string {
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": title,
    },
    [
      element("title", {}, [title]),
      element("style", {}, [style]),
      element("rect", { class: "paper", width, height }),
      ...parts,
    ].map((part) => `\n${part}`),
  ) + "\n";
}

function points(panel: Panel, values: readonly number[]): string {
  return values.map((value, index) =>
    `${fixed(panel.x(index))},${fixed(panel.y(value))}`
  ).join("L");
}
