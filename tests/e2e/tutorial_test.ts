/**
 * `TUTORIAL.md` as a reader carries it out: files are written, changes are
 * made, each command is typed, and what it shows is compared.
 */

import { axCommand } from "../../scripts/ax_command.ts";
import { packTutorial, tutorialFile } from "../../scripts/tutorial.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { ax, axEnvironment, axOk } from "../support/ax.ts";
import {
  type Block,
  type Command,
  findDifference,
  parseBlocks,
  parseCommands,
} from "../support/documents.ts";
import { root } from "../support/graph.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

Deno.test("the packed tutorial is fresh: if not, run deno task tutorial", () => {
  const written = Deno.readTextFileSync(root + tutorialFile);
  assertEquals(written === packTutorial(), true, "stale");
});

Deno.test("ax init --tutorial makes a project whose TUTORIAL.md holds, command by command", async () => {
  using dir = tempDir();
  const made = ["init", "--tutorial", "walk", "--no-git"];
  const { stdout } = await axOk(made, { cwd: dir.path });
  assertMatch(stdout, /Next\n {2}cd walk +go there\n {2}cat TUTORIAL.md /);
  assertMatch(dir.read("walk/ax.json"), /"slices": 4\b/);
  const { file, args } = axCommand([]);
  const quoted = [file, ...args].map((word) => `'${word}'`).join(" ");
  dir.write("bin/ax", `#!/bin/sh\nexec ${quoted} "$@"\n`);
  Deno.chmodSync(dir.join("bin/ax"), 0o755);

  const text = dir.read("walk/TUTORIAL.md");
  let commands = 0;
  for (const block of parseBlocks(text)) {
    try {
      commands += await carryOut(dir, block);
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`TUTORIAL.md:${block.line}: ${problem}`, { cause });
    }
  }
  assert(commands > 20, `${commands}`);
});

/** Does what a block says; gives how many commands it had. */
async function carryOut(dir: TempDir, block: Block): Promise<number> {
  const { language, path, text } = block;
  if (language === "diff") change(dir, path ?? "", text);
  else if (path !== undefined) dir.write(`walk/${path}`, text);
  if (language !== "console") return 0;
  const commands = parseCommands(block);
  for (const command of commands) await type(dir, command);
  return commands.length;
}

/** Replaces the lines that start with `-` by those with `+`. */
function change(dir: TempDir, path: string, text: string): void {
  const lines = text.trimEnd().split("\n");
  const side = (mark: string): string =>
    lines.filter((line) => line.startsWith(mark))
      .map((line) => `${line.slice(1)}\n`).join("");
  const before = dir.read(`walk/${path}`);
  assertEquals(before.split(side("-")).length, 2, `${path} has it once`);
  dir.write(`walk/${path}`, before.replace(side("-"), side("+")));
}

async function type(dir: TempDir, command: Command): Promise<void> {
  const line = command.words.map((word) => `'${word}'`).join(" ");
  const path = `${dir.join("bin")}:${Deno.env.get("PATH")}`;
  const output = await new Deno.Command("sh", {
    args: ["-c", `exec ${line} 2>&1`],
    cwd: dir.join("walk"),
    clearEnv: true,
    env: axEnvironment({ PATH: path }),
    stdin: "null",
  }).output();
  const printed = new TextDecoder().decode(output.stdout);
  assertEquals(output.code, command.code, `${line}:\n${printed}`);
  if (command.expected === undefined) return;
  const missing = findDifference(command.expected, printed);
  assert(missing === undefined, `${line} shows no "${missing}":\n${printed}`);
}

Deno.test("the example with a dataset builds at once, and Deno can check it", async () => {
  using dir = tempDir();
  const made = ["init", "--no-git", "--example", "sales", "--slices", "3"];
  await axOk(made, { cwd: dir.path });
  const { stderr } = await axOk(["build"], { cwd: dir.path });
  assertMatch(stderr, "2 built, 0 reused, 0 failed");
  const revenue = JSON.parse(dir.read("results/revenue.json"));
  assertEquals(revenue, {
    coffee: 42,
    sandwich: 39,
    croissant: 15.4,
    cake: 11.7,
    tea: 7.8,
  });
  for (const args of [["check", "methods"], ["fmt", "--check"], ["lint"]]) {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: dir.path,
      env: { NO_COLOR: "1" },
    }).output();
    assert(success, new TextDecoder().decode(stderr));
  }
});

Deno.test("ax init takes an example by its name, or the tutorial", async () => {
  using dir = tempDir();
  const cwd = dir.path;
  await axOk(["init", "a", "--no-git", "--example", "orders"], { cwd });
  assertMatch(dir.read("a/methods/revenue.ts"), "defineMethod");
  const wrong = await ax(["init", "b", "--example", "odrers"], { cwd });
  assertEquals(wrong.code, 2);
  assertMatch(
    wrong.stderr,
    'orders, sales or tutorial; did you mean "orders"?',
  );
  const both = ["init", "b", "--example", "orders", "--tutorial"];
  assertEquals((await ax(both, { cwd })).code, 2);
});
