import { axCommand } from "../../scripts/ax_command.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { ax, axEnvironment, axOk } from "../support/ax.ts";
import type { AxProject } from "../support/ax.ts";
import { tempDir } from "../support/temp.ts";
import { makeProject } from "./project.ts";
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
  const formats = ["aligned", "bars", "csv", "ssv", "tsv"];
  assertEquals(await offered(dir, "hist", "-f", ""), formats);
  assertEquals(await offered(dir, "cat", "--format", "r"), ["raw"]);
  assertEquals(await offered(dir, "grep", "--colour", "a"), ["auto", "always"]);
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
  assertEquals(await offered(dir, "job", "dev-1", "dev-"), [
    "dev-LATEST",
    "dev-2",
    "dev-1",
    ":files",
  ]);
  assertEquals(await offered(dir, "why", "dev-1", ""), []);
});

Deno.test("completion offers columns of the datasets that are named", async () => {
  using dir = makeProject({
    make: `{
      synthesis({ job }) {
        job.createDataset({ columns: { user: "string", price: "float64", "o\\ndd": "int32" } });
      },
    }`,
  }, { main: 'await urd.build("make");' });
  await dir.axOk(["build"]);
  const words = await offered(dir, "grep", "x", "make", "");
  assertEquals(words.slice(0, 2), ["user", "price"]);
  assert(words.includes("dev-1") && words.includes(":files"));
  // What is no line is not offered.
  assert(words.every((word) => !/^o|^dd/.test(word)), words.join());
  assertEquals(await offered(dir, "hist", "dev-1", "pr"), ["price", ":files"]);
  assertEquals(await offered(dir, "cat", "dev-1", "-n", ""), ["user", "price"]);
  assertEquals(await offered(dir, "grep", "--colour", "al"), ["always"]);
  assertEquals(await offered(dir, "sql", "from"), []);
});

Deno.test("completion outside of a project offers what needs none, and is no failure", async () => {
  using dir = tempDir();
  const options = { cwd: dir.path };
  const { stdout, stderr } = await axOk(["__complete", "build", ""], options);
  assertEquals([stdout, stderr], ["", ""]);
});

/** Puts an `ax` that can be called by its name before the PATH. */
function withAx(dir: AxProject): Record<string, string> {
  const { file, args } = axCommand([]);
  const quoted = [file, ...args].map((word) => `'${word}'`).join(" ");
  dir.write("bin/ax", `#!/bin/sh\nexec ${quoted} "$@"\n`);
  Deno.chmodSync(dir.join("bin/ax"), 0o755);
  const PATH = `${dir.join("bin")}:${Deno.env.get("PATH")}`;
  return axEnvironment({ PATH, LANG: "C.UTF-8" });
}

/** What a shell prints that runs a script in the project. */
async function printed(
  dir: AxProject,
  shell: string,
  args: readonly string[],
): Promise<string> {
  const output = await new Deno.Command(shell, {
    args: [...args],
    cwd: dir.path,
    clearEnv: true,
    env: withAx(dir),
  }).output();
  const [text, said] = [output.stdout, output.stderr]
    .map((bytes) => new TextDecoder().decode(bytes).trim());
  return text || said || "";
}

/** Whether a shell is there to be tested; `.ci/run` installs zsh and fish. */
function has(shell: string): boolean {
  try {
    return new Deno.Command(shell, { args: ["--version"] }).outputSync()
      .success;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}

Deno.test("bash completes by the script that ax prints", async () => {
  using dir = project();
  const bash = async (...words: string[]): Promise<string[]> => {
    const script = `eval "$(ax completions bash)"
      COMP_WORDS=(ax ${words.map((word) => `'${word}'`).join(" ")})
      COMP_CWORD=${words.length}
      _ax 2>/dev/null
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await printed(dir, "bash", ["--norc", "-c", script])).split("\n");
  };
  assertEquals(await bash("ver"), ["version"]);
  assertEquals(await bash("job", "dev-1", "--out"), ["--output"]);
  assertEquals(await bash("job", "my"), ["my\\ total.json"]);
});

if (has("zsh")) {
  Deno.test("the Tab key in zsh completes by the script that ax prints", async () => {
    using dir = project();
    const zsh = (typed: string): Promise<string> => {
      const script = `zmodload zsh/zpty
        zpty -b shell zsh -f -i
        zpty -w shell 'PS1=; autoload -Uz compinit; compinit -D -u'
        zpty -w shell 'eval "$(ax completions zsh)"'
        zpty -w shell 'tab() { zle complete-word; print -r -- "$BUFFER" > line; exit }'
        zpty -w shell 'zle -N tab; bindkey "^I" tab'
        zpty -w -n shell '${typed}'$'\\t'
        until [[ -s line ]] || ! zpty -t shell; do sleep 0.02; done
        cat line; rm line`;
      return printed(dir, "zsh", ["-f", "-c", script]);
    };
    assertEquals(await zsh("ax ver"), "ax version");
    assertEquals(await zsh("ax job dev-1 --out"), "ax job dev-1 --output");
    assertEquals(await zsh("ax job my"), "ax job my\\ total.json");
  });
}

if (has("fish")) {
  Deno.test("fish completes by the script that ax prints", async () => {
    using dir = project();
    const fish = async (typed: string): Promise<string[]> => {
      const script = `ax completions fish | source; complete -C "${typed}"`;
      const lines = await printed(dir, "fish", ["--no-config", "-c", script]);
      return lines.split("\n").map((line) => line.split("\t")[0] ?? "");
    };
    assertEquals(await fish("ax ver"), ["version"]);
    assertEquals(await fish("ax job dev-1 --out"), ["--output"]);
    assertEquals(await fish("ax job my"), ["my total.json"]);
  });
}

Deno.test("ax completions prints a script for each shell, and says how to set it up", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { stdout } = await axOk(["completions", shell]);
    assertMatch(stdout, "__complete");
  }
  const { code, stderr } = await ax(["completions", "bsh"]);
  assertEquals(code, 2);
  assertMatch(stderr, 'bash, zsh or fish; did you mean "bash"?');
  const help = await axOk(["completions", "--help"]);
  assertMatch(help.stdout, "ax completions zsh");
});
