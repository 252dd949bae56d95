import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { ax, axCommand, axEnvironment, axOk } from "../support/ax.ts";
import type { AxProject } from "../support/ax.ts";
import { tempDir } from "../support/temp.ts";
import { storedProject } from "./stored.ts";

function project(): AxProject {
  const made = storedProject(
    [{ method: "count" }, { method: "report", state: "failed" }],
    {
      "ax.json": `{ "slices": 2, "target": "dev",
        "workdirs": { "dev": "workdir", "old": "old" } }`,
      "old/.keep": "",
      "methods/count.ts": "export default 1;\n",
      "methods/count_all.ts": "export default 1;\n",
      "methods/build.ts": "export {};\n",
      "methods/build_weekly.ts": "export {};\n",
    },
  );
  Deno.mkdirSync(made.join("results"));
  const target = "../workdir/dev-1/files/result.json";
  Deno.symlinkSync(target, made.join("results/my total.json"));
  return made;
}

/** The words that are offered for the last one. */
async function offered(on: AxProject, ...words: string[]): Promise<string[]> {
  const { stdout } = await on.axOk(["__complete", ...words]);
  return stdout.split("\n").filter(Boolean)
    .map((line) => line.split("\t")[0] ?? "");
}

Deno.test("completion offers commands, options and values", async () => {
  using dir = project();
  assertEquals(await offered(dir, "res"), ["results"]);
  assert((await offered(dir, "")).includes("build"));
  assertEquals(await offered(dir, "help", "grap"), ["graph"]);
  assertEquals(await offered(dir, "--con"), ["--config"]);
  assertEquals(await offered(dir, "build", "--dr"), ["--dry-run"]);
  assertEquals(await offered(dir, "run", "--dry-run", "--dr"), []);
  assertEquals(await offered(dir, "jobs", "--state", ""), ["done", "failed"]);
  assertEquals(await offered(dir, "build", "--workdir", ""), ["dev", "old"]);
  assertEquals(await offered(dir, "completions", ""), ["bash", "zsh", "fish"]);
  assertEquals(await offered(dir, "init", ""), [":files"]);
  assertEquals(await offered(dir, "nonsense", ""), []);
});

Deno.test("completion offers methods, scripts, jobs and results of the project", async () => {
  using dir = project();
  assertEquals(await offered(dir, "method", "co"), ["count", "count_all"]);
  assertEquals(await offered(dir, "build", ""), ["build", "weekly"]);
  assertEquals(await offered(dir, "build", "build", "w"), ["weekly"]);
  assertEquals(await offered(dir, "job", ""), [
    "report",
    "count",
    "my total.json",
    "dev-LATEST",
    "old-LATEST",
    "dev-2",
    "dev-1",
    ":files",
  ]);
  assertEquals(await offered(dir, "why", "dev-2", "--against", "dev-1"), [
    "dev-1",
    ":files",
  ]);
  assertEquals(await offered(dir, "job", "dev-1", ""), []);
});

Deno.test("completion outside of a project offers what needs none, and is no failure", async () => {
  using dir = tempDir();
  const options = { cwd: dir.path };
  const { stdout, stderr } = await axOk(["__complete", "build", ""], options);
  assertEquals([stdout, stderr], ["", ""]);
});

Deno.test("bash completes by the script that ax prints", async () => {
  using dir = project();
  const { file, args } = axCommand([]);
  const quoted = [file, ...args].map((word) => `'${word}'`).join(" ");
  dir.write("bin/ax", `#!/bin/sh\nexec ${quoted} "$@"\n`);
  Deno.chmodSync(dir.join("bin/ax"), 0o755);
  const bash = async (...words: string[]): Promise<string[]> => {
    const script = `eval "$(ax completions bash)"
      COMP_WORDS=(ax ${words.map((word) => `'${word}'`).join(" ")})
      COMP_CWORD=${words.length}
      _ax 2>/dev/null
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const path = `${dir.join("bin")}:${Deno.env.get("PATH")}`;
    const { stdout } = await new Deno.Command("bash", {
      args: ["--norc", "-c", script],
      cwd: dir.path,
      clearEnv: true,
      env: axEnvironment({ PATH: path }),
    }).output();
    return new TextDecoder().decode(stdout).trim().split("\n");
  };
  assertEquals(await bash("ver"), ["version"]);
  assertEquals(await bash("job", "dev-1", "--sou"), ["--source"]);
  assertEquals(await bash("job", "my"), ["my\\ total.json"]);
});

Deno.test("ax completions prints a script for each shell, and says how to set it up", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { stdout } = await axOk(["completions", shell]);
    assertMatch(stdout, "__complete");
  }
  const { code, stderr } = await ax(["completions", "bsh"]);
  assertEquals(code, 2);
  assertMatch(stderr, 'bash or zsh or fish; did you mean "bash"?');
  const help = await axOk(["completions", "--help"]);
  assertMatch(help.stdout, "ax completions zsh");
});
