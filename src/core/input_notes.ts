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

/** Reads a module that another one imports; `undefined` if it cannot. */
export type ReadImport = (
  specifier: string,
  from: string,
) => { readonly name: string; readonly source: string } | undefined;

/** A module, read or to be read. */
interface Module {
  readonly name: string;
  readonly tokens: readonly Token[];
}

/** Records that are spread into each other are followed so far. */
const MAX_DEPTH = 8;

/**
 * Finds the comments of inputs: those above a property of the first object
 * called `inputs`, or else behind it on its line. A record that is spread into
 * it (`...common`) is looked up in the module, or in the one it is imported
 * from by name. Later comments of the same name count.
 *
 * Nothing is run: of inputs that are written in any other way, nothing is
 * found.
 *
 * @param source The text of the method's module.
 * @param name What `read` knows the module by.
 * @param read Reads what it imports. Default: nothing.
 * @returns One text by name of an input; its paragraphs are lines.
 */
export function inputNotes(
  source: string,
  name = "",
  read: ReadImport = () => undefined,
): Map<string, string> {
  const module = { name, tokens: tokenize(source) };
  const at = indexOf(module, ["inputs", ":", "{"]);
  const notes = new Map<string, string>();
  if (at >= 0) addNotes(notes, { module, at: at + 3, depth: 0 }, read);
  return notes;
}

/** Adds the notes of the record whose first token is at a place. */
function addNotes(
  notes: Map<string, string>,
  { module, at, depth }: {
    readonly module: Module;
    readonly at: number;
    readonly depth: number;
  },
  read: ReadImport,
): void {
  const { tokens } = module;
  let above: Token[] = [];
  while (at < tokens.length && tokens[at]?.text !== "}") {
    const token = tokens[at] as Token;
    if (token.kind === "comment") above.push(token);
    else {
      const end = endOfProperty(tokens, at);
      const behind = tokens[end];
      const isBehind = behind?.kind === "comment" &&
        behind.line === tokens[end - 1]?.line;
      if (isBehind && above.length === 0) above = [behind];
      if (tokens[at + 1]?.text === ":" && above.length > 0) {
        notes.set(nameOf(token), textOf(above));
      }
      const spread = spreadAt(tokens, at, end);
      const found = spread && findRecord(module, spread, read);
      if (found && depth < MAX_DEPTH) {
        addNotes(notes, { ...found, depth: depth + 1 }, read);
      }
      above = [];
      at = isBehind ? end : end - 1;
    }
    at++;
  }
}

/** The name of what is spread by a property and nothing else. */
function spreadAt(
  tokens: readonly Token[],
  at: number,
  end: number,
): string | undefined {
  const texts = tokens.slice(at, end).map(({ text }) => text);
  const [name = "", after = ","] = texts.slice(3);
  const isSpread = texts.slice(0, 3).join("") === "..." && after === "," &&
    tokens[at + 3]?.kind === "name";
  return isSpread ? name : undefined;
}

/** Where the record of a constant begins, in its module or an imported one. */
function findRecord(
  module: Module,
  name: string,
  read: ReadImport,
): { readonly module: Module; readonly at: number } | undefined {
  const here = indexOf(module, ["const", name, "=", "{"]);
  if (here >= 0) return { module, at: here + 4 };
  const [original, specifier] = findImport(module.tokens, name) ?? [];
  if (original === undefined || specifier === undefined) return undefined;
  const file = read(specifier, module.name);
  if (file === undefined) return undefined;
  const other = { name: file.name, tokens: tokenize(file.source) };
  const at = indexOf(other, ["export", "const", original, "=", "{"]);
  return at < 0 ? undefined : { module: other, at: at + 5 };
}

/** What an imported name is called where it is from, and where that is. */
function findImport(
  tokens: readonly Token[],
  name: string,
): readonly [string, string] | undefined {
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at]?.text !== "import" || tokens[at + 1]?.text !== "{") continue;
    const end = tokens.findIndex(({ text }, index) =>
      index > at && text === "}"
    );
    const names = tokens.slice(at + 2, end);
    const own = names.findIndex(({ text }, index) =>
      text === name && names[index + 1]?.text !== "as"
    );
    const from = tokens[end + 2];
    if (own < 0 || from?.kind !== "other") continue;
    const isRenamed = names[own - 1]?.text === "as";
    const original = isRenamed ? names[own - 2]?.text ?? name : name;
    return [original, nameOf(from)];
  }
  return undefined;
}

/** Where tokens of these texts follow each other; -1 if they do not. */
function indexOf({ tokens }: Module, texts: readonly string[]): number {
  return tokens.findIndex((_, at) =>
    texts.every((text, index) => tokens[at + index]?.text === text)
  );
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
