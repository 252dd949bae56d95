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
import {
  type Aggregator,
  makeAggregator,
  type Operation,
} from "./aggregators.ts";
import {
  commonColumns,
  listSources,
  type SourceInputs,
  typeOf,
} from "./dataset_source.ts";
import { isRawType, type Raw, rawColumn } from "./raw_values.ts";
import { RowGroups } from "./row_groups.ts";

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
  readonly keys: readonly (readonly (Raw | null)[])[];
  /** The state of each aggregator, in their order. */
  readonly states: readonly unknown[];
}

/** A request, ready to be answered. */
export interface AggregatePlan {
  /** The columns of the result. */
  readonly columns: ReadonlyMap<string, ColumnSpec>;
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
  if (columns.size > 0) return { columns, aggregators };
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
  const { aggregators } = planAggregate(inputs);
  const wanted = Object.values(inputs.aggregates).map(({ column }) => column);
  const names = new Set(
    [...groupBy, ...wanted].filter((name) => name !== null),
  );
  const groups = new RowGroups(groupBy);
  let base = 0;
  for (const source of listSources(inputs)) {
    const place = placesOf(source, order, { slice, slices, base });
    base = place.end;
    // Rows are counted even where no column is asked for.
    if (names.size === 0) names.add([...source.columns.keys()][0] ?? "");
    const read = source.batches(slice, [...names], { reuse: true });
    for (const { start, rowCount, columns } of read) {
      const vectors = columns as Readonly<Record<string, ColumnVector>>;
      const numbers = groups.number(vectors, rowCount);
      for (const [index, aggregator] of aggregators.entries()) {
        aggregator.grow(groups.count);
        const column = wanted[index] ?? null;
        aggregator.add({
          groups: numbers,
          vector: column === null ? undefined : vectors[column],
          placeOf: (row) => place.first + place.step * (start + row),
        });
      }
    }
  }
  for (const aggregator of aggregators) aggregator.grow(groups.count);
  const states = aggregators.map((aggregator) => aggregator.state());
  return { keys: groups.keys, states };
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
 * and dealt out in turn.
 *
 * @returns How many groups there are.
 */
export function writeGroups(
  inputs: AggregateInputs,
  found: readonly SliceGroups[],
  { job, slices }: { job: Pick<RunningJob, "createDataset">; slices: number },
): number {
  const { columns, aggregators } = planAggregate(inputs);
  const groups = new RowGroups(inputs.groupBy);
  for (const { keys, states } of found) {
    const ids = keys.map((key) => groups.find(key));
    for (const [index, aggregator] of aggregators.entries()) {
      aggregator.grow(groups.count);
      aggregator.merge(states[index], ids);
    }
  }
  const sorted = groups.sorted();
  using writer = job.createDataset({
    columns,
    previous: inputs.previous ?? undefined,
  });
  for (let slice = 0; slice < slices; slice++) {
    const own = sorted.filter((_, index) => index % slices === slice);
    if (own.length === 0) continue;
    const batch: Record<string, BatchColumn<ColumnSpec>> = Object.create(null);
    for (const [index, [name, type]] of [...columns].entries()) {
      const aggregator = aggregators[index - inputs.groupBy.length];
      const values = own.map((group) =>
        aggregator?.valueOf(group) ?? groups.keys[group]?.[index] ?? null
      );
      batch[name] = rawColumn(type, values);
    }
    writer.slice(slice).writeBatch(batch);
  }
  return sorted.length;
}
