/**
 * Exports datasets as Parquet: every slice writes row groups of its own, and
 * at last they are put into one file, or get a footer each.
 *
 * @module
 */

import {
  AxError,
  type ColumnSpec,
  type Dataset,
  type OpenOutput,
  type RunningJob,
} from "ax";
// @ts-types="../vendor/hyparquet-writer.d.ts"
import type { RowGroup } from "../vendor/hyparquet-writer.js";
import {
  type Exported,
  exportedColumns,
  type ExportPlan,
  joinParts,
  listDatasets,
} from "./csv_files.ts";
import { writeAll } from "./file_bytes.ts";
import { plainType } from "./dataset_source.ts";
import { GroupWriter, makeFooter } from "./parquet_groups.ts";

/** What a request says. */
export interface ParquetRequest extends Exported {
  readonly columns: readonly string[];
  readonly sliced: boolean;
  readonly rowGroupRows: number;
  readonly compression: "snappy" | "none";
}

/** What was written to one file. */
export interface WrittenPart {
  readonly name: string;
  readonly sizeBytes: number;
  readonly groups: readonly RowGroup[];
}

/**
 * The columns to be exported, by name.
 *
 * @throws {AxError} `input`, without datasets, and where columns are missing
 * or differ in type.
 */
export function parquetColumns(
  request: ParquetRequest,
): Map<string, ColumnSpec> {
  const { rowGroupRows } = request;
  if (!(rowGroupRows >= 1 && rowGroupRows <= 10_000_000)) {
    throw new AxError(
      "input",
      `Cannot use rowGroupRows ${rowGroupRows}: from 1 to 10,000,000 expected`,
    );
  }
  const names = exportedColumns(request);
  const datasets = listDatasets(request);
  return new Map(names.map((name) => [name, commonType(datasets, name)]));
}

/** The type of a column that all datasets have; with nulls if one has any. */
function commonType(datasets: readonly Dataset[], name: string): ColumnSpec {
  const types = datasets.map(({ columns }) => columns.get(name) as ColumnSpec);
  const [first = "string"] = types;
  const odd = types.findIndex((type) => plainType(type) !== plainType(first));
  if (odd < 0) return types.find((type) => type.endsWith("?")) ?? first;
  throw new AxError(
    "input",
    `Cannot export column ${JSON.stringify(name)}: dataset ${odd + 1} of ` +
      `${types.length} has it as ${types[odd]}, and the first as ${first}`,
  );
}

/** Writes the parts of a slice: one for each dataset, or one for all. */
export function exportParquetSlice(
  plan: ExportPlan,
  request: ParquetRequest,
  { job, slice }: { readonly job: Pick<RunningJob, "open">; slice: number },
): WrittenPart[] {
  const columns = parquetColumns(request);
  const datasets = listDatasets(request);
  const names = plan.parts[slice] ?? [];
  const { sliced } = request;
  if (sliced) {
    const name = names[0] as string;
    using part = new Part(job.open(name), columns, request);
    for (const dataset of datasets) part.add(dataset, slice);
    part.finish();
    return [part.describe(name)];
  }
  return datasets.map((dataset, index) => {
    const name = names[index] as string;
    using part = new Part(job.open(name), columns, request);
    if (!plan.files.includes(name)) part.dropHead();
    part.add(dataset, slice);
    return part.describe(name);
  });
}

/**
 * Makes one file of all parts.
 *
 * @param pathOf The path of a file of the job.
 */
export function joinParquet(
  plan: ExportPlan,
  request: ParquetRequest,
  written: readonly (readonly WrittenPart[])[],
  pathOf: (name: string) => string,
): void {
  if (request.sliced) return;
  joinParts(plan, pathOf);
  const groups: RowGroup[] = [];
  let end = 0;
  const count = written[0]?.length ?? 0;
  for (let dataset = 0; dataset < count; dataset++) {
    for (const parts of written) {
      const part = parts[dataset] as WrittenPart;
      groups.push(...part.groups.map((group) => shift(group, BigInt(end))));
      end += part.sizeBytes;
    }
  }
  const bytes = makeFooter(parquetColumns(request), groups, end);
  const [name] = plan.files;
  using file = Deno.openSync(pathOf(name as string), { append: true });
  writeAll(file, bytes);
}

/** A row group that lies further back in the file. */
function shift(group: RowGroup, by: bigint): RowGroup {
  const columns = group.columns.map((column) => {
    const { data_page_offset, dictionary_page_offset } = column.meta_data;
    const meta_data = {
      ...column.meta_data,
      data_page_offset: data_page_offset + by,
      ...(dictionary_page_offset === undefined
        ? {}
        : { dictionary_page_offset: dictionary_page_offset + by }),
    };
    return { ...column, file_offset: column.file_offset + by, meta_data };
  });
  return { ...group, columns };
}

/** A file, or a part of one, that is being written. */
class Part implements Disposable {
  readonly #output: OpenOutput;
  readonly #names: readonly string[];
  readonly #groups: GroupWriter;

  constructor(
    output: OpenOutput,
    columns: ReadonlyMap<string, ColumnSpec>,
    { rowGroupRows, compression }: ParquetRequest,
  ) {
    this.#output = output;
    this.#names = [...columns.keys()];
    this.#groups = new GroupWriter(columns, {
      groupRows: rowGroupRows,
      codec: compression === "snappy" ? "SNAPPY" : "UNCOMPRESSED",
    });
  }

  /** Leaves out what a file begins with. */
  dropHead(): void {
    this.#groups.dropHead();
  }

  /** Writes the rows of a slice. */
  add(dataset: Dataset, slice: number): void {
    for (const batch of dataset.batches(slice, this.#names)) {
      this.#groups.add(batch.columns, batch.rowCount);
      this.#output.write(this.#groups.take());
    }
    this.#groups.flush(); // codes of categories differ between datasets
    this.#output.write(this.#groups.take());
  }

  /** Writes the footer. */
  finish(): void {
    this.#groups.finish();
    this.#output.write(this.#groups.take());
  }

  describe(name: string): WrittenPart {
    const { sizeBytes, groups } = this.#groups;
    return { name, sizeBytes, groups };
  }

  [Symbol.dispose](): void {
    this.#output.close();
  }
}
