/**
 * Chooses columns of a dataset, and names them, for a dataset that has them
 * without copying.
 *
 * @module
 */

import { AxError, type Dataset } from "ax";
import { typeOf } from "./dataset_source.ts";

/** The columns that are taken, in order: new and old name of each. */
export type LinkedColumns = readonly (readonly [name: string, old: string])[];

/**
 * The columns that a request keeps.
 *
 * @param wanted Only `columns`, in this order; without any, all but `discard`.
 * @throws {AxError} `input`, if both or neither are given, a column that is to
 * be kept is not there, or none is left.
 */
export function selectColumns(
  source: Dataset,
  wanted: {
    readonly columns: readonly string[];
    readonly discard: readonly string[];
  },
): LinkedColumns {
  const { columns, discard } = wanted;
  if ((columns.length > 0) === (discard.length > 0)) {
    throw fault(`give either "columns" or "discard"`);
  }
  for (const name of columns) typeOf(source.columns, name, "keep");
  const left = columns.length > 0
    ? new Set(columns)
    : [...source.columns.keys()].filter((name) => !discard.includes(name));
  const linked = Array.from(left, (name) => [name, name] as const);
  if (linked.length === 0) throw fault("no column would be left");
  return linked;
}

/**
 * The columns under new names. Two may change places; a new name hides the
 * column that has it, if that is not renamed itself.
 *
 * @param rename New names by old ones; `null` leaves a column out.
 * @throws {AxError} `input`, if a column is not there, two get one name, or
 * none is left.
 */
export function renameColumns(
  { columns }: Dataset,
  rename: { readonly [name: string]: string | null },
): LinkedColumns {
  const given = new Map<string, string>();
  for (const [old, name] of Object.entries(rename)) {
    typeOf(columns, old, "rename");
    if (name === null) continue;
    const other = given.get(name);
    if (other !== undefined) {
      throw fault(
        `${JSON.stringify(other)} and ${JSON.stringify(old)} would both be ` +
          `called ${JSON.stringify(name)}`,
      );
    }
    given.set(name, old);
  }
  const linked = [...columns.keys()].flatMap((old) => {
    const name = Object.hasOwn(rename, old) ? rename[old] : old;
    const isHidden = name === old && (given.get(old) ?? old) !== old;
    return typeof name === "string" && !isHidden ? [[name, old] as const] : [];
  });
  if (linked.length === 0) throw fault("no column would be left");
  return linked;
}

function fault(problem: string): AxError {
  return new AxError("input", `Cannot choose columns: ${problem}`);
}
