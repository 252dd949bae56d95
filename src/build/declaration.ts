/**
 * The declaration of `"ax"` that editors read in a user's project.
 *
 * @module
 */

import text from "./assets/ax.d.ts" with { type: "text" };

/**
 * What `ax init` writes to `.ax/ax.d.ts`: the whole of `"ax"` in one file, and
 * a reference to the project's methods, which makes them known wherever `"ax"`
 * is imported.
 *
 * The project's `deno.json` leads to it by `"imports": { "ax":
 * "./.ax/ax.d.ts" }`. Made by `deno task types`.
 */
export const axDeclaration: string =
  `/// <reference types="./methods.d.ts" />\n\n${text}`;
