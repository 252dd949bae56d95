import {
  assertEquals,
  assertMatch,
  assertNotEquals,
} from "../support/assert.ts";
import { columns, make } from "./dataset_methods_support.ts";
import { makeProject } from "./project.ts";

interface Checksum {
  readonly digest: string;
  readonly rowCount: number;
  readonly columns: readonly string[];
}

/** The checksums that `main` asks for, by name. */
async function run(
  slices: number,
): Promise<Record<string, Checksum>> {
  using project = makeProject({
    make,
    typed: `{
      inputs: { wide: boolean() },
      prepare({ inputs: { wide }, job }) {
        using out = job.createDataset({
          columns: wide
            ? { text: "category?", n: "float64", at: "datetime" }
            : { n: "int32", text: "string", at: "date" },
        });
        for (let n = -5; n < 5; n++) {
          out.write({ n, text: "t" + n % 2, at: new Date(n * 86_400_000) });
        }
      },
    }`,
  }, {
    config: { slices },
    main: `
      const sum = async (name, source, inputs = {}) => {
        try {
          const job = await urd.build("dataset_checksum", { source, ...inputs });
          console.log(JSON.stringify([name, job.load()]));
        } catch (error) { console.log(JSON.stringify([name, error.message])); }
      };
      const first = await urd.build("make", { from: 0, to: 40 });
      const source = await urd.build("make", { from: 40, to: 100, previous: first });
      const whole = await urd.build("make", { from: 0, to: 100 });
      const fewer = await urd.build("make", { from: 0, to: 99 });
      const sorted = await urd.build("dataset_sort", { source: whole, by: ["user"] });
      const hashed = await urd.build("dataset_hashpart", { source: whole, hashBy: "at" });
      await sum("whole", whole);
      await sum("chain", source, { chain: true });
      await sum("sorted", sorted);
      await sum("hashed", hashed);
      await sum("fewer", fewer);
      await sum("turns", whole, { order: "roundrobin" });
      await sum("chain in turns", source, { chain: true, order: "roundrobin" });
      await sum("sorted in order", await urd.build("dataset_sort", {
        source: whole, by: ["user", "n"], acrossSlices: true,
      }), { order: "all" });
      await sum("sorted across", await urd.build("dataset_sort", {
        source: hashed, by: ["n"], acrossSlices: true,
      }), { order: "all" });
      await sum("some", whole, { columns: ["user", "n"] });
      await sum("renamed", await urd.build("dataset_rename_columns", {
        source: whole, rename: { n: "user", user: "n" },
      }), { columns: ["user", "n"] });
      for (const wide of [false, true]) await sum("typed " + wide, await urd.build("typed", { wide }));
      await sum("wrong", whole, { columns: ["m"] });`,
  });
  const { stdout } = await project.axOk(["build"]);
  return Object.fromEntries(
    stdout.trimEnd().split("\n").map((line) => JSON.parse(line)),
  );
}

Deno.test("dataset_checksum is of the rows alone: not of slices, types, or an order that does not count", async () => {
  const found = await Promise.all([1, 2, 3].map(run));
  assertEquals(found[1], found[0]);
  assertEquals(found[2], found[0]);
  const sums = found[0] ?? {};
  const digestOf = (name: string): string => sums[name]?.digest ?? name;
  const whole = digestOf("whole");
  assertMatch(whole, /^[0-9a-f]{32}$/);
  assertEquals(sums["whole"]?.rowCount, 100);
  assertEquals(sums["whole"]?.columns, Object.keys(columns).sort());
  for (const name of ["chain", "sorted", "hashed"]) {
    assertEquals(digestOf(name), whole);
  }
  // Sorted by "n" across slices is the order in which rows were dealt out.
  for (const name of ["chain in turns", "sorted across"]) {
    assertEquals(digestOf(name), digestOf("turns"));
  }
  assertEquals(digestOf("typed true"), digestOf("typed false"));
  assertEquals(sums["some"]?.columns, ["n", "user"]);
  for (
    const [one, other] of [
      ["whole", "fewer"],
      ["whole", "turns"],
      ["turns", "sorted in order"],
      ["whole", "some"],
      ["some", "renamed"],
    ] as const
  ) assertNotEquals(digestOf(one), digestOf(other));
  assertMatch(String(sums["wrong"]), 'Cannot digest column "m"');
});
