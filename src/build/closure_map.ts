/**
 * The names that a project's `deno.json` gives to its own files.
 *
 * @module
 */

import { type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { join } from "node:path";
import { AxError } from "../core/errors.ts";
import { findText } from "../store/disk.ts";
import { placeOf } from "./lexer.ts";

/** The `"imports"` of a `deno.json`. */
export class ImportMap {
  /** For what has no `deno.json`. */
  static readonly none: ImportMap = new ImportMap("deno.json", new Map());
  /** As messages name it. */
  readonly file: string;
  readonly #imports: ReadonlyMap<string, string>;

  /** Of names that are read already. */
  constructor(file: string, imports: ReadonlyMap<string, string>) {
    this.file = file;
    this.#imports = imports;
  }

  /** Reads `deno.json` or `deno.jsonc` at a project's root; none is fine. */
  static read(root: string): ImportMap {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const text = findText(join(root, name));
      if (text !== undefined) return new ImportMap(name, parse(name, text));
    }
    return ImportMap.none;
  }

  /** The names in the map, for suggestions. */
  names(): string[] {
    return [...this.#imports.keys()];
  }

  /** What the map says of a name, prefixes left aside. */
  exact(name: string): string | undefined {
    return this.#imports.get(name);
  }

  /** What a name stands for: an exact match, or the longest `name/` prefix. */
  find(specifier: string): string | undefined {
    const exact = this.#imports.get(specifier);
    if (exact !== undefined) return exact;
    let best: string | undefined;
    for (const name of this.#imports.keys()) {
      if (!name.endsWith("/") || !specifier.startsWith(name)) continue;
      if (best === undefined || name.length > best.length) best = name;
    }
    if (best === undefined) return undefined;
    return `${this.#imports.get(best)}${specifier.slice(best.length)}`;
  }
}

function parse(name: string, text: string): Map<string, string> {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    throw new AxError(
      "config",
      `Cannot parse ${name}: ${printParseErrorCode(error.error)}`,
      { location: { file: name, ...placeOf(text, error.offset) } },
    );
  }
  const imports = new Map<string, string>();
  const node = tree?.children?.find(({ children }) =>
    children?.[0]?.value === "imports"
  );
  for (const { children } of node?.children?.[1]?.children ?? []) {
    const [key, value] = children ?? [];
    if (typeof value?.value === "string") {
      imports.set(String(key?.value), value.value);
    }
  }
  return imports;
}
