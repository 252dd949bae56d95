/** Requests of one build: what they hold while they wait. */

import { runBuild } from "../../src/build/build.ts";
import { findProject } from "../../src/build/project.ts";
import { assertEquals } from "../support/assert.ts";
import { namesIn } from "../store/support.ts";
import { tempDir } from "../support/temp.ts";

/** A project of one method. */
const one = {
  "ax.json": `{"slices": 1, "jobs": 1, "durability": "fast"}`,
  "methods/one.ts": `import { defineMethod, integer } from "ax";
export default defineMethod({
  inputs: { n: integer() },
  synthesis: ({ inputs }) => inputs.n,
});`,
};

Deno.test("of many jobs that are asked for at once, only those that run hold a lock", async () => {
  using dir = tempDir({
    ...one,
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

/** Builds; how many jobs at most kept an executor, and were not built yet. */
async function countJobs(
  script: string,
): Promise<{ built: number; keeping: number; unbuilt: number }> {
  using dir = tempDir({
    ...one,
    "methods/both.ts": `import { defineMethod, integer } from "ax";
export default defineMethod({
  builds: true,
  inputs: { n: integer() },
  async synthesis({ inputs: { n }, job }) {
    await Promise.all([job.build("one", { n }), job.build("one", { n: -n })]);
  },
});`,
    "methods/build.ts": script,
  });
  // A job keeps an executor from the begin of its only stage to its end.
  const keeping = new Set<string>();
  const unbuilt = new Set<string>();
  const most = { keeping: 0, unbuilt: 0 };
  const { built } = await runBuild({
    project: findProject(dir.path),
    scripts: [],
    onEvent: (event) => {
      if (event.type === "started" && event.kind === "job") {
        unbuilt.add(event.run);
      } else if (event.type === "built") {
        unbuilt.delete(event.run);
      } else if (event.type === "stage" && unbuilt.has(event.run)) {
        if (event.state === "begin") keeping.add(event.run);
        else keeping.delete(event.run);
      }
      most.keeping = Math.max(most.keeping, keeping.size);
      most.unbuilt = Math.max(most.unbuilt, unbuilt.size);
    },
  });
  return { built, ...most };
}

Deno.test("of many jobs that ask for jobs, few wait at once, because each keeps an executor", async () => {
  const { built, keeping, unbuilt } = await countJobs(
    `import type { Urd } from "ax";
export async function main(urd: Urd): Promise<void> {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
  await Promise.all(numbers.map((n) => urd.build("both", { n })));
}`,
  );
  assertEquals(built, 24);
  // One runs. One waits for it, and perhaps one for what is being committed.
  assertEquals(keeping <= 3, true, `${keeping} executors`);
  assertEquals(unbuilt <= 4, true, `${unbuilt} at once`);
});

Deno.test("few wait also for jobs that the script asks for, too, and later", async () => {
  const { built, keeping, unbuilt } = await countJobs(
    `import type { Urd } from "ax";
export async function main(urd: Urd): Promise<void> {
  const numbers = [1, 2, 3, 4, 5];
  await Promise.all([
    ...numbers.map((n) => urd.build("both", { n })),
    ...numbers.flatMap((n) => [n, -n]).map((n) => urd.build("one", { n })),
  ]);
}`,
  );
  assertEquals(built, 15);
  assertEquals(keeping <= 3, true, `${keeping} executors`);
  assertEquals(unbuilt <= 4, true, `${unbuilt} at once`);
});
