/**
 * Options that nobody knows are refused, because what is misspelled would be
 * left out without a word: programs run without a compiler.
 *
 * @module
 */

import { AxError } from "./errors.ts";
import { didYouMean } from "./suggest.ts";

/**
 * Checks the names of options.
 *
 * @param what What cannot be done otherwise, as in `read rows`.
 * @throws {AxError} `dataset`, naming the first option that is unknown.
 */
export function checkOptionNames(
  what: string,
  options: object,
  known: readonly string[],
): void {
  const fail = (problem: string): never => {
    throw new AxError("dataset", `Cannot ${what}: ${problem}`);
  };
  if (typeof options !== "object" || options === null) {
    fail(`options are an object, got ${JSON.stringify(options)}`);
  }
  const odd = Object.keys(options).find((name) => !known.includes(name));
  if (odd === undefined) return;
  fail(
    `there is no option ${JSON.stringify(odd)}; it takes ${known.join(", ")}` +
      didYouMean(odd, known),
  );
}
