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
  integer,
  list,
  oneOf,
  optional,
  record,
  string,
} from "ax";
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
    "Lines that `csvimport` keeps in `bad` and `skipped` are in `NAME/bad` and\n" +
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
    /** Keeps bad lines in datasets `NAME/bad` instead of failing. */
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
  },
  async prepare({ inputs, job, slices }): Promise<ZipPlan> {
    const { labelLines, labels, types, rename, defaults } = inputs;
    const options = {
      ...inputs,
      labelLines: labelLines ?? (labels.length > 0 ? 0 : 1),
      types: types ?? {},
      rename: rename ?? {},
      defaults: defaults ?? {},
    };
    return await planZip(inputs, options, { job, slices });
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
