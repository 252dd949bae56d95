import { makeProject } from "../e2e/project.ts";
import type { AxProject } from "../support/ax.ts";
import { assertEquals } from "../support/assert.ts";
import { run } from "./read_support.ts";

let shared: Promise<AxProject> | undefined;

Deno.test.afterAll(async () => (await shared)?.[Symbol.dispose]());

/** Runs a command in a project that both tests read. */
async function show(...args: string[]): Promise<string> {
  const { path } = await (shared ??= extremeProject());
  return (await run(path, args)).stdout;
}

/** Jobs with the values that are hardest to show. */
async function extremeProject(): Promise<AxProject> {
  const project = makeProject({
    numbers: `{
      prepare({ job }) {
        const out = job.createDataset({ columns: {
          f: "float64?", big: "int64", wide: "float64", tiny: "float64",
        } });
        const rows = [
          [NaN, 2n ** 63n - 1n, 1.7e308, 0], [-0, -9007199254740992n, -1.7e308, 5e-324],
          [null, -9007199254740993n, 0, 0], [Infinity, -(2n ** 63n), 1, 0],
          [5e-324, 3n, 1, 0], [-Infinity, 20n, 1, 0],
        ];
        for (const [f, big, wide, tiny] of rows) out.write({ f, big, wide, tiny });
      },
    }`,
    times: `{
      prepare({ job }) {
        const out = job.createDataset({ columns: {
          day: "date", at: "datetime", all: "list<datetime?>",
        } });
        const at = new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n, 1n]);
        const day = new Int32Array([-(2 ** 31), 2 ** 31 - 1, -719529]);
        out.writeBatch({ day, at, all: [[], [null], [new Date(1)]] });
      },
    }`,
  }, {
    main: `await urd.build("numbers"); await urd.build("times");`,
    config: { slices: 1 },
  });
  await project.axOk(["build"]);
  return project;
}

Deno.test("the least and greatest numbers and times are shown exactly, and in order", async () => {
  assertEquals(
    await show("ds", "times", "--head", "9"),
    "day             at                              all\n" +
      "-5877641-06-23  -290308-12-21T19:59:05.224192Z  []\n" +
      "5881580-07-11   294247-01-10T04:00:54.775807Z   [null]\n" +
      '-0001-12-31     1970-01-01T00:00:00.000001Z     ["1970-01-01T00:00:00.001Z"]\n',
  );
  assertEquals(JSON.parse(await show("ds", "times", "--head", "3", "--json")), [
    {
      day: "-5877641-06-23T00:00:00.000Z",
      at: "-290308-12-21T19:59:05.224192Z",
      all: [],
    },
    {
      day: "5881580-07-11T00:00:00.000Z",
      at: "294247-01-10T04:00:54.775807Z",
      all: [null],
    },
    {
      day: "-0001-12-31T00:00:00.000Z",
      at: "1970-01-01T00:00:00.000001Z",
      all: ["1970-01-01T00:00:00.001Z"],
    },
  ]);
  const values = JSON.parse(
    await show("ds", "numbers", "--head", "9", "--json"),
  )
    .map(({ f, big }: { f: unknown; big: unknown }) => [f, big]);
  assertEquals(values, [
    ["nan", "9223372036854775807"],
    [0, "-9007199254740992"],
    [null, "-9007199254740993"],
    ["inf", "-9223372036854775808"],
    [5e-324, 3],
    ["-inf", 20],
  ]);
  assertEquals(
    await show("head", "-n", "2", "--json", "numbers", "f", "big"),
    '[{"f":"nan","big":"9223372036854775807"},' +
      '{"f":-0.0,"big":"-9007199254740992"}]\n',
  );
  assertEquals(await show("head", "-n", "0", "--json", "times"), "[]\n");
});

Deno.test("ax hist loses none of the values that are beyond a double's reach", async () => {
  const hist = async (...args: string[]): Promise<string[]> =>
    (await show("hist", ...args)).trimEnd().split("\n");
  assertEquals(
    await hist("numbers", "f"),
    ["-inf\t1", "-0.0\t1", "5e-324\t1", "inf\t1", "nan\t1", "\t1"],
  );
  assertEquals(await hist("-m", "0", "numbers", "big"), [
    "-9223372036854775808\t1",
    "-9007199254740993\t1",
    "-9007199254740992\t1",
    "3\t1",
    "20\t1",
    "9223372036854775807\t1",
  ]);
  assertEquals(
    await hist("numbers", "wide"),
    ["1.0\t3", "-1.7e+308\t1", "0.0\t1", "1.7e+308\t1"],
  );
  assertEquals(await hist("numbers", "tiny"), ["0.0\t5", "5e-324\t1"]);
  const days = await hist("times", "day");
  assertEquals(days.length, 24);
  assertEquals([days[0], days[1], days.at(-1)], [
    "-6000000 - -5500001\t1",
    "-5500000 - -5000001\t0",
    "5500000 - 5999999\t1",
  ]);
});
