/**
 * Which ax tests and benchmarks run.
 *
 * @module
 */

import { resolve } from "node:path";
import { type SelfCommand, selfCommand } from "../src/run/self.ts";

/**
 * The command line of the program named by `AX_BIN`, seen from the working
 * directory, else of `deno run` with the very flags that are compiled in.
 */
export function axCommand(args: readonly string[]): SelfCommand {
  const bin = Deno.env.get("AX_BIN");
  if (bin === undefined || bin === "") return selfCommand(args);
  return { file: resolve(bin), args: [...args] };
}
