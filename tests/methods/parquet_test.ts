import { splitRows } from "../../methods/lib/parquet_import.ts";
import { canonical, random, randomSample } from "../data/support.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertMatch, assertRejects } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { readParquet, writeParquet } from "./parquet_support.ts";

Deno.test("tables of all types are what they were when written and read again", async () => {
  const next = random(5);
  using dir = tempDir();
  for (const rows of [1, 3, 60, 700]) {
    const sample = randomSample(next, { rows, columns: 40 });
    const path = dir.join(`${rows}.parquet`);
    writeParquet(path, sample, 256);
    const read = await readParquet(path, sample.columns);
    assertEquals(read.columns, sample.columns);
    for (const name of Object.keys(sample.columns)) {
      assertEquals(
        read.rows.map((row) => canonical(row[name])),
        sample.rows.map((row) => canonical(row[name])),
        `${name} ${sample.columns[name]}`,
      );
    }
  }
});

Deno.test("categories of several files are put into one row group", async () => {
  using dir = tempDir();
  const path = dir.join("a.parquet");
  const columns = {
    c: "category",
    n: "category?",
    l: "list<category>",
  } as const;
  const rows = Array.from({ length: 90 }, (_, row) => ({
    c: `text ${(row + 3 * Math.floor(row / 30)) % 7}`,
    n: row % 4 === 0 ? null : `${Math.floor(row / 30)}${row % 2}`,
    l: [`${row % 2}`, `${row % 3}`].slice(row % 3),
  }));
  writeParquet(path, { columns, rows }, 1000, 3);
  assertEquals((await readParquet(path, columns)).rows, rows);
});

Deno.test("row groups are dealt out whole if there are enough, else by rows", () => {
  const check = (sizes: number[], slices: number): string =>
    splitRows(sizes, slices).map((spans) =>
      spans.map(({ start, end }) => `${start}-${end}`).join("+")
    ).join(" ");
  assertEquals(check([10, 10, 10, 10], 2), "0-10+10-20 20-30+30-40");
  assertEquals(check([1, 1, 1, 37], 2), "0-1+1-2+2-3 3-40");
  assertEquals(check([9], 2), "0-4 4-9");
  assertEquals(check([5, 4], 3), "0-3 3-5+5-6 6-9");
  assertEquals(check([], 2), " ");
  assertEquals(check([0, 1, 0, 0], 2), " 0-1");
});

Deno.test("texts that come again become categories, and nulls only where they are", async () => {
  using dir = tempDir();
  const columns = { kind: "string?", note: "string?", n: "int32?" } as const;
  const rows = Array.from({ length: 50 }, (_, n) => ({
    kind: `k${n % 3}`,
    note: n === 7 ? null : `note ${n}`,
    n,
  }));
  const path = dir.join("a.parquet");
  writeParquet(path, { columns, rows }, 20);
  const read = await readParquet(path);
  assertEquals(read.columns, { kind: "category", note: "string?", n: "int32" });
  assertEquals(read.rows, rows);
});

Deno.test("a type that a column cannot have is refused, with those it can", async () => {
  using dir = tempDir();
  const columns = { day: "date", tags: "list<int32>" } as const;
  const rows = [{ day: new Date(0), tags: [1] }];
  const path = dir.join("a.parquet");
  writeParquet(path, { columns, rows });
  const refused = async (types: Record<string, string>): Promise<string> =>
    (await assertRejects(() => readParquet(path, types), AxError)).message;
  assertMatch(
    await refused({ day: "string" }),
    'Cannot import "test.parquet": column "day" as string: it is DATE, which can be date, int32',
  );
  assertMatch(await refused({ tags: "list<int32?>" }), "it can be list<int32>");
  assertMatch(
    await refused({ x: "int32" }),
    'Cannot find column "x" of "types"',
  );
  const { rows: raw } = await readParquet(path, { day: "int32", tags: "json" });
  assertEquals(raw, [{ day: 0, tags: [1] }]);
  Deno.writeTextFileSync(path, "PAR1, or so it says");
  assertMatch(await refused({}), 'Cannot import "test.parquet": ');
});
