/**
 * Joins the rows of two datasets, each slice its own.
 *
 * @module
 */

import {
  AxError,
  type ColumnSpec,
  type ColumnVector,
  type Dataset,
  type DatasetWriter,
  type RunningJob,
} from "ax";
import { JoinKeys, type KeyColumns } from "./join_keys.ts";
import { JoinMerge } from "./join_merge.ts";
import { type GatherRows, JoinOutput } from "./join_output.ts";
import {
  type JoinInputs,
  type JoinPass,
  type JoinPlan,
  planJoin,
  type Side,
} from "./join_plan.ts";
import { joinParts, partRows } from "./join_spill.ts";
import { JoinTable, nullVectors, type TableShape } from "./join_table.ts";
import { Pile } from "./pile.ts";
import { ScratchFile } from "./scratch_file.ts";

/** What a request says, and how it is done. */
export interface JoinRequest extends JoinInputs {
  readonly memoryMB: number;
  readonly previous: Dataset | null;
}

/** Where a slice writes. */
export interface JoinContext {
  readonly job: Pick<RunningJob, "createDataset" | "path">;
  readonly slice: number;
}

/**
 * Writes one slice.
 *
 * @returns How many rows it has.
 */
export function joinSlice(
  inputs: JoinRequest,
  { job, slice }: JoinContext,
): number {
  const plan = planJoin(inputs);
  const writer = job.createDataset({
    columns: plan.columns.map(({ name, type }) => [name, type] as const),
    hashBy: plan.hashBy,
    previous: inputs.previous ?? undefined,
  });
  const path = job.path(`scratch.${slice}`);
  for (const pass of plan.passes) {
    new Pass(inputs, plan, pass, { slice, writer, path }).run();
  }
  return writer.rowCount;
}

type Vectors = Readonly<Record<string, ColumnVector>>;

/** Walks through the rows of one side, and looks for their matches. */
class Pass {
  readonly #plan: JoinPlan;
  readonly #pass: JoinPass;
  readonly #slice: number;
  readonly #writer: Pick<DatasetWriter, "writeBatch">;
  readonly #path: string;
  readonly #probe: Dataset;
  readonly #build: Dataset;
  readonly #probeKeys: KeyColumns;
  readonly #shape: TableShape;
  readonly #limitBytes: number;
  /** Rows that were read when memory was used up. */
  #rowsTried = 0;
  /** Bytes that they took. */
  #bytesTried = 0;

  constructor(
    inputs: JoinRequest,
    plan: JoinPlan,
    pass: JoinPass,
    { slice, writer, path }: {
      readonly slice: number;
      readonly writer: Pick<DatasetWriter, "writeBatch">;
      readonly path: string;
    },
  ) {
    this.#plan = plan;
    this.#pass = pass;
    this.#slice = slice;
    this.#writer = writer;
    this.#path = path;
    this.#probe = inputs[pass.probe];
    this.#build = inputs[pass.build];
    this.#probeKeys = keysOf(plan, pass.probe, this.#probe);
    const isSet = pass.writes === "matched" || pass.writes === "unmatched";
    this.#shape = {
      kinds: plan.keys.map(({ kind }) => kind),
      keys: keysOf(plan, pass.build, this.#build),
      payload: isSet ? new Map() : this.#payload(),
      isSet,
    };
    this.#limitBytes = inputs.memoryMB * 2 ** 20;
  }

  run(): void {
    if (this.#probeRows === 0) return;
    const table = this.#fill();
    if (table === undefined) this.#spill();
    else this.#stream(table);
  }

  get #probeRows(): number {
    return this.#probe.rowCounts[this.#slice] ?? 0;
  }

