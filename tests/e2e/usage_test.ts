import { selfCommand } from "../../src/run/self.ts";
import { ax } from "../support/ax.ts";
import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { storedProject } from "./stored.ts";

Deno.test("ax --version is one line on standard output", async () => {
  const { code, stdout, stderr } = await ax(["--version"]);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^ax \d+\.\d+\.\d+\n$/);
  const long = await ax(["version"]);
  assertMatch(long.stdout, stdout);
  assertMatch(long.stdout, `Deno ${Deno.version.deno}`);
  const json = JSON.parse((await ax(["version", "--json"])).stdout);
  assertEquals([`ax ${json.ax}\n`, json.deno], [stdout, Deno.version.deno]);
});

Deno.test("ax without a command shows the help as talk, and fails as wrong use", async () => {
  const { code, stdout, stderr } = await ax([]);
  assertEquals([code, stdout], [2, ""]);
  for (const name of ["init", "build|run", "job", "jobs", "why", "method"]) {
    assertMatch(stderr, `\n  ${name} `);
  }
});

Deno.test("every command has a help with an example, as a result", async () => {
  const names = ["init", "build", "run", "job", "jobs", "why", "method"];
  const helps = await Promise.all(
    [...names, "version"].map((name) => ax([name, "--help"])),
  );
  for (const { code, stdout, stderr } of helps) {
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^Usage: ax /);
    assertMatch(stdout, /\nExamples?:\n {2}ax /);
    assertMatch(stdout, "--config <file>");
  }
  const asked = await Promise.all([ax(["help", "job"]), ax(["help"])]);
  assertEquals(asked.map(({ code, stderr }) => [code, stderr]), [[0, ""], [
    0,
    "",
  ]]);
  assertEquals(asked[0]?.stdout, helps[3]?.stdout);
});

Deno.test("a mistyped command or option is answered by the one that was meant", async () => {
  const wrong = [
    [["biuld"], 'ax: Unknown command "biuld"; did you mean "build"?'],
    [["help", "biuld"], 'ax: Unknown command "biuld"; did you mean "build"?'],
    [["jobs", "--methd", "x"], 'Unknown option "--methd"; did you mean'],
    [["jobs", "--since"], 'Option "--since <age>" argument missing'],
    [["jobs", "--since", "soon"], 'Cannot read "soon" as an age'],
    [["jobs", "--limit", "few"], 'Cannot use "few" for --limit'],
    [["why"], 'Missing required argument "job"'],
    [["version", "more"], "Too many arguments"],
  ] as const;
  const results = await Promise.all(wrong.map(([args]) => ax(args)));
  results.forEach(({ code, stdout, stderr }, index) => {
    assertEquals([code, stdout], [2, ""], stderr);
    assertMatch(stderr, wrong[index]?.[1] ?? "?");
  });
  assertMatch(results[2]?.stderr ?? "", 'Run "ax jobs --help"');
});

Deno.test("with --json an error is JSON on standard error, too", async () => {
  using dir = tempDir();
  const { code, stdout, stderr } = await ax(["jobs", "--json"], {
    cwd: dir.path,
  });
  assertEquals([code, stdout], [1, ""]);
  const { error } = JSON.parse(stderr);
  assertEquals(error.code, "project");
  assertMatch(error.message, "Cannot find a project");
  assertMatch(error.hint, "ax init");
  const usage = await ax(["jobs", "--json", "--state", "gone"]);
  assertEquals([usage.code, JSON.parse(usage.stderr).error.code], [2, "usage"]);
});

Deno.test("an error in ax.json starts with file, line and column", async () => {
  using project = storedProject([], {
    "ax.json": '{\n  // how many\n  "slcies": 2\n}\n',
  });
  const { code, stderr } = await project.ax(["jobs"]);
  assertEquals(code, 1);
  assertMatch(stderr, /^ax: ax\.json:3:3: .*"slcies"/);
  assertNoMatch(stderr, "    at ");
});

Deno.test("--config names the project from anywhere, before or after the command", async () => {
  using project = storedProject([{ method: "count" }]);
  using elsewhere = tempDir();
  const config = project.join("ax.json");
  const cwd = elsewhere.path;
  const before = await ax(["--config", config, "jobs"], { cwd });
  const after = await ax(["jobs", "--config", config], { cwd });
  assertMatch(before.stdout, "dev-1  done  count");
  assertEquals(after.stdout, before.stdout);
});

Deno.test("colours are for terminals, NO_COLOR forbids and FORCE_COLOR forces them", async () => {
  using project = storedProject([{}]);
  const run = (env: Record<string, string | undefined>) =>
    project.axOk(["jobs"], { env });
  const [piped, forced, both] = await Promise.all([
    run({ NO_COLOR: undefined }),
    run({ NO_COLOR: undefined, FORCE_COLOR: "1" }),
    run({ NO_COLOR: "1", FORCE_COLOR: "1" }),
  ]);
  assertNoMatch(piped.stdout, "\x1b");
  assertMatch(forced.stdout, "\x1b[1mdev-1");
  assertEquals(both.stdout, forced.stdout);
});

Deno.test("a reader that goes away early makes no noise", async () => {
  const jobs = Array.from(
    { length: 30 },
    () => ({ caption: "x".repeat(9000) }),
  );
  using project = storedProject(jobs);
  const { file, args } = selfCommand(["jobs"]);
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-o", "pipefail", "-c", '"$@" | head -n 1', "-", file, ...args],
    cwd: project.path,
  }).output();
  const text = new TextDecoder();
  assertEquals([code, text.decode(stderr)], [0, ""]);
  assertMatch(text.decode(stdout), /^dev-30 /);
});
