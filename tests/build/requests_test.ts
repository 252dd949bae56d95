/** Requests of one build: what they hold while they wait. */

import { runBuild } from "../../src/build/build.ts";
import { findProject } from "../../src/build/project.ts";
import { assertEquals } from "../support/assert.ts";
import { namesIn } from "../store/support.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("of many jobs that are asked for at once, only those that run hold a lock", async () => {
  using dir = tempDir({
    "ax.json": `{"slices": 1, "jobs": 1, "durability": "fast"}`,
    "methods/one.ts": `import { defineMethod, integer } from "ax";
export default defineMethod({
  inputs: { n: integer() },
  synthesis: ({ inputs }) => inputs.n,
});`,
    "methods/build.ts": `import type { Urd } from "ax";
export async function main(urd: Urd): Promise<void> {
  const numbers = [0, 1, 2, 3, 4, 5];
  await Promise.all(numbers.map((n) => urd.build("one", { n })));
}`,
  });
  // Each lock is an open file, and a process may have only so many.
  const held: number[] = [];
  const { built } = await runBuild({
    project: findProject(dir.path),
    scripts: [],
    onEvent: (event) => {
      if (event.type !== "started" || event.kind === "build") return;
      const locks = namesIn(dir.join("workdir/.ax/locks"));
      held.push(locks.filter((name) => /^[0-9a-f]{64}$/.test(name)).length);
    },
  });
  assertEquals(built, 6);
  // The job before may still be committed when the next one has its slot.
  assertEquals(held.length, 6);
  assertEquals(held.every((count) => count <= 2), true, `${held}`);
});
