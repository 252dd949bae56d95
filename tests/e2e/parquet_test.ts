import { assertEquals, assertMatch } from "../support/assert.ts";
import {
  columns,
  make,
  range,
  rowText,
  show,
  type Shown,
} from "./dataset_methods_support.ts";
import { makeProject } from "./project.ts";

const main = `
  const print = (value) => console.log(">" + JSON.stringify(value));
  const a = await urd.build("make", { from: 0, to: 40 });
  const b = await urd.build("make", { from: 40, to: 100, previous: a });
  const sources = [b];
  const one = await urd.build("parquet_export", { sources, chain: true, rowGroupRows: 7 });
  const each = await urd.build("parquet_export", { sources, chain: true, sliced: true, filename: "s%.parquet", compression: "none" });
  for (const job of [one, each]) {
    print(job.load());
    for (const name of job.load().files) await job.linkResult(name);
  }
  await urd.build("parquet_export", { sources, filename: "a.parquet.gz" }).catch((error) => print(error.message));
  await urd.build("parquet_export", { sources, columns: ["n", "x"] }).catch((error) => print(error.message));`;

const again = `
  const types = ${JSON.stringify({ kind: "category?", user: "string" })};
  let options = {};
  for (const file of ["result.parquet", "s1.parquet"]) {
    const job = await urd.build("parquet_import", { file, types, ...options });
    const shown = await urd.build("show", { source: job });
    console.log(">" + JSON.stringify([job.load(), shown.load(), job.dataset().chain().rowCount, [...job.dataset().columns.keys()].slice(0, 2)]));
    options = { rename: { n: "m" }, previous: job };
  }
  await urd.build("parquet_import", { file: "none.parquet" }).catch((error) => console.log(error.message));`;

function printed(stdout: string): unknown[] {
  return stdout.split("\n").filter((line) => line.startsWith(">"))
    .map((line) => JSON.parse(line.slice(1)));
}

type Again = [{ types: unknown; rowCount: number }, Shown, number, string[]];

Deno.test("datasets of all types are exported to Parquet by all slices and imported as they were", async () => {
  using project = makeProject({ make, show }, { config: { slices: 3 }, main });
  const { stdout } = await project.axOk(["build"]);
  const [one, each, packed, refused] = printed(stdout);
  assertEquals(one, { files: ["result.parquet"], rowCount: 100 });
  const files = [0, 1, 2].map((slice) => `s${slice}.parquet`);
  assertEquals(each, { files, rowCount: 100 });
  assertMatch(String(packed), 'Cannot export to "a.parquet.gz"');
  assertMatch(String(refused), 'Cannot export column "x": the dataset has "n"');

  for (const name of ["result.parquet", ...files]) {
    project.write(
      `input/${name}`,
      Deno.readFileSync(project.join(`results/${name}`)),
    );
  }
  project.write("input/none.parquet", "none");
  project.write(
    "methods/build.ts",
    `export async function main(urd) {${again}}`,
  );
  const second = await project.axOk(["build"]);
  const [whole, part] = printed(second.stdout) as Again[];
  const rows = whole?.[1].slices.flat() ?? [];
  // Dataset by dataset, each slice by slice.
  const order = [range(0, 40), range(40, 100)].flatMap((numbers) =>
    [0, 1, 2].flatMap((slice) =>
      numbers.filter((n) => (n - (numbers[0] ?? 0)) % 3 === slice)
    )
  );
  const isSecond = (n = 0): boolean => (n < 40 ? n : n - 40) % 3 === 1;
  assertEquals(rows, order.map(rowText));
  assertEquals(whole?.[1].columns, columns);
  assertEquals(whole?.[0], { rowCount: 100, types: columns });
  assertEquals(whole?.slice(2), [100, ["n", "user"]]);
  assertEquals(part?.slice(2), [
    100 + rows.filter((_, index) => isSecond(order[index])).length,
    ["m", "user"],
  ]);
  assertEquals(whole?.[1].slices.every((slice) => slice.length > 25), true);
  const partRows = part?.[1].slices.flat();
  assertEquals(partRows, rows.filter((_, index) => isSecond(order[index])));
  assertMatch(second.stdout, 'Cannot import "none.parquet": ');
});
