import {
  type DeclaredDataset,
  mergeDeclared,
  type StageDatasets,
} from "../../src/core/declared_datasets.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

function made(name: string, type = "int32"): DeclaredDataset {
  return { name, columns: [["a", type]] };
}

function report(
  stage: StageDatasets["stage"],
  slice: number,
  ...datasets: DeclaredDataset[]
): StageDatasets {
  return { stage, slice, datasets };
}

Deno.test("what all slices declare alike is one dataset", () => {
  assertEquals(
    mergeDeclared([
      report("prepare", -1, made("p")),
      report("analysis", 0, made("x"), made("y")),
      report("analysis", 1, made("y"), made("x")),
      report("synthesis", -1, made("s")),
    ]).map(({ name }) => name),
    ["p", "x", "y", "s"],
  );
});

Deno.test("slices that differ, and two stages of one name, are refused", () => {
  const cases: [StageDatasets[], string][] = [
    [
      [report("analysis", 0, made("x")), report("analysis", 1)],
      "slice 1 did not create it",
    ],
    [
      [report("analysis", 0), report("analysis", 1, made("x"))],
      "slice 0 did not create it",
    ],
    [
      [
        report("analysis", 0, made("x")),
        report("analysis", 1, made("x", "int64")),
      ],
      "slice 1 declared it otherwise than slice 0",
    ],
    [
      [report("prepare", -1, made("x")), report("synthesis", -1, made("x"))],
      "both prepare and synthesis made it",
    ],
  ];
  for (const [reports, message] of cases) {
    assertThrows(() => mergeDeclared(reports), AxError, message);
  }
});
