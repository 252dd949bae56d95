/**
 * Adds a package from npm to a project: one readable module under
 * `methods/vendor/`, so that it is part of the closure, byte for byte.
 *
 * @module
 */

import { dirname, join, relative } from "node:path";
import { AxError } from "../core/errors.ts";
import { type Sha256, sha256 } from "../core/sha256.ts";
import { writeWhole } from "../store/disk.ts";
import { makeTemporaryDir } from "../store/temporary.ts";
import { describeMethods } from "./build.ts";
import { ImportMap } from "./closure_map.ts";
import { mapName } from "./deno_config.ts";
import { findProject, type Project } from "./project.ts";
import {
  type Bundle,
  type BundledPackage,
  bundlePackage,
  refuse,
} from "./vendor_bundle.ts";
import {
  bareName,
  formatPackageSpec,
  getPackageSpec,
  type PackageSpec,
} from "./vendor_spec.ts";
import { makesCode } from "./vendor_text.ts";

/** What was added. */
export interface AddedPackage {
  /** As it was bundled, its exact version too. */
  readonly package: string;
  /** The name that methods import it by. */
  readonly name: string;
  /** From the project's root. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: Sha256;
  /** What the module is made of, the package itself first. */
  readonly packages: readonly Omit<BundledPackage, "licenceText">[];
  readonly warnings: readonly string[];
}

/**
 * Adds a package.
 *
 * Nothing is written before it has loaded where methods run.
 *
 * @param text As in `npm:simple-statistics@7.8.8`; without a version, the
 * newest.
 * @throws {AxError} `usage`, for a name that is none; `closure`, if the package
 * does not exist, or cannot run in a method, with the reason; `config`, if
 * `deno.json` gives its name to something else.
 */
export async function addPackage(
  project: Project,
  text: string,
): Promise<AddedPackage> {
  const spec = getPackageSpec(text);
  const name = bareName(spec);
  const file = vendorFile(project, name);
  checkName(project, name, file);
  const dir = Deno.realPathSync(makeTemporaryDir("ax-add-"));
  try {
    const work = join(dir, "bundle");
    Deno.mkdirSync(work);
    const bundle = await bundlePackage(spec, work);
    const exact = exactSpec(spec, bundle);
    const module = moduleText(exact, bundle);
    await tryLoading(exact, module, join(dir, "trial"));
    return keep(project, file, { spec: exact, bundle, module });
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

/** `methods/vendor/NAME.js`, in the first methods directory of the project. */
function vendorFile({ root, config }: Project, name: string): string {
  const [methods = join(root, "methods")] = config.methods;
  const file = relative(root, join(methods, "vendor", `${name}.js`));
  if (!file.startsWith("../")) return file;
  throw new AxError(
    "project",
    `Cannot add a package: ${methods} lies outside the project`,
    { hint: 'Name a directory of the project first in "methods" of ax.json.' },
  );
}

/** A name that leads elsewhere is somebody's decision. */
function checkName({ root }: Project, name: string, file: string): void {
  const map = ImportMap.read(root);
  const there = map.exact(name);
  const replaceable = there === undefined || there === `./${file}` ||
    there.startsWith(`npm:`);
  if (replaceable) return;
  throw new AxError(
    "config",
    `Cannot add ${name}: ${map.file} leads "${name}" to ${there}`,
    { hint: `Take it out of "imports" in ${map.file} first.` },
  );
}

function exactSpec(spec: PackageSpec, { packages }: Bundle): PackageSpec {
  const own = packages.find(({ name }) => name === spec.name);
  return own === undefined ? spec : { ...spec, version: own.version };
}

/** The module as it is written, with a head that says where it is from. */
function moduleText(spec: PackageSpec, { text, packages }: Bundle): string {
  const own = packages.find(({ name }) => name === spec.name);
  const licence = own === undefined ? "" : ` (${own.licence})`;
  return `// deno-fmt-ignore-file
// deno-lint-ignore-file
// ${formatPackageSpec(spec)}${licence}, made by: ax add ${
    formatPackageSpec(spec)
  }
// Beside this file stand its licence and the integrity of each part.

${text}`;
}

/** Loads it in a project of its own, where a method would have it. */
async function tryLoading(
  spec: PackageSpec,
  module: string,
  dir: string,
): Promise<void> {
  const files = {
    "ax.json": "{}",
    "methods/vendor/library.js": module,
    "methods/trial.ts": `import * as library from "./vendor/library.js";
      import { defineMethod } from "ax";
      const names = Object.keys(library).length;
      export default defineMethod({ synthesis: () => names });`,
  };
  for (const [path, text] of Object.entries(files)) {
    Deno.mkdirSync(dirname(join(dir, path)), { recursive: true });
    Deno.writeTextFileSync(join(dir, path), text);
  }
  const [trial] = await describeMethods(findProject(dir), ["trial"]);
  const error = trial?.error;
  if (error === undefined) return;
  const why = error.message.replace(/^Cannot (?:load|run) \S+: /, "");
  throw refuse(
    spec,
    `it does not load in a method: ${why}`,
    "A method has neither the network nor a page, nor Node's globals.",
  );
}

interface Kept {
  readonly spec: PackageSpec;
  readonly bundle: Bundle;
  readonly module: string;
}

/** Writes the module, its notes and its licences, then gives it its name. */
function keep(
  project: Project,
  file: string,
  { spec, bundle, module }: Kept,
): AddedPackage {
  const packages = bundle.packages.map(({ licenceText: _, ...rest }) => rest);
  const note = {
    package: formatPackageSpec(spec),
    sha256: sha256(module),
    packages,
    bundledWith: `Deno ${Deno.version.deno}`,
  };
  const base = join(project.root, file).replace(/\.js$/, "");
  Deno.mkdirSync(dirname(base), { recursive: true });
  writeWhole(`${base}.LICENSE.txt`, licences(bundle));
  writeWhole(`${base}.json`, `${JSON.stringify(note, null, 2)}\n`);
  writeWhole(`${base}.js`, module);
  const name = bareName(spec);
  mapName(project.root, name, `./${file}`, { replace: true });
  return {
    package: note.package,
    name,
    file,
    bytes: new TextEncoder().encode(module).length,
    sha256: note.sha256,
    packages,
    warnings: warningsOf(bundle),
  };
}

function licences({ packages }: Bundle): string {
  return packages.map(({ name, version, licence, licenceText }) => {
    const head = `${name} ${version}: ${licence}`;
    const text = licenceText?.trim() ?? "(The package has no licence text.)";
    return `${head}\n${"=".repeat(head.length)}\n\n${text}\n`;
  }).join("\n\n");
}

function warningsOf({ text, packages }: Bundle): string[] {
  const unknown = packages.filter(({ licence }) => licence === "unknown")
    .map(({ name }) => `${name} does not say its licence`);
  return makesCode(text)
    ? [
      ...unknown,
      "it makes code from text in places (eval, new Function), which fails " +
      "in methods",
    ]
    : unknown;
}
