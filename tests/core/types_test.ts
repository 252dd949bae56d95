/**
 * What the compiler knows of methods, inputs and requests. `deno check` holds
 * the types; the tests run all the same, so that no example is dead.
 */

import {
  type AnalysisResults,
  boolean,
  type BuildingJob,
  type ColumnValue,
  type Dataset,
  dataset,
  date,
  datetime,
  defineMethod,
  file,
  type FinishedJob,
  type GivenFor,
  type InputFile,
  integer,
  type Job,
  job,
  type JobFile,
  jobFile,
  list,
  type Method,
  number,
  oneOf,
  optional,
  record,
  type RunningJob,
  type SeenInputs,
  string,
  type Urd,
} from "ax";
import { analysisResultsOf } from "../../src/core/merge.ts";
import { describeMethod, type Stage } from "../../src/core/method.ts";
import { assert, assertEquals, present } from "../support/assert.ts";

/** True if two types are the very same, optional and readonly included. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles only if the two types are the very same. */
function same<A, B>(_holds: Same<A, B>): void {}

/** Compiles only if the value has exactly this type, which is named. */
function check<Expected>() {
  return <Actual>(value: Actual, _holds: Same<Actual, Expected>): Actual =>
    value;
}

/** Asserts the stages of a method whose types were checked by writing it. */
function stagesOf(method: unknown, expected: readonly Stage[]): void {
  assertEquals(describeMethod(method as Method).stages, expected);
}

const everything = {
  text: string(),
  label: string("total"),
  ratio: number(),
  top: integer(10),
  flag: boolean(false),
  day: date(),
  moment: datetime("2024-05-01T00:00Z"),
  mode: oneOf(["fast", "exact", 3], "fast"),
  names: list(string()),
  days: list(date(), ["2024-05-01"]),
  point: record({ x: number(), y: number(0) }),
  weights: record(number()),
  limit: optional(integer()),
  source: dataset({ amount: "float64", id: "int64?" }),
  any: dataset(),
  before: job(),
  previous: optional(job()),
  orders: file(),
  total: jobFile(),
};

Deno.test("stages see each input as a value of its own type", () => {
  type Seen = SeenInputs<typeof everything>;
  same<Seen["text"], string>(true);
  same<Seen["label"], string>(true);
  same<Seen["ratio"], number>(true);
  same<Seen["top"], number>(true);
  same<Seen["flag"], boolean>(true);
  same<Seen["day"], Date>(true);
  same<Seen["moment"], Date>(true);
  same<Seen["mode"], "fast" | "exact" | 3>(true);
  same<Seen["names"], readonly string[]>(true);
  same<Seen["days"], readonly Date[]>(true);
  same<Seen["point"]["x"], number>(true);
  same<Seen["point"]["y"], number>(true);
  same<Seen["weights"], { readonly [name: string]: number }>(true);
  same<Seen["limit"], number | null>(true);
  same<
    Seen["source"],
    Dataset<{ amount: "float64"; id: "int64?" }>
  >(true);
  same<Seen["before"], FinishedJob>(true);
  same<Seen["previous"], FinishedJob | null>(true);
  same<Seen["orders"], InputFile>(true);
  same<Seen["total"], InputFile>(true);
  assertEquals(Object.keys(everything).length, 19);
});

Deno.test("a request passes what has no default, and may pass the rest", () => {
  type Given = GivenFor<typeof everything>;
  same<Given["text"], string>(true);
  same<Given["day"], string | Date>(true);
  same<Given["names"], readonly string[]>(true);
  same<Given["source"], Dataset | Job>(true);
  same<Given["before"], Job>(true);
  same<Given["orders"], string>(true);
  same<Given["total"], JobFile>(true);
  const small = { text: string(), top: integer(1), limit: optional(integer()) };
  const given: GivenFor<typeof small>[] = [
    { text: "a" },
    { text: "a", top: 2, limit: null },
    // @ts-expect-error -- text has no default
    { top: 2 },
    // @ts-expect-error -- top is a number
    { text: "a", top: "2" },
    // @ts-expect-error -- null is for optional inputs
    { text: "a", top: null },
    // @ts-expect-error -- there is no such input
    { text: "a", tpo: 2 },
  ];
  assertEquals(given.length, 6);
});

Deno.test("a default has the type of its input", () => {
  const declarations = [
    // @ts-expect-error -- a number is no text
    () => string(1),
    // @ts-expect-error -- text is no number
    () => integer("1"),
    // @ts-expect-error -- the default is one of the values
    () => oneOf(["a", "b"], "c"),
    // @ts-expect-error -- the items are numbers
    () => list(integer(), ["a"]),
    // @ts-expect-error -- a file has no default
    () => file("orders.csv"),
    // @ts-expect-error -- there is no such column type
    () => dataset({ amount: "flot64" }),
    // @ts-expect-error -- a kind is not an input
    () => record({ n: "integer" }),
  ];
  assertEquals(declarations.length, 7);
});

