/**
 * Puts rows into slices by the hash of a column.
 *
 * Each slice reads all rows and keeps its own: no row passes between Workers,
 * and each slice has one file.
 *
 * @module
 */

import {
  AxError,
  type BatchColumn,
  type ColumnSpec,
  type ColumnVector,
  type Dataset,
  type RunningJob,
} from "ax";
import {
  listSources,
  plainType,
  type SourceInputs,
  typeOf,
} from "./dataset_source.ts";
import { pickColumns } from "./gather.ts";
import { hashRows } from "./row_hash.ts";

/** What a request says. */
export interface PartitionInputs extends SourceInputs {
  readonly hashBy: string;
  readonly previous: Dataset | null;
}

/** Where a slice writes. */
export interface SliceContext {
  readonly job: Pick<RunningJob, "createDataset">;
  readonly slice: number;
  readonly slices: number;
}

/** Checks a request before anything is read. */
function checkPartition(inputs: PartitionInputs): void {
  for (const { columns } of listSources(inputs)) {
    const type = typeOf(columns, inputs.hashBy, "hash by");
    const plain = plainType(type);
    if (plain !== "json" && !plain.startsWith("list<")) continue;
    throw new AxError(
      "input",
      `Cannot hash by column ${JSON.stringify(inputs.hashBy)}: its type is ` +
        type,
    );
  }
}

/**
 * Writes one slice of all datasets.
 *
 * @returns How many rows it has.
 * @throws {AxError} `input`, for a column that is not there or has no hash.
 */
export function partitionSlice(
  inputs: PartitionInputs,
  { job, slice, slices }: SliceContext,
): number {
  checkPartition(inputs);
  const { hashBy } = inputs;
  const sources = listSources(inputs);
  let previous = inputs.previous ?? undefined;
  let rowCount = 0;
  for (const [index, source] of sources.entries()) {
    const isLast = index === sources.length - 1;
    const writer = job.createDataset(isLast ? "default" : String(index), {
      columns: source.columns,
      hashBy,
      previous,
    });
    const partition = new Partition(source.columns, hashBy);
    for (const batch of source.batches("all", undefined, { reuse: true })) {
      const { columns } = batch;
      const count = partition.select(columns, batch.rowCount, {
        slice,
        slices,
      });
      if (count > 0) writer.writeBatch(partition.take(columns));
      rowCount += count;
    }
    previous = writer.close();
  }
  return rowCount;
}

type Vectors = Readonly<Record<string, ColumnVector>>;

/** Picks the rows of one slice out of batches. */
class Partition {
  readonly #columns: ReadonlyMap<string, ColumnSpec>;
  readonly #hashBy: string;
  #hashes = new Uint32Array(0);
  #room = new Uint32Array(0);
  #rows = new Uint32Array(0);

  constructor(columns: ReadonlyMap<string, ColumnSpec>, hashBy: string) {
    this.#columns = columns;
    this.#hashBy = hashBy;
  }

  select(
    vectors: Vectors,
    rowCount: number,
    { slice, slices }: { slice: number; slices: number },
  ): number {
    if (this.#hashes.length < rowCount) {
      this.#hashes = new Uint32Array(rowCount);
      this.#room = new Uint32Array(rowCount);
    }
    const vector = vectors[this.#hashBy] as ColumnVector;
    const type = this.#columns.get(this.#hashBy) as ColumnSpec;
    const hashes = this.#hashes;
    hashRows(vector, type, hashes);
    let count = 0;
    for (let row = 0; row < rowCount; row++) {
      if (hashes[row] as number % slices === slice) this.#room[count++] = row;
    }
    this.#rows = this.#room.subarray(0, count);
    return count;
  }

  take(vectors: Vectors): Record<string, BatchColumn<ColumnSpec>> {
    return pickColumns(vectors, this.#columns.keys(), this.#rows);
  }
}
