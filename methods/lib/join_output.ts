/**
 * Collects the rows of a join, and writes them batch by batch.
 *
 * @module
 */

import type {
  BatchColumn,
  ColumnSpec,
  ColumnVector,
  Dataset,
  DatasetWriter,
  VectorParts,
} from "ax";
import { plainType } from "./dataset_source.ts";
import { Gatherer } from "./gather.ts";
import type { JoinColumn, JoinPass } from "./join_plan.ts";
import { widen } from "./widen.ts";

/** Rows that are written at a time. */
export const OUTPUT_ROWS = 65_536;

/** Bytes of one column that are written at a time, about. */
const OUTPUT_BYTES = 2 ** 28;

/** How many rows are written at a time that may be so long. */
export function outputRows(longest: number): number {
  const count = Math.floor(OUTPUT_BYTES / Math.max(longest, 1));
  return Math.min(Math.max(count, 1), OUTPUT_ROWS);
}

/** Picks rows of the other side, by what they were pushed with. */
export type GatherRows = (
  handles: Uint32Array,
) => Readonly<Record<string, VectorParts>>;

type Vectors = Readonly<Record<string, ColumnVector>>;

/** A batch of the side whose rows are walked through. */
export interface ProbeBatch {
  readonly start: number;
  readonly rowCount: number;
  readonly columns: Vectors;
}

/** Writes rows: some of the batch at hand, each with one of the other side. */
export class JoinOutput {
  readonly #writer: Pick<DatasetWriter, "writeBatch">;
  readonly #probe: readonly ProbeColumn[];
  /** The name in the result, and in the other side. */
  readonly #build: readonly (readonly [string, string])[];
  readonly #gather: GatherRows;
  readonly #rows = new Uint32Array(OUTPUT_ROWS);
  readonly #handles = new Uint32Array(OUTPUT_ROWS);
  readonly #longest: number;
  #count = 0;
  #limit = 0;
  #batch: ProbeBatch | undefined;

  constructor(
    writer: Pick<DatasetWriter, "writeBatch">,
    { columns, pass, source, gather, longest }: {
      readonly columns: readonly JoinColumn[];
      readonly pass: JoinPass;
      /** The dataset whose rows are walked through. */
      readonly source: Dataset;
      readonly gather: GatherRows;
      /** The longest text or list that `gather` gives. */
      readonly longest: number;
    },
  ) {
    this.#writer = writer;
    this.#gather = gather;
    this.#longest = longest;
    this.#probe = columns.flatMap((column) => {
      const own = column[pass.probe];
      if (own === undefined) return [];
      const from = source.columns.get(own) as ColumnSpec;
      return [new ProbeColumn(column, own, from)];
    });
    this.#build = columns.flatMap((column) => {
      const other = column[pass.build];
      const isOwn = column[pass.probe] !== undefined;
      return isOwn || other === undefined ? [] : [[column.name, other]];
    });
  }

  /** Takes the next batch. */
  begin(batch: ProbeBatch): void {
    this.#batch = batch;
    const lengths = this.#probe.map((column) => column.longest(batch));
    this.#limit = outputRows(Math.max(this.#longest, ...lengths));
  }

  /** Adds a row: one of the batch, and one that `gather` knows. */
  push(row: number, handle: number): void {
    this.#rows[this.#count] = row;
    this.#handles[this.#count++] = handle;
    if (this.#count === this.#limit) this.flush();
  }

  /** Writes what was added; called before the batch is overwritten. */
  flush(): void {
    const count = this.#count;
    const batch = this.#batch;
    if (count === 0 || batch === undefined) return;
    this.#count = 0;
    const rows = this.#rows.subarray(0, count);
    const isWhole = count === batch.rowCount &&
      rows.every((row, index) => row === index);
    const made: Record<string, BatchColumn<ColumnSpec>> = Object.create(null);
    for (const column of this.#probe) {
      made[column.name] = column.take(batch, isWhole ? undefined : rows);
    }
    const others = this.#gather(this.#handles.subarray(0, count));
    for (const [name, other] of this.#build) {
      made[name] = others[other] as VectorParts;
    }
    this.#writer.writeBatch(made);
  }
}

/** A column that comes from the batch at hand. */
class ProbeColumn {
  readonly name: string;
  readonly #own: string;
  readonly #from: ColumnSpec;
  readonly #to: ColumnSpec;
  readonly #gatherer = new Gatherer();
  /** The vector seen last, and what it was turned into. */
  #last: ColumnVector | undefined;
  #wide: ColumnVector | undefined;
  #start = -1;

  constructor({ name, type }: JoinColumn, own: string, from: ColumnSpec) {
    this.name = name;
    this.#own = own;
    this.#from = from;
    this.#to = type;
  }

  /** The longest text or list. */
  longest({ columns }: ProbeBatch): number {
    const { offsets } = columns[this.#own] as unknown as {
      offsets?: Int32Array;
    };
    let longest = 1;
    if (offsets === undefined) return longest;
    for (let row = 1; row < offsets.length; row++) {
      const size = (offsets[row] as number) - (offsets[row - 1] as number);
      if (size > longest) longest = size;
    }
    return longest;
  }

  /** Picks rows; all of them without `rows`. */
  take(
    { columns, start }: ProbeBatch,
    rows: Uint32Array | undefined,
  ): BatchColumn<ColumnSpec> {
    const vector = this.#widen(columns[this.#own] as ColumnVector, start);
    return rows === undefined ? vector : this.#gatherer.pick(vector, rows);
  }

  #widen(vector: ColumnVector, start: number): ColumnVector {
    if (plainType(this.#from) === plainType(this.#to)) return vector;
    if (
      this.#last === vector && this.#start === start &&
      this.#wide !== undefined
    ) return this.#wide;
    this.#last = vector;
    this.#start = start;
    return this.#wide = widen(vector, {
      column: this.name,
      from: this.#from,
      to: this.#to,
      start,
    });
  }
}
