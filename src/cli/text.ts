/**
 * Text in columns of a terminal, where one letter may take two or none.
 *
 * @module
 */

const PLAIN = /^[\x20-\x7e]*$/;
const ZERO = /^[\p{M}\p{Cf}\p{Cc}]+$/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

let segmenter: Intl.Segmenter | undefined;

/** The letters of a text, as a reader counts them. */
function lettersOf(text: string): string[] {
  if (PLAIN.test(text)) return text.split("");
  // Made when first needed: it takes 10 ms.
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many columns a text takes. Colour codes are not known here. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const letter of lettersOf(text)) width += widthOf(letter);
  return width;
}

function widthOf(grapheme: string): number {
  if (ZERO.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** Cuts a text to a number of columns, with `…` where something is missing. */
export function cut(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns <= 0) return "";
  let width = 0;
  let kept = "";
  for (const letter of lettersOf(text)) {
    const more = widthOf(letter);
    if (width + more > columns - 1) break;
    width += more;
    kept += letter;
  }
  return `${kept}…`;
}

/** Fills a text with spaces up to a number of columns. */
export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}

/** As {@linkcode padEnd}, with the spaces in front: for numbers. */
export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - displayWidth(text))) + text;
}

/**
 * Makes one safe line of a text from a method: control characters, which
 * could move the cursor or hide what stands before, become spaces.
 */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what this is about
  return text.replaceAll(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, " ").trim();
}

const UNSEEN = new RegExp(
  "^$|^\\s|\\s$|[" +
    // Control characters and line ends.
    "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029" +
    // What has no width, or turns the direction of what follows.
    "\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]",
);

/**
 * Shows a name or a text value so that all of it can be seen: as it is, or in
 * quotes with escapes if it is empty, begins or ends with a space, or holds
 * what a terminal obeys or hides.
 */
export function visible(text: string): string {
  if (!UNSEEN.test(text)) return text;
  return JSON.stringify(text).replaceAll(
    /[\x7f-\x9f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Takes out of printed text what would command the terminal of the reader:
 * everything but line ends, tabs and colours.
 */
export function tame(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what this is about
  const command = /\x1b\[[\d;:]*m|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
  return text.replaceAll("\r\n", "\n").replaceAll(
    command,
    (found) => found.length > 1 ? found : "�",
  );
}

/** A last column that has less room than this is left out. */
const LEAST = 6;

/**
 * Cuts the last cells of rows so that {@linkcode table} keeps within a width.
 * It takes what room the other cells leave, and goes where they leave none.
 */
export function cutLast(rows: readonly string[][], columns: number): void {
  const count = Math.max(0, ...rows.map((row) => row.length));
  let room = columns;
  for (let column = 0; column < count - 1; column++) {
    const cells = rows.map((row) => displayWidth(row[column] ?? ""));
    room -= Math.max(0, ...cells) + 2;
  }
  for (const row of rows) {
    if (row.length < count) continue;
    row[count - 1] = room < LEAST ? "" : cut(row[count - 1] ?? "", room);
  }
}

/**
 * Breaks the lines of a help text that are wider than the terminal, at spaces.
 * What is said of a command or option goes on below where it began.
 */
export function wrapHelp(text: string, columns: number): string {
  return text.split("\n").flatMap((line) => wrapLine(line, columns)).join("\n");
}

function wrapLine(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  const column = /^ *\S.*? {2,}(?=\S)/.exec(line)?.[0].length ?? indent;
  const hang = column > columns / 2 ? indent + 2 : column;
  const lines: string[] = [];
  // Where what is said would have little room, it has lines of its own.
  let rest = line;
  if (hang < column) {
    lines.push(line.slice(0, column).trimEnd());
    rest = " ".repeat(hang) + line.slice(column);
  }
  while (rest.length > columns) {
    const at = rest.lastIndexOf(" ", columns);
    if (at <= hang) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = " ".repeat(hang) + rest.slice(at + 1).trimStart();
  }
  return [...lines, rest];
}

/** A column of {@linkcode table}. */
export interface Column {
  readonly align?: "left" | "right";
}

/**
 * Lines of cells, each column as wide as its widest cell; two spaces between.
 *
 * @param rows Cells without colour codes.
 * @param columns How to align each; left unless said otherwise.
 * @param paint Colours a padded cell.
 */
export function table(
  rows: readonly (readonly string[])[],
  columns: readonly Column[] = [],
  paint: (cell: string, column: number, row: number) => string = (cell) => cell,
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    });
  }
  return rows.map((row, index) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      const right = columns[column]?.align === "right";
      const last = column === row.length - 1;
      const padded = right
        ? padStart(cell, width)
        : last
        ? cell
        : padEnd(cell, width);
      return paint(padded, column, index);
    }).join("  ").trimEnd()
  );
}
