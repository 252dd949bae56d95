import { compressionOf } from "../../methods/lib/export_part.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("a name tells how a file is compressed, at its end or within", () => {
  const check = (names: readonly string[], wanted: string): void => {
    for (const name of names) assertEquals(compressionOf(name), wanted, name);
  };
  check(["a.gz.0", "dir/a%.csv.gz", "a.gz.zst"], "gzip");
  check(["a.zst.3", "%.zst"], "zstd");
  check(["agz", "a.gzip", "gz", "a.gz/b.csv", "a.zstd", "a.csv.%"], "none");
});
