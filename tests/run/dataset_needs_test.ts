import { needsOf } from "../../src/run/dataset_needs.ts";
import type { JobSetup } from "../../src/run/protocol.ts";
import { assertEquals } from "../support/assert.ts";

/** What a stage needs whose code is this: `datasets`, `codec`, or nothing. */
function check(
  code: string,
  setup: Partial<JobSetup> = {},
  made: Parameters<typeof needsOf>[0]["made"] = [],
): string {
  const { datasets, codec } = needsOf({
    setup: {
      datasets: {},
      compressed: false,
      compression: "none",
      builds: false,
      ...setup,
    } as JobSetup,
    closure: { digest: "d", modules: [{ path: "m.ts", code, edits: [] }] },
    made,
  });
  return [...datasets ? ["datasets"] : [], ...codec ? ["codec"] : []].join();
}

Deno.test("a stage loads what datasets need when an input has one, or it says so", () => {
  assertEquals(check("job.save(1)"), "");
  assertEquals(check("job.createDataset({})"), "datasets");
  assertEquals(
    check("", { datasets: { "dev-1/default": "{}" } }),
    "datasets",
  );
  assertEquals(check("", {}, [{ name: "x", columns: [] }]), "datasets");
});

Deno.test("only where jobs can be asked for does code name their datasets", () => {
  assertEquals(check("rows.dataset()"), "");
  assertEquals(check("rows.dataset()", { builds: true }), "datasets,codec");
  assertEquals(check("import { dataset } from 'ax'", { builds: true }), "");
});

Deno.test("the codec is loaded for compressed inputs, and where zstd is asked for", () => {
  const datasets = { "dev-1/default": "{}" };
  const inputs = { datasets, compressed: true };
  assertEquals(check("", inputs), "datasets,codec");
  assertEquals(
    check("createDataset", { compression: "zstd" }),
    "datasets,codec",
  );
  assertEquals(
    check('createDataset({ compression: "zstd" })'),
    "datasets,codec",
  );
  const words = 'createDataset(); throw Error("invalid zstd data") // zstd';
  assertEquals(check(words), "datasets");
  assertEquals(check("", { compression: "zstd" }), "");
  const filename = (name: string) =>
    check("", { datasets, inputs: { filename: name } });
  assertEquals(filename("a.csv.zst"), "datasets,codec");
  assertEquals(filename("a.zst.0"), "datasets,codec");
  assertEquals(filename("a.csv.gz"), "datasets");
  const open = 'job.open("a", { compression: "zstd" })';
  assertEquals(check(open), "datasets,codec");
});

Deno.test("what is only described needs nothing", () => {
  const closure = { digest: "d", modules: [] };
  assertEquals(needsOf({ setup: undefined, closure, made: [] }), {
    datasets: false,
    codec: false,
  });
});
