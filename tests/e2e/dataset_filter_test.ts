import { assertEquals, assertMatch } from "../support/assert.ts";
import {
  amountOf,
  kindOf,
  make,
  range,
  rowText,
  shower,
  type Shown,
  userOf,
} from "./dataset_methods_support.ts";
import { makeProject } from "./project.ts";

type Where = readonly (readonly [
  column: string,
  op: string,
  ...values: string[],
])[];

const cases: [Where, (n: number) => boolean][] = [
  [[["n", ">=", "12"], ["n", "<", "30"]], (n) => n >= 12 && n < 30],
  [[["kind", "=", "k1"]], (n) => kindOf(n) === "k1"],
  [[["kind", "!=", "k1"]], (n) => kindOf(n) !== "k1" && kindOf(n) !== null],
  [[["kind", "is null"]], (n) => kindOf(n) === null],
  [[["data", "is null"]], () => false],
  [[["tags", "is not null"], ["n", "<=", "3"]], (n) => n <= 3],
  [[["user", "in", "u3é", "u5é", "x"]], (n) => /^u[35]é/.test(userOf(n))],
  [
    [["kind", "not in", "k0", "k1"]],
    (n) => ["k2", "k3"].includes(kindOf(n) ?? ""),
  ],
  [[["amount", ">", "2.5"]], (n) => (amountOf(n) ?? 0) > 2.5],
  [[["big", "=", "7000000000000000"]], (n) => n === 7],
  [[["flag", "=", "true"]], (n) => n % 2 === 1],
  [[["day", "<=", "2022-01-08"]], (n) => n % 5 !== 0 && n % 3 === 0],
  [
    [["at", "<", "2023-11-14T23:13:20.000003+01:00"]],
    (n) => n * 7 % 13 < 2,
  ],
  [[["clock", "<", "5000"]], (n) => n < 5],
];

const wrong: [Where, message: string][] = [
  [[], 'Cannot filter: "where" is empty'],
  [[["m", "=", "1"]], 'Cannot filter by column "m": the dataset has "n"'],
  [[["n", "=", "x"]], 'Cannot filter by column "n": "x" is no int32'],
  [[["big", "=", "1.5"]], '"1.5" is no int64'],
  [[["day", "=", "2023-02-30"]], '"2023-02-30" is no date'],
  [[["at", "=", "2023-02-01"]], '"2023-02-01" is no datetime'],
  [[["flag", "=", "1"]], '"1" is no bool'],
  [[["n", "="]], 'Cannot filter by "=": it takes one value, got 0'],
  [[["n", "is null", "1"]], 'by "is null": it takes no value, got 1'],
  [[["data", "=", "{}"]], "values of type json are not compared"],
];

const requests = [...cases, ...wrong].map(([where]) =>
  where.map(([column, op, ...values]) => ({ column, op, values }))
);

Deno.test("dataset_filter keeps the rows for which all comparisons hold, and says what is wrong with others", async () => {
  for (const slices of [1, 3]) {
    using project = makeProject({ make }, {
      config: { slices },
      main: `${shower(slices)}
        const first = await urd.build("make", { from: 0, to: 20 });
        const source = await urd.build("make", { from: 20, to: 50, previous: first });
        for (const where of ${JSON.stringify(requests)}) {
          try {
            const kept = await urd.build("dataset_filter", { source, where, chain: true });
            console.log(JSON.stringify([showOf(kept.dataset()), kept.load()]));
          } catch (error) { console.log(JSON.stringify(error.message)); }
        }`,
    });
    const { stdout } = await project.axOk(["build"]);
    const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    const sliceOf = (n: number): number => (n < 20 ? n : n - 20) % slices;
    for (const [index, [, fits]] of cases.entries()) {
      const [shown, result] = lines[index] as [Shown, unknown];
      const kept = range(0, 50).filter(fits);
      assertEquals(
        shown.slices,
        range(0, slices).map((slice) =>
          kept.filter((n) => sliceOf(n) === slice).map(rowText)
        ),
      );
      assertEquals(result, {
        rowCount: kept.length,
        droppedCount: 50 - kept.length,
      });
    }
    for (const [index, [, message]] of wrong.entries()) {
      assertMatch(String(lines[cases.length + index]), message);
    }
  }
});
