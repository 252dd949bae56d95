/**
 * The same files through other people's Arrow readers.
 *
 * @module
 */

import * as flechette from "@uwdata/flechette";
import * as arrow from "apache-arrow";
import type { Columns } from "../../src/core/columns.ts";
import { type ParsedType, parseType } from "../../src/data/types.ts";

/** Reads all columns with apache-arrow. */
export function readArrow(
  path: string,
  columns: Columns,
): [string, unknown[]][] {
  const table = arrow.tableFromIPC(Deno.readFileSync(path));
  return Object.entries(columns).map(([name, spec]) => {
    const type = parseType(spec);
    const values = Array.from(table.getChild(name) as Iterable<unknown>);
    return [name, values.map((value) => fromOracle(type, value))];
  });
}

/** Reads all columns with flechette. */
export function readFlechette(
  path: string,
  columns: Columns,
): [string, unknown[]][] {
  const options = { useBigInt: true };
  const table = flechette.tableFromIPC(Deno.readFileSync(path), options);
  return Object.entries(columns).map(([name, spec]) => {
    const type = parseType(spec);
    const values = Array.from(table.getChild(name) as Iterable<unknown>);
    return [name, values.map((value) => fromOracle(type, value))];
  });
}

/** Makes of a library's value what ax makes of it. */
function fromOracle(type: ParsedType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "json":
      return JSON.parse(value as string);
    case "date":
    case "datetime":
      return new Date(Number(value));
    case "list":
      return Array.from(
        value as Iterable<unknown>,
        (item) => fromOracle(type.element, item),
      );
    default:
      return value;
  }
}
