/**
 * The code blocks of a Markdown document, and the commands in them.
 *
 * A document is one project: an empty directory, in which its blocks are
 * carried out in order. What a block is stands behind its fence:
 *
 * - ` ```ts methods/count.ts ` (any language, and a path): the block is that
 *   file of the project. TypeScript is type-checked; a build script is run by
 *   `ax build`, unless the document does so itself. JSON must parse.
 * - ` ```ts ` alone is type-checked as a module, ` ```json ` alone must parse.
 * - ` ```console `: a line `$ ax …` or `$ cd …` is carried out in the project,
 *   and the lines below it are what it prints, stdout and stderr as they come,
 *   with times, dates, digests and job numbers left out of account. A line `…`
 *   stands for any lines. A command without lines must succeed, and so must
 *   one with lines, unless `# exit 1` follows it.
 * - ` ```sh `: lines `ax …` and `cd …` are carried out and must succeed.
 * - `deno task NAME` in either must name a task of the repository; all other
 *   commands, and blocks in other languages, are left alone.
 *
 * @module
 */

/** A fenced block of code. */
export interface Block {
  /** The first word behind the fence, as in `ts`; empty when there is none. */
  readonly language: string;
  /** The second word: the file of the project that the block is. */
  readonly path: string | undefined;
  readonly text: string;
  /** The line of its fence, from 1. */
  readonly line: number;
}

/** A command of a block. */
export interface Command {
  readonly words: readonly string[];
  /** The exit code that the document promises. */
  readonly code: number;
  /** The lines that the document shows below it; nothing when none. */
  readonly expected: readonly string[] | undefined;
}

/** Finds the fenced blocks of a document, also those inside a list. */
export function parseBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const open = /^( *)(`{3,})(.*)$/.exec(lines[at] ?? "");
    if (open === null) continue;
    const [, indent = "", fence = "", info = ""] = open;
    const end = lines.indexOf(indent + fence, at + 1);
    if (end < 0) throw new Error(`The fence in line ${at + 1} never ends`);
    const [language = "", path] = info.trim().split(/\s+/);
    const text = lines.slice(at + 1, end)
      .map((line) => line.slice(indent.length) + "\n").join("");
    blocks.push({ language, path, text, line: at + 1 });
    at = end;
  }
  return blocks;
}

/** Finds the commands of a `console` or `sh` block. */
export function parseCommands(block: Block): Command[] {
  const lines = joinContinued(block.text.trimEnd().split("\n"));
  if (block.language === "sh") {
    return lines.filter((line) => splitWords(line).length > 0)
      .map((line) => commandOf(line, []));
  }
  const starts = lines.flatMap((line, at) => line.startsWith("$ ") ? [at] : []);
  return starts.map((start, at) =>
    commandOf(
      (lines[start] ?? "").slice(2),
      lines.slice(start + 1, starts[at + 1]),
    )
  );
}

/** Puts lines that end in a backslash together with their next. */
function joinContinued(lines: readonly string[]): string[] {
  return lines.join("\n").replaceAll(/\\\n\s*/g, "").split("\n");
}

function commandOf(line: string, below: readonly string[]): Command {
  const code = Number(/# exit (\d+)\s*$/.exec(line)?.[1] ?? 0);
  const shown = below.join("\n").trimEnd();
  const expected = shown === "" ? undefined : shown.split("\n");
  return { words: splitWords(line), code, expected };
}

/** Splits a line as a shell does: quotes hold together, `#` ends it. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    if (word.startsWith("#")) break;
    words.push(word.replaceAll(/["']/g, ""));
  }
  return words;
}

/** Leaves out of a line what differs from run to run. */
export function normalise(line: string): string {
  return line
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g, "DATE")
    .replaceAll(/\b\d+(\.\d+)? ?(µs|ms|s|min|h|d)\b/g, "TIME")
    .replaceAll(/\b[0-9a-f]{7,64}\b/g, "DIGEST")
    .replaceAll(/\b([a-z_]+)-\d+\b/g, "$1-N")
    .replaceAll(/ +/g, " ")
    .trimEnd();
}

/**
 * Says where printed text departs from what a document shows.
 *
 * @param expected The lines of the document; `…` stands for any lines.
 * @param printed All that the command printed.
 * @returns The first expected line that is not there; nothing when all are.
 */
export function findDifference(
  expected: readonly string[],
  printed: string,
): string | undefined {
  const lines = printed.trimEnd().split("\n").map(normalise);
  let at = 0;
  let loose = false;
  for (const raw of expected) {
    const line = normalise(raw);
    if (line.trim() === "…") {
      loose = true;
      continue;
    }
    const found = loose ? lines.indexOf(line, at) : at;
    if (found < 0 || lines[found] !== line) return raw;
    at = found + 1;
    loose = false;
  }
  return loose || at === lines.length ? undefined : `nothing, got ${lines[at]}`;
}
