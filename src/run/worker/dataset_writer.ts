/**
 * Writes a dataset of the running job.
 *
 * @module
 */

import type { Columns, ColumnSpec } from "../../core/columns.ts";
import { datasetFile } from "../../core/dataset_name.ts";
import type {
  Compression,
  Dataset,
  DatasetWriter,
  RowWriter,
} from "../../core/datasets.ts";
import { AxError } from "../../core/errors.ts";
import type { BatchRecord, RowInput } from "../../core/rows.ts";
import { describe } from "../../data/builder.ts";
import { findHasher } from "../../data/hash.ts";
import { checkParsed, columnType } from "../../data/parse_text.ts";
import {
  batchRowsFor,
  checkDefaults,
  type SliceWriterOptions,
} from "../../data/slice_input.ts";
import { openSliceWriter, type SliceWriter } from "../../data/slice_writer.ts";
import { openSplitWriter } from "../../data/split_writer.ts";
import { parseType } from "../../data/types.ts";

/** What a dataset is to be, all questions answered. */
export interface WriterPlan {
  readonly name: string;
  /** Where its files go; made with the first of them. */
  readonly directory: string;
  readonly slices: number;
  /** The slice of `analysis`; -1 in other stages. */
  readonly slice: number;
  /** Whether rows go to all slices although this is `analysis`. */
  readonly split: boolean;
  /** The columns that are written. */
  readonly entries: readonly (readonly [string, ColumnSpec])[];
  /** One of them; rows are dealt out or checked by its hash. */
  readonly hashBy: string | undefined;
  /** Why rows cannot be dealt out. */
  readonly undealable: string | undefined;
  readonly compression: Compression;
  readonly defaults: Readonly<Record<string, unknown>> | undefined;
  /** Columns that read texts. */
  readonly parsed: readonly string[] | undefined;
  readonly skipOtherSlices: boolean;
  /** Makes the handle of the closed dataset. */
  readonly whenClosed: () => Dataset;
  readonly whenDiscarded: () => void;
}

/** A writer that its stage closes, if the program does not. */
export interface StageWriter extends DatasetWriter {
  /** Lets go of its files, whatever is in them. */
  abandon(): void;
}

/**
 * Starts a writer. A slice that gets no row leaves no file.
 *
 * @throws {AxError} `dataset`, if a column cannot be, or the one to hash by.
 */
export function startWriter(plan: WriterPlan): StageWriter {
  checkColumns(plan);
  const { entries, defaults, parsed } = plan;
  if (parsed) checkParsed(entries, parsed);
  if (defaults) checkDefaults(entries, defaults, parsed);
  return new PlannedWriter(plan);
}

/** What writes rows to files. */
interface RowSink extends RowWriter, Disposable {
  close(): unknown;
  discard(): void;
}

class PlannedWriter implements StageWriter {
  readonly #plan: WriterPlan;
  /** All that was opened. */
  readonly #sinks: RowSink[] = [];
  /** Which of them `write` goes to; made with the first row. */
  #sink: RowSink | undefined;
  readonly #slices = new Map<number, SliceWriter>();
  #state: "open" | "closed" | "discarded" = "open";
  #dataset: Dataset | undefined;
  #hash: ReturnType<typeof findHasher>;
  /** Why it could not be closed. */
  #failure: unknown;

  constructor(plan: WriterPlan) {
    this.#plan = plan;
  }

  get name(): string {
    return this.#plan.name;
  }

  get rowCount(): number {
    return this.#sinks.reduce((sum, { rowCount }) => sum + rowCount, 0);
  }

  write(row: RowInput<Columns>): void {
    (this.#sink ?? this.#begin()).write(row);
  }

  writeValues(...values: unknown[]): void {
    (this.#sink ?? this.#begin()).writeValues(...values);
  }

  writeBatch(batch: BatchRecord<Columns>): void {
    (this.#sink ?? this.#begin()).writeBatch(batch);
  }

  slice(slice: number): RowWriter {
    const { slices, slice: own, split } = this.#plan;
    this.#checkOpen();
    if (!Number.isInteger(slice) || slice < 0 || slice >= slices) {
      throw this.#error(
        `there is no slice ${slice}: they go from 0 to ${slices - 1}`,
      );
    }
    if (own >= 0 && (split || slice !== own)) {
      throw this.#error(
        `slice ${own} cannot write slice ${slice}; with split: true rows go ` +
          `where they belong`,
      );
    }
    if (own >= 0) return this.#sink ?? this.#begin();
    if (this.#sink !== undefined) throw this.#mixed();
    const known = this.#slices.get(slice);
    if (known !== undefined) return known;
    const writer = this.#openSlice(slice);
    this.#slices.set(slice, writer);
    this.#sinks.push(writer);
    return writer;
  }

  sliceOf(value: unknown): number {
    const { entries, hashBy, slices, defaults, parsed } = this.#plan;
    const entry = entries.find(([name]) => name === hashBy);
    if (hashBy === undefined || entry === undefined) {
      throw this.#error(
        "its rows do not lie by the hash of a column it writes",
      );
    }
    const hash = this.#hash ??= findHasher(columnType(entry, parsed));
    const number = hash?.(value) ?? hash?.(defaults?.[hashBy]);
    if (number !== undefined) return number % slices;
    const column = JSON.stringify(hashBy);
    throw this.#error(
      `column ${column}: ${entry[1]} expected, got ${describe(value)}`,
    );
  }

