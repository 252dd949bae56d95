/**
 * Which methods and build scripts a project has.
 *
 * @module
 */

import { lstatSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { AxError } from "../core/errors.ts";
import { didYouMean } from "../core/suggest.ts";
import { explainSystemError } from "../core/system_error.ts";
import { ownPath } from "../run/self.ts";
import { listEntries } from "../store/disk.ts";
import { lexModule, type Memo, readSource } from "./lexer.ts";
import type { Project } from "./project.ts";

/** The file of a method or build script. */
export interface MethodFile {
  /** As requests name it; a build script's is `build` or `build_NAME`. */
  readonly name: string;
  /** Where it lies. */
  readonly file: string;
  /** From the project's root; below `ax/` for those that come with ax. */
  readonly path: string;
  /** Whether it comes with ax. */
  readonly standard: boolean;
}

const METHOD_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const SCRIPT_NAME = /^build(?:_[A-Za-z0-9_-]+)?$/;

/** The directory of the methods that come with ax. */
const STANDARD = ownPath("methods");

/** The methods and build scripts of a project, by name. */
export class MethodIndex {
  /** Every file that may be one; which of them are is asked when needed. */
  readonly #files: ReadonlyMap<string, readonly MethodFile[]>;
  readonly #memo: Memo | undefined;
  readonly #kinds = new Map<MethodFile, boolean>();

  /** Made by {@linkcode MethodIndex.scan}. */
  constructor(
    files: ReadonlyMap<string, readonly MethodFile[]>,
    memo: Memo | undefined,
  ) {
    this.#files = files;
    this.#memo = memo;
  }

  /**
   * Lists the files, reading none of them.
   *
   * @param memo Remembers which files are methods, by content.
   */
  static scan(project: Project, memo?: Memo): MethodIndex {
    const files = new Map<string, MethodFile[]>();
    const add = (file: MethodFile): void => {
      files.set(file.name, [...files.get(file.name) ?? [], file]);
    };
    const seen = new Set<string>();
    for (const directory of [...project.config.methods, STANDARD]) {
      for (const file of walk(directory, directory)) {
        const standard = directory === STANDARD;
        if (seen.has(file)) continue;
        seen.add(file);
        const path = standard
          ? `ax/methods/${relative(STANDARD, file)}`
          : relative(project.root, file);
        add({ name: basename(file, ".ts"), file, path, standard });
      }
    }
    return new MethodIndex(files, memo);
  }

  /**
   * Finds a method.
   *
   * A file that does not parse counts as one if it seems to have a default
   * export: reading its closure says what is wrong with it.
   *
   * @throws {AxError} `method`, if there is none, or more than one.
   */
  get(name: string): MethodFile {
    const named = isScript(name) ? [] : this.#files.get(name) ?? [];
    const methods = named.filter((file) => this.#isMethod(file));
    if (methods.length === 1) return methods[0] as MethodFile;
    if (methods.length > 1) throw duplicates("method", name, methods);
    const library = named[0];
    if (library !== undefined) {
      throw new AxError(
        "method",
        `Cannot find method "${name}": ${library.path} has no default export`,
        { hint: 'Write "export default defineMethod({ … })" there.' },
      );
    }
    if (isScript(name)) {
      throw new AxError(
        "method",
        `Cannot use "${name}" as a method: files of that name are build ` +
          `scripts`,
        { hint: "Give the method another name." },
      );
    }
    const known = this.list().map((file) => file.name);
    throw new AxError(
      "method",
      `Cannot find method "${name}": there is no file ${name}.ts in the ` +
        `methods directory${didYouMean(name, known)}`,
    );
  }

  /** Every method, sorted by name; of equal names, all. */
  list(): MethodFile[] {
    return this.#all((file) => !isScript(file.name) && this.#isMethod(file));
  }

  /**
   * Finds a build script.
   *
   * @param name `build`, or the NAME of `build_NAME.ts`, with or without
   * `build_`.
   * @throws {AxError} `method`, if there is none, or more than one.
   */
  getScript(name: string): MethodFile {
    const full = isScript(name) ? name : `build_${name}`;
    const found = this.#files.get(full)?.filter((file) => !file.standard) ?? [];
    if (found.length === 1) return found[0] as MethodFile;
    if (found.length > 1) throw duplicates("build script", full, found);
    const known = this.scripts().map((file) => file.name);
    const short = known.map(shortName);
    const near = didYouMean(name, [...short, ...known]);
    throw new AxError(
      "method",
      `Cannot find build script "${name}": there is no file ${full}.ts in ` +
        `the methods directory${near}`,
      { hint: scriptHint(name, known) },
    );
  }

  /** Every build script, sorted by name. */
  scripts(): MethodFile[] {
    return this.#all((file) => isScript(file.name) && !file.standard);
  }

  #all(wanted: (file: MethodFile) => boolean): MethodFile[] {
    const files = [...this.#files.values()].flat().filter(wanted);
    return files.sort((a, b) =>
      a.name === b.name ? compare(a.path, b.path) : compare(a.name, b.name)
    );
  }

  #isMethod(file: MethodFile): boolean {
    let known = this.#kinds.get(file);
    if (known === undefined) {
      known = hasDefault(file, this.#memo);
      this.#kinds.set(file, known);
    }
    return known;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isScript(name: string): boolean {
  return SCRIPT_NAME.test(name);
}

/** What `ax build` calls a build script. */
function shortName(script: string): string {
  return script.replace(/^build_/, "");
}

/** What to do when there is no script of a name: `build` is the default. */
function scriptHint(name: string, known: readonly string[]): string {
  const [first] = known;
  if (first === undefined) return "Write one that exports main(urd).";
  const scripts = known.length === 1
    ? `There is ${first}`
    : `There are ${known.join(", ")}`;
  return name === "build"
    ? `${scripts}: run "ax build ${shortName(first)}"` +
      (known.length === 1 ? "." : ", for one.")
    : `${scripts}.`;
}

function hasDefault(file: MethodFile, memo: Memo | undefined): boolean {
  // What a link leads to is not looked at: its closure is refused anyway.
  if (lstatSync(file.file).isSymbolicLink()) return true;
  const bytes = readBytes(file.file);
  // What it is, is told by who wants it: reading its closure fails.
  if (bytes === undefined) return true;
  try {
    const source = readSource(file.path, bytes);
    return lexModule(file.path, source, memo).hasDefault;
  } catch (error) {
    if (!(error instanceof AxError)) throw error;
    return /\bexport\s+default\b|\bas\s+default\b/.test(
      new TextDecoder().decode(bytes),
    );
  }
}

/** The content of a file; nothing when it may not be read. */
function readBytes(file: string): Uint8Array | undefined {
  try {
    return Deno.readFileSync(file);
  } catch (error) {
    if (explainSystemError(error) === undefined) throw error;
    return undefined;
  }
}

function duplicates(
  what: string,
  name: string,
  files: readonly MethodFile[],
): AxError {
  const paths = files.map((file) => file.path).sort().join(" and ");
  return new AxError(
    "method",
    `Cannot choose ${what} "${name}": there are ${paths}`,
    { hint: "Rename all but one of them." },
  );
}

/** The `.ts` files below a directory that could be methods by their name. */
function* walk(root: string, directory: string): Generator<string> {
  for (const entry of listEntries(directory)) {
    const path = join(directory, entry.name);
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory) {
      const vendored = directory === root && entry.name === "vendor";
      if (!vendored) yield* walk(root, path);
    } else if (
      entry.name.endsWith(".ts") && METHOD_NAME.test(entry.name.slice(0, -3))
    ) {
      yield path;
    }
  }
}
