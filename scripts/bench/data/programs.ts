/**
 * What is run in ax: one build script for each work, and the methods that a
 * user would write where no standard method does it.
 *
 * @module
 */

import type { Work } from "./peer.ts";

/** The requests of each work; `rows` is the table. */
const REQUESTS: Readonly<Record<Exclude<Work, "import">, string>> = {
  sum: `"sum_amount", { source: rows }`,
  category: `"sum_by_category", { source: rows }`,
  user: `"dataset_aggregate", { source: rows, groupBy: ["user"],
      aggregates: { rows: { op: "count" } } }`,
  rows: `"read_rows", { source: rows }`,
  append: `"append_total", { source: rows }`,
  hash: `"dataset_hashpart", { source: rows, hashBy: "user" }`,
  sort: `"dataset_sort", { source: rows, by: ["timestamp"] }`,
  sortAll: `"dataset_sort",
      { source: rows, by: ["timestamp"], acrossSlices: true }`,
  export: `"csvexport", { sources: [rows] }`,
};

const IMPORT = `"csvimport", { file: "table.csv" }`;

/** The text of the build script for a work, which is done anew. */
export function scriptOf(work: Work): string {
  const lines = work === "import"
    ? [`await urd.build(${IMPORT}, { force: true });`]
    : [
      `const rows = await urd.build(${IMPORT});`,
      `await urd.build(${REQUESTS[work]}, { force: true });`,
    ];
  return `import type { Urd } from "ax";
export async function main(urd: Urd): Promise<void> {
  ${lines.join("\n  ")}
}
`;
}

/** The methods, by name. */
export const METHODS: Readonly<Record<string, string>> = {
  sum_amount: `import { dataset, defineMethod } from "ax";
export default defineMethod({
  inputs: { source: dataset({ amount: "float64" }) },
  analysis({ inputs, slice }) {
    let sum = 0;
    for (const batch of inputs.source.batches(slice, ["amount"], { reuse: true })) {
      const amounts = batch.columns.amount.values;
      for (let i = 0; i < amounts.length; i++) sum += amounts[i] as number;
    }
    return sum;
  },
  synthesis: ({ analysisResults }) => analysisResults.reduce((a, b) => a + b, 0),
});
`,
  sum_by_category: `import { dataset, defineMethod } from "ax";
export default defineMethod({
  inputs: { source: dataset({ category: "category", amount: "float64" }) },
  analysis({ inputs, slice }) {
    let names: readonly string[] = [];
    const sums = new Float64Array(1000);
    const { source } = inputs;
    for (const { columns } of source.batches(slice, ["category", "amount"], { reuse: true })) {
      names = columns.category.dictionary;
      const codes = columns.category.values;
      const amounts = columns.amount.values;
      for (let i = 0; i < codes.length; i++) sums[codes[i] as number]! += amounts[i] as number;
    }
    return new Map(names.map((name, code) => [name, sums[code] as number]));
  },
  synthesis: ({ analysisResults }) => analysisResults.merge(),
});
`,
  read_rows: `import { dataset, defineMethod } from "ax";
export default defineMethod({
  inputs: { source: dataset({ amount: "float64", quantity: "int32", category: "category" }) },
  analysis({ inputs, slice }) {
    let sum = 0;
    for (const row of inputs.source.rows(slice, ["amount", "quantity", "category"])) {
      sum += row.amount * row.quantity + row.category.length;
    }
    return sum;
  },
  synthesis: ({ analysisResults }) => analysisResults.reduce((a, b) => a + b, 0),
});
`,
  append_total: `import { dataset, defineMethod } from "ax";
export default defineMethod({
  inputs: { source: dataset({ amount: "float64", quantity: "int32" }) },
  analysis({ inputs, job, slice }) {
    const { source } = inputs;
    const writer = job.createDataset({ columns: { total: "float64" }, parent: source });
    for (const { columns } of source.batches(slice, ["amount", "quantity"], { reuse: true })) {
      const amounts = columns.amount.values;
      const total = new Float64Array(amounts.length);
      for (let i = 0; i < total.length; i++) {
        total[i] = (amounts[i] as number) * (columns.quantity.values[i] as number);
      }
      writer.writeBatch({ total });
    }
  },
});
`,
};
