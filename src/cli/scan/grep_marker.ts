/**
 * Marks the rows of a batch in which a column matches.
 *
 * @module
 */

import { ByteSearch } from "../../core/byte_search.ts";
import type { NumberTest } from "../../core/number_match.ts";
import type { TextMatcher } from "../../core/text_match.ts";
import { CellReader, lettersOf } from "../../data/cell_text.ts";
import { parseType } from "../../data/types.ts";
import { decodeUtf8 } from "../../data/utf8.ts";
import type {
  CategoryVector,
  VariableData,
  Vector,
} from "../../data/vectors.ts";
import type { ScanColumn } from "./messages.ts";

/** Marks the rows of one column, batch by batch. */
export interface ColumnMarker {
  readonly name: string;
  /** Sets a byte to 1 for each row that matches. Nulls match nothing. */
  mark(vector: Vector, marks: Uint8Array): void;
}

/** The markers of those columns that could match at all. */
export function makeMarkers(
  columns: readonly ScanColumn[],
  matcher: TextMatcher,
): ColumnMarker[] {
  return columns.flatMap((column) => {
    const mark = makeMark(column.type, matcher);
    return mark === undefined ? [] : [{ name: column.name, mark }];
  });
}

type Mark = ColumnMarker["mark"];

function makeMark(type: string, matcher: TextMatcher): Mark | undefined {
  const { kind } = parseType(type);
  const { testNumber, needles, isExact } = matcher;
  const isText = kind === "string" || kind === "json" || kind === "bytes";
  if (kind === "category") return markCategories(matcher);
  if (testNumber !== undefined) {
    return ["int32", "float32", "float64", "int64"].includes(kind)
      ? markNumbers(testNumber)
      : isText && kind !== "json"
      ? markNumberTexts(matcher)
      : undefined;
  }
  if (isText && needles !== undefined) {
    const found = markBytes(needles);
    return isExact ? found : markCandidates(found, markTexts(type, matcher));
  }
  if (isText && matcher.isLocal) return markRuns(type, matcher);
  const letters = lettersOf(type);
  const isPossible = letters === undefined || matcher.couldMatch(letters);
  return isPossible ? markTexts(type, matcher) : undefined;
}

/** Each category is looked at once. */
function markCategories(matcher: TextMatcher): Mark {
  let dictionary: readonly string[] | undefined;
  let isMatch = new Uint8Array(0);
  let isAny = false;
  return (vector, marks) => {
    const { values, valid, dictionary: ours } = vector as CategoryVector;
    if (ours !== dictionary) {
      dictionary = ours;
      isMatch = Uint8Array.from(ours, (text) => matcher.test(text) ? 1 : 0);
      isAny = isMatch.includes(1);
    }
    if (!isAny) return;
    for (let row = 0; row < values.length; row++) {
      if (isMatch[values[row] as number] === 0) continue;
      if (valid === undefined || valid[row] === 1) marks[row] = 1;
    }
  };
}

function markNumbers(test: NumberTest): Mark {
  return (vector, marks) => {
    const { values, valid } = vector as unknown as {
      values: ArrayLike<number | bigint>;
      valid: Uint8Array | undefined;
    };
    for (let row = 0; row < values.length; row++) {
      if (!test(values[row] as number | bigint)) continue;
      if (valid === undefined || valid[row] === 1) marks[row] = 1;
    }
  };
}

/** The bytes that a number can begin with, and spaces before it. */
const BEGINS = new Uint8Array(256);
for (const letter of "0123456789+-.iInN \t\n\r\v\f") {
  BEGINS[letter.charCodeAt(0)] = 1;
}
// Spaces beyond ASCII begin with one of these.
for (const byte of [0xc2, 0xe1, 0xe2, 0xe3, 0xef]) BEGINS[byte] = 1;

/** Text that is a number; most text can be told by its first byte. */
function markNumberTexts(matcher: TextMatcher): Mark {
  return (vector, marks) => {
    const { offsets, values, valid } = vector as unknown as VariableData;
    for (let row = 0; row < vector.length; row++) {
      const start = offsets[row] as number;
      const end = offsets[row + 1] as number;
      if (start === end || BEGINS[values[start] as number] === 0) continue;
      if (valid !== undefined && valid[row] === 0) continue;
      if (matcher.test(decodeUtf8(values.subarray(start, end)))) marks[row] = 1;
    }
  };
}

function markBytes(needles: readonly string[]): Mark {
  const encoder = new TextEncoder();
  const searches = needles.map((text) => new ByteSearch(encoder.encode(text)));
  return (vector, marks) => {
    const { offsets, values, valid } = vector as unknown as VariableData;
    for (const search of searches) {
      search.mark({ offsets, values, valid }, marks);
    }
  };
}

/** Text by text, but for rows that are marked already. */
function markTexts(type: string, matcher: TextMatcher): Mark {
  const cells = new CellReader(type);
  return (vector, marks) => {
    cells.use(vector);
    for (let row = 0; row < vector.length; row++) {
      if (marks[row] === 1) continue;
      const text = cells.text(row);
      if (text !== undefined && matcher.test(text)) marks[row] = 1;
    }
  };
}

/** Texts that are looked at as one. */
const RUN = 256;

/** Looks at texts by themselves only where they match as one. */
function markRuns(type: string, matcher: TextMatcher): Mark {
  const look = markTexts(type, matcher);
  return (vector, marks) => {
    const { offsets, values } = vector as unknown as VariableData;
    for (let from = 0; from < vector.length; from += RUN) {
      const to = Math.min(from + RUN, vector.length);
      const bytes = values.subarray(offsets[from], offsets[to]);
      if (!matcher.test(decodeUtf8(bytes))) continue;
      look(vector.slice(from, to), marks.subarray(from, to));
    }
  };
}

/** Where more than one in so many texts is looked at, all are. */
const DENSE = 16;

/** Looks only at texts in which something was found that must be there. */
function markCandidates(find: Mark, look: Mark): Mark {
  let found = new Uint8Array(0);
  return (vector, marks) => {
    if (found.length < vector.length) found = new Uint8Array(vector.length);
    const candidates = found.subarray(0, vector.length).fill(0);
    find(vector, candidates);
    let count = 0;
    for (let row = 0; row < candidates.length; row++) {
      count += candidates[row] as number;
    }
    // Many are read faster together.
    if (count * DENSE > vector.length) return look(vector, marks);
    // What is marked is passed over: so is what was not found.
    for (
      let row = candidates.indexOf(1);
      row !== -1;
      row = candidates.indexOf(1, row + 1)
    ) {
      if (marks[row] === 1) continue;
      const one = vector.slice(row, row + 1);
      const mark = marks.subarray(row, row + 1);
      look(one, mark);
    }
  };
}
