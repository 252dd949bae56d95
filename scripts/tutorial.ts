/**
 * `deno task tutorial`: packs the project in `scripts/demo/` into
 * `src/build/assets/tutorial/project.json`, from where `ax init --tutorial`
 * writes it. `--check` writes nothing and fails when the file is stale.
 */

import { walk } from "./walk.ts";

/** Where the packed project lies, from the root of the repository. */
export const tutorialFile = "src/build/assets/tutorial/project.json";

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);
const demo = "scripts/demo/";

if (import.meta.main) main(Deno.args);

function main(args: readonly string[]): void {
  const text = packTutorial();
  if (!args.includes("--check")) {
    return Deno.writeTextFileSync(root + tutorialFile, text);
  }
  if (Deno.readTextFileSync(root + tutorialFile) === text) return;
  console.error(`${tutorialFile} is stale: run deno task tutorial`);
  Deno.exitCode = 1;
}

/** The text of each file of the demo, by path; its settings are left out. */
export function packTutorial(): string {
  const paths = ["methods", "input"].flatMap((name) =>
    walk(root, [demo + name])
  ).sort();
  const files = paths.map((path) => [
    path.slice(demo.length),
    Deno.readTextFileSync(root + path),
  ]);
  return `${JSON.stringify(Object.fromEntries(files), null, 2)}\n`;
}
