/**
 * Works out what a join of two datasets gives.
 *
 * @module
 */

import { AxError, type ColumnSpec, type Dataset } from "ax";
import { plainType, typeOf } from "./dataset_source.ts";
import { memoryBytes } from "./memory_limit.ts";
import { widerType } from "./widen.ts";

/** The kinds of join there are. */
export const joinKinds = [
  "inner",
  "left",
  "right",
  "full",
  "semi",
  "anti",
] as const;

/** What a request says. */
export interface JoinInputs {
  readonly left: Dataset;
  readonly right: Dataset;
  readonly on: { readonly [left: string]: string };
  readonly kind: typeof joinKinds[number];
  readonly suffix: string;
  readonly rename: { readonly [name: string]: string } | null;
  /** How much of the other dataset a slice may hold; 0: go by files. */
  readonly memoryMB: number;
}

/** How the values of two columns are compared. */
export type KeyKind =
  /** As they are stored, in 32 bits. */
  | "word"
  /** As whole numbers of 64 bits. */
  | "wide"
  /** As float64. */
  | "float"
  /** As bytes. */
  | "text";

/** One of two datasets. */
export type Side = "left" | "right";

/** Two columns whose values are compared. */
export interface JoinKey {
  readonly left: string;
  readonly right: string;
  readonly kind: KeyKind;
}

/** A column of the result; what is compared comes from either side. */
export interface JoinColumn {
  readonly name: string;
  readonly type: ColumnSpec;
  /** What it is called in the left dataset. */
  readonly left?: string;
  /** What it is called in the right one. */
  readonly right?: string;
}

/** One pass over the rows of a side, each slice its own. */
export interface JoinPass {
  readonly probe: Side;
  readonly build: Side;
  /**
   * What is written of a row: one for each match; the same, or one without a
   * match; one if there is a match; one if there is none.
   */
  readonly writes: "matches" | "all" | "matched" | "unmatched";
}

/** What is to be done. */
export interface JoinPlan {
  readonly keys: readonly JoinKey[];
  readonly columns: readonly JoinColumn[];
  readonly hashBy: string | undefined;
  readonly passes: readonly JoinPass[];
  /** Whether rows that match lie in slices of the same number. */
  readonly isAligned: boolean;
}

/**
 * Plans a join.
 *
 * @throws {AxError} `input`, for columns that are not there, cannot be
 * compared, or have the names of others.
 */
export function planJoin(inputs: JoinInputs): JoinPlan {
  const { left, right, kind, memoryMB } = inputs;
  memoryBytes("join", memoryMB);
  const keys = keysOf(inputs);
  const columns = columnsOf(inputs, keys);
  const isAligned = keys.some((key) =>
    key.left === left.hashBy && key.right === right.hashBy
  );
  return {
    keys,
    columns,
    hashBy: hashOf(inputs, { columns, isAligned }),
    passes: passesOf(kind),
    isAligned,
  };
}

function passesOf(kind: JoinInputs["kind"]): JoinPass[] {
  const fromLeft = { probe: "left", build: "right" } as const;
  const fromRight = { probe: "right", build: "left" } as const;
  switch (kind) {
    case "inner":
      return [{ ...fromLeft, writes: "matches" }];
    case "left":
      return [{ ...fromLeft, writes: "all" }];
    case "right":
      return [{ ...fromRight, writes: "all" }];
    case "full":
      return [{ ...fromLeft, writes: "all" }, {
        ...fromRight,
        writes: "unmatched",
      }];
    case "semi":
      return [{ ...fromLeft, writes: "matched" }];
    case "anti":
      return [{ ...fromLeft, writes: "unmatched" }];
  }
}

function keysOf({ left, right, on }: JoinInputs): JoinKey[] {
  const keys = Object.entries(on).map(([one, other]): JoinKey => {
    const types = [
      typeOf(left.columns, one, "join the left dataset on"),
      typeOf(right.columns, other, "join the right dataset on"),
    ].map((type) => plainType(type));
    const kind = kindOf(types);
    if (kind !== undefined) return { left: one, right: other, kind };
    throw fault(
      `column ${JSON.stringify(one)} of type ${types[0]} is not compared ` +
        `with ${JSON.stringify(other)} of type ${types[1]}`,
    );
  });
  const twice = keys.find(({ right }, index) =>
    keys.findIndex((key) => key.right === right) < index
  );
  if (twice !== undefined) {
    throw fault(`"on" has column ${JSON.stringify(twice.right)} twice`);
  }
  if (keys.length > 0) return keys;
  throw fault(`"on" names no columns`);
}

