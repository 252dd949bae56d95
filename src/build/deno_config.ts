/**
 * Changes a project's `deno.json` without touching the rest of its text.
 *
 * @module
 */

import { applyEdits, modify } from "jsonc-parser";
import { join } from "node:path";
import { findText, writeWhole } from "../store/disk.ts";
import { ImportMap } from "./closure_map.ts";

/** A new one, for editors and `deno check`; what runs is read by ax itself. */
export const DENO_JSON = `{
  "imports": { "ax": "./.ax/ax.d.ts" },
  "compilerOptions": {
    "strict": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true
  },
  "exclude": [".ax", "workdir", "results"]
}
`;

/** What a name in `"imports"` leads to now. */
export interface MappedName {
  /** `deno.json` or `deno.jsonc`. */
  readonly file: string;
  readonly target: string;
  /** Whether the file was written. */
  readonly changed: boolean;
}

/**
 * Leads a bare name to a file, in `deno.json`; makes one where there is none.
 *
 * @param target From the project's root, as in `./methods/vendor/x.js`.
 * @param options Whether to `replace` what the name leads to already.
 * @throws {AxError} `config`, if the file cannot be parsed.
 */
export function mapName(
  root: string,
  name: string,
  target: string,
  options: { readonly replace: boolean },
): MappedName {
  // Reading it as the closures do finds what is wrong with it, too.
  const map = ImportMap.read(root);
  const { file } = map;
  const path = join(root, file);
  const there = map.exact(name);
  if (there === target || (there !== undefined && !options.replace)) {
    return { file, target: there, changed: false };
  }
  const text = findText(path) ?? DENO_JSON;
  const edits = modify(text, ["imports", name], target, {
    formattingOptions: {
      insertSpaces: !/^\t/m.test(text),
      tabSize: indentOf(text),
      eol: text.includes("\r\n") ? "\r\n" : "\n",
    },
  });
  writeWhole(path, applyEdits(text, edits));
  return { file, target, changed: true };
}

/** How far the first indented line stands in. */
function indentOf(text: string): number {
  return /^( +)\S/m.exec(text)?.[1]?.length ?? 2;
}
