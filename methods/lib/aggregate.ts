/**
 * Groups the rows of datasets and works out values for each group.
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
import { decodeTexts, type Texts } from "./byte_table.ts";
import type { Aggregator } from "./aggregator.ts";
import { makeAggregator, type Operation } from "./aggregators.ts";
import {
  commonColumns,
  listSources,
  plainType,
  type SourceInputs,
  typeOf,
} from "./dataset_source.ts";
import { isRawType } from "./raw_values.ts";
import { type GroupKeys, RowGroups, sortGroups } from "./row_groups.ts";
import { pickValues, type ValueParts } from "./value_codes.ts";

/** What a request says. */
export interface AggregateInputs extends SourceInputs {
  readonly groupBy: readonly string[];
  readonly aggregates: {
    readonly [name: string]: {
      readonly op: Operation;
      readonly column: string | null;
    };
  };
  readonly order: "all" | "roundrobin";
  readonly previous: Dataset | null;
}

/** What one slice found. */
export interface SliceGroups {
  readonly keys: GroupKeys;
  /** The state of each aggregator, in their order. */
  readonly states: readonly unknown[];
}

/** A request, ready to be answered. */
export interface AggregatePlan {
  /** The columns of the result. */
  readonly columns: ReadonlyMap<string, ColumnSpec>;
  /** Those that say which rows are a group. */
  readonly keys: ReadonlyMap<string, ColumnSpec>;
  readonly aggregators: readonly Aggregator[];
}

/**
 * Checks a request and makes what answers it.
 *
 * @throws {AxError} `input`, for columns that are not there, or whose type
 * does not go with what is asked of them.
 */
export function planAggregate(inputs: AggregateInputs): AggregatePlan {
  const { groupBy, aggregates } = inputs;
  const known = commonColumns(listSources(inputs));
  const columns = new Map<string, ColumnSpec>();
  for (const name of groupBy) {
    const type = typeOf(known, name, "group by");
    if (columns.has(name)) throw twice(name);
    if (!isRawType(type)) {
      throw new AxError(
        "input",
        `Cannot group by column ${JSON.stringify(name)}: its type is ${type}`,
      );
    }
    columns.set(name, type);
  }
  const keys = new Map(columns);
  const aggregators = Object.entries(aggregates).map(([name, asked]) => {
    const { op, column } = asked;
    const source = column === null ? undefined : {
      name: column,
      type: typeOf(known, column, `work out the ${op} of`),
    };
    const made = makeAggregator(op, source, groupBy.length === 0);
    if (columns.has(name)) throw twice(name);
    columns.set(name, made.type);
    return made;
  });
  if (columns.size > 0) return { columns, keys, aggregators };
  throw new AxError(
    "input",
    `Cannot aggregate into no column: give "groupBy" or "aggregates"`,
  );
}

function twice(name: string): AxError {
  return new AxError(
    "input",
    `Cannot make column ${JSON.stringify(name)} twice`,
  );
}

/** Groups the rows of one slice. */
export function aggregateSlice(
  inputs: AggregateInputs,
  { slice, slices }: { slice: number; slices: number },
): SliceGroups {
  const { groupBy, order } = inputs;
  const { keys, aggregators } = planAggregate(inputs);
  const wanted = Object.values(inputs.aggregates).map(({ column }) => column);
  const names = new Set(
    [...groupBy, ...wanted].filter((name) => name !== null),
  );
  const groups = new RowGroups(keys);
  let base = 0;
  for (const source of listSources(inputs)) {
    const { first, step, end } = placesOf(source, order, {
      slice,
      slices,
      base,
    });
    base = end;
    // Rows are counted even where no column is asked for.
    if (names.size === 0) names.add([...source.columns.keys()][0] ?? "");
    const read = source.batches(slice, [...names], { reuse: true });
    for (const { start, rowCount, columns } of read) {
      const vectors = columns as Readonly<Record<string, ColumnVector>>;
      const parts = columns as unknown as Readonly<Record<string, ValueParts>>;
      const numbers = groups.number(parts, rowCount);
      for (const [index, aggregator] of aggregators.entries()) {
        aggregator.grow(groups.count);
        const column = wanted[index] ?? null;
        const vector = column === null ? undefined : vectors[column];
        const place = first + step * start;
        aggregator.add({ groups: numbers, vector, place, step });
      }
    }
  }
  for (const aggregator of aggregators) aggregator.grow(groups.count);
  const states = aggregators.map((aggregator) => aggregator.state());
  return { keys: groups.keys(), states };
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
  found: readonly SliceGroups[],
  { job, slices }: { job: Pick<RunningJob, "createDataset">; slices: number },
): number {
  const { columns, keys, aggregators } = planAggregate(inputs);
  const groups = new RowGroups(keys);
  for (const { keys: others, states } of found) {
    const ids = groups.merge(others);
    for (const [index, aggregator] of aggregators.entries()) {
      aggregator.grow(groups.count);
      aggregator.merge(states[index], ids);
    }
  }
  const all = groups.keys();
  const sorted = sortGroups(all);
  using writer = job.createDataset({
    columns,
    previous: inputs.previous ?? undefined,
  });
  const made = [...columns].map(([name, type], index) => {
    const aggregator = aggregators[index - keys.size];
    const column = aggregator === undefined
      ? keyColumn(all, index, type)
      : (own: Uint32Array) => aggregator.column(own);
    return [name, column] as const;
  });
  for (let slice = 0; slice < slices; slice++) {
    const [from, to] = [slice, slice + 1]
      .map((part) => Math.ceil((sorted.length * part) / slices));
    const own = sorted.subarray(from, to);
    if (own.length === 0) continue;
    const batch: Record<string, BatchColumn<ColumnSpec>> = Object.create(null);
    for (const [name, column] of made) batch[name] = column(own);
    writer.slice(slice).writeBatch(batch);
  }
  return sorted.length;
}

/** Makes what gives the values of a column that groups are made by. */
function keyColumn(
  { values, codes }: GroupKeys,
  index: number,
  type: ColumnSpec,
): (groups: Uint32Array) => BatchColumn<ColumnSpec> {
  const known = values[index] as ValueParts;
  const own = codes[index] as Int32Array;
  const placesOf = (groups: Uint32Array): Uint32Array =>
    groups.map((group) => own[group] as number);
  if (plainType(type) !== "category") {
    return (groups) => pickValues(known, placesOf(groups));
  }
  const dictionary = decodeTexts(known as Texts);
  return (groups) => {
    const places = placesOf(groups);
    const valid = known.valid && Uint8Array.from(
      places,
      (place) => known.valid?.[place] as number,
    );
    return { values: Int32Array.from(places), valid, dictionary };
  };
}
