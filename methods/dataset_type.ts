/**
 * The standard method `dataset_type`.
 *
 * @module
 */

import {
  boolean,
  dataset,
  defineMethod,
  integer,
  optional,
  record,
  string,
} from "ax";
import { reportTypes, type TypeResult } from "./lib/type_report.ts";
import { type TypeReport, typeSlice } from "./lib/type_slice.ts";

export default defineMethod({
  description: "Converts columns of text into typed columns\n\n" +
    "The other columns are those of the source, without a copy, unless rows\n" +
    "are left out or move. A chain becomes a chain of as many datasets; older\n" +
    'ones are named "0", "1" and so on. Nulls stay nulls.\n\n' +
    "A conversion is one of int32, int64, float32, float64 (nan, inf, and\n" +
    "0x1.8p3 in base 16, too), number (digits and 1_000 only, not rounded if\n" +
    "whole), number:int (whole, 42.0 too), bool, strbool (all but false 0 f no\n" +
    "off nil null and nothing is true), floatbool (not 0), date, datetime,\n" +
    "time (ISO 8601, or a pattern: date:%d.%m.%Y), string, category, json,\n" +
    "bytes. number becomes float64, number:int int64. What they refuse for\n" +
    "its size, number:string and number:digits (whole) keep with all its\n" +
    "digits, as text: equal numbers are equal texts, and BigInt() reads whole\n" +
    "ones. complex64 and complex32, as in 1-2j, become lists of two floats.\n" +
    "int32_16 is in base 16, also 2, 8, 10, and 0 for told by prefix. A ? as\n" +
    'in "int32?" or "date?:%Y" makes empty text null; an i as in int32i,\n' +
    "float64i, floatbooli, datei:%Y ignores what follows; stringstrip,\n" +
    "categorystrip, bytesstrip leave out spaces at both ends.\n\n" +
    "Bytes are UTF-8, or as in string:latin1, string:koi8-r, string:ascii.\n" +
    "Those that are no text are refused, or put right by string:utf8/replace\n" +
    "(U+FFFD), string:utf8/ignore, string:ascii/octal (\\344), and\n" +
    "string:ascii/encode (backslashes as well).\n\n" +
    "In patterns, %Y %C %y are year, century, year of two digits; %m %b %d\n" +
    "month, its English name, day; %H %I %p hour, of twelve, AM or PM; %M %S\n" +
    "%f minute, second, decimals (%3f: three); %s %J seconds, milliseconds\n" +
    "since 1970; %e days in Excel (%0e LibreOffice, %2e on Mac). A space is\n" +
    "any spaces; % %. %* %# %^ %@ one space, no space, anything, a digit, no\n" +
    "digit, neither digit nor space (%3. three, %1,3. one to three); %3# is a\n" +
    "number of up to three digits, %1,31# one from 1 to 31. %- ignores the\n" +
    "value of the next one, %? lets it be missing, %: asks for it only then\n" +
    "(%2- %2? %2: the next two), %/ lets the rest be missing, %% is a percent\n" +
    "sign. What is not said is as in 1970-01-01 00:00:00.\n\n" +
    "A local time that comes twice is the earlier moment; one that clocks\n" +
    "skip is as long after the change as it says (02:30 is 03:30). Zones are\n" +
    "those that the Deno knows whose version the job records.",
  inputs: {
    /** The dataset whose columns are converted. */
    source: dataset(),
    /** Conversions by column, as in `{ amount: "float64?" }`. */
    types: record(string()),
    /** What is converted where a value cannot be; null for a null. */
    defaults: optional(record(optional(string()))),
    /**
     * New names by old ones; null leaves a column out. The other inputs say
     * new names. A column that is typed under a new name is also kept under
     * its own, if none else is called so. Names that are not there are ignored.
     */
    rename: optional(record(optional(string()))),
    /** Keeps only the columns that `types` names. */
    discardUntyped: boolean(false),
    /** Moves rows that cannot be converted to the dataset `bad`. */
    filterBad: boolean(false),
    /**
     * Puts rows into slices by the hash of this column. Default: what the
     * source is hashed by, anew if that is typed.
     */
    hashBy: optional(string()),
    /** Leaves rows where they are, and the result hashed by nothing. */
    dropHash: boolean(false),
    /** Where datetimes without an offset are local, as "Europe/Stockholm". */
    timezone: string("UTC"),
    /** Whether numbers have a decimal comma. */
    numericComma: boolean(false),
    /** Whether what the source is chained to is typed as well. */
    chain: boolean(false),
    /** Where the chain ends: this dataset and older ones are left out. */
    stopAt: optional(dataset()),
    /** How many datasets of the chain are typed at most, the newest ones. */
    length: optional(integer()),
    /** The dataset before the oldest one that is made. */
    previous: optional(dataset()),
    /** The dataset before the oldest one of bad rows. */
    previousBad: optional(dataset()),
  },
  analysis({ inputs, job, slice, slices }): TypeReport {
    return typeSlice(inputs, { job, slice, slices });
  },
  synthesis({ inputs, analysisResults }): TypeResult {
    const { result, lines } = reportTypes(inputs.types, analysisResults);
    for (const line of lines) console.log(line);
    return result;
  },
});
