import { findProject } from "../../src/build/project.ts";
import { refreshTypes, writeTypes } from "../../src/build/types.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("a file in the place of .ax is named by who must write there, and no trouble to others", async () => {
  using dir = tempDir({ "ax.json": "{}", ".ax": "mine" });
  const project = findProject(dir.path);
  const error = assertThrows(() => writeTypes(project, []), AxError);
  const ax = dir.join(".ax");
  assertEquals(
    error.message,
    `Cannot write ${ax}/methods.d.ts: ${ax} is not a directory`,
  );
  await refreshTypes(project, { getMemo: () => undefined, setMemo() {} });
  assertEquals(dir.read(".ax"), "mine");
});