Deno.test("types flow from inputs through every stage", () => {
  const method = defineMethod({
    description: "Counts",
    inputs: { source: dataset({ n: "int32" }), label: string("total") },
    prepare({ inputs, slices }) {
      check<string>()(inputs.label, true);
      check<number>()(slices, true);
      return { start: slices, seen: new Map<string, number>() };
    },
    analysis({ inputs, slice, prepareResult }) {
      check<string>()(inputs.label, true);
      check<number>()(slice, true);
      check<number>()(prepareResult.start, true);
      check<Map<string, number>>()(prepareResult.seen, true);
      return [slice, prepareResult.start] as const;
    },
    synthesis({ inputs, job, analysisResults, prepareResult }) {
      check<AnalysisResults<readonly [number, number]>>()(
        analysisResults,
        true,
      );
      check<readonly [number, number]>()(present(analysisResults[0]), true);
      check<number>()(prepareResult.start, true);
      check<RunningJob>()(job, true);
      return { [inputs.label]: analysisResults.length };
    },
  });
  stagesOf(method, ["prepare", "analysis", "synthesis"]);
  type Result = NonNullable<(typeof method)["synthesis"]>;
  same<
    Awaited<ReturnType<Result>>,
    { [name: string]: number }
  >(true);
});

Deno.test("an async stage hands on what its promise gives", () => {
  const method = defineMethod({
    prepare: async () => await Promise.resolve(3n),
    async analysis({ prepareResult, slice }) {
      check<bigint>()(prepareResult, true);
      return await Promise.resolve(new Set([slice]));
    },
    synthesis({ analysisResults, prepareResult }) {
      check<bigint>()(prepareResult, true);
      check<Set<number>>()(analysisResults.merge(), true);
    },
  });
  stagesOf(method, ["prepare", "analysis", "synthesis"]);
});

Deno.test("a stage that is not there gives undefined", () => {
  const method = defineMethod({
    synthesis({ prepareResult, analysisResults, inputs }) {
      check<undefined>()(prepareResult, true);
      check<AnalysisResults<undefined>>()(analysisResults, true);
      // @ts-expect-error -- nothing was declared
      return inputs.label;
    },
  });
  stagesOf(method, ["synthesis"]);
  assertEquals(analysisResultsOf([undefined]).merge(), undefined);
});

Deno.test("an input that is not declared is unknown to the stages", () => {
  const method = defineMethod({
    inputs: { label: string() },
    // @ts-expect-error -- it is called label
    synthesis: ({ inputs }) => inputs.lable,
  });
  stagesOf(method, ["synthesis"]);
});

Deno.test("inputs, results and analysisResults are not for changing", () => {
  const method = defineMethod({
    inputs: { names: list(string()) },
    analysis: () => 1,
    synthesis({ inputs, analysisResults }) {
      // @ts-expect-error -- an input is what was asked for
      inputs.names = [];
      // @ts-expect-error -- a list is readonly
      inputs.names.push("a");
      // @ts-expect-error -- the slices have spoken
      analysisResults.push(1);
    },
  });
  stagesOf(method, ["analysis", "synthesis"]);
});

Deno.test("only a method that says builds: true can ask for jobs", () => {
  const building = defineMethod({
    builds: true,
    async synthesis({ job }) {
      check<BuildingJob>()(job, true);
      const built = await job.build("count_rows", { n: 1 });
      check<Job>()(built, true);
    },
  });
  stagesOf(building, ["synthesis"]);
  for (const builds of [undefined, false] as const) {
    const plain = defineMethod({
      ...(builds === undefined ? {} : { builds }),
      synthesis: ({ job }) => check<RunningJob>()(job, true),
    });
    stagesOf(plain, ["synthesis"]);
  }
  const not = defineMethod({
    // @ts-expect-error -- a RunningJob has no build
    synthesis: ({ job }) => job.build("count_rows"),
  });
  stagesOf(not, ["synthesis"]);
});

Deno.test("merge() gives what one slice gives", () => {
  const results = analysisResultsOf([{ n: 1, by: new Map([["a", [1]]]) }]);
  const merged = check<{ n: number; by: Map<string, number[]> }>()(
    results.merge(),
    true,
  );
  assertEquals(merged, { n: 1, by: new Map([["a", [1]]]) });
  const sum = analysisResultsOf([1, 2]).reduce((a, b) => a + b, 0);
  assertEquals(check<number>()(sum, true), 3);
});

Deno.test("a column gives a value of its declared type", () => {
  type Declared = { amount: "float64"; id: "int64?"; tags: "list<string>" };
  same<ColumnValue<Declared["amount"]>, number>(true);
  same<ColumnValue<Declared["id"]>, bigint | null>(true);
  same<ColumnValue<Declared["tags"]>, string[]>(true);
  assert(dataset({ amount: "float64" }).spec.kind === "dataset");
});

Deno.test("a build script asks by any name until ax types lists the methods", () => {
  const script = async (urd: Urd): Promise<void> => {
    const rows = await urd.build("csvimport", { file: "orders.csv" });
    check<Job>()(rows, true);
    await urd.build("count_rows", { source: rows }, { caption: "x" });
    await urd.build("no_inputs");
    const name: string = rows.method;
    await urd.build(name, {}, { force: true });
    await Promise.all([1, 2].map((n) => urd.build("count_rows", { n })));
    // @ts-expect-error -- there is no such option
    await urd.build("count_rows", {}, { captoin: "x" });
    await rows.linkResult("total.json");
    same<ReturnType<typeof rows.load>, unknown>(true);
    check<number>()(rows.load<number>(), true);
  };
  assertEquals(script.length, 1);
});

Deno.test("a method's type tells what a request passes", () => {
  const method = defineMethod({
    inputs: { text: string(), top: integer(3) },
    synthesis: ({ inputs }) => inputs.text.length + inputs.top,
  });
  type Declared = typeof method extends Method<infer Inputs, infer _Result>
    ? Inputs
    : never;
  const given: GivenFor<Declared> = { text: "a" };
  assertEquals(given, { text: "a" });
});
