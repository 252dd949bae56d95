/**
 * The standard method `csvimport`.
 *
 * @module
 */

import {
  boolean,
  defineMethod,
  file,
  integer,
  job,
  list,
  oneOf,
  optional,
  record,
  string,
} from "ax";
import { finishImport, type ImportResult } from "./lib/csv_finish.ts";
import { planImport, type WholePlan } from "./lib/csv_plan.ts";
import { importSlice, type SliceReport } from "./lib/csv_slice.ts";
import { unpack } from "./lib/unpack.ts";

/** Where the text of a compressed file lies while the job runs. */
const SCRATCH = "uncompressed.csv";

export default defineMethod({
  description: "Imports a CSV file as a typed dataset\n\n" +
    "All slices read the file at once, each a part of it; rows keep the\n" +
    "order of the file over the slices. Types are inferred from samples\n" +
    "unless `types` gives them; conversions are those of `dataset_type`.",
  inputs: {
    /** The file, plain, gzip or zstd. */
    file: file(),
    /** Between fields; "" for lines of one field. */
    separator: string(","),
    /** Around fields: one character, "both" for " and ', "" for none. */
    quotes: string('"'),
    /** First in lines that are no data; "" for none. */
    comment: string(""),
    /** After lines; "" finds out. */
    newline: string(""),
    encoding: oneOf(["utf8", "latin1"], "utf8"),
    /** Labels in place of those in the file. */
    labels: list(string(), []),
    /** How many lines of labels there are. Default: 1; 0 with `labels`. */
    labelLines: optional(integer()),
    /** Leaves out spaces around labels; done first. */
    stripLabels: boolean(false),
    /** New labels by old ones; done second. */
    rename: optional(record(string())),
    /** Columns that are not imported; done last. */
    discard: list(string(), []),
    /** How many lines are skipped before all others. */
    skipLines: integer(0),
    skipEmptyLines: boolean(false),
    /** Whether empty fields may follow the last column. */
    allowExtraEmpty: boolean(false),
    /** Keeps bad lines in the dataset `bad` instead of failing. */
    allowBad: boolean(false),
    /** The name of a column with line numbers; "" for none. */
    linenoLabel: string(""),
    /** Conversions by column, as in "int32?"; "auto" infers one. */
    types: optional(record(string())),
    /** The conversion of columns that `types` does not name. */
    otherTypes: string("auto"),
    /** What is converted where a field cannot be; null for a null. */
    defaults: optional(record(optional(string()))),
    /** Whether numbers have a decimal comma. */
    numericComma: boolean(false),
    /** Where datetimes without an offset are local, as "Europe/Stockholm". */
    timezone: string("UTC"),
    /** Parts of the file, or one row to each slice in turn. */
    slicing: oneOf(["ranges", "roundrobin"], "ranges"),
    /** The job whose datasets come before these in their chains. */
    previous: optional(job()),
  },
  async prepare({ inputs, job, slices }): Promise<WholePlan> {
    const { path, name } = inputs.file;
    const { labelLines, labels, types, rename, defaults } = inputs;
    const options = {
      ...inputs,
      labelLines: labelLines ?? (labels.length > 0 ? 0 : 1),
      types: types ?? {},
      rename: rename ?? {},
      defaults: defaults ?? {},
    };
    const text = await unpack({ path, name }, job.path(SCRATCH));
    return planImport({ path: text, name }, options, slices);
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
