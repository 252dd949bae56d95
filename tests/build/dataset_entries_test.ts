import { datasetEntries } from "../../src/build/dataset_entries.ts";
import type { DeclaredDataset } from "../../src/core/declared_datasets.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

/** Datasets without files, as stages declare them; nothing else is known. */
function check(...declared: DeclaredDataset[]): Record<string, unknown> {
  using dir = tempDir();
  return datasetEntries({
    id: "dev-1",
    dir: dir.path,
    slices: 2,
    declared,
    files: [],
    isReachable: (key) => key === "dev-0/gone",
    findEntry: () => undefined,
  });
}

const columns = [["n", "int32"]] as const;

Deno.test("a dataset comes after those it refers to, in whatever order they were declared", () => {
  const entries = check(
    { name: "c", columns, previous: "/b" },
    { name: "b", columns, previous: "dev-1/a" },
    { name: "a", columns },
  );
  assertEquals(Object.keys(entries), ["c", "b", "a"]);
});

Deno.test("what a Worker says of datasets that cannot be is refused", () => {
  const refused = (wanted: string, ...declared: DeclaredDataset[]): void => {
    assertThrows(() => check(...declared), AxError, wanted);
  };
  refused(
    'Cannot keep dataset "b": the job has not made it, but refers to it',
    { name: "a", columns, previous: "/b" },
  );
  refused(
    'Cannot keep dataset "a": it leads to itself',
    { name: "a", columns, previous: "/a" },
  );
  refused(
    'Cannot keep dataset "a": it leads to itself',
    { name: "a", columns, previous: "/b" },
    { name: "b", columns: [], parents: ["/a"] },
  );
  refused(
    'Cannot keep dataset "a": no input of the job leads to dev-7/x',
    { name: "a", columns, previous: "dev-7/x" },
  );
  refused(
    "Cannot find dataset dev-0/gone",
    { name: "a", columns: [], parents: ["dev-0/gone"] },
  );
});
