/**
 * Which files an export makes, and how slices that write at the same time make
 * one of them.
 *
 * @module
 */

import { AxError, type Dataset, type RunningJob } from "ax";
import { chainLimits, listNames } from "./dataset_source.ts";
import { writeAll } from "./file_bytes.ts";
import { compressionOf, type FileCompression } from "./export_part.ts";

/** Which datasets are exported. */
export interface Exported {
  readonly sources: readonly Dataset[];
  readonly chain: boolean;
  readonly stopAt: Dataset | null;
  readonly length: number | null;
}

/** What a request says of the files. */
export interface ExportFiles extends Exported {
  readonly filename: string;
  readonly sliced: boolean;
  readonly columns: readonly string[];
  readonly nullAs: string;
  readonly nullAsFor: { readonly [name: string]: string } | null;
}

/** All that slices need to know. */
export interface ExportPlan {
  /** The files of the job, when it is done. */
  readonly files: readonly string[];
  /**
   * Where each slice writes each dataset, by slice, then dataset. What is not
   * one of `files` is appended to the only one.
   */
  readonly parts: readonly (readonly string[])[];
  readonly compression: FileCompression;
  readonly columns: readonly string[];
  /** What stands for nulls, by column. */
  readonly nullAs: { readonly [column: string]: string };
}

/**
 * Plans an export.
 *
 * @throws {AxError} `input`, without datasets, for one that lacks a column, and
 * for names that make no sense.
 */
export function planExport(
  files: ExportFiles,
  { job, slices }: {
    readonly job: Pick<RunningJob, "path">;
    readonly slices: number;
  },
): ExportPlan {
  const { filename, sliced } = files;
  const datasets = listDatasets(files);
  const columns = exportedColumns(files);
  checkName(filename, job);
  const numbers = Array.from({ length: slices }, (_, slice) => slice);
  return {
    files: sliced ? numbers.map((n) => nameOf(filename, n)) : [filename],
    parts: numbers.map((slice) =>
      datasets.map((_, index) =>
        sliced
          ? nameOf(filename, slice)
          : slice === 0 && index === 0
          ? filename
          : `${filename}.part-${index}-${slice}`
      )
    ),
    compression: compressionOf(filename),
    columns,
    nullAs: nullTexts(files, columns),
  };
}

/** What stands for nulls, by column. */
function nullTexts(
  { nullAs, nullAsFor }: ExportFiles,
  columns: readonly string[],
): { readonly [column: string]: string } {
  const byColumn = nullAsFor ?? {};
  const wrong = Object.keys(byColumn).find((name) => !columns.includes(name));
  if (wrong !== undefined) {
    throw new AxError(
      "input",
      `Cannot find column ${JSON.stringify(wrong)} of "nullAsFor": the ` +
        `columns are ${columns.map((name) => JSON.stringify(name)).join(", ")}`,
    );
  }
  const textOf = (name: string): string =>
    Object.hasOwn(byColumn, name) ? byColumn[name] as string : nullAs;
  return Object.fromEntries(columns.map((name) => [name, textOf(name)]));
}

function checkName(filename: string, job: Pick<RunningJob, "path">): void {
  job.path(filename);
  if (filename !== "result.json") return;
  throw new AxError(
    "input",
    `Cannot export to "result.json": what the job returns is kept there`,
  );
}

/**
 * The columns to be exported. Their types may differ from dataset to dataset.
 *
 * @throws {AxError} `input`, without datasets, for one that lacks a column,
 * and for a column that is named twice.
 */
export function exportedColumns(
  files: Exported & Pick<ExportFiles, "columns">,
): readonly string[] {
  const datasets = listDatasets(files);
  const [first] = datasets;
  if (first === undefined) {
    throw new AxError("input", `Cannot export nothing: "sources" is empty`);
  }
  const names = files.columns.length > 0
    ? files.columns
    : [...first.columns.keys()];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new AxError(
      "input",
      `Cannot export column ${JSON.stringify(twice)} twice: "columns" names ` +
        `it again`,
    );
  }
  for (const [index, { columns }] of datasets.entries()) {
    const missing = names.find((name) => !columns.has(name));
    if (missing === undefined) continue;
    const which = datasets.length === 1
      ? "the dataset"
      : `dataset ${index + 1} of ${datasets.length}`;
    throw new AxError(
      "input",
      `Cannot export column ${JSON.stringify(missing)}: ${which} has ` +
        listNames(missing, columns.keys()),
    );
  }
  return names;
}

/**
 * The datasets of an export, chains included, in order.
 *
 * @throws {AxError} `input`, if chains are to end, and none is read.
 */
export function listDatasets(
  { sources, ...inputs }: Exported,
): Dataset[] {
  const limits = chainLimits(inputs);
  if (!inputs.chain) return [...sources];
  return sources.flatMap((dataset) => [...dataset.chain(limits)]);
}

function nameOf(filename: string, slice: number): string {
  const number = String(slice);
  return filename.includes("%")
    ? filename.replaceAll("%", number)
    : `${filename}.${number}`;
}

/** Makes one file of what slices have written. @param pathOf Of a file. */
export function joinParts(
  { files, parts }: ExportPlan,
  pathOf: (name: string) => string,
): void {
  const [target] = files;
  const count = parts[0]?.length ?? 0;
  if (target === undefined || files.length > 1) return;
  using into = Deno.openSync(pathOf(target), { append: true });
  // What the processor's cache holds is copied five times as fast.
  const buffer = new Uint8Array(256 * 1024);
  for (let dataset = 0; dataset < count; dataset++) {
    for (const names of parts) {
      const name = names[dataset] as string;
      if (name === target) continue;
      append(pathOf(name), into, buffer);
      Deno.removeSync(pathOf(name));
    }
  }
}

function append(path: string, into: Deno.FsFile, buffer: Uint8Array): void {
  using from = Deno.openSync(path, { read: true });
  for (;;) {
    const size = from.readSync(buffer);
    if (size === null) return;
    writeAll(into, buffer.subarray(0, size));
  }
}
