import {
  type DatasetJob,
  filesBySlice,
  findPlace,
} from "../../src/core/dataset_place.ts";
import type { ColumnEntry, DatasetEntry } from "../../src/core/manifest.ts";
import { assertEquals } from "../support/assert.ts";

function column(name: string, from?: [string, string]): ColumnEntry {
  const stored = { name, type: "int32", nullCount: 0, min: 1, max: 2 } as const;
  if (from === undefined) return stored;
  return { ...stored, from: { dataset: from[0], column: from[1] } };
}

function entry(
  columns: readonly ColumnEntry[],
  more: Partial<DatasetEntry> = {},
): DatasetEntry {
  const files = [{ path: "0.arrow", size: 1, sha256: "s" }];
  const rows = [2, 0];
  return { digest: "d", columns, rows, directory: "x", files, ...more };
}

const jobs: Readonly<Record<string, DatasetJob>> = {
  "dev-1": {
    dir: "/w/dev-1",
    datasets: {
      "a/b": entry([column("n"), column("m")], {
        directory: "~a%2Fb",
        compressed: true,
      }),
    },
  },
  "dev-2": {
    dir: "/w/dev-2",
    datasets: {
      default: entry(
        [
          column("k", ["dev-1/a/b", "n"]),
          column("own"),
          column("m", ["dev-1/a/b", "m"]),
        ],
        { previous: "dev-1/a/b", hashBy: "k" },
      ),
      orphan: entry([column("n", ["dev-1/gone", "n"])]),
    },
  },
};

Deno.test("the columns of a dataset are grouped by where they lie", () => {
  const place = findPlace("dev-2/default", (id) => jobs[id] as DatasetJob);
  assertEquals(place?.groups, [
    {
      dir: "/w/dev-1/datasets/~a%2Fb",
      files: [["0.arrow"], []],
      columns: [["k", "n"], ["m", "m"]],
    },
    {
      dir: "/w/dev-2/datasets/x",
      files: [["0.arrow"], []],
      columns: [["own", "own"]],
    },
  ]);
  assertEquals(place?.columns.map(({ name }) => name), ["k", "own", "m"]);
  assertEquals(
    [place?.previous, place?.hashBy],
    ["dev-1/a/b", "k"],
  );
});

Deno.test("a dataset that is not there, or whose parent is gone, has no place", () => {
  const find = (key: string) => findPlace(key, (id) => jobs[id] as DatasetJob);
  assertEquals(find("dev-2/none"), undefined);
  assertEquals(find("dev-2/toString"), undefined);
  assertEquals(find("dev-2/orphan"), undefined);
});

Deno.test("the files of a slice come in the order of their parts, as numbers", () => {
  const paths = ["1.10.arrow", "0.arrow", "1.9.arrow", "1.0.arrow"];
  assertEquals(filesBySlice(paths.map((path) => ({ path })), 3), [
    ["0.arrow"],
    ["1.0.arrow", "1.9.arrow", "1.10.arrow"],
    [],
  ]);
});