  close(): Dataset {
    if (this.#dataset !== undefined) return this.#dataset;
    this.#checkOpen();
    if (this.#failure !== undefined) throw this.#failure;
    try {
      for (const sink of this.#sinks) {
        sink.close();
        // All of its rows were skipped or refused, or it was only asked for.
        if (sink.rowCount === 0) sink.discard();
      }
    } catch (thrown) {
      this.#failure = thrown;
      throw thrown;
    }
    this.#state = "closed";
    this.#sink = undefined;
    return this.#dataset = this.#plan.whenClosed();
  }

  discard(): void {
    if (this.#state === "discarded") return;
    this.#drop();
    this.#plan.whenDiscarded();
  }

  abandon(): void {
    if (this.#state === "open") this.#drop();
  }

  /**
   * Closes. An error is kept for the end of the stage, where the job fails by
   * it: here it would hide the one that may be on its way.
   */
  [Symbol.dispose](): void {
    if (this.#state !== "open") return;
    try {
      this.close();
    } catch {
      // close() throws it again.
    }
  }

  #drop(): void {
    this.#state = "discarded";
    this.#sink = undefined;
    for (const sink of this.#sinks.splice(0)) sink.discard();
  }

  #begin(): RowSink {
    this.#checkOpen();
    const { slice, split, entries } = this.#plan;
    if (entries.length === 0) {
      throw this.#error("it has no columns of its own");
    }
    if (this.#slices.size > 0) throw this.#mixed();
    this.#sink = slice >= 0 && !split
      ? this.#openSlice(slice)
      : this.#openSplit();
    this.#sinks.push(this.#sink);
    return this.#sink;
  }

  #openSplit(): RowSink {
    const { directory, entries, hashBy, undealable, slice, slices } =
      this.#plan;
    if (undealable !== undefined) throw this.#error(undealable);
    Deno.mkdirSync(directory, { recursive: true });
    const part = slice >= 0 ? slice : undefined;
    const paths = Array.from(
      { length: slices },
      (_, target) => `${directory}/${datasetFile(target, part)}`,
    );
    return openSplitWriter(paths, entries, {
      ...this.#common(),
      ...(hashBy !== undefined && { hashBy }),
    });
  }

  #openSlice(slice: number): SliceWriter {
    const { directory, entries, hashBy, slices, skipOtherSlices, slice: own } =
      this.#plan;
    Deno.mkdirSync(directory, { recursive: true });
    const path = `${directory}/${datasetFile(slice)}`;
    return openSliceWriter(path, entries, {
      ...this.#common(),
      slice,
      // In prepare and synthesis several slices may be open at once.
      ...(own < 0 && { batchRows: batchRowsFor(slices) }),
      skipOtherSlices,
      ...(hashBy !== undefined && { hashBy: { column: hashBy, slices } }),
    });
  }

  #common(): Pick<SliceWriterOptions, "compression" | "defaults" | "parsed"> {
    const { compression, defaults, parsed } = this.#plan;
    return {
      compression,
      ...(defaults && { defaults: defaults as never }),
      ...(parsed && { parsed }),
    };
  }

  #checkOpen(): void {
    if (this.#state === "open") return;
    throw this.#error(`it is ${this.#state}`);
  }

  #mixed(): AxError {
    return this.#error(
      "rows are either dealt out or written slice by slice, not both",
    );
  }

  #error(problem: string): AxError {
    const name = JSON.stringify(this.#plan.name);
    return new AxError("dataset", `Cannot write dataset ${name}: ${problem}`);
  }
}

function checkColumns({ name, entries, hashBy }: WriterPlan): void {
  const fail = (problem: string): never => {
    throw new AxError(
      "dataset",
      `Cannot create dataset ${JSON.stringify(name)}: ${problem}`,
    );
  };
  const names = new Set<string>();
  for (const [column, type] of entries) {
    if (typeof column !== "string" || !column.isWellFormed()) {
      fail(
        `column ${JSON.stringify(column)} must be named by well-formed text`,
      );
    }
    if (names.has(column)) {
      fail(`it has column ${JSON.stringify(column)} twice`);
    }
    names.add(column);
    parseType(String(type));
  }
  const hashed = entries.find(([column]) => column === hashBy);
  if (hashed === undefined || findHasher(parseType(hashed[1]))) return;
  fail(
    `column ${JSON.stringify(hashBy)} cannot be hashed: its type is ` +
      hashed[1],
  );
}
