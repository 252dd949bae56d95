/**
 * Marks the rows of a batch in which a column matches.
 *
 * @module
 */

import { ByteSearch } from "../../core/byte_search.ts";
import type { NumberTest } from "../../core/number_match.ts";
import type { TextMatcher } from "../../core/text_match.ts";
import { canHold, CellReader } from "../../data/cell_text.ts";
import { parseType } from "../../data/types.ts";
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
  const { testNumber, needles } = matcher;
  if (kind === "category") return markCategories(matcher);
  if (testNumber !== undefined) {
    if (["int32", "float32", "float64", "int64"].includes(kind)) {
      return markNumbers(testNumber);
    }
    return kind === "string" || kind === "bytes"
      ? markTexts(type, matcher)
      : undefined;
  }
  if (needles === undefined) return markTexts(type, matcher);
  if (kind === "string" || kind === "json" || kind === "bytes") {
    return matcher.isExact
      ? markBytes(needles)
      : markCandidates(markBytes(needles), markTexts(type, matcher));
  }
  const isPossible = needles.some((needle) => canHold(type, needle));
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

/** Looks only at texts in which something was found that must be there. */
function markCandidates(find: Mark, look: Mark): Mark {
  let found = new Uint8Array(0);
  return (vector, marks) => {
    if (found.length < vector.length) found = new Uint8Array(vector.length);
    const candidates = found.subarray(0, vector.length).fill(0);
    find(vector, candidates);
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
