/**
 * What lets an editor complete and check requests: `.ax/ax.d.ts` for `"ax"`,
 * `.ax/methods.d.ts` for the project's own methods.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { inputNotes } from "../core/input_notes.ts";
import {
  type DeclaredMethod,
  formatMethodTypes,
} from "../core/method_types.ts";
import { sha256OfJson } from "../core/sha256.ts";
import { AxError } from "../core/errors.ts";
import { explainSystemError } from "../core/system_error.ts";
import { version } from "../core/version.ts";
import {
  findInfo,
  findText,
  listEntries,
  makeDirectory,
  mtimeOf,
  writeWhole,
} from "../store/disk.ts";
import { readClosure } from "./closure.ts";
import { axDeclaration } from "./declaration.ts";
import { mapName } from "./deno_config.ts";
import type { Memo } from "./lexer.ts";
import { findDescriptor } from "./method_library.ts";
import { type MethodFile, MethodIndex } from "./methods.ts";
import type { Project } from "./project.ts";

/** Where the methods are declared, from the project's root. */
export const methodTypesFile = ".ax/methods.d.ts";

/** What {@linkcode writeTypes} did. */
export interface TypesReport {
  /** The files that were written or changed, from the project's root. */
  readonly written: readonly string[];
  /** What `deno.json` leads `"ax"` to, when that is not our declaration. */
  readonly mappedTo?: string;
}

/**
 * Writes the declarations, and leads `"ax"` to them in `deno.json`.
 *
 * @throws {AxError} `config`, if there is a `deno.json` that cannot be read.
 */
export function writeTypes(
  project: Project,
  methods: readonly DeclaredMethod[],
): TypesReport {
  const files = [
    [methodTypesFile, formatMethodTypes(methods)],
    [".ax/ax.d.ts", axDeclaration],
  ] as const;
  const written: string[] = [];
  for (const [path, text] of files) {
    if (writeIfChanged(join(project.root, path), text)) written.push(path);
  }
  const target = "./.ax/ax.d.ts";
  const mapped = mapName(project.root, "ax", target, { replace: false });
  if (mapped.changed) written.push(mapped.file);
  return mapped.target === target
    ? { written }
    : { written, mappedTo: mapped.target };
}

/**
 * Brings the declaration of the methods up to date, without running anything:
 * of a method that no executor has described yet, any inputs pass.
 *
 * Costs one look at each file below the methods directories when nothing has
 * changed. Does nothing in a project that has no such file.
 */
export async function refreshTypes(
  project: Project,
  memo: Memo,
): Promise<void> {
  const file = join(project.root, methodTypesFile);
  if (stampOf(file) === undefined) return;
  const stamp = sourceStamp(project);
  if (isFresh(memo, stamp)) return;
  const methods: DeclaredMethod[] = [];
  const unknown: string[] = [];
  for (const method of MethodIndex.scan(project, memo).list()) {
    const { name } = method;
    try {
      const { digest } = await readClosure(project, method, memo);
      const descriptor = findDescriptor(memo, digest);
      if (descriptor === undefined) unknown.push(digest);
      methods.push({ name, descriptor, notes: notesOf(method) });
    } catch (thrown) {
      if (!(thrown instanceof AxError)) throw thrown;
      // It cannot run as it is: whoever asks for it is told why.
      methods.push({ name });
    }
  }
  try {
    writeIfChanged(file, formatMethodTypes(methods));
  } catch (error) {
    // A project of others is built without comforts.
    if (explainSystemError(error) !== undefined) return;
    throw error;
  }
  memo.setMemo(MEMO, "newest", JSON.stringify({ stamp, unknown }));
}

/** What the author of a method has written about its inputs. */
export function notesOf({ file }: MethodFile): ReadonlyMap<string, string> {
  return inputNotes(Deno.readTextFileSync(file), file, (specifier, from) => {
    if (!/^\.\.?\//.test(specifier)) return undefined;
    const name = join(dirname(from), specifier);
    const source = findText(name);
    return source === undefined ? undefined : { name, source };
  });
}

const MEMO = "types";

/** Whether neither a file nor what is known of the methods has changed. */
function isFresh(memo: Memo, stamp: string): boolean {
  const text = memo.getMemo(MEMO, "newest");
  if (text === undefined) return false;
  const seen = JSON.parse(text) as { stamp: string; unknown: string[] };
  return seen.stamp === stamp &&
    seen.unknown.every((digest) => findDescriptor(memo, digest) === undefined);
}

/** Changes when a file that could be part of a method does. */
function sourceStamp(project: Project): string {
  const files: string[] = [];
  const visit = (directory: string): void => {
    for (const { name, isDirectory } of listEntries(directory)) {
      const path = join(directory, name);
      if (isDirectory) visit(path);
      else files.push(`${path} ${stampOf(path) ?? ""}`);
    }
  };
  for (const directory of project.config.methods) visit(directory);
  for (const name of ["deno.json", "deno.jsonc"]) {
    files.push(`${name} ${stampOf(join(project.root, name)) ?? ""}`);
  }
  return sha256OfJson([version, ...files.sort()]);
}

function stampOf(file: string): string | undefined {
  const info = findInfo(file);
  return info && `${mtimeOf(info)} ${info.size} ${info.ino}`;
}

/** Writes it whole, because an editor may be reading. */
function writeIfChanged(file: string, text: string): boolean {
  if (findText(file) === text) return false;
  const dir = dirname(file);
  if (!makeDirectory(dir)) {
    throw new AxError(
      "project",
      `Cannot write ${file}: ${dir} is not a directory`,
    );
  }
  writeWhole(file, text);
  return true;
}
