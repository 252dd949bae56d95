/**
 * What the author of a method has written about its inputs, in comments.
 *
 * @module
 */

/** One piece of a source text. */
interface Token {
  readonly kind: "comment" | "name" | "mark" | "other";
  readonly text: string;
  /** The line it ends on, and whether nothing but spaces is before it. */
  readonly line: number;
}

const PIECE =
  /\s+|\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`|[\p{ID_Start}$_][\p{ID_Continue}$]*|[^]/uy;

/** Where a slash begins a regular expression, and no comment or division. */
const PATTERN = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;

/**
 * Finds the comments of inputs: those above a property of the first object
 * called `inputs`, or else behind it on its line.
 *
 * Nothing is run or resolved: of inputs that are written elsewhere, nothing is
 * found.
 *
 * @param source The text of the method's module.
 * @returns One text by name of an input; its paragraphs are lines.
 */
export function inputNotes(source: string): Map<string, string> {
  const tokens = tokenize(source);
  const notes = new Map<string, string>();
  let at = tokens.findIndex((token, index) =>
    token.text === "inputs" && tokens[index + 1]?.text === ":" &&
    tokens[index + 2]?.text === "{"
  );
  if (at < 0) return notes;
  at += 3;
  let above: Token[] = [];
  while (at < tokens.length && tokens[at]?.text !== "}") {
    const token = tokens[at] as Token;
    if (token.kind === "comment") above.push(token);
    else {
      const end = endOfProperty(tokens, at);
      const isNamed = tokens[at + 1]?.text === ":";
      const behind = tokens[end];
      const isBehind = behind?.kind === "comment" &&
        behind.line === tokens[end - 1]?.line;
      if (isBehind && above.length === 0) above = [behind];
      if (isNamed && above.length > 0) {
        notes.set(nameOf(token), textOf(above));
      }
      above = [];
      at = isBehind ? end : end - 1;
    }
    at++;
  }
  return notes;
}

/** The first token behind a property and its comma. */
function endOfProperty(tokens: readonly Token[], start: number): number {
  let depth = 0;
  let at = start;
  for (; at < tokens.length; at++) {
    const { kind, text } = tokens[at] as Token;
    if (kind !== "mark") continue;
    if ("({[".includes(text)) depth++;
    else if (")]}".includes(text)) {
      if (depth === 0) return at;
      depth--;
    } else if (text === "," && depth === 0) return at + 1;
  }
  return at;
}

function nameOf({ kind, text }: Token): string {
  return kind === "name" ? text : text.slice(1, -1);
}

/** Comments as one text: lines are joined, empty ones part paragraphs. */
function textOf(comments: readonly Token[]): string {
  const lines = comments.flatMap(({ text }) =>
    text.replace(/^\/\*+|^\/\/+|\*+\/$/g, "").split("\n")
      .map((line) => line.replace(/^\s*\*+(?=\s|$)/, "").trim())
  );
  return lines.join("\n").trim().split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll("\n", " ")).join("\n");
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let at = 0; at < source.length;) {
    const text = pieceAt(source, at, tokens.at(-1));
    at += text.length;
    line += text.split("\n").length - 1;
    if (text.trim() === "") continue;
    tokens.push({ kind: kindOf(text), text, line });
  }
  return tokens;
}

function pieceAt(source: string, at: number, before: Token | undefined) {
  const isValue = before !== undefined &&
    (before.kind !== "mark" || ")]}".includes(before.text));
  for (const pattern of isValue ? [PIECE] : [PATTERN, PIECE]) {
    // A comment is no pattern, although it begins like one.
    if (pattern === PATTERN && /^\/[/*]/.test(source.slice(at, at + 2))) {
      continue;
    }
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) return found;
  }
  return source.slice(at, at + 1);
}

function kindOf(text: string): Token["kind"] {
  if (text.startsWith("//") || text.startsWith("/*")) return "comment";
  if (/^[\p{ID_Start}$_]/u.test(text)) return "name";
  return text.length === 1 ? "mark" : "other";
}
