import {
  datasetDirectory,
  datasetFile,
  datasetKey,
  parseDatasetFile,
  parseDatasetKey,
} from "../../src/core/dataset_name.ts";
import { AxError } from "../../src/core/errors.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";

Deno.test("a plain file name is its own directory, any other is spelled out behind ~", () => {
  const cases: Record<string, string> = {
    default: "default",
    "Orders 2024-05": "Orders 2024-05",
    "a.b": "a.b",
    "försäljning": "försäljning",
    "": "~",
    ".": "~%2E",
    "..": "~%2E%2E",
    ".hidden.x": "~%2Ehidden%2Ex",
    "a/b": "~a%2Fb",
    "a\\b": "~a%5Cb",
    "~a": "~%7Ea",
    "50%": "~50%25",
    "a\nb\0": "~a%0Ab%00",
  };
  for (const [name, directory] of Object.entries(cases)) {
    assertEquals(datasetDirectory(name), directory);
  }
});

Deno.test("different names lie in different directories", () => {
  const names = ["a/b", "a%2Fb", "~a%2Fb", "~a/b", "a", "~a", "~", "", "%"];
  assertEquals(new Set(names.map(datasetDirectory)).size, names.length);
});

Deno.test("a name that is no text, or too long for a file, is refused", () => {
  for (const name of ["\ud800", "é".repeat(121), "/".repeat(80)]) {
    assertThrows(
      () => datasetDirectory(name),
      AxError,
      "Cannot name a dataset",
    );
  }
  assertEquals(datasetDirectory("é".repeat(120)).length, 120);
});

Deno.test("a file's name says which slice and part it holds", () => {
  assertEquals(datasetFile(3), "3.arrow");
  assertEquals(datasetFile(3, 0), "3.0.arrow");
  assertEquals(parseDatasetFile("12.arrow"), { slice: 12, part: 0 });
  assertEquals(parseDatasetFile("0.7.arrow"), { slice: 0, part: 7 });
  for (
    const name of [
      "01.arrow",
      "1.arrow.x",
      "-1.arrow",
      "1.",
      "x",
      "1.2.3.arrow",
    ]
  ) {
    assertEquals(parseDatasetFile(name), undefined);
  }
});

Deno.test("a key has the job and the whole name, slashes and all", () => {
  for (const [job, name] of [["dev-1", "a/b"], ["dev-1", ""], ["", "x"]]) {
    assert(job !== undefined && name !== undefined);
    assertEquals(parseDatasetKey(datasetKey(job, name)), { job, name });
  }
});
