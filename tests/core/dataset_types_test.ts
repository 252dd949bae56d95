/**
 * What the compiler knows of datasets. `deno check` holds the types; the tests
 * run all the same, so that no example is dead.
 */

import {
  type Batch,
  type Builder,
  type Columns,
  type Dataset,
  dataset,
  type DatasetChain,
  type DatasetWriter,
  defineMethod,
  type Job,
  optional,
} from "ax";
import { describeMethod } from "../../src/core/method.ts";
import { assertEquals } from "../support/assert.ts";

/** True if two types are the very same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

function same<A, B>(_proof: Same<A, B>): void {}

/** What an iterable gives. */
type ItemOf<T> = T extends Iterable<infer Item> ? Item : never;

Deno.test("the columns that a method declares give the types of what it reads", () => {
  const method = defineMethod({
    inputs: {
      source: dataset({ amount: "float64", id: "int64?", kind: "category" }),
      more: optional(dataset({ day: "date" })),
    },
    analysis({ inputs: { source, more }, slice }) {
      const amounts = source.column(slice, "amount");
      same<ItemOf<typeof amounts>, number>(true);
      const ids = source.column("all", "id");
      same<ItemOf<typeof ids>, bigint | null>(true);
      const rows = source.rows(slice, ["id", "kind"]);
      same<ItemOf<typeof rows>["id"], bigint | null>(true);
      same<ItemOf<typeof rows>["kind"], string>(true);
      // @ts-expect-error -- the column was not asked for
      for (const row of rows) row.amount;
      const every = source.rows("roundrobin");
      same<ItemOf<typeof every>["amount"], number>(true);
      for (const { columns, rowCount } of source.batches(slice, ["amount"])) {
        same<typeof columns.amount.values, Float64Array>(true);
        same<typeof rowCount, number>(true);
      }
      const texts = source.column(slice, "amount", {
        translate: (amount) => amount.toFixed(2),
        filter: (text) => text.length > 3,
      });
      same<ItemOf<typeof texts>, string>(true);
      const chained = source.chain({ length: 3 }).column(slice, "kind");
      same<ItemOf<typeof chained>, string>(true);
      const days = more?.column(slice, "day") ?? [];
      same<ItemOf<typeof days>, Date>(true);
      // @ts-expect-error -- there is no such column
      source.column(slice, "amonut");
      // @ts-expect-error -- a slice is a number
      source.column("0", "amount");
    },
  });
  assertEquals(describeMethod(method).stages, ["analysis"]);
});

Deno.test("the columns that a writer declares are those it takes", () => {
  const method = defineMethod({
    inputs: { source: dataset() },
    prepare({ inputs: { source }, job }) {
      using out = job.createDataset({
        columns: { amount: "float64", id: "int64?", tags: "list<string>" },
        hashBy: "id",
        previous: source,
        defaults: { id: null },
      });
      out.write({ amount: 1, id: 5, tags: [] });
      out.write({ amount: 1, id: 5n, tags: ["a"] });
      out.slice(1).writeBatch({
        amount: Float64Array.of(1, 2),
        id: [null, 1],
        tags: [[], []],
      });
      // @ts-expect-error -- a column is missing
      out.write({ amount: 1, id: null });
      // @ts-expect-error -- a text is no number
      out.write({ amount: "1", id: null, tags: [] });
      const made = out.close();
      const amounts = made.column(0, "amount");
      same<ItemOf<typeof amounts>, number>(true);
      const pairs: DatasetWriter = job.createDataset("pairs", {
        columns: [["2024", "int32"], ["2023", "int32"]],
      });
      pairs.write({ anything: 1 });
      job.createDataset("copy", { columns: source.columns });
      job.createDataset("link", { parent: source, inherit: ["a", ["b", "c"]] });
      job.createDataset("merge", { parent: [source, made] });
      // @ts-expect-error -- there is no such type
      job.createDataset("wrong", { columns: { a: "int" } });
    },
  });
  assertEquals(describeMethod(method).stages, ["prepare"]);
});

Deno.test("columns that are parsed take texts, and are read as what they are", () => {
  const method = defineMethod({
    inputs: { source: dataset({ text: "string" }) },
    synthesis({ inputs: { source }, job }) {
      using out = job.createDataset({
        columns: { n: "int64?", rest: "float64" },
        parsed: ["n"],
      });
      out.write({ n: "5", rest: 1 });
      out.write({ n: 5n, rest: 1 });
      out.slice(0).write({ n: null, rest: 1 });
      // @ts-expect-error -- not this one
      out.write({ n: "5", rest: "1" });
      // @ts-expect-error -- a text or a number
      out.write({ n: true, rest: 1 });
      out.writeBatch({ n: ["1", 2, 3n, null], rest: [1, 2, 3, 4] });
      for (const { columns } of source.batches("all")) {
        out.writeBatch({ n: columns.text, rest: [1] });
      }
      // @ts-expect-error -- not this one
      out.writeBatch({ n: [1], rest: ["1"] });
      const numbers = out.close().column("all", "n");
      same<ItemOf<typeof numbers>, bigint | null>(true);
      // @ts-expect-error -- there is no such column
      job.createDataset("a", { columns: { n: "int32" }, parsed: ["m"] });
      const pairs = job.createDataset("b", {
        columns: [["n", "int32"]],
        parsed: ["n"],
      });
      pairs.write({ n: "5" });
    },
  });
  assertEquals(describeMethod(method).stages, ["synthesis"]);
});

Deno.test("a dataset of known columns may stand where any dataset is wanted", () => {
  const use = async (
    job: Builder,
    typed: Dataset<{ amount: "float64" }>,
    made: Job,
  ): Promise<void> => {
    const plain: Dataset = typed;
    await job.build("count_rows", { source: typed });
    const other: Dataset = made.dataset("x");
    same<ReturnType<Job["dataset"]>, Dataset<Columns>>(true);
    const chain: DatasetChain = plain.chain({ stopAt: other });
    const batches: Iterable<Batch> = chain.batches("all");
    for (const { start } of batches) same<typeof start, number>(true);
    for (const value of plain.column(0, "any")) {
      same<typeof value, unknown>(true);
    }
  };
  assertEquals(use.length, 3);
});
