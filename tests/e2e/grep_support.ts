/**
 * The project that the tests of `ax grep`, `cat`, `head`, `hist` and `sql`
 * read.
 *
 * @module
 */

import type { AxProject } from "../support/ax.ts";
import { makeProject } from "./project.ts";

/**
 * `dev-1/default` has columns of all kinds, dealt out to two slices;
 * `dev-2/default` follows it; `dev-2/other` has other columns, zstd.
 */
export async function grepProject(): Promise<AxProject> {
  const project = makeProject({
    make: `{
      prepare({ job }) {
        const out = job.createDataset({ columns: {
          n: "int32", name: "string?", size: "float64", big: "int64",
          kind: "category", at: "datetime", day: "date?", ok: "bool",
          raw: "bytes", list: "list<int64>", data: "json", time: "time",
        } });
        const names = ["ape", "Bear", null, "tab\\there", "two\\nlines", "\\"q\\"", "bee", "東京 ape"];
        names.forEach((name, n) => out.write({
          n, name, size: n / 4, big: 2n ** 60n + BigInt(n),
          kind: n % 2 ? "odd" : "even", at: new Date(n * 3600_000 + n),
          day: n === 3 ? null : new Date(n * 86400_000), ok: n > 4,
          raw: new TextEncoder().encode("raw" + n), list: [n, n + 1],
          data: { n }, time: n * 1000,
        }));
      },
    }`,
    more: `{
      inputs: { previous: dataset() },
      prepare({ inputs: { previous }, job }) {
        const out = job.createDataset({ columns: {
          n: "int32", name: "string", size: "float64",
        }, previous });
        for (let n = 8; n < 12; n++) out.write({ n, name: "ape" + n, size: n });
        const other = job.createDataset("other", {
          columns: { word: "string", n: "int32" }, compression: "zstd",
        });
        for (let n = 0; n < 6; n++) other.write({ word: "w" + n % 3, n: n - 3 });
      },
    }`,
  }, {
    main: `
      const make = await urd.build("make");
      await urd.build("more", { previous: make });`,
  });
  await project.axOk(["build"]);
  return project;
}
