/**
 * The end-to-end tests against the portable file, where it has to stand on its
 * own: neither Deno nor Node on the PATH, a home of its own, an ordinary user,
 * and directories whose names have spaces and letters beyond ASCII.
 *
 * @module
 */

import { cpSync } from "node:fs";
import { delimiter, join } from "node:path";
import { packPortable } from "./portable.ts";
import {
  type Count,
  endToEndJobs,
  type Place,
  runTests,
  type Step,
  type SuiteOptions,
} from "./suite.ts";
import { walk } from "./walk.ts";

/** The root of the repository, with a slash at its end. */
const root = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** The user and group that own nothing. */
const nobody = { uid: 65534, gid: 65534 };

/** What the tests are made of and look at. */
const needed = [
  "deno.json",
  "deno.lock",
  "main.ts",
  "methods",
  "scripts",
  "src",
  "tests",
];

/** The tests of the portable file itself pack it, which takes the packages. */
const leftOut = "tests/e2e/portable_test.ts";

/** The step that packs the file and runs `tests/e2e/` against it. */
export function portableStep(options: SuiteOptions): Step {
  const run = async (): Promise<Count> => {
    const path = join(root, "dist/ax");
    try {
      await packPortable(path);
    } catch (error) {
      console.error(error);
      return { passed: 0, failed: 1 };
    }
    const dir = Deno.makeTempDirSync({ prefix: "ax-portable-" });
    try {
      const place = prepare(dir, path);
      const files = walk(root, ["tests/e2e"])
        .filter((file) => file.endsWith("_test.ts") && file !== leftOut);
      const all = { ...options, jobs: endToEndJobs };
      return await runTests(["--no-check", ...files], all, place);
    } finally {
      makeWritable(dir);
      Deno.removeSync(dir, { recursive: true });
    }
  };
  return { name: "portable", run };
}

/** Fills a directory with all that the tests may use. */
function prepare(dir: string, portable: string): Place {
  const under = (name: string): string => {
    Deno.mkdirSync(join(dir, name), { recursive: true });
    return join(dir, name);
  };
  const code = under("ein Verzeichnis für Prüfungen");
  for (const name of needed) {
    cpSync(join(root, name), join(code, name), { recursive: true });
  }
  // `npx` puts Deno below a home that may be closed to other users.
  const deno = join(under("runner"), "deno");
  Deno.copyFileSync(Deno.execPath(), deno);
  const bin = join(under("ein Ort mit Ümlauten ✓"), "ax");
  Deno.copyFileSync(portable, bin);
  const env = {
    AX_BIN: bin,
    DENO_DIR: copyPackages(under("packages")),
    DENO_NO_UPDATE_CHECK: "1",
    HOME: under("zu Hause"),
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    PATH: linkTools(under("tools")),
    TMPDIR: under("temporär & kurz"),
  };
  const isRoot = Deno.uid() === 0;
  if (isRoot) giveTo(dir, nobody);
  return { deno, cwd: code, clearEnv: true, env, ...(isRoot ? nobody : {}) };
}

/** The packages alone: no code that was compiled, and no other cache. */
function copyPackages(dir: string): string {
  const { stdout } = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  }).outputSync();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout)) as {
    readonly npmCache: string;
  };
  const used = Object.keys(
    JSON.parse(Deno.readTextFileSync(join(root, "deno.lock"))).npm,
  );
  for (const host of Deno.readDirSync(npmCache)) {
    for (const name of new Set(used.map(packageOf))) {
      const from = join(npmCache, host.name, name);
      const to = join(dir, "npm", host.name, name);
      if (exists(from)) cpSync(from, to, { recursive: true });
    }
  }
  return dir;
}

/** `@scope/name` of `@scope/name@1.0.0_peer@2.0.0`. */
function packageOf(key: string): string {
  return key.slice(0, key.indexOf("@", 1));
}

/** Links to all programs on the PATH but those that ax must do without. */
function linkTools(dir: string): string {
  const without = /^(deno|deno-.*|node|nodejs|npm|npx|corepack)$/;
  for (const from of (Deno.env.get("PATH") ?? "").split(delimiter)) {
    for (const name of namesIn(from)) {
      const link = join(dir, name);
      if (without.test(name) || exists(link)) continue;
      Deno.symlinkSync(join(from, name), link);
    }
  }
  return dir;
}

/** What is in a directory of the PATH that all users may look into. */
function namesIn(dir: string): string[] {
  // What is there for root alone would stand before what is there for all.
  if (Deno.uid() === 0 && dir.startsWith(Deno.env.get("HOME") ?? "/root")) {
    return [];
  }
  try {
    return [...Deno.readDirSync(dir)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    if (error instanceof Deno.errors.PermissionDenied) return [];
    if (error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Gives a tree to another user. */
function giveTo(path: string, to: typeof nobody): void {
  const info = Deno.lstatSync(path);
  if (info.isSymlink) return;
  Deno.chownSync(path, to.uid, to.gid);
  if (!info.isDirectory) return;
  for (const { name } of Deno.readDirSync(path)) giveTo(join(path, name), to);
}

/** Job directories that a test has left are read-only. */
function makeWritable(path: string): void {
  Deno.chmodSync(path, 0o700);
  for (const entry of Deno.readDirSync(path)) {
    if (entry.isDirectory) makeWritable(join(path, entry.name));
  }
}
