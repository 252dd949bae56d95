import { planExport } from "../../methods/lib/csv_files.ts";
import { compressionOf, openPart } from "../../methods/lib/export_part.ts";
import { assertEquals, assertRejects } from "../support/assert.ts";

Deno.test("a name tells how a file is compressed, at its end or within", () => {
  const check = (names: readonly string[], wanted: string): void => {
    for (const name of names) assertEquals(compressionOf(name), wanted, name);
  };
  check(["a.gz.0", "dir/a%.csv.gz", "a.gz.zst"], "gzip");
  check(["a.zst.3", "%.zst"], "zstd");
  check(["agz", "a.gzip", "gz", "a.gz/b.csv", "a.zstd", "a.csv.%"], "none");
});

Deno.test("nulls are written as requested in columns of any name", () => {
  const names = ["a", "toString", "__proto__"];
  const columns = new Map(names.map((name) => [name, "int32?"]));
  const plan = planExport({
    sources: [{ columns }] as never,
    chain: false,
    stopAt: null,
    length: null,
    filename: "result.csv",
    sliced: false,
    columns: [],
    nullAs: "-",
    nullAsFor: { a: "no" },
  }, { job: { path: (name) => name }, slices: 1 });
  assertEquals(Object.entries(plan.nullAs), [
    ["a", "no"],
    ["toString", "-"],
    ["__proto__", "-"],
  ]);
});

Deno.test("what cannot be written is told as it is, packed or not", async () => {
  const write = (): never => {
    throw new RangeError("the disk is full");
  };
  const job = { open: () => ({ write, close: () => {} }) as never };
  for (const compression of ["none", "gzip"] as const) {
    const { message } = await assertRejects(async () => {
      const part = openPart(job, "a", compression);
      part.write(new Uint8Array(9));
      await part.flush();
      await part.close();
    }, RangeError);
    assertEquals(message, "the disk is full", compression);
  }
});
