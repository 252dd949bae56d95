import { needsDatasets } from "../../src/run/dataset_needs.ts";
import type { JobSetup } from "../../src/run/protocol.ts";
import { assertEquals } from "../support/assert.ts";

/** Says whether a stage whose code is this needs what datasets need. */
function check(
  code: string,
  setup: Partial<JobSetup> = {},
  made: Parameters<typeof needsDatasets>[0]["made"] = [],
): boolean {
  return needsDatasets({
    setup: { datasets: {}, builds: false, ...setup } as JobSetup,
    closure: { digest: "d", modules: [{ path: "m.ts", code, edits: [] }] },
    made,
  });
}

Deno.test("a stage loads what datasets need when an input has one, or it says so", () => {
  assertEquals(check("job.save(1)"), false);
  assertEquals(check("job.createDataset({})"), true);
  assertEquals(check("", { datasets: { "dev-1/default": "{}" } }), true);
  assertEquals(check("", {}, [{ name: "x", columns: [] }]), true);
});

Deno.test("only where jobs can be asked for does code name their datasets", () => {
  assertEquals(check("rows.dataset()"), false);
  assertEquals(check("rows.dataset()", { builds: true }), true);
  assertEquals(check("import { dataset } from 'ax'", { builds: true }), false);
});

Deno.test("what is only described needs nothing", () => {
  const closure = { digest: "d", modules: [] };
  assertEquals(needsDatasets({ setup: undefined, closure, made: [] }), false);
});
