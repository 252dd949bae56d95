/**
 * Which file an import names, or why it names none that may run.
 *
 * @module
 */

import { lstatSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { AxError } from "../core/errors.ts";
import { didYouMean } from "../core/suggest.ts";
import { listEntries } from "../store/disk.ts";
import { ImportMap } from "./closure_map.ts";
import { type LexedImport, type LexedModule, placeOf } from "./lexer.ts";
import type { MethodFile } from "./methods.ts";
import type { Project } from "./project.ts";
import { bareName, findPackageSpec, formatPackageSpec } from "./vendor_spec.ts";

/** An import, and the module it stands in. */
export interface Site {
  readonly path: string;
  readonly file: string;
  readonly lexed: LexedModule;
  readonly found: LexedImport;
}

/** A file of a closure. */
export interface Resolved {
  readonly path: string;
  readonly file: string;
}

const EXTENSIONS = [".ts", ".js", ".json"];

const BUNDLE = 'Put a bundled copy of the package under "methods/vendor/" ' +
  "and import that file.";

/** Resolves the imports of one closure. */
export class Importer {
  readonly #root: string;
  /** What stands before each path: `ax/` for ax's own files. */
  readonly #prefix: string;
  /** Read when the first bare name asks for it. */
  readonly #map: () => ImportMap;
  readonly #plain = new Set<string>();
  readonly #used = new Map<string, string>();

  /** Made by {@linkcode Importer.of}. */
  constructor(root: string, prefix: string, map: () => ImportMap) {
    let read: ImportMap | undefined;
    this.#root = root;
    this.#prefix = prefix;
    this.#map = () => read ??= map();
  }

  /** For a method or script of a project, or one that comes with ax. */
  static of(project: Project, file: MethodFile): Importer {
    if (!file.standard) {
      const { root } = project;
      return new Importer(root, "", () => ImportMap.read(root));
    }
    const steps = file.path.split("/").length - 1;
    const root = join(file.file, ...Array(steps).fill(".."));
    return new Importer(root, "ax/", () => ImportMap.none);
  }

  /** The entry itself, which must be a plain file as all others. */
  entry(file: MethodFile): Resolved {
    const link = this.#findLink(file.file);
    if (link === undefined) return { path: file.path, file: file.file };
    throw new AxError(
      "closure",
      `Cannot run ${file.path}: "${link}" is a symbolic link`,
      { hint: "Put the file itself there: what a link leads to can change." },
    );
  }

  /** The mapped names that were followed, sorted. */
  usedNames(): { [name: string]: string } {
    return Object.fromEntries([...this.#used].sort());
  }

  /**
   * Finds the file an import names.
   *
   * @throws {AxError} `closure`, at the import, saying what to do.
   */
  resolve(site: Site): Resolved | "ax" {
    const specifier = specifierOf(site);
    if (specifier === "ax") {
      if (site.found.attributes === undefined) return "ax";
      throw refuse(site, '"ax" takes no import attributes', "Leave them out.");
    }
    const url = this.#urlOf(site, specifier);
    const resolved = this.#locate(site, specifier, url);
    if (!/^\.{1,2}\//.test(specifier)) {
      this.#used.set(specifier, resolved.path);
    }
    this.#check(site, specifier, resolved);
    return resolved;
  }

  /** Follows `./` and mapped names; refuses all that leads elsewhere. */
  #urlOf(site: Site, specifier: string): URL {
    if (/^\.{1,2}(\/|$)/.test(specifier)) {
      return new URL(specifier, pathToFileURL(site.file));
    }
    const map = this.#map();
    const mapped = map.find(specifier);
    if (mapped !== undefined && /^\.{1,2}\//.test(mapped)) {
      return new URL(mapped, pathToFileURL(join(this.#root, "deno.json")));
    }
    const name = mapped ?? specifier;
    const via = mapped === undefined
      ? ""
      : `, which ${map.file} maps to "${mapped}"`;
    const [what, hint] = foreign(name, map.names());
    throw refuse(site, `it imports "${specifier}"${via}: ${what}`, hint);
  }

  #locate(site: Site, specifier: string, url: URL): Resolved {
    if (url.search !== "" || url.hash !== "") {
      throw refuse(
        site,
        `it imports "${specifier}": a file has no query or fragment`,
        'Leave out what follows "?" or "#".',
      );
    }
    const file = filePath(url);
    if (file === undefined) {
      throw refuse(site, `"${specifier}" is no file name`, "Mend the name.");
    }
    const path = relative(this.#root, file);
    if (path === ".." || path.startsWith("../")) {
      throw refuse(
        site,
        `it imports "${specifier}", which lies outside the project`,
        `Move or copy the file to "methods/": only files of the project are ` +
          `kept with a job.`,
      );
    }
    return { path: this.#prefix + path, file };
  }

  #check(site: Site, specifier: string, { path, file }: Resolved): void {
    const link = this.#findLink(file);
    if (link !== undefined) {
      throw refuse(
        site,
        `it imports "${specifier}", where "${link}" is a symbolic link`,
        "Put the file itself there: what a link leads to can change.",
      );
    }
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile()) {
      throw refuse(
        site,
        `it imports "${specifier}", but there is ` +
          (stat === undefined ? `no file "${path}"` : `no file: a directory`),
        hintForMissing(specifier, file),
      );
    }
    const extension = extname(file);
    if (!EXTENSIONS.includes(extension)) {
      throw refuse(
        site,
        `it imports "${specifier}": a method can import .ts, .js and .json ` +
          `files, not "${extension}"`,
        hintForExtension(extension),
      );
    }
    if (extension !== ".json" && site.found.attributes !== undefined) {
      throw refuse(
        site,
        `it imports "${specifier}" as JSON, which it is not`,
        "Leave out the import attributes.",
      );
    }
  }

  /** The first link on the way down from the root, as the root names it. */
  #findLink(file: string): string | undefined {
    const path = relative(this.#root, file);
    let at = this.#root;
    for (const step of path.split("/")) {
      at = join(at, step);
      if (this.#plain.has(at)) continue;
      const stat = lstatSync(at, { throwIfNoEntry: false });
      if (stat === undefined) return undefined;
      if (stat.isSymbolicLink()) return relative(this.#root, at);
      this.#plain.add(at);
    }
    return undefined;
  }
}

/** Makes the error for an import that cannot be followed. */
export function refuse(site: Site, what: string, hint: string): AxError {
  const { path, lexed, found } = site;
  const quote = found.problem === "computed" ? 0 : 1;
  const place = placeOf(lexed.code, found.start - quote);
  return new AxError("closure", `Cannot run ${path}: ${what}`, {
    hint,
    location: { file: path, ...place },
  });
}

function specifierOf(site: Site): string {
  const { specifier, problem } = site.found;
  if (problem === "computed" || specifier === undefined) {
    throw refuse(
      site,
      "it imports a computed name, so what it will run cannot be known",
      'Write the name out, as in import("./x.ts"); choose between several by ' +
        "a switch.",
    );
  }
  if (problem === "phase") {
    throw refuse(
      site,
      `it imports "${specifier}" by "import defer" or "import source"`,
      "Write a plain import.",
    );
  }
  if (problem === "attributes") {
    throw refuse(
      site,
      `it imports "${specifier}" with import attributes other than ` +
        `{ type: "json" }`,
      "Read other files as inputs of the method: file().",
    );
  }
  return specifier;
}

/** Why a name that is neither relative nor mapped is refused, and a remedy. */
function foreign(name: string, known: readonly string[]): [string, string] {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(name)?.[1]?.toLowerCase();
  switch (scheme) {
    case "npm":
      return ["packages are not part of a job", addHint(name)];
    case "jsr":
      return ["packages are not part of a job", BUNDLE];
    case "http":
    case "https":
      return [
        "what a server sends can change",
        'Save the file under "methods/vendor/" and import that.',
      ];
    case "node":
      return [
        "methods do without Node's modules",
        "Use what the job and its inputs offer: job.save, job.open, file().",
      ];
    case "data":
    case "blob":
      return ["a method imports files", "Put the code into a file."];
    case "file":
      return ["a path must be relative", 'Write it from the file: "./x.ts".'];
  }
  if (name.startsWith("/")) {
    return [
      "a path from the root differs between machines",
      'Write it from the file: "./x.ts".',
    ];
  }
  if (name.startsWith("#")) {
    return ["private names are not supported", 'Write "./x.ts".'];
  }
  return [
    `no package is part of a job${didYouMean(name, ["ax", ...known])}`,
    `For a file of yours write "./${name}.ts", or map the name to a file ` +
    `under "imports" in deno.json. For a package from npm run ` +
    `"ax add npm:${name}".`,
  ];
}

/** The very command that makes the import work. */
function addHint(specifier: string): string {
  const spec = findPackageSpec(specifier);
  if (spec === undefined) return BUNDLE;
  return `Run "ax add ${formatPackageSpec(spec)}", and import ` +
    `"${bareName(spec)}".`;
}

function filePath(url: URL): string | undefined {
  try {
    const file = fileURLToPath(url);
    return /[\0\\]/.test(file) ? undefined : file;
  } catch (error) {
    // An escaped slash, or an escape that is no UTF-8.
    if (error instanceof TypeError || error instanceof URIError) {
      return undefined;
    }
    throw error;
  }
}

function hintForMissing(specifier: string, file: string): string {
  const bare = specifier.replace(/\/$/, "");
  const stem = bare.replace(/\.[cm]?[jt]sx?$/, "");
  const base = join(dirname(file), stem.split("/").at(-1) ?? "");
  for (const ending of [".ts", ".js", ".json", "/mod.ts", "/index.ts"]) {
    const stat = lstatSync(base + ending, { throwIfNoEntry: false });
    if (stat?.isFile()) return `Did you mean "${stem}${ending}"?`;
  }
  const name = specifier.split("/").at(-1) ?? "";
  const directory = specifier.slice(0, specifier.length - name.length);
  const names = listEntries(dirname(file)).map((entry) => entry.name);
  const near = didYouMean(name, names);
  return near === ""
    ? "Check the name; the ending is part of it."
    : `Check the name${near.replace(/"(.*)"/, `"${directory}$1"`)}`;
}

function hintForExtension(extension: string): string {
  switch (extension) {
    case ".mts":
      return "Name the file .ts.";
    case ".mjs":
      return "Name the file .js.";
    case ".cjs":
    case ".cts":
      return "CommonJS does not run here: turn it into a module with import " +
        "and export, and name it .js or .ts.";
    case ".tsx":
    case ".jsx":
      return "JSX needs a compiler: write the calls out in a .ts file.";
    default:
      return "Read other files as inputs of the method: file().";
  }
}
