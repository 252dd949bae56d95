/**
 * Whether datasets have the columns that a method declares.
 *
 * @module
 */

import type { Json } from "./canonical.ts";
import type { InputSpec } from "./input_spec.ts";
import { didYouMean } from "./suggest.ts";
import { markOf, type Ref, refsIn } from "./wire.ts";

/** A dataset among checked inputs, and the columns it must have. */
export interface WantedDataset {
  readonly ref: Ref & { readonly "~": "dataset" };
  /** Where it stands, as in `sources[2]`. */
  readonly path: string;
  readonly columns: { readonly [name: string]: string };
}

/** Finds each dataset of checked inputs of which columns are wanted. */
export function wantedDatasets(
  spec: InputSpec,
  value: Json,
  path: string,
): WantedDataset[] {
  switch (spec.kind) {
    case "dataset": {
      const { columns } = spec;
      if (columns === undefined) return [];
      const [ref] = refsIn(value);
      return ref?.["~"] === "dataset" ? [{ ref, path, columns }] : [];
    }
    case "optional":
      return value === null ? [] : wantedDatasets(spec.inner, value, path);
    case "list":
      return (value as readonly Json[]).flatMap((item, index) =>
        wantedDatasets(spec.items, item, `${path}[${index}]`)
      );
    case "record":
      return membersOf(value).flatMap(([name, member]) => {
        const field = spec.fields[name];
        return field === undefined
          ? []
          : wantedDatasets(field, member, `${path}.${name}`);
      });
    case "map":
      return membersOf(value).flatMap(([name, member]) =>
        wantedDatasets(spec.values, member, `${path}.${name}`)
      );
    default:
      return [];
  }
}

function membersOf(value: Json): [string, Json][] {
  const plain = markOf(value) === "plain"
    ? (value as { readonly value: Json }).value
    : value;
  return Object.entries(plain as { readonly [name: string]: Json });
}

/** What else a type may be read as: types with room for all of its values. */
const WIDER: { readonly [type: string]: readonly string[] | undefined } = {
  int32: ["int64", "float64"],
  float32: ["float64"],
  category: ["string"],
};

/** Whether a column of one type may stand where another is wanted. */
export function fitsType(type: string, wanted: string): boolean {
  if (type.endsWith("?") && !wanted.endsWith("?")) return false;
  const [stored, read] = [type, wanted].map((spec) => spec.replace(/\?$/, ""));
  return stored === read ||
    WIDER[stored as string]?.includes(read as string) === true;
}

/**
 * Says what keeps a dataset from being used.
 *
 * @returns `undefined` if it has every wanted column, of the wanted type or
 * one that can be read as it, and without nulls unless they are allowed.
 */
export function columnFault(
  wanted: { readonly [name: string]: string },
  columns: readonly { readonly name: string; readonly type: string }[],
): string | undefined {
  const names = columns.map(({ name }) => name);
  for (const [name, type] of Object.entries(wanted)) {
    const column = columns.find((known) => known.name === name);
    if (column === undefined) {
      return `it has no column ${JSON.stringify(name)}: it has ${
        listNames(names)
      }${didYouMean(name, names)}`;
    }
    if (fitsType(column.type, type)) continue;
    return `its column ${JSON.stringify(name)} is ${column.type}, ` +
      `expected ${type}`;
  }
  return undefined;
}

/** Writes names for a message; many are cut short. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const shown = names.slice(0, 12).map((name) => JSON.stringify(name));
  const rest = names.length - shown.length;
  return shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
