import { assertEquals, assertMatch } from "../support/assert.ts";
import { shower, type Shown } from "./dataset_methods_support.ts";
import { makeProject } from "./project.ts";

const tables = `{
  prepare({ job }) {
    using orders = job.createDataset("orders", {
      columns: { user: "string?", amount: "float64", note: "string" },
    });
    const rows = [["ann", 1], ["bob", 2], [null, 3], ["ann", 4], ["eve", 5]];
    for (const [user, amount] of rows) {
      orders.write({ user, amount, note: "o" + amount });
    }
    using users = job.createDataset("users", {
      columns: { id: "category?", age: "int32", note: "string" },
    });
    const people = [["bob", 20], ["ann", 30], [null, 40], ["dan", 50], ["ann", 60]];
    for (const [id, age] of people) users.write({ id, age, note: "u" + age });
  },
}`;

async function run(main: string, slices: number): Promise<unknown[]> {
  using project = makeProject({ tables }, {
    config: { slices },
    main: `
      ${shower(slices)}
      const say = (value) => console.log(JSON.stringify(value));
      const made = await urd.build("tables");
      const left = made.dataset("orders");
      const right = made.dataset("users");
      const join = async (inputs) => {
        const given = { left, right, on: { user: "id" }, suffix: "_user", ...inputs };
        try {
          const joined = await urd.build("dataset_join", given);
          say({
            ...showOf(joined.dataset()),
            ...joined.load(), files: joined.files(),
          });
        } catch (error) { say(error.message); }
      };
      ${main}`,
  });
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

type Joined = Shown & {
  readonly rowCount: number;
  readonly files: readonly string[];
};

const kinds = ["inner", "left", "right", "full", "semi", "anti"];

/** The rows of each kind, sorted. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  inner: [
    "ann|1|o1|30|u30",
    "ann|1|o1|60|u60",
    "ann|4|o4|30|u30",
    "ann|4|o4|60|u60",
    "bob|2|o2|20|u20",
  ],
  semi: ["ann|1|o1", "ann|4|o4", "bob|2|o2"],
  anti: ["eve|5|o5", "null|3|o3"],
};
const lonely = ["eve|5|o5|null|null", "null|3|o3|null|null"];
const single = ["dan|null|null|50|u50", "null|null|null|40|u40"];

function rowsOf(kind: string): string[] {
  const { inner = [] } = wanted;
  const outer: Record<string, string[]> = {
    left: [...inner, ...lonely],
    right: [...inner, ...single],
    full: [...inner, ...lonely, ...single],
  };
  return [...wanted[kind] ?? outer[kind] ?? []].sort();
}

Deno.test("dataset_join gives the same rows in any number of slices, in memory and by files", async () => {
  const found = await run(
    `for (const kind of ${JSON.stringify(kinds)}) await join({ kind });
    await join({ kind: "full", memoryMB: 0, previous: left });
    await join({ suffix: "" });
    await join({ memoryMB: -1 });`,
    3,
  ) as Joined[];
  for (const [index, kind] of [...kinds, "full"].entries()) {
    const { slices, rowCount, files } = found[index] as Joined;
    const rows = slices.flat();
    assertEquals(rows.toSorted(), rowsOf(kind), kind);
    assertEquals([rowCount, files], [rows.length, ["result.json"]]);
  }
  assertEquals(found[3]?.columns, {
    user: "string?",
    amount: "float64?",
    note: "string?",
    age: "int32?",
    note_user: "string?",
  });
  assertEquals(found[6]?.chain, ["orders 5", "default 9"]);
  assertMatch(String(found[7]), 'two columns would be called "note"');
  assertMatch(String(found[8]), '"memoryMB" is -1, and 0 is the least');
});

Deno.test("dataset_join has the left order, or with right the right one", async () => {
  const [left, right] = await run(
    `for (const kind of ["left", "right"]) await join({ kind });`,
    1,
  ) as Joined[];
  assertEquals(left?.slices[0], [
    "ann|1|o1|30|u30",
    "ann|1|o1|60|u60",
    "bob|2|o2|20|u20",
    "null|3|o3|null|null",
    "ann|4|o4|30|u30",
    "ann|4|o4|60|u60",
    "eve|5|o5|null|null",
  ]);
  assertEquals(right?.slices[0], [
    "bob|2|o2|20|u20",
    "ann|1|o1|30|u30",
    "ann|4|o4|30|u30",
    "null|null|null|40|u40",
    "dan|null|null|50|u50",
    "ann|1|o1|60|u60",
    "ann|4|o4|60|u60",
  ]);
  assertEquals(right?.columns["user"], "category?");
});
