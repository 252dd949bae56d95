/**
 * The standard method `csvimport_zip`.
 *
 * @module
 */

import {
  boolean,
  dataset,
  defineMethod,
  file,
  list,
  oneOf,
  optional,
  record,
  string,
} from "ax";
import { csvInputs, csvOptions } from "./lib/csv_inputs.ts";
import type { SliceReport } from "./lib/csv_slice.ts";
import { chainings } from "./lib/zip_choice.ts";
import {
  type FileResult,
  finishZip,
  importZipSlice,
  planZip,
  type ZipPlan,
} from "./lib/zip_import.ts";

export default defineMethod({
  description: "Imports the CSV files in a zip file, each as a dataset\n\n" +
    "Each dataset is named after its file: what is not of `0-9A-Za-z._-`\n" +
    "becomes `_`, and as many `_` as needed tell it from others. The datasets\n" +
    "are chained; the last one, or the only one, is called `default` as well.\n" +
    "What `csvimport` keeps in `bad` and `skipped` is in `NAME/bad` and\n" +
    "`NAME/skipped`. Files may be gzip or zstd within the zip file.",
  inputs: {
    /** The zip file. */
    file: file(),
    /**
     * The files in it that are imported, and what their datasets are called:
     * `{ name: "a/b.csv", dataset: "b" }`. Default: all files, or those that
     * `include` and `exclude` leave.
     */
    files: list(
      record({ name: string(), dataset: optional(string()) }),
      [],
    ),
    /** A regular expression for something in the names of the files. */
    include: string(""),
    /** One for files that are left out; "" for none. Counts more. */
    exclude: string(""),
    /** Whether datasets are named without the directories of their files. */
    stripDirs: boolean(false),
    /**
     * The order of the chain: `given` by `files`, that of the `zip` file, or
     * by `filename` or `dataset`. `auto` is `given` or `zip`; `off`: no chain.
     */
    chaining: oneOf(chainings, "auto"),
    /** The dataset before the first one of the chain. */
    previous: optional(dataset()),
    ...csvInputs,
  },
  async prepare({ inputs, job, slices }): Promise<ZipPlan> {
    return await planZip(inputs, csvOptions(inputs), { job, slices });
  },
  analysis({ inputs, job, slice, prepareResult }): SliceReport[] {
    const { previous, ...rest } = inputs;
    const context = { inputs: { ...rest, previous: null }, job, slice };
    return importZipSlice(prepareResult, context, previous);
  },
  synthesis({ inputs: { file }, job, prepareResult, analysisResults }): {
    readonly rowCount: number;
    readonly files: readonly FileResult[];
  } {
    return finishZip(prepareResult, analysisResults, { file, job });
  },
});
