/**
 * Measures the CSV kernels on one thread, in user CPU time, because other
 * programs may keep the machine busy: `deno task bench csv`, or
 * `deno run -A scripts/bench/csv.ts [ROWS]`.
 *
 * Beside them, the same table is read in the plain way: the file as one
 * string, fields by a loop over its characters, `Number()`, `Date.parse()` and
 * a Map.
 *
 * @module
 */

import process from "node:process";
import { CsvFormatter } from "../../methods/lib/csv_format.ts";
import { importPart, type ImportPlan } from "../../methods/lib/csv_import.ts";
import { parseDialect } from "../../methods/lib/csv_dialect.ts";
import { CsvScanner } from "../../methods/lib/csv_scan.ts";
import { SlidingWindow } from "../../methods/lib/csv_source.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import { CSV_COLUMNS, writeCsv } from "./csv_data.ts";
import { formatTable, median } from "./table.ts";

const RUNS = 5;

/** One line of the table. */
export interface CsvFigure {
  readonly work: string;
  /** User CPU time, median, in milliseconds. */
  readonly userMs: number;
  /** Bytes of CSV for each of them. */
  readonly megabytesPerSecond: number;
}

interface Task {
  readonly work: string;
  run(): unknown;
}

/** Runs everything. @param rows How many rows the table has. */
export function measureCsv(rows: number): CsvFigure[] {
  const dir = Deno.makeTempDirSync({ prefix: "ax-bench-" });
  try {
    const path = `${dir}/table.csv`;
    const sizeBytes = writeCsv(path, rows);
    const tasks = makeTasks(dir, path, sizeBytes);
    const times = tasks.map((): number[] => []);
    for (let run = 0; run < RUNS; run++) {
      tasks.forEach((task, index) => {
        const before = userMicros();
        task.run();
        times[index]?.push((userMicros() - before) / 1000);
      });
    }
    return tasks.map(({ work }, index) => {
      const userMs = median(times[index] ?? []);
      return { work, userMs, megabytesPerSecond: sizeBytes / 1000 / userMs };
    });
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function userMicros(): number {
  return process.cpuUsage().user;
}

function makeTasks(dir: string, path: string, sizeBytes: number): Task[] {
  const plan = makePlan(path);
  const part = { start: headSize(), limit: sizeBytes, line: 2 };
  const slice = `${dir}/slice.arrow`;
  const write = (): number => {
    Deno.removeSync(slice);
    using writer = openSliceWriter(slice, CSV_COLUMNS);
    const rows = (batch: unknown) => writer.writeBatch(batch as never);
    return importPart(plan, part, { rows, odd }).rowCount;
  };
  Deno.writeTextFileSync(slice, "");
  return [
    { work: "find the fields", run: () => scan(path, plan) },
    {
      work: "find and convert them",
      run: () => importPart(plan, part, { rows() {}, odd }),
    },
    { work: "the same into a slice of a dataset", run: write },
    { work: "a slice as CSV", run: () => format(slice) },
    { work: "find and convert, the plain way", run: () => readPlainly(path) },
  ];
}

function odd(): never {
  throw new Error("There are no odd lines in this file");
}

function headSize(): number {
  return `${Object.keys(CSV_COLUMNS).join(",")}\n`.length;
}

function makePlan(path: string): ImportPlan {
  const text = { separator: ",", quotes: '"', comment: "", newline: "" };
  return {
    path,
    dialect: parseDialect(text, new Uint8Array(0)),
    fieldCount: Object.keys(CSV_COLUMNS).length,
    columns: Object.entries(CSV_COLUMNS).map(([name, conversion], field) => ({
      name,
      field,
      conversion,
    })),
    conversion: {},
    skipEmptyLines: false,
    allowExtraEmpty: false,
    allowBad: false,
  };
}

function scan(path: string, plan: ImportPlan): number {
  using file = Deno.openSync(path);
  const { dialect, fieldCount: columns } = plan;
  const scanner = new CsvScanner({ dialect, columns, onOdd: odd });
  const window = new SlidingWindow(file, 0);
  let at = 0;
  while (!(window.isLast && at >= window.end)) {
    window.slide(at);
    at = 0;
    for (let next = -1; next !== at;) {
      at = Math.max(next, 0);
      next = scanner.scan(window, at, window.end);
    }
  }
  return scanner.rowNumber;
}

function format(slice: string): number {
  using reader = openSliceReader<typeof CSV_COLUMNS>(slice);
  const names = Object.keys(CSV_COLUMNS) as (keyof typeof CSV_COLUMNS)[];
  const formatter = new CsvFormatter(
    names.map((name) => ({ name, type: CSV_COLUMNS[name] })),
    {},
  );
  let sizeBytes = 0;
  for (const batch of reader.batches(names, { reuse: true })) {
    formatter.format(batch.columns, batch.rowCount, (bytes) => {
      sizeBytes += bytes.length;
    });
  }
  return sizeBytes;
}

function readPlainly(path: string): number {
  const text = Deno.readTextFileSync(path);
  const codes = new Map<string, number>();
  const columns: unknown[][] = Array.from({ length: 7 }, () => []);
  const take = (column: number, field: string): void => {
    const values = columns[column] as unknown[];
    if (column === 0 || column === 2 || column === 3) {
      values.push(Number(field));
    } else if (column === 4) values.push(Date.parse(`${field}Z`));
    else if (column === 5) {
      const code = codes.get(field) ?? codes.size;
      codes.set(field, code);
      values.push(code);
    } else values.push(field);
  };
  let column = 0;
  for (let at = text.indexOf("\n") + 1; at < text.length;) {
    let end = at;
    if (text[at] === '"') {
      do end = text.indexOf('"', end + 1) + 1; while (text[end] === '"');
      take(column, text.slice(at + 1, end - 1).replaceAll('""', '"'));
    } else {
      while (text[end] !== "," && text[end] !== "\n") end++;
      take(column, text.slice(at, end));
    }
    column = text[end] === "\n" ? 0 : column + 1;
    at = end + 1;
  }
  return (columns[0] as unknown[]).length;
}

if (import.meta.main) {
  const rows = Number(Deno.args[0] ?? 1_000_000);
  const figures = measureCsv(rows);
  console.log(`${rows} rows, one thread, medians of ${RUNS} runs\n`);
  console.log(formatTable(
    ["work", "user ms", "MB/s"],
    figures.map(({ work, userMs, megabytesPerSecond }) => [
      work,
      userMs.toFixed(0),
      megabytesPerSecond.toFixed(0),
    ]),
  ));
}
