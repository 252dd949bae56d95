/**
 * The standard method `jsonl_import`.
 *
 * @module
 */

import {
  boolean,
  defineMethod,
  file,
  job,
  list,
  optional,
  record,
  string,
} from "ax";
import type { LinesReport } from "./lib/jsonl_import.ts";
import {
  finishLines,
  type LinesResult,
  planLines,
  type WholeLinesPlan,
} from "./lib/jsonl_plan.ts";
import { importLinesSlice } from "./lib/jsonl_slice.ts";
import { unpack } from "./lib/unpack.ts";

/** Where the text of a compressed file lies while the job runs. */
const SCRATCH = "uncompressed.jsonl";

export default defineMethod({
  description: "Imports a file of JSON objects, one on each line\n\n" +
    "Each key becomes a column. All slices read the file at once, each a\n" +
    "part of it; rows keep the order of the file over the slices. Keys and\n" +
    "types are inferred from samples unless `types` gives them. Whole\n" +
    "numbers are exact up to 64 bits; arrays of one type become lists, and\n" +
    "what has no such type becomes json. Lines with nothing but spaces are\n" +
    "skipped; of a key that comes twice, the last value counts.",
  inputs: {
    /** The file, plain, gzip or zstd. A byte order mark is passed over. */
    file: file(),
    /**
     * Conversions by column, as csvimport has them, or "list<…>" of them; bytes
     * are texts in base 64. With "?" a value may be null or missing. "auto"
     * infers one.
     */
    types: optional(record(string())),
    /** The conversion of columns that `types` does not name. */
    otherTypes: string("auto"),
    /** New names by key. The other inputs say new names. */
    rename: optional(record(string())),
    /** Columns that are not imported, if they are there. */
    discard: list(string(), []),
    /** Keeps only the columns that `types` names. */
    discardUntyped: boolean(false),
    /** Keeps bad lines in the dataset `bad` instead of failing. */
    allowBad: boolean(false),
    /** The name of a column with line numbers; "" for none. */
    linenoColumn: string(""),
    /** The job whose datasets come before these in their chains. */
    previous: optional(job()),
  },
  async prepare({ inputs, job, slices }): Promise<WholeLinesPlan> {
    const { path, name } = inputs.file;
    const text = await unpack({ path, name }, job.path(SCRATCH));
    const { types, rename } = inputs;
    const options = { ...inputs, types: types ?? {}, rename: rename ?? {} };
    return planLines({ path: text, name }, options, slices);
  },
  analysis({ inputs, job, slice, prepareResult }): LinesReport {
    return importLinesSlice(prepareResult, { inputs, job, slice });
  },
  synthesis({ inputs, job, prepareResult, analysisResults }): LinesResult {
    const { name, path } = inputs.file;
    const isScratch = prepareResult.plan.path !== path;
    if (isScratch) Deno.removeSync(job.path(SCRATCH));
    return finishLines(prepareResult, analysisResults, name);
  },
});
