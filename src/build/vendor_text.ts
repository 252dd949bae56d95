/**
 * What is read off the text of a bundle, and made the same on each machine.
 *
 * @module
 */

import { isBuiltin } from "node:module";
import { sha256 } from "../core/sha256.ts";
import { lexModule } from "./lexer.ts";

/** A package as Deno has put it into `node_modules/.deno/FOLDER`. */
export interface InstalledPackage {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** Where it lies. */
  readonly path: string;
}

/** A bundle whose text says packages, not paths. */
export interface CleanBundle {
  readonly text: string;
  /** The packages that are part of it. */
  readonly used: readonly InstalledPackage[];
}

const PLACE =
  /node_modules\/\.deno\/([^/\s"'`]+)\/node_modules\/((?:@[^/\s"'`]+\/)?[^/\s"'`]+)\//g;

/**
 * Turns the bundler's places of modules into `NAME@VERSION/PATH`, and leaves
 * out what it says of the module that only re-exports.
 */
export function cleanBundle(
  raw: string,
  installed: readonly InstalledPackage[],
): CleanBundle {
  const used = new Set<InstalledPackage>();
  const text = raw.replaceAll("\r\n", "\n").replaceAll(
    PLACE,
    (place, folder: string, name: string) => {
      const found = installed.find((known) =>
        known.folder === folder && known.name === name
      );
      if (found === undefined) return place;
      used.add(found);
      return `${found.name}@${found.version}/`;
    },
  ).replaceAll(/^\/\/ entry\.js\n/gm, "");
  return { text, used: [...used] };
}

/** A module of Node that a bundle imports, and who does. */
export interface Forbidden {
  readonly module: string;
  /** As in `tmp@0.2.3/lib/tmp.js`. */
  readonly by: string;
}

/** What the bundler makes of a `require` that it leaves alone. */
const REQUIRE = /(?<![\w$.])(?:__)?require\d*\(\s*["']([^"'\n]+)["']\s*\)/g;

/** Finds the first module of Node that a bundle still imports. */
export function findForbidden(text: string): Forbidden | undefined {
  const { imports } = lexModule("bundle.js", { text, sha256: sha256(text) });
  const found = [
    ...imports.map(({ specifier = "", start }) => ({ specifier, start })),
    ...[...text.matchAll(REQUIRE)].map(({ 1: specifier = "", index }) => ({
      specifier,
      start: index,
    })),
  ];
  const first = found.find(({ specifier }) =>
    specifier.startsWith("node:") || isBuiltin(specifier)
  );
  if (first === undefined) return undefined;
  const above = text.slice(0, first.start).matchAll(/^\/\/ (\S+@\S+)$/gm);
  return { module: first.specifier, by: [...above].at(-1)?.[1] ?? "it" };
}

/** Whether a bundle makes code from text, which methods may not. */
export function makesCode(text: string): boolean {
  return /\bnew Function\(|(?<![\w.$])eval\(/.test(text);
}
