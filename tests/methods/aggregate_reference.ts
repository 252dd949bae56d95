/**
 * Aggregation as it should be: slow and plain.
 *
 * @module
 */

import type { ColumnSpec } from "ax";
import type { AggregateInputs } from "../../methods/lib/aggregate_plan.ts";
import type { operations } from "../../methods/lib/aggregators.ts";
import type { Raw } from "../../methods/lib/raw_values.ts";
import { compareRaw, type Values } from "./value_support.ts";

/** Columns by name. */
export type Table = ReadonlyMap<
  string,
  { readonly type: ColumnSpec; readonly values: Values }
>;

/** A value as text that shows each of its bits. */
export function textOf(value: Raw | null): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** The rows of the result, as texts. */
export function expected(
  table: Table,
  { groupBy, aggregates }: Pick<AggregateInputs, "groupBy" | "aggregates">,
): string[] {
  const count = [...table.values()][0]?.values.length ?? 0;
  const valueOf = (name: string, row: number): Raw | null => {
    const value = table.get(name)?.values[row] ?? null;
    return value === 0 ? 0 : value;
  };
  const groups = new Map<string, number[]>();
  if (groupBy.length === 0) groups.set("", []);
  for (let row = 0; row < count; row++) {
    const key = groupBy.map((name) => textOf(valueOf(name, row))).join("|");
    const rows = groups.get(key) ?? [];
    rows.push(row);
    groups.set(key, rows);
  }
  const sorted = [...groups].sort(([, [a = 0]], [, [b = 0]]) =>
    groupBy.map((name) => compareRaw(valueOf(name, a), valueOf(name, b)))
      .find((order) => order !== 0) ?? 0
  );
  return sorted.map(([key, rows]) => {
    const texts = Object.values(aggregates).map(({ op, column }) => {
      if (column === null) return textOf(rows.length);
      const all = rows.map((row) => table.get(column)?.values[row] ?? null);
      return textOf(answer(op, all, table.get(column)?.type ?? "int32"));
    });
    return [...groupBy.length === 0 ? [] : [key], ...texts].join("|");
  });
}

function answer(
  op: typeof operations[number],
  all: Values,
  type: ColumnSpec,
): Raw | null {
  const some = all.filter((value) => value !== null);
  const numbers = some as number[];
  const zeroed = some.map((value) => value === 0 ? 0 : value);
  const ordered = zeroed.toSorted(compareRaw);
  const isNumber = (value: Raw | undefined): boolean => value === value;
  switch (op) {
    case "count":
      return some.length;
    case "sum":
    case "mean": {
      if (type.startsWith("int64")) {
        const sum = some.reduce((a, b) => BigInt(a) + BigInt(b), 0n) as bigint;
        if (op === "sum") return sum;
        return some.length === 0 ? null : Number(sum) / some.length;
      }
      // Amounts are quarters, which add up without rounding.
      const sum = numbers.reduce((a, b) => a + b, 0) + 0;
      if (op === "sum") return sum;
      return some.length === 0 ? null : sum / some.length;
    }
    case "min":
      return ordered[0] ?? null;
    case "max":
      return ordered.findLast(isNumber) ?? ordered[0] ?? null;
    case "first":
      return all[0] ?? null;
    case "last":
      return all.at(-1) ?? null;
    case "distinct":
      return new Set(zeroed).size;
  }
}
