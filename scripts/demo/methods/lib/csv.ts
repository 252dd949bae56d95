/**
 * Reads CSV as RFC 4180 has it: quoted fields may hold commas, quotes (twice)
 * and line ends.
 *
 * @module
 */

/** One record: the line it starts on, and its fields by column. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Reads a table whose first line names its columns.
 *
 * @throws {Error} For a quote that is never closed, and for a record with too
 * few or too many fields, with its line.
 */
export function parseCsv(text: string): CsvRecord[] {
  const [header, ...rows] = splitRows(text.replace(/^\uFEFF/, ""));
  if (header === undefined) throw new Error("line 1: expected a header");
  return rows.map(({ line, values }) => {
    if (values.length !== header.values.length) {
      throw new Error(
        `line ${line}: expected ${header.values.length} fields, ` +
          `got ${values.length}`,
      );
    }
    const pairs = header.values.map((name, i) => [name, values[i] ?? ""]);
    return { line, fields: Object.fromEntries(pairs) };
  });
}

interface Row {
  readonly line: number;
  readonly values: readonly string[];
}

/** One field: quoted or plain, and what ends it. */
const fieldPattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function splitRows(text: string): Row[] {
  const rows: Row[] = [];
  let values: string[] = [];
  let [line, start, at] = [1, 1, 0];
  while (at < text.length || values.length > 0) {
    fieldPattern.lastIndex = at;
    const match = fieldPattern.exec(text);
    if (match === null) throw new Error(`line ${line}: misplaced quote`);
    const [whole, quoted, plain = "", end] = match;
    values.push(quoted?.replaceAll('""', '"') ?? plain);
    line += whole.split("\n").length - 1;
    at += whole.length;
    if (end === ",") continue;
    rows.push({ line: start, values });
    [values, start] = [[], line];
  }
  return rows;
}
