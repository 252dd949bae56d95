/**
 * Finds what a source file imports and whether it has a default export.
 *
 * Lexing comes after type stripping, so what is found is what runs: type-only
 * imports are gone, and every position is that of the user's own text.
 *
 * @module
 */

import process from "node:process";
import { type Import, parse } from "es-module-lexer/js";
import { AxError, type SourceLocation } from "../core/errors.ts";
import { type Sha256, sha256 } from "../core/sha256.ts";

/** A cache of texts that survives the process; losing it costs only time. */
export interface Memo {
  getMemo(kind: string, key: string): string | undefined;
  setMemo(kind: string, key: string, value: string): void;
}

/** One import that is there at run time. */
export interface LexedImport {
  /** `undefined` when it is computed. */
  readonly specifier: string | undefined;
  /** Where the specifier stands in the code, quotes left out. */
  readonly start: number;
  readonly end: number;
  /** Where the attributes stand, the word `with` or the comma included. */
  readonly attributes?: { readonly start: number; readonly end: number };
  /** Why it cannot be followed, whatever it names. */
  readonly problem?: "computed" | "attributes" | "phase";
}

/** What one source file says of itself. */
export interface LexedModule {
  /** JavaScript; each character stands where it stands in the source. */
  readonly code: string;
  readonly imports: readonly LexedImport[];
  readonly hasDefault: boolean;
}

/** A source file does not parse; where, only a full parser can say. */
export class UnparsableError extends AxError {
  /** @param location A guess, where there is one. */
  constructor(path: string, cause: Error, location?: SourceLocation) {
    super("closure", `Cannot parse ${path}: syntax error`, {
      cause,
      ...(location === undefined ? {} : { location }),
    });
  }
}

/** Raise it when what is remembered of a module changes. */
const MEMO_KIND = `module-1-${Deno.version.deno}`;

/**
 * Lexes a `.ts` or `.js` file, or remembers having done so.
 *
 * @param path As messages name it.
 * @throws {AxError} `closure`, where it is not erasable;
 * {@linkcode UnparsableError}, if it does not parse.
 */
export function lexModule(
  path: string,
  source: { readonly text: string; readonly sha256: Sha256 },
  memo?: Memo,
): LexedModule {
  const kind = path.endsWith(".ts") ? "ts" : "js";
  const key = `${kind} ${source.sha256}`;
  const known = memo?.getMemo(MEMO_KIND, key);
  if (known !== undefined) return JSON.parse(known) as LexedModule;
  const code = kind === "ts" ? stripTypes(path, source.text) : source.text;
  const lexed = lex(path, code);
  memo?.setMemo(MEMO_KIND, key, JSON.stringify(lexed));
  return lexed;
}

/** The text of a source file and its digest. */
export function readSource(
  path: string,
  bytes: Uint8Array,
): { text: string; sha256: Sha256 } {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, sha256: sha256(bytes) };
  } catch (cause) {
    throw new AxError("closure", `Cannot read ${path}: it is not UTF-8`, {
      cause,
    });
  }
}

/** The line and column of a position in a text, both from 1. */
export function placeOf(
  text: string,
  position: number,
): { line: number; column: number } {
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  return { line, column: position - before.lastIndexOf("\n") };
}

/** The place at the end of a message of the type stripper. */
const STRIP_PLACE = /^(.*?)\.? at file:\/\/\/[^\n]*:(\d+):(\d+)/;

/** Asked for when it is needed: loading `node:module` takes 4 ms. */
function stripTypes(path: string, text: string): string {
  const { stripTypeScriptTypes } = process.getBuiltinModule("node:module");
  try {
    return stripTypeScriptTypes(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const [, what, line, column] = STRIP_PLACE.exec(cause.message) ?? [];
    if (what === undefined) throw new UnparsableError(path, cause);
    throw new AxError(
      "closure",
      `Cannot run ${path}: ${what}`,
      {
        cause,
        location: { file: path, line: Number(line), column: Number(column) },
        hint: "Methods run with their types erased, and this needs code in " +
          "its place: write it in plain JavaScript (an object for an enum, a " +
          'module for a namespace, "#x" for a private parameter).',
      },
    );
  }
}

function lex(path: string, code: string): LexedModule {
  try {
    const [imports, exports] = parse(code);
    return {
      code,
      imports: imports.flatMap((found) =>
        found.type === "import-meta" ? [] : [lexImport(code, found)]
      ),
      hasDefault: exports.some((found) =>
        found.type !== "reexport-all" && found.name === "default"
      ),
    };
  } catch (cause) {
    if (!(cause instanceof Error) || !("idx" in cause)) throw cause;
    const place = placeOf(code, Number(cause.idx));
    throw new UnparsableError(path, cause, { file: path, ...place });
  }
}

type CodeImport = Exclude<Import, { type: "import-meta" }>;

function lexImport(code: string, found: CodeImport): LexedImport {
  const dynamic = found.type === "dynamic";
  const quoted = dynamic && /^(["'`]).*\1$/s.test(
    code.slice(found.start, found.end),
  );
  const inner = quoted ? 1 : 0;
  const lexed = {
    specifier: found.specifier,
    start: found.start + inner,
    end: found.end - inner,
  };
  if (found.phase !== null) return { ...lexed, problem: "phase" };
  if (dynamic && (!quoted || found.glob || found.specifier === undefined)) {
    const { start, end } = found;
    return { specifier: undefined, start, end, problem: "computed" };
  }
  if (found.attributesStart === -1) return lexed;
  const attributes = {
    start: found.end + (dynamic ? 0 : 1),
    end: found.importEnd - (dynamic ? 1 : 0),
  };
  return isJsonType(code.slice(found.attributesStart, attributes.end), found)
    ? { ...lexed, attributes }
    : { ...lexed, attributes, problem: "attributes" };
}

const JSON_OPTIONS =
  /^\{\s*with\s*:\s*\{\s*(["']?)type\1\s*:\s*(["'])json\2\s*,?\s*\}\s*,?\s*\}\s*,?\s*$/;

function isJsonType(text: string, found: CodeImport): boolean {
  if (found.type === "dynamic") {
    return text.trim() === "" || JSON_OPTIONS.test(text);
  }
  const [first, ...more] = found.attributes ?? [];
  return first === undefined ||
    (first[0] === "type" && first[1] === "json" && more.length === 0);
}
