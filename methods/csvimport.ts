/**
 * The standard method `csvimport`.
 *
 * @module
 */

import { defineMethod, file, job, optional } from "ax";
import { finishImport, type ImportResult } from "./lib/csv_finish.ts";
import { csvInputs, csvOptions } from "./lib/csv_inputs.ts";
import { planImport, type WholePlan } from "./lib/csv_plan.ts";
import { importSlice, type SliceReport } from "./lib/csv_slice.ts";
import { unpack } from "./lib/unpack.ts";

/** Where the text of a compressed file lies while the job runs. */
const SCRATCH = "uncompressed.csv";

export default defineMethod({
  description: "Imports a CSV file as a typed dataset\n\n" +
    "All slices read the file at once, each a part of it; rows keep the\n" +
    "order of the file over the slices. Types are inferred from samples\n" +
    "unless `types` gives them; conversions are those of `dataset_type`.\n" +
    "Lines that are left out are kept in the dataset `skipped`, by their\n" +
    "number.",
  inputs: {
    /** The file, plain, gzip or zstd. A byte order mark is passed over. */
    file: file(),
    ...csvInputs,
    /** The job whose datasets come before these in their chains. */
    previous: optional(job()),
  },
  async prepare({ inputs, job, slices }): Promise<WholePlan> {
    const { path, name } = inputs.file;
    const text = await unpack({ path, name }, job.path(SCRATCH));
    return planImport({ path: text, name }, csvOptions(inputs), slices);
  },
  analysis({ inputs, job, slice, prepareResult }): SliceReport {
    return importSlice(prepareResult, { inputs, job, slice });
  },
  synthesis({ inputs, job, prepareResult, analysisResults }): ImportResult {
    const { name, path } = inputs.file;
    const isScratch = prepareResult.plan.path !== path;
    if (isScratch) Deno.removeSync(job.path(SCRATCH));
    return finishImport(prepareResult, analysisResults, name);
  },
});
