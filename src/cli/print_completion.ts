/**
 * What the scripts of `ax completions` call.
 *
 * @module
 */

import { complete } from "./complete.ts";
import type { Context } from "./context.ts";
import { FILES_MARK } from "./shells.ts";

/** `ax __complete WORD…`: one candidate a line, its meaning after a tab. */
export async function printCompletion(
  words: readonly string[],
  context: Context,
): Promise<void> {
  const { candidates, files } = await complete(words, context);
  context.out.lines([
    ...candidates.map(({ word, says }) =>
      says === "" ? word : `${word}\t${says}`
    ),
    ...(files ? [FILES_MARK] : []),
  ]);
}
