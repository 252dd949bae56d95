/**
 * Every code block of README, CHANGELOG and `.github/` holds: what it says is
 * typed in a new project, from the first block to the last. How a block is
 * marked stands in `tests/support/documents.ts`.
 */

import { axCommand } from "../scripts/ax_command.ts";
import { parse, type ParseError } from "jsonc-parser";
import { dirname, join, resolve } from "node:path";
import { walk } from "../scripts/walk.ts";
import { assert, assertEquals, assertRejects } from "./support/assert.ts";
import { axEnvironment } from "./support/ax.ts";
import {
  type Block,
  type Command,
  findDifference,
  parseBlocks,
  parseCommands,
  splitWords,
} from "./support/documents.ts";
import { root } from "./support/graph.ts";
import { type TempDir, tempDir } from "./support/temp.ts";

const documents = walk(root, ["README.md", "CHANGELOG.md", ".github"])
  .filter((file) => file.endsWith(".md"));

for (const file of documents) {
  Deno.test(`every code block of ${file} holds`, async () => {
    await runDocument(file, Deno.readTextFileSync(root + file));
  });

  Deno.test(`every link of ${file} within the repository leads somewhere`, () => {
    const text = Deno.readTextFileSync(root + file);
    const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)[^)]*\)/g)]
      .map(([, path]) => resolve(root, dirname(file), path ?? ""));
    assertEquals(links.filter((link) => !exists(link)), []);
  });
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The project that a document builds up, block by block. */
interface DocumentProject {
  readonly dir: TempDir;
  /** Where its commands run: `cd` moves it. */
  cwd: string;
  /** The TypeScript files that the document wrote. */
  readonly sources: string[];
  /** The build scripts that no command of the document has run. */
  readonly scripts: Set<string>;
}

