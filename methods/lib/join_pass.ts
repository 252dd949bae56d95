/**
 * One pass of a join: what is read of both sides, and how it is written.
 *
 * @module
 */

import type { ColumnSpec, Dataset, DatasetWriter } from "ax";
import type { KeyColumns } from "./join_keys.ts";
import { type GatherRows, JoinOutput, type ProbeBatch } from "./join_output.ts";
import type {
  JoinColumn,
  JoinInputs,
  JoinPass,
  JoinPlan,
  Side,
} from "./join_plan.ts";
import { nullVectors, type TableShape } from "./join_table.ts";
import { Pile } from "./pile.ts";

/** What a slice reads of one side. */
export interface SideRows {
  readonly dataset: Dataset;
  readonly slice: number | "all";
  readonly rowCount: number;
  /** The columns that are compared. */
  readonly keys: KeyColumns;
  /** All columns that are needed. */
  readonly names: readonly string[];
}

/** A pass, as one slice does it. */
export interface SlicePass {
  /** Its columns are the result's. */
  readonly columns: readonly JoinColumn[];
  readonly pass: JoinPass;
  /** The side whose rows are walked through. */
  readonly probe: SideRows;
  /** The side that matches are looked for in. */
  readonly build: SideRows;
  /** The columns that come from that side alone. */
  readonly payload: ReadonlyMap<string, ColumnSpec>;
  /** How its rows are kept. */
  readonly shape: TableShape;
}

/** Works out what one slice does in a pass. */
export function planPass(
  inputs: JoinInputs,
  plan: JoinPlan,
  pass: JoinPass,
  slice: number,
): SlicePass {
  const { columns } = plan;
  const payload = payloadOf(columns, pass, inputs[pass.build]);
  const isSet = pass.writes === "matched" || pass.writes === "unmatched";
  const kept = isSet ? new Map<string, ColumnSpec>() : payload;
  const probe = sideOf(inputs, plan, pass.probe, {
    slice,
    names: columns.flatMap((column) => column[pass.probe] ?? []),
  });
  const build = sideOf(inputs, plan, pass.build, {
    slice: plan.isAligned ? slice : "all",
    names: [...kept.keys()],
  });
  const kinds = plan.keys.map(({ kind }) => kind);
  const shape = { kinds, keys: build.keys, payload: kept, isSet };
  return { columns, pass, probe, build, payload, shape };
}

function payloadOf(
  columns: readonly JoinColumn[],
  { probe, build }: JoinPass,
  source: Dataset,
): Map<string, ColumnSpec> {
  const payload = new Map<string, ColumnSpec>();
  for (const column of columns) {
    const other = column[build];
    if (column[probe] !== undefined || other === undefined) continue;
    payload.set(other, source.columns.get(other) as ColumnSpec);
  }
  return payload;
}

function sideOf(
  inputs: JoinInputs,
  plan: JoinPlan,
  side: Side,
  { slice, names }: {
    readonly slice: number | "all";
    readonly names: readonly string[];
  },
): SideRows {
  const dataset = inputs[side];
  const keys = plan.keys.map((key) => key[side]);
  const types = keys.map((name) => dataset.columns.get(name) as ColumnSpec);
  const rowCount = slice === "all"
    ? dataset.rowCount
    : dataset.rowCounts[slice] ?? 0;
  return {
    dataset,
    slice,
    rowCount,
    keys: { names: keys, types },
    names: [...new Set([...keys, ...names])],
  };
}

/** Reads the rows of a side; each batch overwrites the one before. */
export function readSide(
  { dataset, slice }: SideRows,
  names: readonly string[],
): Iterable<ProbeBatch> {
  return dataset.batches(slice, names, { reuse: true });
}

/**
 * Makes what writes the rows of a pass.
 *
 * @param gather Picks rows of the other side; not called where none are
 * needed.
 * @param longest The longest text or list that it gives.
 */
export function makeOutput(
  { columns, pass, probe, payload, shape }: SlicePass,
  writer: Pick<DatasetWriter, "writeBatch">,
  { gather, longest }: {
    readonly gather: GatherRows;
    readonly longest: number;
  },
): JoinOutput {
  return new JoinOutput(writer, {
    columns,
    pass,
    source: probe.dataset,
    gather: shape.isSet ? gatherNulls(payload) : gather,
    longest,
  });
}

function gatherNulls(columns: ReadonlyMap<string, ColumnSpec>): GatherRows {
  const pile = new Pile(columns, 1);
  pile.add(nullVectors(columns), 1);
  return ({ length }) => pile.gather(new Uint32Array(length));
}
