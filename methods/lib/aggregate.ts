/**
 * Groups the rows of datasets and works out values for each group.
 *
 * @module
 */

import type { Dataset, RunningJob } from "ax";
import {
  type AggregateInputs,
  type AggregatePlan,
  planAggregate,
} from "./aggregate_plan.ts";
import { writeHeld, writeMerged } from "./aggregate_write.ts";
import { listSources } from "./dataset_source.ts";
import { blockRows, type RunSource } from "./group_blocks.ts";
import { HeldGroups } from "./held_groups.ts";
import { ScratchFile } from "./scratch_file.ts";
import { type FoundGroups, SliceGroups } from "./slice_groups.ts";
import type { ValueParts } from "./value_coder.ts";

/** Where a slice works. */
export interface AggregateContext {
  readonly job: Pick<RunningJob, "path">;
  readonly slice: number;
  readonly slices: number;
}

/** Tables grow by doubling, and what they hold is sorted: so much is theirs. */
const TABLE_SHARE = 1 / 4;
/** Runs of all slices that are merged at once, if each slice may have one. */
const MERGED_RUNS = 64;

/** Groups the rows of one slice. */
export function aggregateSlice(
  inputs: AggregateInputs,
  { job, slice, slices }: AggregateContext,
): FoundGroups {
  const plan = planAggregate(inputs);
  const memoryBytes = plan.memoryBytes * TABLE_SHARE;
  using groups = new SliceGroups(plan, {
    memoryBytes,
    sentBytes: memoryBytes / slices,
    runs: Math.max(1, Math.floor(MERGED_RUNS / slices)),
    path: job.path(pathOf(slice)),
  });
  try {
    addRows(groups, plan, { inputs, slice, slices });
    return groups.finish();
  } catch (error) {
    groups.discard();
    throw error;
  }
}

/** Adds the rows of one slice. */
function addRows(
  groups: SliceGroups,
  plan: AggregatePlan,
  { inputs, slice, slices }: {
    readonly inputs: AggregateInputs;
    readonly slice: number;
    readonly slices: number;
  },
): void {
  const names = namesOf(plan);
  let base = 0;
  for (const source of listSources(inputs)) {
    const place = placesOf(source, inputs.order, { slice, slices, base });
    base = place.end;
    // Rows are counted even where no column is asked for.
    if (names.size === 0) names.add([...source.columns.keys()][0] ?? "");
    const read = source.batches(slice, [...names], { reuse: true });
    for (const { start, rowCount, columns } of read) {
      groups.add({
        vectors: columns as unknown as Readonly<Record<string, ValueParts>>,
        rowCount,
        place: place.first + place.step * start,
        step: place.step,
      });
    }
  }
}

function pathOf(slice: number): string {
  return `scratch.${slice}`;
}

/** The columns that are read. */
function namesOf({ keys, columns }: AggregatePlan): Set<string> {
  const names = [...keys.keys(), ...columns];
  return new Set(names.filter((name) => name !== null));
}

/** Where the rows of a slice stand among those of all slices. */
function placesOf(
  { rowCounts, rowCount }: Dataset,
  order: "all" | "roundrobin",
  { slice, slices, base }: { slice: number; slices: number; base: number },
): { first: number; step: number; end: number } {
  if (order === "roundrobin") {
    const end = base + Math.max(...rowCounts) * slices;
    return { first: base + slice, step: slices, end };
  }
  const before = rowCounts.slice(0, slice).reduce((sum, n) => sum + n, 0);
  return { first: base + before, step: 1, end: base + rowCount };
}

/**
 * Puts together what the slices found, and writes a row for each group, sorted
 * over all slices.
 *
 * @returns How many groups there are.
 */
export function writeGroups(
  inputs: AggregateInputs,
  found: readonly FoundGroups[],
  { job, slices }: {
    readonly job: Pick<RunningJob, "createDataset" | "path">;
    readonly slices: number;
  },
): number {
  const plan = planAggregate(inputs);
  using writer = job.createDataset({
    columns: plan.made,
    previous: inputs.previous ?? undefined,
  });
  const held = new HeldGroups(plan);
  for (const { sent } of found) {
    if (sent !== undefined) held.merge(sent);
  }
  const output = { writer, slices, path: job.path("scratch") };
  const isHeld = found.every(({ sent }) => sent !== undefined);
  if (isHeld) return writeHeld(plan, held, output);
  using files = new DisposableStack();
  const sets = held.blocks(blockRows).map((blocks): RunSource[] => [
    { run: held.hasRows ? [...blocks] : [], file: undefined },
  ]);
  for (const [slice, { sent, sets: own }] of found.entries()) {
    if (sent !== undefined) continue;
    const options = { isOld: true };
    const file = files.use(new ScratchFile(job.path(pathOf(slice)), options));
    for (const [set, runs] of own.entries()) {
      sets[set]?.push(...runs.map((run) => ({ run, file })));
    }
  }
  return writeMerged(plan, sets, output);
}
