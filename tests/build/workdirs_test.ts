/** The workdirs of a project as one. */

import { findProject } from "../../src/build/project.ts";
import { Workdirs } from "../../src/build/workdirs.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("workdirs of any name are known by it, and the target is the one that is asked for", () => {
  using dir = tempDir({
    "ax.json": `{ "workdirs": { "dev": "a", "__proto__": "b" } }`,
    "b/.keep": "",
  });
  const project = findProject(dir.path);
  using workdirs = new Workdirs(project, { target: "__proto__" });
  assertEquals(workdirs.target.path, dir.join("b"));
  assertEquals(Object.entries(workdirs.paths()), [
    ["__proto__", dir.join("b")],
    ["dev", dir.join("a")],
  ]);
  assertThrows(
    () => new Workdirs(project, { target: "de" }),
    AxError,
    `Cannot find workdir "de": the project has dev, __proto__; did you mean`,
  );
});