/** Carries a document out; throws with file and line where it does not hold. */
async function runDocument(file: string, markdown: string): Promise<void> {
  using dir = tempDir();
  const scripts = new Set<string>();
  const project = { dir, cwd: dir.path, sources: [], scripts };
  for (const block of parseBlocks(markdown)) {
    try {
      await runBlock(project, block);
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${file}:${block.line}: ${problem}`, { cause });
    }
  }
  await checkTypes(project);
  for (const script of scripts) await runAx(project, ["build", script]);
}

async function runBlock(project: DocumentProject, block: Block): Promise<void> {
  const { language, text, path } = block;
  if (language === "json") checkJson(text, path !== undefined);
  if (language === "console" || language === "sh") {
    for (const command of parseCommands(block)) {
      await runCommand(project, command);
    }
  }
  if (path !== undefined || language === "ts") {
    writeBlock(project, path ?? `block_${block.line}.ts`, text);
  }
}

/** Writes a file of the project, and keeps in mind what to do with it. */
function writeBlock(
  project: DocumentProject,
  path: string,
  text: string,
): void {
  const target = join(project.cwd, path);
  Deno.mkdirSync(dirname(target), { recursive: true });
  Deno.writeTextFileSync(target, text);
  if (path.endsWith(".ts")) project.sources.push(target);
  const script = /^methods\/build(?:_(\w+))?\.ts$/.exec(path);
  if (script !== null) project.scripts.add(script[1] ?? "");
}

/** Fails unless the text is JSON; files of settings may have comments. */
function checkJson(text: string, comments: boolean): void {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: !comments });
  assertEquals(errors, [], "This is not JSON");
}

async function runCommand(
  project: DocumentProject,
  command: Command,
): Promise<void> {
  const [name, ...rest] = command.words;
  if (name === "cd") {
    project.cwd = resolve(project.cwd, rest[0] ?? "");
    assert(exists(project.cwd), `Cannot find the directory ${rest[0]}`);
  }
  if (name === "ax") await checkAx(project, command, rest);
  const task = /\bdeno(?:@[\d.]+)? task (\w+)/.exec(command.words.join(" "));
  if (task !== null) {
    const { tasks } = JSON.parse(Deno.readTextFileSync(`${root}deno.json`));
    assert(Object.hasOwn(tasks, task[1] ?? ""), `${task[1]} is no task`);
  }
}

/** Runs ax as a document says, and compares what it shows. */
async function checkAx(
  project: DocumentProject,
  command: Command,
  args: readonly string[],
): Promise<void> {
  const printed = await runAx(project, args, command.code);
  if (args[0] === "build" || args[0] === "run") {
    const named = args.slice(1).filter((word) => !word.startsWith("-"));
    for (const script of named.length === 0 ? [""] : named) {
      project.scripts.delete(script);
    }
  }
  if (command.expected === undefined) return;
  const missing = findDifference(command.expected, printed);
  const shown = `ax ${args.join(" ")} should print "${missing}":\n${printed}`;
  assert(missing === undefined, shown);
}

/** Runs ax and gives back stdout and stderr in the order they were written. */
async function runAx(
  project: DocumentProject,
  args: readonly string[],
  code = 0,
): Promise<string> {
  const words = args.filter((word) => word !== "");
  const { file, args: all } = axCommand(words);
  const output = await new Deno.Command("sh", {
    args: ["-c", 'exec "$@" 2>&1', "sh", file, ...all],
    cwd: project.cwd,
    clearEnv: true,
    env: axEnvironment(),
    stdin: "null",
  }).output();
  const printed = new TextDecoder().decode(output.stdout);
  const problem = `ax ${words.join(" ")} ended with ${output.code}`;
  assert(output.code === code, `${problem}, not ${code}:\n${printed}`);
  return printed;
}

/** Type-checks what a document wrote, as strictly as ax itself is checked. */
async function checkTypes({ sources, dir }: DocumentProject): Promise<void> {
  if (sources.length === 0) return;
  const { compilerOptions } = JSON.parse(
    Deno.readTextFileSync(`${root}deno.json`),
  );
  const imports = { ax: new URL("../src/mod.ts", import.meta.url).href };
  const settings = JSON.stringify({ compilerOptions, imports });
  const config = dir.write(".check/deno.json", settings);
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", `--config=${config}`, ...sources],
    cwd: dir.path,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assert(code === 0, new TextDecoder().decode(stderr));
}

Deno.test("a command is split as a shell does", () => {
  const line = `ax jobs --filter "two words" -x='a b' # exit 1`;
  assertEquals(splitWords(line), [
    "ax",
    "jobs",
    "--filter",
    "two words",
    "-x=a b",
  ]);
  const text = "$ ax why dev-1 \\\n    --json # exit 1\nline\n\n$ cd x\n";
  const block = { language: "console", path: undefined, text, line: 1 };
  assertEquals(parseCommands(block), [
    { words: ["ax", "why", "dev-1", "--json"], code: 1, expected: ["line"] },
    { words: ["cd", "x"], code: 0, expected: undefined },
  ]);
});

Deno.test("what is shown is compared without times and numbers of jobs", () => {
  const printed = "built dev-12 in 1.4 s\nmore\neven more\n3 jobs\n";
  const shown = (text: string) => findDifference(text.split("\n"), printed);
  assertEquals(
    shown("built dev-1 in 20 ms\nmore\neven more\n3 jobs"),
    undefined,
  );
  assertEquals(shown("built dev-1 in 20 ms\n…\n3 jobs"), undefined);
  assertEquals(shown("built dev-1 in 20 ms\n…"), undefined);
  assertEquals(shown("built dev-1 in 20 ms\n…\n4 jobs"), "4 jobs");
  assertEquals(shown("built dev-1 in 20 ms"), "nothing, got more");
  assertEquals(shown("found dev-1 in 20 ms\n…"), "found dev-1 in 20 ms");
});

Deno.test("a document with a wrong block does not pass", async () => {
  const broken = {
    "3: This is not JSON": "a\n\n```json\n{,}\n```\n",
    "1: Cannot find the directory": "```sh\ncd nowhere\n```\n",
    "1: fly is no task": "```sh\nnpx --yes deno@2.9.6 task fly\n```\n",
    "not assignable to type": "```ts\nconst a: number = 'b';\n```\n",
    "The fence in line 2 never ends": "\n```ts\n",
  };
  for (const [problem, markdown] of Object.entries(broken)) {
    await assertRejects(() => runDocument("x.md", markdown), Error, problem);
  }
});