function kindOf(types: readonly string[]): KeyKind | undefined {
  const within = (...known: string[]): boolean =>
    types.every((type) => known.includes(type));
  if (["int32", "date", "time", "bool"].some((type) => within(type))) {
    return "word";
  }
  if (within("float32", "float64")) return "float";
  if (within("int32", "int64", "float32", "float64")) return "wide";
  if (within("date", "datetime")) return "wide";
  if (within("string", "category") || within("bytes")) return "text";
  return undefined;
}

function columnsOf(
  inputs: JoinInputs,
  keys: readonly JoinKey[],
): JoinColumn[] {
  const { left, right, kind } = inputs;
  const columns: JoinColumn[] = [];
  for (const [name, type] of left.columns) {
    const key = keys.find((key) => key.left === name);
    if (key !== undefined) {
      const other = right.columns.get(key.right) as ColumnSpec;
      const own = keyType(kind, [type, other], key);
      columns.push({ name, type: own, left: name, right: key.right });
    } else {
      const isOuter = kind === "right" || kind === "full";
      const own = isOuter ? nullable(type) : type;
      columns.push({ name, type: own, left: name });
    }
  }
  if (kind !== "semi" && kind !== "anti") {
    const isOuter = kind === "left" || kind === "full";
    const names = namesOf(inputs, keys);
    for (const [name, to] of names) {
      const type = right.columns.get(name) as ColumnSpec;
      const own = isOuter ? nullable(type) : type;
      columns.push({ name: to, type: own, right: name });
    }
  }
  return columns;
}

/** The type of a column that is compared. */
function keyType(
  kind: JoinInputs["kind"],
  [left, right]: readonly [ColumnSpec, ColumnSpec],
  key: JoinKey,
): ColumnSpec {
  if (kind === "right") return right;
  if (kind !== "full") return left;
  const type = widerType(left, right);
  if (type !== undefined) return type;
  throw fault(
    `no type holds both the ${left} of column ${JSON.stringify(key.left)} ` +
      `and the ${right} of ${JSON.stringify(key.right)}`,
  );
}

function nullable(type: ColumnSpec): ColumnSpec {
  return `${plainType(type)}?` as ColumnSpec;
}

/** What the columns of the right dataset are called in the result. */
function namesOf(
  { left, right, rename, suffix }: JoinInputs,
  keys: readonly JoinKey[],
): Map<string, string> {
  const isKey = (name: string): boolean =>
    keys.some((key) => key.right === name);
  for (const name of Object.keys(rename ?? {})) {
    typeOf(right.columns, name, "rename");
    if (!isKey(name)) continue;
    throw fault(
      `"rename" has column ${JSON.stringify(name)}, which the result has ` +
        `under the name it has in the left dataset`,
    );
  }
  const names = new Map<string, string>();
  for (const name of right.columns.keys()) {
    if (isKey(name)) continue;
    const renamed = rename !== null && Object.hasOwn(rename, name)
      ? rename[name] as string
      : name;
    names.set(name, left.columns.has(renamed) ? renamed + suffix : renamed);
  }
  checkNames(left, [...names.values()]);
  return names;
}

function checkNames(left: Dataset, names: readonly string[]): void {
  const clashes = names.filter((name, index) =>
    left.columns.has(name) || names.indexOf(name) < index
  );
  if (clashes.length === 0) return;
  const list = [...new Set(clashes)].map((name) => JSON.stringify(name));
  throw fault(
    `two columns would be called ${list.join(", ")}: "rename" or "suffix" ` +
      `gives those of the right dataset other names`,
  );
}

function hashOf(
  { left, right, kind }: JoinInputs,
  { columns, isAligned }: {
    readonly columns: readonly JoinColumn[];
    readonly isAligned: boolean;
  },
): string | undefined {
  if (kind === "full") return isAligned ? left.hashBy : undefined;
  if (kind !== "right") return left.hashBy;
  if (right.hashBy === undefined) return undefined;
  return columns.find((column) => column.right === right.hashBy)?.name;
}

function fault(problem: string): AxError {
  return new AxError("input", `Cannot join: ${problem}`);
}
