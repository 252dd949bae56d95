import type { DatasetPlace } from "../../src/core/dataset_place.ts";
import { type GrantRequest, grantsOf } from "../../src/run/grants.ts";
import type { JobPlace, Place } from "../../src/run/protocol.ts";
import { assertEquals } from "../support/assert.ts";

function jobPlace(id: string, chain: readonly JobPlace[] = []): JobPlace {
  const dir = `/w/${id}`;
  return { kind: "job", id, dir, files: [], datasets: [], chain };
}

/** A dataset whose columns lie in several directories; some have no file. */
function datasetPlace(
  ...dirs: readonly (readonly [dir: string, ...files: string[]])[]
): DatasetPlace {
  return {
    name: "default",
    columns: [],
    rows: [0],
    groups: dirs.map(([dir, ...files]) => ({
      dir,
      files: [files],
      columns: [],
    })),
  };
}

function filePlace(path: string): Place {
  return { kind: "file", name: path, path };
}

/** Decides for a job staged in `/w/.ax/staging/s`. */
function check(
  request: Partial<GrantRequest>,
): { read: readonly string[]; rest: unknown; widened: boolean } {
  const { grants, widened } = grantsOf({
    dir: "/w/.ax/staging/s",
    places: [],
    datasets: [],
    workdirs: ["/w", "/other"],
    input: "/input",
    builds: false,
    permissions: {},
    ...request,
  });
  const { read, ...rest } = grants;
  return { read, rest, widened };
}

const own = ["/w/.ax/staging/s/files", "/w/.ax/staging/s/datasets"];

Deno.test("a job without inputs reads and writes its own files, and nothing else", () => {
  assertEquals(check({}), {
    read: own,
    rest: { write: own, net: [], env: [] },
    widened: false,
  });
});

Deno.test("a job reads its input files, and what its input jobs and their chains keep", () => {
  const places = [
    filePlace("/input/a.csv"),
    jobPlace("dev-2", [jobPlace("dev-1")]),
    jobPlace("dev-2"),
  ];
  assertEquals(check({ places }).read, [
    ...own,
    "/input/a.csv",
    "/w/dev-2/files",
    "/w/dev-1/files",
  ]);
});

Deno.test("of datasets a job reads the directories that hold their columns, the parents' too", () => {
  const datasets = [
    datasetPlace(["/w/dev-2/datasets/x", "0.arrow"], [
      "/w/dev-1/datasets/y",
      "0.arrow",
      "1.arrow",
    ]),
    datasetPlace(["/w/dev-1/datasets/y", "0.arrow"]),
    datasetPlace(["/w/dev-3/datasets/empty"]),
  ];
  assertEquals(check({ datasets }).read, [
    ...own,
    "/w/dev-2/datasets/x",
    "/w/dev-1/datasets/y",
  ]);
});

Deno.test("above 64 paths whole workdirs stand for their jobs, and that is told", () => {
  const jobs = (count: number): Place[] =>
    Array.from({ length: count }, (_, at) => jobPlace(`dev-${at}`));
  assertEquals(check({ places: jobs(64) }).widened, false);
  assertEquals(check({ places: jobs(64) }).read.length, 66);
  const many = [...jobs(64), filePlace("/input/a.csv")];
  const { read, rest, widened } = check({ places: many });
  assertEquals(read, [...own, "/w", "/other", "/input/a.csv"]);
  assertEquals([rest, widened], [{ write: own, net: [], env: [] }, true]);
});

Deno.test("code that builds reads all workdirs and the input directory, and writes its own files", () => {
  assertEquals(check({ builds: true, places: [filePlace("/input/a")] }), {
    read: [...own, "/w", "/other", "/input"],
    rest: { write: own, net: [], env: [] },
    widened: false,
  });
});

Deno.test("permissions add to reading and to the network, never to writing", () => {
  const permissions = { net: ["a:1"], env: ["HOME"], read: ["/data"] };
  assertEquals(check({ permissions }), {
    read: [...own, "/data"],
    rest: { write: own, net: ["a:1"], env: ["HOME"] },
    widened: false,
  });
});
