import { symlinkSync } from "node:fs";
import { findProject } from "../../src/build/project.ts";
import { AxError, formatLocation } from "../../src/core/errors.ts";
import {
  assertEquals,
  assertMatch,
  assertThrows,
  present,
} from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("the nearest ax.json upward makes a directory a project", () => {
  using dir = tempDir({
    "ax.json": '{"jobs": 1}',
    "in/ax.json": '{"jobs": 2}',
    "in/deep/er/x": "",
  });
  const project = findProject(dir.join("in/deep/er"));
  assertEquals(project.root, dir.join("in"));
  assertEquals(project.configFile, dir.join("in/ax.json"));
  assertEquals(project.axDir, dir.join("in/.ax"));
  assertEquals(project.config.jobs, 2);
  assertEquals(project.config.input, dir.join("in/input"));
});

Deno.test("a directory with just methods is a project", () => {
  using dir = tempDir({ "ax.json": "{}", "p/methods/lib/x.ts": "" });
  const project = findProject(dir.join("p/methods/lib"));
  assertEquals(project.root, dir.join("p"));
  assertEquals(project.configFile, undefined);
  assertEquals(project.config.methods, [dir.join("p/methods")]);
});

Deno.test("a named configuration goes before any other", () => {
  using dir = tempDir({
    "ax.json": "{}",
    "other/my.json": '{"results": "out"}',
  });
  const project = findProject(dir.path, { config: "other/my.json" });
  assertEquals(project.root, dir.join("other"));
  assertEquals(project.config.results, dir.join("other/out"));
  const error = assertThrows(
    () => findProject(dir.path, { config: "gone.json" }),
    AxError,
    "Cannot read gone.json: there is no such file",
  );
  assertEquals(error.code, "config");
});

Deno.test("the root of a project is its real path", () => {
  using dir = tempDir({ "real/ax.json": "{}" });
  symlinkSync(dir.join("real"), dir.join("link"));
  assertEquals(findProject(dir.join("link")).root, dir.join("real"));
});

Deno.test("where there is no project, ax says how to make one", () => {
  using dir = tempDir();
  const error = assertThrows(
    () => findProject(dir.path),
    AxError,
    `Cannot find a project: neither ${dir.path} nor a directory above it`,
  );
  assertEquals(error.code, "project");
  assertMatch(present(error.hint), "ax init");
});

Deno.test("an error in ax.json is named from where the user stands", () => {
  using dir = tempDir({ "ax.json": '{\n  "job": 1\n}', "a/b/c/x": "" });
  const place = (cwd: string): string => {
    const error = assertThrows(() => findProject(dir.join(cwd)), AxError);
    return formatLocation(present(error.location));
  };
  assertEquals(place("."), "ax.json:2:3");
  assertEquals(place("a/b"), "../../ax.json:2:3");
  assertEquals(place("a/b/c"), `${dir.join("ax.json")}:2:3`);
});
