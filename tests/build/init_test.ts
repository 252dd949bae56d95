import { lstatSync, symlinkSync } from "node:fs";
import { readConfig } from "../../src/build/config.ts";
import {
  type InitOptions,
  initProject,
  type InitReport,
} from "../../src/build/init.ts";
import { MethodIndex } from "../../src/build/methods.ts";
import { readClosure } from "../../src/build/closure.ts";
import { findProject } from "../../src/build/project.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertThrows,
  present,
} from "../support/assert.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

/** Makes a project without git, unless the options say otherwise. */
function init(dir: TempDir, options: InitOptions = {}): InitReport {
  return initProject(dir.path, { git: false, ...options });
}

const files = [
  "ax.json",
  "methods/build.ts",
  "methods/read_orders.ts",
  "methods/revenue.ts",
  "input/orders.csv",
  "deno.json",
  ".gitignore",
  ".ax/ax.d.ts",
  ".ax/methods.d.ts",
  ".ax/ax.schema.json",
];

Deno.test("a new project has an example, an input and what editors need", () => {
  using dir = tempDir();
  const report = init(dir);
  assertEquals(report.root, dir.path);
  assertEquals(report.created, files);
  assertEquals(report.kept, []);
  for (const file of files) assert(dir.read(file) !== "");
  for (const name of ["workdir", "results"]) {
    assert(lstatSync(dir.join(name)).isDirectory());
  }
});

Deno.test("the directory is made when it is missing", () => {
  using dir = tempDir();
  const root = dir.join("a/b");
  assertEquals(initProject(root, { git: false }).root, root);
  assertEquals(findProject(root).root, root);
});

Deno.test("what is new is read back as it was asked for", () => {
  using dir = tempDir();
  init(dir, { slices: 5, name: "prod" });
  const { config, configFile } = findProject(dir.path);
  assertEquals(configFile, dir.join("ax.json"));
  assertEquals(config.slices, 5);
  assertEquals([...config.workdirs], [["prod", dir.join("workdir")]]);
  assertEquals(config.target, "prod");
});

