/**
 * Writes slices as Parquet, for programs that do not read Arrow.
 *
 * @module
 */

import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { AxError } from "../../core/errors.ts";
import { findSystemRefusal } from "../../core/system_error.ts";
import { CellReader } from "../../data/cell_text.ts";
import { openSliceReader } from "../../data/slice_reader.ts";
import { type ParsedType, parseType } from "../../data/types.ts";
import type {
  CategoryVector,
  VariableData,
  Vector,
} from "../../data/vectors.ts";
import type { ScanColumn, ScanTask } from "./messages.ts";

/** Who is told how far it is. */
interface Watch {
  progress(rows: number): void;
  isStopped(): boolean;
}

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];
type SchemaElement = Schema[number];
type Values = ArrayLike<unknown>;

/**
 * Writes the shown columns of a task to its path, a row group for each batch.
 * `json` and lists are text; datetimes have microseconds.
 *
 * @returns How many bytes were written.
 */
export function writeParquet(task: ScanTask, watch: Watch): number {
  const { columns, slices, path = "" } = task;
  using file = new FileWriter(path);
  const schema: Schema = [
    { name: "root", num_children: columns.length },
    ...columns.map(elementOf),
  ];
  const writer = new ParquetWriter({
    writer: file,
    schema,
    codec: "UNCOMPRESSED",
    statistics: false,
  });
  const converts = columns.map(({ type }) => converterOf(parseType(type)));
  const names = columns.map(({ name }) => name);
  for (const { groups, from, rowCount } of slices) {
    const rowRange = [from, from + rowCount] as const;
    using reader = openSliceReader(groups);
    for (const batch of reader.batches(names, { rowRange, reuse: true })) {
      if (watch.isStopped()) return file.offset;
      const columnData = names.map((name, index) => {
        const vector = batch.columns[name] as unknown as Vector;
        const data = converts[index]?.(vector) as unknown[];
        const { as = name } = columns[index] as ScanColumn;
        return {
          name: as,
          data,
          encoding: "PLAIN" as const,
          offsetIndex: false,
        };
      });
      writer.write({ columnData, rowGroupSize: batch.rowCount });
      watch.progress(batch.rowCount);
    }
  }
  writer.finish();
  return file.offset;
}

/** Bytes that go to a file whenever a row group is done. */
class FileWriter extends ByteWriter implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  constructor(path: string) {
    super(1 << 20);
    this.#path = path;
    this.#file = Deno.openSync(path, { write: true, createNew: true });
  }

  flush(): void {
    let rest = this.getBytes();
    while (rest.length > 0) rest = rest.subarray(this.#write(rest));
    this.index = 0;
  }

  #write(bytes: Uint8Array): number {
    try {
      return this.#file.writeSync(bytes);
    } catch (cause) {
      const { reason } = findSystemRefusal(cause) ?? {};
      if (reason === undefined) throw cause;
      const message = `Cannot write "${this.#path}": ${reason}`;
      throw new AxError("config", message, { cause });
    }
  }

  override finish(): void {
    this.flush();
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

function elementOf({ name, type, as }: ScanColumn): SchemaElement {
  const parsed = parseType(type);
  const repetition_type = parsed.nullable ? "OPTIONAL" : "REQUIRED";
  return { name: as ?? name, repetition_type, ...storageOf(parsed) };
}

function storageOf({ kind }: ParsedType): Partial<SchemaElement> {
  switch (kind) {
    case "bool":
      return { type: "BOOLEAN" };
    case "int32":
      return { type: "INT32" };
    case "int64":
      return { type: "INT64" };
    case "float32":
      return { type: "FLOAT" };
    case "float64":
      return { type: "DOUBLE" };
    case "date":
      return { type: "INT32", converted_type: "DATE" };
    case "time":
      return { type: "INT32", converted_type: "TIME_MILLIS" };
    case "datetime":
      return { type: "INT64", converted_type: "TIMESTAMP_MICROS" };
    case "bytes":
      return { type: "BYTE_ARRAY" };
    default:
      return { type: "BYTE_ARRAY", converted_type: "UTF8" };
  }
}

/** Makes of a batch of a column what the library takes. */
function converterOf(type: ParsedType): (vector: Vector) => Values {
  switch (type.kind) {
    case "bool":
      return (vector) => each(vector, (row) => vector.get(row));
    case "string":
    case "json":
    case "bytes":
      return bytesOf;
    case "category":
      return categoriesOf;
    case "list": {
      const cells = new CellReader("list<string>");
      return (vector) => {
        cells.use(vector);
        return each(vector, (row) => cells.text(row));
      };
    }
    default:
      return (vector) => {
        const { values } = vector as unknown as { values: Values };
        if (vector.valid === undefined) return values;
        return each(vector, (row) => values[row]);
      };
  }
}

function each(vector: Vector, get: (row: number) => unknown): unknown[] {
  const { valid } = vector;
  const values: unknown[] = new Array(vector.length);
  for (let row = 0; row < values.length; row++) {
    const isNull = valid !== undefined && valid[row] === 0;
    values[row] = isNull ? null : get(row);
  }
  return values;
}

function bytesOf(vector: Vector): unknown[] {
  const { offsets, values } = vector as unknown as VariableData;
  return each(
    vector,
    (row) => values.subarray(offsets[row], offsets[row + 1]),
  );
}

function categoriesOf(vector: Vector): unknown[] {
  const { values, dictionary } = vector as CategoryVector;
  const encoder = new TextEncoder();
  const texts = dictionary.map((text) => encoder.encode(text));
  return each(vector, (row) => texts[values[row] as number]);
}
