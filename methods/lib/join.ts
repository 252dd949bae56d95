/**
 * Joins the rows of two datasets, each slice its own.
 *
 * @module
 */

import type { ColumnVector, Dataset, DatasetWriter, RunningJob } from "ax";
import { joinByFiles } from "./join_files.ts";
import { JoinKeys } from "./join_keys.ts";
import type { JoinOutput } from "./join_output.ts";
import { makeOutput, planPass, readSide, type SlicePass } from "./join_pass.ts";
import { type JoinInputs, type JoinPass, planJoin } from "./join_plan.ts";
import { JoinTable } from "./join_table.ts";
import { memoryBytes } from "./memory_limit.ts";

/** What a request says, and how it is done. */
export interface JoinRequest extends JoinInputs {
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
  const limitBytes = memoryBytes("join", inputs.memoryMB);
  for (const each of plan.passes) {
    const pass = planPass(inputs, plan, each, slice);
    if (pass.probe.rowCount === 0) continue;
    const filled = fillTable(pass, limitBytes);
    if ("table" in filled) joinInMemory(pass, filled.table, writer);
    else {
      const path = job.path(`scratch.${slice}`);
      joinByFiles(pass, writer, { ...filled, limitBytes, path });
    }
  }
  return writer.rowCount;
}

type Vectors = Readonly<Record<string, ColumnVector>>;

/**
 * Holds one side in memory.
 *
 * @returns The rows; if they are too many, the bytes that each takes.
 */
function fillTable(
  { probe, build, shape }: SlicePass,
  limitBytes: number,
): { readonly table: JoinTable } | { readonly rowBytes: number } {
  const keys = probe.rowCount < build.rowCount
    ? learnKeys({ probe, shape }, limitBytes)
    : undefined;
  const table = new JoinTable(shape, keys);
  let rowsTried = 0;
  for (const { columns, rowCount } of readSide(build, build.names)) {
    rowsTried += rowCount;
    if (table.fits(columns)) table.add(columns, rowCount);
    else return { rowBytes: table.byteCount / rowsTried };
    if (table.byteCount <= limitBytes) continue;
    return { rowBytes: table.byteCount / rowsTried };
  }
  table.finish();
  return { table };
}

/** The keys of the smaller side: only rows that have one are kept. */
function learnKeys(
  { probe, shape }: Pick<SlicePass, "probe" | "shape">,
  limitBytes: number,
): JoinKeys | undefined {
  const keys = new JoinKeys(shape.kinds);
  let target = new Int32Array(0);
  for (const { rowCount, columns } of readSide(probe, probe.keys.names)) {
    if (!keys.fits(columns, probe.keys)) return undefined;
    if (target.length < rowCount) target = new Int32Array(rowCount);
    keys.number(columns, probe.keys, { rowCount, target, isNew: true });
    // The first rows of the other side will say that it is too much.
    if (keys.byteCount > limitBytes) break;
  }
  return keys;
}

function joinInMemory(
  slicePass: SlicePass,
  table: JoinTable,
  writer: Pick<DatasetWriter, "writeBatch">,
): void {
  const { probe, pass } = slicePass;
  const output = makeOutput(slicePass, writer, {
    gather: (rows) => table.gather(rows),
    longest: table.longest,
  });
  let entries = new Int32Array(0);
  for (const batch of readSide(probe, probe.names)) {
    const { rowCount, columns } = batch;
    if (entries.length < rowCount) entries = new Int32Array(rowCount);
    const found = table.match(columns as Vectors, probe.keys, {
      rowCount,
      target: entries,
    });
    output.begin(batch);
    const { writes } = pass;
    const { nullRow } = table;
    pushRows(output, { ...found, entries, rowCount, writes, nullRow });
    output.flush();
  }
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
