/**
 * The import closure of a method or build script: everything that runs when
 * it runs, byte for byte, except `"ax"` itself.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { SourcePart } from "../core/fingerprint.ts";
import { type Sha256, sha256, sha256OfJson } from "../core/sha256.ts";
import { asAxError } from "../core/system_error.ts";
import type { CodeEdit } from "../run/protocol.ts";
import { Importer, refuse, type Site } from "./closure_resolve.ts";
import {
  type LexedImport,
  type LexedModule,
  lexModule,
  type Memo,
  readSource,
  UnparsableError,
} from "./lexer.ts";
import { locateSyntaxError } from "./lexer_syntax.ts";
import type { MethodFile } from "./methods.ts";
import type { Project } from "./project.ts";

/** One module of a closure. */
export interface ClosureModule {
  /** From the project's root, with `/`; below `ax/` for ax's own. */
  readonly path: string;
  /** Where it was read. */
  readonly file: string;
  readonly sha256: Sha256;
  readonly size: number;
  readonly bytes: Uint8Array;
  /** What runs: JavaScript, its types blanked out. */
  readonly code: string;
  /** In the order of their positions. */
  readonly edits: readonly CodeEdit[];
}

/** Everything that runs when one method or script does. */
export interface Closure {
  /** The path of the module that is run. */
  readonly entry: string;
  /** Over every path, every file's digest and every name mapped. */
  readonly digest: Sha256;
  /** Dependencies first, the entry last. */
  readonly modules: readonly ClosureModule[];
  /** Bare names that `deno.json` maps to files, and the files' paths. */
  readonly names: { readonly [name: string]: string };
}

/**
 * Reads the closure of a method or build script from disk.
 *
 * @param memo Remembers by content what was lexed before.
 * @throws {AxError} `closure`, with file, line, column and what to do, for
 * whatever cannot be followed to a file of the project; `method`, if a method
 * has no default export.
 */
export async function readClosure(
  project: Project,
  file: MethodFile,
  memo?: Memo,
): Promise<Closure> {
  const importer = Importer.of(project, file);
  const reader = new ClosureReader(importer, memo);
  const entry = await reader.read(importer.entry(file), undefined);
  if (!entry.hasDefault && !/^build(_|$)/.test(file.name)) {
    throw new AxError(
      "method",
      `Cannot use ${file.path} as a method: it has no default export`,
      {
        hint: 'Write "export default defineMethod({ … })".',
        location: { file: file.path, line: 1, column: 1 },
      },
    );
  }
  const modules = reader.modules;
  const names = importer.usedNames();
  const sources = modules.map(({ path, sha256 }) => [path, sha256]).sort();
  const digest = sha256OfJson({ entry: file.path, names, sources });
  return { entry: file.path, digest, modules, names };
}

/**
 * What of a closure belongs in a fingerprint: each file, and what each mapped
 * name stands for.
 */
export function sourceParts(closure: Closure): SourcePart[] {
  const files = closure.modules.map(({ path, sha256 }) => ({ path, sha256 }));
  const names = Object.entries(closure.names).map(([name, path]) => ({
    path: `deno.json imports ${JSON.stringify(name)}`,
    sha256: sha256(path),
  }));
  return [...files, ...names];
}

/** A module on the way from the entry to the one being read. */
interface Visit {
  readonly path: string;
  readonly from: Visit | undefined;
}

/** Walks the imports depth first, each file once. */
class ClosureReader {
  readonly modules: ClosureModule[] = [];
  readonly #done = new Set<string>();
  readonly #importer: Importer;
  readonly #memo: Memo | undefined;

  constructor(importer: Importer, memo: Memo | undefined) {
    this.#importer = importer;
    this.#memo = memo;
  }

  /** Reads a module after all that it imports. */
  async read(
    site: { readonly path: string; readonly file: string },
    from: Visit | undefined,
  ): Promise<LexedModule> {
    const { path, file } = site;
    const bytes = readBytes(file);
    const source = readSource(path, bytes);
    const lexed = path.endsWith(".json")
      ? lexJson(path, source.text)
      : await this.#lex(path, source);
    const visit = { path, from };
    const edits: CodeEdit[] = [];
    for (const found of lexed.imports) {
      const target = await this.#follow({ path, file, lexed, found }, visit);
      edits.push({ start: found.start, end: found.end, target });
      edits.push(...blanks(lexed.code, found));
    }
    this.#done.add(path);
    this.modules.push({
      path,
      file,
      sha256: source.sha256,
      size: bytes.length,
      bytes,
      code: lexed.code,
      edits,
    });
    return lexed;
  }

  /** Reads what an import names, unless that is done; gives its path. */
  async #follow(site: Site, visit: Visit): Promise<string> {
    const target = this.#importer.resolve(site);
    if (target === "ax") return "ax";
    for (let at: Visit | undefined = visit; at !== undefined; at = at.from) {
      if (at.path === target.path) throw cycleError(site, visit, target.path);
    }
    if (!this.#done.has(target.path)) await this.read(target, visit);
    return target.path;
  }

  async #lex(
    path: string,
    source: { text: string; sha256: Sha256 },
  ): Promise<LexedModule> {
    try {
      return lexModule(path, source, this.#memo);
    } catch (thrown) {
      if (!(thrown instanceof UnparsableError)) throw thrown;
      throw await locateSyntaxError(path, source.text, thrown);
    }
  }
}

function cycleError(site: Site, visit: Visit, target: string): AxError {
  const paths = [target];
  for (let at: Visit | undefined = visit; at !== undefined; at = at.from) {
    paths.unshift(at.path);
    if (at.path === target) break;
  }
  return refuse(
    site,
    `its imports make a circle: ${paths.join(" → ")}`,
    "Move what both need into a file of its own, or import only types " +
      '("import type").',
  );
}

/** The attributes of an import, line by line: lines must not move. */
function blanks(code: string, { attributes }: LexedImport): CodeEdit[] {
  if (attributes === undefined) return [];
  const edits: CodeEdit[] = [];
  let start = attributes.start;
  for (const line of code.slice(start, attributes.end).split(/\r?\n/)) {
    const at = code.indexOf(line, start);
    if (line !== "") edits.push({ start: at, end: at + line.length });
    start = at + line.length;
  }
  return edits;
}

/** A JSON file as a module: parsed where it runs, exactly as it stands. */
function lexJson(path: string, text: string): LexedModule {
  try {
    JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const match = /^(.*?) \(line (\d+) column (\d+)\)/.exec(cause.message);
    const [, what, line, column] = match ?? [];
    throw new AxError(
      "closure",
      `Cannot parse ${path}: ${what ?? cause.message}`,
      {
        cause,
        location: {
          file: path,
          line: Number(line ?? 1),
          column: Number(column ?? 1),
        },
      },
    );
  }
  const code = `export default JSON.parse(${JSON.stringify(text)});\n`;
  return { code, imports: [], hasDefault: true };
}

function readBytes(file: string): Uint8Array {
  try {
    return Deno.readFileSync(file);
  } catch (error) {
    throw asAxError(error) ?? error;
  }
}
