import { initProject } from "../../src/build/init.ts";
import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { ax, type AxProcess, startAx } from "../support/ax.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "./project.ts";

function newProject(): TempDir {
  const dir = tempDir();
  initProject(dir.path, { git: false, slices: 1 });
  return dir;
}

/**
 * What ax has printed, from a place on, when it waits for a change: the first
 * time that all of this is in it since it last waited.
 */
async function untilWaiting(
  process: AxProcess,
  from: number,
  said: readonly (string | RegExp)[] = [],
): Promise<string> {
  const waiting = "watching for changes; ^C ends\n";
  let found: string | undefined;
  await until(() => {
    // What is behind the last of them is not whole yet.
    const rounds = process.stderr().slice(from).split(waiting).slice(0, -1);
    found = rounds.find((round) => said.every((part) => isIn(part, round)));
    return found !== undefined;
  });
  return found ?? "";
}

function isIn(part: string | RegExp, text: string): boolean {
  return typeof part === "string" ? text.includes(part) : part.test(text);
}

/**
 * Makes a change, and waits for the build that says all of this. A file that
 * is written may be seen, and built, while it is still empty.
 */
type Change = (
  make: () => void,
  ...said: readonly (string | RegExp)[]
) => Promise<string>;

/** Watches a project, to which steps make changes. */
async function watching(
  dir: TempDir,
  steps: (change: Change) => Promise<void>,
): Promise<void> {
  await using process = startAx(["build", "--watch"], { cwd: dir.path });
  await untilWaiting(process, 0);
  process.kill("SIGUSR1");
  await process.waitFor("nothing is running\n");
  await steps(async (make, ...said) => {
    const from = process.stderr().length;
    make();
    return await untilWaiting(process, from, said);
  });
  process.kill("SIGINT");
  const { code } = await process.result;
  assertEquals(code, 0);
}

/** Adds a line to the orders, which both jobs are made from. */
async function addOrder(dir: TempDir, change: Change): Promise<void> {
  const orders = dir.read("input/orders.csv");
  await change(
    () => dir.write("input/orders.csv", `${orders}2024-03-07,tea,1,2.60\n`),
    "\nchanged: input/orders.csv\n",
    "2 built, 0 reused, 0 failed",
  );
}

Deno.test("ax build --watch builds what depends on what has changed, and ^C ends it", async () => {
  using dir = newProject();
  await watching(dir, async (change) => {
    await addOrder(dir, change);

    const method = dir.read("methods/revenue.ts");
    await change(
      () => dir.write("methods/revenue.ts", `${method}// Changed.\n`),
      "changed: methods/revenue.ts\n",
      "1 built, 1 reused, 0 failed",
    );

    const script = dir.read("methods/build.ts");
    await change(
      () => dir.write("methods/build.ts", `${script}\n`),
      "changed: methods/build.ts\n",
      "0 built, 2 reused, 0 failed",
    );
  });
});

Deno.test("ax build --watch sees imported files outside of methods/, in new directories too", async () => {
  using dir = newProject();
  dir.write("lib/by.ts", "export const by = 2;\n");
  dir.write(
    "methods/twice.ts",
    `import { defineMethod } from "ax";
     import { by } from "../lib/by.ts";
     export default defineMethod({ synthesis: () => by });\n`,
  );
  dir.write(
    "methods/build.ts",
    `import type { Urd } from "ax";
     export async function main(urd: Urd): Promise<void> {
       await urd.build("twice");
     }\n`,
  );
  await watching(dir, async (change) => {
    await change(
      () => dir.write("lib/by.ts", "export const by = 3;\n"),
      "changed: lib/by.ts\n",
      "1 built, 0 reused",
    );
    await change(() => dir.write("more/deep/it.ts", "export const by = 4;\n"));
    const method = dir.read("methods/twice.ts");
    const moved = method.replace("lib/by", "more/deep/it");
    await change(
      () => dir.write("methods/twice.ts", moved),
      "changed: methods/twice.ts\n",
      "1 built, 0 reused",
    );
    await change(
      () => dir.write("more/deep/it.ts", "export const by = 5;\n"),
      "changed: more/deep/it.ts\n",
      "1 built, 0 reused",
    );
  });
});

Deno.test("ax build --watch sees input files that lie behind a link", async () => {
  using dir = newProject();
  Deno.mkdirSync(dir.join(".far"));
  Deno.renameSync(dir.join("input"), dir.join(".far/input"));
  Deno.symlinkSync(".far/input", dir.join("input"));
  await watching(dir, async (change) => {
    await addOrder(dir, change);
  });
});

Deno.test("a build that fails waits for the next change, and so does a wrong ax.json", async () => {
  using dir = newProject();
  const method = dir.read("methods/revenue.ts");
  const config = dir.read("ax.json");
  await watching(dir, async (change) => {
    await change(
      () => dir.write("methods/revenue.ts", `${method}const open = ;\n`),
      "Cannot parse",
    );
    await change(
      () => dir.write("methods/revenue.ts", method),
      "0 built, 2 reused, 0 failed",
    );
    await change(
      () => dir.write("ax.json", "{ nonsense }"),
      "changed: ax.json\n",
      /ax: ax.json:1:3: /,
    );
    const right = await change(
      () => dir.write("ax.json", config),
      "0 built, 2 reused, 0 failed",
    );
    assertNoMatch(right, "ax.json:1:3");
  });
});

Deno.test("^C stops a build that is watched, with 130, and --json says what has changed", async () => {
  using dir = newProject();
  await using json = startAx(["build", "--watch", "--json"], { cwd: dir.path });
  await json.waitFor('"type":"ended"');
  const script = dir.read("methods/build.ts");
  // What it prints comes after the watcher was set up.
  const wait = `console.log("in main");
    await new Promise((resolve) => setTimeout(resolve, 600_000));`;
  dir.write("methods/build.ts", script.replace("> {", `> {\n${wait}`));
  await json.waitFor("in main");
  assertMatch(
    json.stdout(),
    /"type":"changed","time":"[^"]+","paths":\["methods\/build\.ts"\]\}\n/,
  );
  json.kill("SIGINT");
  assertEquals((await json.result).code, 130);
  const { code } = await ax(["build", "--watch", "--quiet", "--verbose"], {
    cwd: dir.path,
  });
  assertEquals(code, 2);
});
