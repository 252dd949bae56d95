/**
 * Bundles the program into a few plain modules that need neither the network
 * nor Deno's cache: one entry for the command, the others for Workers.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { walk } from "../walk.ts";
import type { TarFile } from "./tar.ts";

/** What is started by its name, in the repository and in the bundle alike. */
const entries = [
  "main.ts",
  "src/cli/scan/worker.ts",
  "src/run/worker/bootstrap.ts",
  "src/run/worker/bootstrap_datasets.ts",
  "src/store/digest_worker.ts",
];

/**
 * The files of the program: the repository's layout, bundled.
 *
 * @param root The root of the repository, with a slash at its end.
 * @returns Files sorted by path, the same for the same sources.
 * @throws {Error} If `deno bundle` fails; it has said why.
 */
export async function bundleProgram(root: string): Promise<TarFile[]> {
  const dir = Deno.makeTempDirSync({ prefix: "ax-bundle-" });
  try {
    // One by one: a Worker would else load what it shares with the command in
    // many small modules, and it is each module that costs time.
    for (const entry of entries) {
      const parts = entry.split("/").slice(0, -1);
      await bundle(root, entry, join(dir, ...parts));
    }
    const packages = new Map<string, string>();
    const modules = walk(dir, ["."]).map((path) => {
      const text = Deno.readTextFileSync(join(dir, path));
      return file(path.slice(2), nameSources(text, root, packages));
    });
    const methods = walk(root, ["methods"])
      .map((path) => ({ path, bytes: Deno.readFileSync(join(root, path)) }));
    const notice = file("LICENSES.txt", licences(root, packages));
    return [...modules, ...methods, notice]
      .sort((a, b) => a.path < b.path ? -1 : 1);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function file(path: string, text: string): TarFile {
  return { path, bytes: new TextEncoder().encode(text) };
}

async function bundle(
  root: string,
  entry: string,
  outdir: string,
): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--platform=deno",
      "--code-splitting",
      `--outdir=${outdir}`,
      entry,
    ],
    cwd: root,
    env: { DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
  }).spawn().status;
  if (!success) throw new Error(`Cannot bundle ${entry}`);
}

/** The comment that names a package's file: its directory, and the rest. */
const packageFile =
  /^\/\/ (.*\/npm\/[^/]+\/((?:@[^/]+\/)?[^/]+)\/([^/]+))\/(.*)$/gm;

/**
 * Names the files of packages by package and version, not by where the cache
 * of this machine has them, and remembers where that was.
 */
function nameSources(
  text: string,
  root: string,
  packages: Map<string, string>,
): string {
  return text.replace(packageFile, (_line, dir, name, version, path) => {
    packages.set(`${name} ${version}`, resolve(root, dir));
    return `// npm:${name}@${version}/${path}`;
  });
}

/** The licences of ax and of the packages in it. */
function licences(root: string, packages: ReadonlyMap<string, string>): string {
  const texts = [["ax", root], ...[...packages].sort()].map(([name, dir]) => {
    const names = [...Deno.readDirSync(dir ?? root)].map(({ name }) => name);
    const licence = names.find((name) => /^licen[cs]e/i.test(name));
    const text = licence === undefined
      ? "See its package.json.\n"
      : Deno.readTextFileSync(join(dir ?? root, licence));
    return `# ${name}\n\n${text}`;
  });
  const deno = "# Deno\n\nbin/deno is the executable of Deno, under the MIT " +
    "licence: https://deno.com\n";
  return [...texts, deno].join("\n\n");
}
