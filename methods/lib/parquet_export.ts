/**
 * Exports datasets as Parquet: every slice writes row groups of its own, and
 * at last they are put into one file, or get a footer each.
 *
 * @module
 */

import {
  AxError,
  type ColumnSpec,
  type ColumnVector,
  type Dataset,
  type OpenOutput,
  type RunningJob,
} from "ax";
// @ts-types="../vendor/hyparquet-writer.d.ts"
import {
  ByteWriter,
  ParquetWriter,
  type RowGroup,
} from "../vendor/hyparquet-writer.js";
import { type ExportPlan, joinParts, listDatasets } from "./csv_files.ts";
import { commonColumns } from "./dataset_source.ts";
import {
  encodingOf,
  joinValues,
  physicalValues,
  schemaOf,
} from "./parquet_physical.ts";

/** What a request says. */
export interface ParquetRequest {
  readonly source: readonly Dataset[];
  readonly chain: boolean;
  readonly stopAt: Dataset | null;
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

const MAGIC_BYTES = 4;

/**
 * The columns to be exported, by name.
 *
 * @throws {AxError} `input`, without datasets, and where columns are missing
 * or differ in type.
 */
export function parquetColumns(
  request: ParquetRequest,
): Map<string, ColumnSpec> {
  const { rowGroupRows, columns } = request;
  if (!(rowGroupRows >= 1 && rowGroupRows <= 10_000_000)) {
    throw new AxError(
      "input",
      `Cannot use rowGroupRows ${rowGroupRows}: from 1 to 10,000,000 expected`,
    );
  }
  const [first, ...rest] = listDatasets(request);
  if (first === undefined) {
    throw new AxError("input", `Cannot export nothing: "source" is empty`);
  }
  const all = commonColumns([first, ...rest]);
  if (columns.length === 0) return all;
  return new Map(columns.map((name) => {
    const type = all.get(name);
    if (type !== undefined) return [name, type];
    const known = [...all.keys()].map((name) => JSON.stringify(name));
    throw new AxError(
      "input",
      `Cannot export column ${JSON.stringify(name)}: the dataset has ` +
        known.join(", "),
    );
  }));
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
    part.flush();
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
  const writer = new ByteWriter();
  const schema = schemaOf(parquetColumns(request));
  const footer = new ParquetWriter({ writer, schema, createdBy: CREATED_BY });
  writer.index = 0;
  writer.offset = end;
  footer.row_groups = groups;
  footer.num_rows = groups.reduce((sum, { num_rows }) => sum + num_rows, 0n);
  footer.finish();
  const [name] = plan.files;
  using file = Deno.openSync(pathOf(name as string), { append: true });
  const bytes = writer.getBytes();
  for (let at = 0; at < bytes.length;) {
    at += file.writeSync(bytes.subarray(at));
  }
}

const CREATED_BY = "ax parquet_export (hyparquet-writer)";

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
  readonly #columns: ReadonlyMap<string, ColumnSpec>;
  readonly #groupRows: number;
  readonly #bytes = new ByteWriter(1024 * 1024);
  readonly #writer: ParquetWriter;
  /** Values by column, in parts. */
  #waiting: ArrayLike<unknown>[][];
  #rowCount = 0;

  constructor(
    output: OpenOutput,
    columns: ReadonlyMap<string, ColumnSpec>,
    { rowGroupRows, compression }: ParquetRequest,
  ) {
    this.#output = output;
    this.#columns = columns;
    this.#groupRows = rowGroupRows;
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaOf(columns),
      codec: compression === "snappy" ? "SNAPPY" : "UNCOMPRESSED",
      createdBy: CREATED_BY,
    });
    this.#waiting = [...columns].map(() => []);
  }

  /** Leaves out what a file begins with. */
  dropHead(): void {
    this.#bytes.index -= MAGIC_BYTES;
    this.#bytes.offset -= MAGIC_BYTES;
  }

  /** Adds the rows of a slice. */
  add(dataset: Dataset, slice: number): void {
    const names = [...this.#columns.keys()];
    for (const { columns, rowCount } of dataset.batches(slice, names)) {
      names.forEach((name, index) => {
        const vector = columns[name] as ColumnVector;
        const type = this.#columns.get(name) as ColumnSpec;
        const values = physicalValues(type, vector, rowCount);
        this.#waiting[index]?.push(values);
      });
      this.#rowCount += rowCount;
      if (this.#rowCount >= this.#groupRows) this.flush();
    }
  }

  /** Writes the rows that wait, as row groups of about equal size. */
  flush(): void {
    const count = Math.round(this.#rowCount / this.#groupRows) || 1;
    if (this.#rowCount > 0) {
      this.#writer.write({
        columnData: [...this.#columns].map(([name, type], index) => ({
          name,
          data: joinValues(this.#waiting[index] ?? []),
          offsetIndex: false,
          ...encodingOf(type),
        })),
        rowGroupSize: Math.ceil(this.#rowCount / count),
      });
    }
    this.#waiting = this.#waiting.map(() => []);
    this.#rowCount = 0;
    this.#output.write(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }

  /** Writes the rows that wait, and the footer. */
  finish(): void {
    this.flush();
    this.#writer.finish();
    this.#output.write(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }

  describe(name: string): WrittenPart {
    const { row_groups: groups } = this.#writer;
    return { name, sizeBytes: this.#bytes.offset, groups };
  }

  [Symbol.dispose](): void {
    this.#output.close();
  }
}
