/**
 * The files of the tutorial project.
 *
 * @module
 */

import project from "./assets/tutorial/project.json" with { type: "json" };
import text from "./assets/tutorial/TUTORIAL.md" with { type: "text" };

/** How many slices it has: on every machine the same jobs. */
export const TUTORIAL_SLICES = 4;

/** Each file's text by path, `TUTORIAL.md` first. */
export const tutorialFiles: ReadonlyMap<string, string> = new Map([
  ["TUTORIAL.md", text],
  ...Object.entries(project),
]);
