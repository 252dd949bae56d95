/**
 * How much of `src/` the tests have run, from the profiles that they left.
 *
 * @module
 */

import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import type { Count, Step } from "./suite.ts";
import { walk } from "./walk.ts";

/** The share of the lines of `src/` that the tests must run, in percent. */
const coverageFloor = 82;

/** How many lines of a file were run. */
export interface FileCoverage {
  /** From the root of the repository. */
  readonly file: string;
  /** Lines that can be run. */
  readonly lines: number;
  /** Lines that were. */
  readonly hit: number;
}

/**
 * Reads an LCOV report.
 *
 * @param lcov The report, with absolute paths.
 * @param root The root of the repository, with a slash at its end.
 * @returns The files of the repository that are in it, in its order.
 */
export function parseLcov(lcov: string, root: string): FileCoverage[] {
  return lcov.split("end_of_record").flatMap((record) => {
    const path = /^SF:(.*)$/m.exec(record)?.[1] ?? "";
    if (!path.startsWith(root)) return [];
    const counts = [...record.matchAll(/^DA:\d+,(\d+)/gm)]
      .map(([, count]) => Number(count));
    const hit = counts.filter((count) => count > 0).length;
    return [{ file: path.slice(root.length), lines: counts.length, hit }];
  });
}

/**
 * Adds the files of `src/` that no test has loaded: not one of their lines
 * was run. Files that hold types alone have no lines.
 */
export function withUnloaded(
  covered: readonly FileCoverage[],
  root: string,
): FileCoverage[] {
  const known = new Set(covered.map(({ file }) => file));
  const unloaded = walk(root, ["src"])
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .filter((file) => !known.has(file))
    .map((file) => {
      const source = Deno.readTextFileSync(root + file);
      return { file, lines: linesToRun(source), hit: 0 };
    });
  return [...covered, ...unloaded];
}

/** About as many lines as V8 would count: code that is no type or comment. */
function linesToRun(source: string): number {
  return stripTypeScriptTypes(source)
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^(im|ex)port .*from /.test(line))
    .length;
}

/** The share of all lines that were run, in percent; 100 for no lines. */
export function percentOf(files: readonly FileCoverage[]): number {
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  const hit = files.reduce((sum, file) => sum + file.hit, 0);
  return lines === 0 ? 100 : 100 * hit / lines;
}

/** The files with the most lines that nothing ran, worst first. */
export function leastCovered(
  files: readonly FileCoverage[],
  count: number,
): FileCoverage[] {
  return files.filter((file) => file.hit < file.lines)
    .toSorted((a, b) => (b.lines - b.hit) - (a.lines - a.hit))
    .slice(0, count);
}

/**
 * The step that reads the profiles and holds what they say against the floor.
 *
 * @param profiles The directory in which the tests left them.
 * @param root The root of the repository, with a slash at its end.
 */
export function coverageStep(profiles: string, root: string): Step {
  const run = async (): Promise<Count> => {
    dropBroken(profiles);
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["coverage", "--quiet", "--lcov", profiles],
      cwd: root,
      stderr: "inherit",
    }).output();
    const covered = parseLcov(new TextDecoder().decode(stdout), root);
    const inside = covered.filter(({ file }) => file.startsWith("src/"));
    return judge(withUnloaded(inside, root));
  };
  return { name: "coverage", run };
}

/** Removes the profiles of processes that were killed while they wrote. */
export function dropBroken(profiles: string): void {
  for (const { name } of Deno.readDirSync(profiles)) {
    const path = join(profiles, name);
    try {
      JSON.parse(Deno.readTextFileSync(path));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      Deno.removeSync(path);
    }
  }
}

function judge(files: readonly FileCoverage[]): Count {
  for (const { file, lines, hit } of leastCovered(files, 8)) {
    console.log(`${String(lines - hit).padStart(5)} lines not run in ${file}`);
  }
  const percent = percentOf(files);
  console.log(`${percent.toFixed(1)} % of the lines of src/ were run`);
  if (percent >= coverageFloor) return { passed: 1, failed: 0 };
  console.log(`At least ${coverageFloor} % must be: see scripts/coverage.ts`);
  return { passed: 0, failed: 1 };
}
