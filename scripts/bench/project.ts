/**
 * A project for benchmarks: one trivial method, and ax to be run in it.
 *
 * @module
 */

import { axCommand } from "../ax_command.ts";
import { median } from "./table.ts";

const METHOD = `import { defineMethod, integer } from "ax";

export default defineMethod({
  inputs: { n: integer() },
  synthesis() {
    return 1;
  },
});
`;

/** A project to measure in. */
export interface AxProject extends Disposable {
  readonly dir: string;
  /** Writes a file of `methods/`. */
  add(name: string, text: string): void;
  /** Seconds that a call of ax takes. */
  run(...args: readonly string[]): Promise<number>;
}

/**
 * Makes a project with the method `triv`.
 *
 * @param build The text of its build script.
 */
export function makeProject(build: string): AxProject {
  const dir = Deno.makeTempDirSync({ prefix: "ax-bench-" });
  Deno.mkdirSync(`${dir}/methods`);
  const add = (name: string, text: string): void =>
    Deno.writeTextFileSync(`${dir}/methods/${name}.ts`, text);
  add("triv", METHOD);
  add("build", build);
  return {
    dir,
    add,
    async run(...words): Promise<number> {
      const { file, args } = axCommand(words);
      const from = performance.now();
      const { success, stderr } = await new Deno.Command(file, {
        args,
        cwd: dir,
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).output();
      if (!success) throw new Error(new TextDecoder().decode(stderr));
      return (performance.now() - from) / 1000;
    },
    [Symbol.dispose](): void {
      new Deno.Command("chmod", { args: ["-R", "u+w", dir] }).outputSync();
      Deno.removeSync(dir, { recursive: true });
    },
  };
}

/** The median of some runs. */
export async function repeat(
  times: number,
  run: () => Promise<number>,
): Promise<number> {
  const seconds: number[] = [];
  for (let time = 0; time < times; time++) seconds.push(await run());
  return median(seconds);
}