Deno.test("each key that the new ax.json comments out is its default", () => {
  using dir = tempDir();
  init(dir, { slices: 3 });
  const text = dir.read("ax.json");
  const uncommented = text.replaceAll(/^ {2}\/\/ (?=")/gm, "  ");
  assertEquals(uncommented.match(/^ {2}"/gm)?.length, 10);
  const read = (text: string): unknown =>
    readConfig(dir.path, { file: "ax.json", text, env: () => undefined });
  const jobs = { jobs: 2 };
  assertEquals(
    { ...present(read(uncommented)), ...jobs },
    { ...present(read(text)), ...jobs },
  );
});

Deno.test("the example's methods and script are found, and so is what they import", async () => {
  using dir = tempDir();
  init(dir);
  const project = findProject(dir.path);
  const index = MethodIndex.scan(project);
  const script = await readClosure(project, index.getScript("build"));
  assertEquals(script.modules.length, 1);
  for (const name of ["read_orders", "revenue"]) {
    const closure = await readClosure(project, index.get(name));
    // The type that one takes from the other is no part of what runs.
    assertEquals(closure.modules.map(({ path }) => path), [
      `methods/${name}.ts`,
    ]);
    assertMatch(dir.read("methods/build.ts"), `urd.build("${name}"`);
  }
});

Deno.test("the example is formatted, and Deno can check it", () => {
  using dir = tempDir();
  init(dir);
  const deno = (...args: string[]): string => {
    const { success, stderr } = new Deno.Command(Deno.execPath(), {
      args,
      cwd: dir.path,
      env: { NO_COLOR: "1" },
    }).outputSync();
    return success ? "" : new TextDecoder().decode(stderr);
  };
  assertEquals(deno("fmt", "--check"), "");
  assertEquals(deno("lint"), "");
  // All is well but the one thing that is wrong.
  dir.write(
    "methods/wrong.ts",
    `import { defineMethod, integer } from "ax";
    export default defineMethod({
      inputs: { n: integer() },
      synthesis: ({ inputs }) => inputs.n.toUpperCase(),
    });`,
  );
  const said = deno("check", "methods");
  assertMatch(said, "'toUpperCase' does not exist");
  assertEquals(said.match(/\[ERROR\]/g)?.length, 1);
});

Deno.test("hidden files are no hindrance, and stay as they are", () => {
  using dir = tempDir({ ".venv/x": "", ".gitignore": "mine\n" });
  const report = init(dir);
  assertEquals(report.kept, [".gitignore"]);
  assertEquals(report.created.length, files.length - 1);
  assertEquals(dir.read(".gitignore"), "mine\n");
});

Deno.test("a directory with other content is left alone", () => {
  using dir = tempDir({ "b.txt": "", "a.txt": "", "d.txt": "", "c.txt": "" });
  const error = assertThrows(
    () => init(dir),
    AxError,
    `Cannot make a project in ${dir.path}: there is already a.txt, b.txt, ` +
      "c.txt and 1 more",
  );
  assertEquals(error.code, "project");
  assertMatch(present(error.hint), "--force");
  assertEquals([...Deno.readDirSync(dir.path)].length, 4);
});

Deno.test("a project is not made twice", () => {
  using dir = tempDir();
  init(dir);
  assertThrows(() => init(dir), AxError, "it is one already");
});

Deno.test("force replaces the files of the example and no others", () => {
  using dir = tempDir({ "methods/mine.ts": "// mine", "ax.json": "{}" });
  const report = init(dir, { force: true });
  assertEquals(report.created, files);
  assertEquals(dir.read("methods/mine.ts"), "// mine");
  assertMatch(dir.read("ax.json"), "slices");
});

Deno.test("nothing is written when one file cannot be", () => {
  using dir = tempDir({ ".ax/ax.d.ts/x": "" });
  assertThrows(
    () => init(dir),
    AxError,
    "Cannot write .ax/ax.d.ts: .ax/ax.d.ts is no file",
  );
  assertEquals([...Deno.readDirSync(dir.path)].length, 1);
});

Deno.test("nothing is written through a link, force or not", () => {
  using outside = tempDir({ "methods/build.ts": "theirs" });
  using dir = tempDir();
  symlinkSync(outside.join("methods"), dir.join("methods"));
  assertThrows(
    () => init(dir, { force: true }),
    AxError,
    "Cannot write methods/build.ts: methods is no directory",
  );
  assertEquals(outside.read("methods/build.ts"), "theirs");
});

Deno.test("a file is no place for a project", () => {
  using dir = tempDir({ "f": "" });
  assertThrows(
    () => initProject(dir.join("f")),
    AxError,
    "it is not a directory",
  );
});

Deno.test("wrong options are refused before anything is written", () => {
  using dir = tempDir();
  const cases: [InitOptions, string][] = [
    [{ slices: 0 }, "Cannot make a project with 0 slices"],
    [{ slices: 1.5 }, "it must be a whole number from 1 to 4096"],
    [{ slices: NaN }, "Cannot make a project with NaN slices"],
    [{ name: "a b" }, 'Cannot name a workdir "a b"'],
  ];
  for (const [options, message] of cases) {
    const error = assertThrows(() => init(dir, options), AxError, message);
    assertEquals(error.code, "usage");
  }
  assertEquals([...Deno.readDirSync(dir.path)].length, 0);
});

Deno.test("a git repository is made around it, unless it is in one", () => {
  using dir = tempDir();
  const outer = initProject(dir.path);
  if (outer.git === "absent") return;
  assertEquals(outer.git, "made");
  assert(lstatSync(dir.join(".git")).isDirectory());
  assertEquals(initProject(dir.join("methods/inner")).git, "inside");
  const { stdout } = new Deno.Command("git", {
    args: ["status", "--short", "--untracked-files=all"],
    cwd: dir.path,
  }).outputSync();
  const untracked = new TextDecoder().decode(stdout);
  assertMatch(untracked, "?? .ax/ax.d.ts\n");
  assert(!/workdir|results/.test(untracked));
});

Deno.test("the next steps start where the user stands", () => {
  using dir = tempDir({ "my dir/x": "" });
  const next = (cwd: string): string[] =>
    initProject(dir.join("my dir/new"), { git: false, force: true, cwd })
      .next.map(({ command }) => command);
  const rest = [
    "ax build",
    "cat results/revenue.txt",
    "ax build",
    "ax job revenue",
  ];
  assertEquals(next(dir.path), ["cd 'my dir/new'", ...rest]);
  assertEquals(next(dir.join("my dir")), ["cd new", ...rest]);
  assertEquals(next(dir.join("my dir/new")), rest);
});