  get #buildSlice(): number | "all" {
    return this.#plan.isAligned ? this.#slice : "all";
  }

  get #buildRows(): number {
    const { rowCounts, rowCount } = this.#build;
    return this.#plan.isAligned ? rowCounts[this.#slice] ?? 0 : rowCount;
  }

  /** The columns that come from the other side alone. */
  #payload(): Map<string, ColumnSpec> {
    const { probe, build } = this.#pass;
    const payload = new Map<string, ColumnSpec>();
    for (const column of this.#plan.columns) {
      const other = column[build];
      if (column[probe] !== undefined || other === undefined) continue;
      payload.set(other, this.#build.columns.get(other) as ColumnSpec);
    }
    return payload;
  }

  #buildNames(): string[] {
    const { keys, payload } = this.#shape;
    return [...new Set([...keys.names, ...payload.keys()])];
  }

  /** Holds the other side in memory; nothing if it is too large. */
  #fill(): JoinTable | undefined {
    const keys = this.#probeRows < this.#buildRows
      ? this.#learnKeys()
      : undefined;
    if (keys !== undefined && keys.byteCount > this.#limitBytes) {
      return undefined;
    }
    const table = new JoinTable(this.#shape, keys);
    const names = this.#buildNames();
    const reuse = true;
    for (
      const batch of this.#build.batches(this.#buildSlice, names, { reuse })
    ) {
      const vectors = batch.columns as Vectors;
      if (!table.fits(vectors)) return undefined;
      table.add(vectors, batch.rowCount);
      this.#rowsTried += batch.rowCount;
      this.#bytesTried = table.byteCount;
      if (this.#bytesTried > this.#limitBytes) return undefined;
    }
    table.finish();
    return table;
  }

  /** The keys of the smaller side: only rows that have one are kept. */
  #learnKeys(): JoinKeys {
    const keys = new JoinKeys(this.#shape.kinds);
    let target = new Int32Array(0);
    const { names } = this.#probeKeys;
    const reuse = true;
    for (const batch of this.#probe.batches(this.#slice, names, { reuse })) {
      const { rowCount } = batch;
      if (target.length < rowCount) target = new Int32Array(rowCount);
      keys.number(batch.columns as Vectors, this.#probeKeys, {
        rowCount,
        target,
        isNew: true,
      });
      if (keys.byteCount > this.#limitBytes) break;
    }
    return keys;
  }

  #stream(table: JoinTable): void {
    const output = this.#output((rows) => table.gather(rows), table.longest);
    let entries = new Int32Array(0);
    for (const batch of this.#probeBatches()) {
      const { rowCount, columns } = batch;
      if (entries.length < rowCount) entries = new Int32Array(rowCount);
      const found = table.match(columns, this.#probeKeys, {
        rowCount,
        target: entries,
      });
      output.begin(batch);
      const { writes } = this.#pass;
      const { nullRow } = table;
      pushRows(output, { ...found, entries, rowCount, writes, nullRow });
      output.flush();
    }
  }

  #spill(): void {
    using file = new ScratchFile(this.#path);
    const { names } = this.#probeKeys;
    const count = this.#countParts();
    const reuse = true;
    checkNumbers(this.#probeRows);
    const probe = partRows(
      {
        batches: this.#probe.batches(this.#slice, names, { reuse }),
        keys: this.#probeKeys,
        names,
        isNumbered: true,
      },
      count,
      file,
    );
    const buildNames = this.#buildNames();
    const build = partRows(
      {
        batches: this.#build.batches(this.#buildSlice, buildNames, { reuse }),
        keys: this.#shape.keys,
        names: buildNames,
        isNumbered: false,
      },
      count,
      file,
    );
    const join = {
      shape: this.#shape,
      probeKeys: this.#probeKeys,
      buildNames,
      limitBytes: this.#limitBytes,
    };
    const { runs, longest } = joinParts(probe, build, join, file);
    this.#merge(new JoinMerge(file, runs, this.#payload()), longest);
  }

  /** Parts of which each takes less than half of the memory there is. */
  #countParts(): number {
    const perRow = this.#bytesTried / Math.max(1, this.#rowsTried);
    const wanted = 2.5 * perRow * this.#buildRows / (this.#limitBytes + 1);
    let count = 4;
    while (count < wanted && count < 64) count *= 2;
    return count;
  }

  #merge(merge: JoinMerge, longest: number): void {
    const { writes } = this.#pass;
    const output = this.#output(() => merge.gather(), longest);
    for (const batch of this.#probeBatches()) {
      output.begin(batch);
      const { start } = batch;
      for (let row = 0; row < batch.rowCount; row++) {
        const isMatched = merge.row === start + row;
        if (writes === "all" || writes === "matches") {
          for (; merge.row === start + row; merge.next()) {
            output.push(row, merge.keep());
          }
          if (!isMatched && writes === "all") {
            output.push(row, merge.keepNull());
          }
        } else {
          while (merge.row === start + row) merge.next();
          if (isMatched === (writes === "matched")) {
            output.push(row, 0);
          }
        }
      }
      output.flush();
    }
  }

  #probeBatches(): Iterable<
    { start: number; rowCount: number; columns: Vectors }
  > {
    const { probe } = this.#pass;
    const names = [
      ...this.#probeKeys.names,
      ...this.#plan.columns.flatMap((column) => column[probe] ?? []),
    ];
    return this.#probe.batches(this.#slice, [...new Set(names)], {
      reuse: true,
    });
  }

  #output(gather: GatherRows, longest: number): JoinOutput {
    return new JoinOutput(this.#writer, {
      columns: this.#plan.columns,
      pass: this.#pass,
      source: this.#probe,
      gather: this.#shape.isSet ? gatherNulls(this.#payload()) : gather,
      longest,
    });
  }
}

function keysOf(plan: JoinPlan, side: Side, { columns }: Dataset): KeyColumns {
  const names = plan.keys.map((key) => key[side]);
  const types = names.map((name) => columns.get(name) as ColumnSpec);
  return { names, types };
}

function gatherNulls(columns: ReadonlyMap<string, ColumnSpec>): GatherRows {
  const pile = new Pile(columns, 1);
  pile.add(nullVectors(columns), 1);
  return ({ length }) => pile.gather(new Uint32Array(length));
}

/** Row numbers wait as int32. */
function checkNumbers(rowCount: number): void {
  if (rowCount < 2 ** 31) return;
  throw new AxError(
    "limit",
    `Cannot join a slice of ${rowCount} rows in parts: 2147483647 is the most`,
  );
}

/** What was found of the rows of a batch. */
interface Found {
  readonly rowCount: number;
  /** The key of each row; -1 where there is none. */
  readonly entries: Int32Array;
  /** Where the matches of each key begin in `rows`. */
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
  readonly nullRow: number;
  readonly writes: JoinPass["writes"];
}

function pushRows(output: JoinOutput, found: Found): void {
  const { entries, rowCount, starts, rows, nullRow, writes } = found;
  const isSet = writes === "matched" || writes === "unmatched";
  for (let row = 0; row < rowCount; row++) {
    const entry = entries[row] as number;
    const from = entry < 0 ? 0 : starts[entry] as number;
    const to = entry < 0 ? 0 : starts[entry + 1] as number;
    if (isSet) {
      if ((to > from) === (writes === "matched")) output.push(row, 0);
      continue;
    }
    for (let at = from; at < to; at++) output.push(row, rows[at] as number);
    if (from === to && writes === "all") output.push(row, nullRow);
  }
}
