/**
 * Works out what an aggregation gives.
 *
 * @module
 */

import { AxError, type ColumnSpec, type Dataset } from "ax";
import type { Aggregator } from "./aggregator.ts";
import { makeAggregator, type Operation } from "./aggregators.ts";
import {
  commonColumns,
  listSources,
  type SourceInputs,
  typeOf,
} from "./dataset_source.ts";
import { memoryBytes } from "./memory_limit.ts";
import { isRawType } from "./raw_values.ts";

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
  readonly memoryMB: number;
  readonly previous: Dataset | null;
}

/** A column whose different values are counted. */
export interface DistinctColumn {
  readonly column: string;
  readonly type: ColumnSpec;
  /** Of the aggregators that it is for. */
  readonly indexes: number[];
}

/** A request, ready to be answered. */
export interface AggregatePlan {
  /** The columns of the result. */
  readonly made: ReadonlyMap<string, ColumnSpec>;
  /** Those that say which rows are a group. */
  readonly keys: ReadonlyMap<string, ColumnSpec>;
  /** By aggregator: the column it is about, if there is one. */
  readonly columns: readonly (string | null)[];
  readonly distincts: readonly DistinctColumn[];
  /** Bytes that groups may take in memory. */
  readonly memoryBytes: number;
  /** Makes the aggregators, without any rows. */
  makeAll(): Aggregator[];
}

/**
 * Checks a request and makes what answers it.
 *
 * @throws {AxError} `input`, for columns that are not there, or whose type
 * does not go with what is asked of them.
 */
export function planAggregate(inputs: AggregateInputs): AggregatePlan {
  const known = commonColumns(listSources(inputs));
  const keys = keysOf(inputs, known);
  const made = new Map(keys);
  const makers: (() => Aggregator)[] = [];
  const distincts = new Map<string, DistinctColumn>();
  const asked = Object.entries(inputs.aggregates);
  for (const [index, [name, { op, column }]] of asked.entries()) {
    const source = column === null ? undefined : {
      name: column,
      type: typeOf(known, column, `work out the ${op} of`),
    };
    const make = (): Aggregator => makeAggregator(op, source, keys.size === 0);
    const { type } = make();
    if (made.has(name)) throw twice(name);
    made.set(name, type);
    makers.push(make);
    if (op !== "distinct" || source === undefined) continue;
    const distinct = distincts.get(source.name) ??
      { column: source.name, type: source.type, indexes: [] };
    distinct.indexes.push(index);
    distincts.set(source.name, distinct);
  }
  if (made.size === 0) {
    throw new AxError(
      "input",
      `Cannot aggregate into no column: give "groupBy" or "aggregates"`,
    );
  }
  return {
    made,
    keys,
    columns: asked.map(([, { column }]) => column),
    distincts: [...distincts.values()],
    memoryBytes: memoryBytes("aggregate", inputs.memoryMB),
    makeAll: () => makers.map((make) => make()),
  };
}

function keysOf(
  { groupBy }: AggregateInputs,
  known: ReadonlyMap<string, ColumnSpec>,
): Map<string, ColumnSpec> {
  const keys = new Map<string, ColumnSpec>();
  for (const name of groupBy) {
    const type = typeOf(known, name, "group by");
    if (keys.has(name)) throw twice(name);
    if (!isRawType(type)) {
      throw new AxError(
        "input",
        `Cannot group by column ${JSON.stringify(name)}: its type is ${type}`,
      );
    }
    keys.set(name, type);
  }
  return keys;
}

function twice(name: string): AxError {
  return new AxError(
    "input",
    `Cannot make column ${JSON.stringify(name)} twice`,
  );
}
