import { initProject } from "../../src/build/init.ts";
import { commands } from "../../src/cli/commands.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { axOk } from "../support/ax.ts";
import { tempDir } from "../support/temp.ts";

async function intro(): Promise<string> {
  return (await axOk(["intro"])).stdout;
}

Deno.test("the method and the script of ax intro run", async () => {
  using dir = tempDir();
  initProject(dir.path, { git: false, slices: 1 });
  const code = (await intro()).matchAll(
    /^ {4}\/\/ (\S+)\n((?: {4}.*\n|\n)+)/gm,
  );
  const files = [...code].map(([, name = "", text = ""]) => {
    dir.write(name, text.replaceAll(/^ {4}/gm, ""));
    return name;
  });
  assertEquals(files, ["methods/greet.ts", "methods/build.ts"]);
  await axOk(["build"], { cwd: dir.path });
  assertEquals(dir.read("results/greeting.txt"), "Hello, you!\n");
});

Deno.test("every command that ax intro names is there, and fits a terminal", async () => {
  const text = await intro();
  const named = [...text.matchAll(/^ax (\w+)/gm)].map(([, name]) => name);
  assert(named.length > 10);
  const known = [...commands.map(({ name }) => name), "help"];
  for (const name of named) assert(known.includes(name ?? ""), name);
  for (const line of text.split("\n")) assert(line.length <= 80, line);
  assertMatch(text, /^What ax is for\n/);
});
