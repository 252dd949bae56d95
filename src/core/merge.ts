/**
 * Makes one result of the results of all slices.
 *
 * @module
 */

import type { AnalysisResults } from "./method.ts";

/** Makes the array that `synthesis` gets, in slice order. */
export function analysisResultsOf<Result>(
  results: readonly Result[],
): AnalysisResults<Result> {
  const array = [...results];
  Object.defineProperty(array, "merge", {
    value: () => mergeAll(array),
    enumerable: false,
  });
  return array as unknown as AnalysisResults<Result>;
}

/**
 * Merges results: numbers and bigints add, arrays concatenate, Maps, Sets and
 * records merge by key. Slices without a result (`undefined`, or `null`) add
 * nothing. The results themselves stay as they are.
 *
 * @example Counts by name
 * ```ts
 * import { strict as assert } from "node:assert";
 * import { mergeAll } from "./merge.ts";
 *
 * const counts = mergeAll([new Map([["a", 1]]), new Map([["a", 2], ["b", 1]])]);
 * assert.deepEqual([...counts], [["a", 3], ["b", 1]]);
 * ```
 *
 * @throws {TypeError} For what has no such sum, with its path.
 */
export function mergeAll<Result>(results: readonly Result[]): Result {
  if (results.length === 0) {
    throw new TypeError("Cannot merge results: there are no slices");
  }
  const top: Path = { step: "result" };
  return results.reduce<unknown>(
    (merged, result) => mergeTwo(merged, result, top),
    undefined,
  ) as Result;
}

/** Where a value stands, spelled out only when a message needs it. */
interface Path {
  /** A record's key, or a Map's in `key`. */
  readonly step: string;
  readonly key?: unknown;
  readonly above?: Path;
}

/** Merges `b` into `a`, which is ours to change; `b` is not. */
function mergeTwo(a: unknown, b: unknown, path: Path): unknown {
  if (b === undefined || b === null) return a === undefined ? b : a;
  if (a === undefined || a === null) a = emptyLike(b, path);
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (typeof a === "bigint" && typeof b === "bigint") return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return appendTo(a, b);
  if (a instanceof Map && b instanceof Map) return mergeMaps(a, b, path);
  if (a instanceof Set && b instanceof Set) return addTo(a, b);
  if (isRecord(a) && isRecord(b)) return mergeRecords(a, b, path);
  throw unfit(path, a, b);
}

function emptyLike(value: unknown, path: Path): unknown {
  if (typeof value === "number") return 0;
  if (typeof value === "bigint") return 0n;
  if (Array.isArray(value)) return [];
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  if (isRecord(value)) return Object.create(Object.getPrototypeOf(value));
  throw unfit(path, value, value);
}

function appendTo(a: unknown[], b: readonly unknown[]): unknown[] {
  for (const item of b) a.push(item);
  return a;
}

function addTo(a: Set<unknown>, b: ReadonlySet<unknown>): Set<unknown> {
  for (const item of b) a.add(item);
  return a;
}

function mergeMaps(
  a: Map<unknown, unknown>,
  b: ReadonlyMap<unknown, unknown>,
  above: Path,
): Map<unknown, unknown> {
  for (const [key, value] of b) {
    a.set(key, mergeTwo(a.get(key), value, { step: "get", key, above }));
  }
  return a;
}

function mergeRecords(
  a: Record<string, unknown>,
  b: Readonly<Record<string, unknown>>,
  above: Path,
): Record<string, unknown> {
  for (const [step, value] of Object.entries(b)) {
    const before = Object.hasOwn(a, step) ? a[step] : undefined;
    setOwn(a, step, mergeTwo(before, value, { step, above }));
  }
  return a;
}

/** Sets a member, even one called `__proto__`. */
function setOwn(
  record: Record<string, unknown>,
  name: string,
  value: unknown,
): void {
  if (name !== "__proto__") {
    record[name] = value;
    return;
  }
  const rest = { enumerable: true, writable: true, configurable: true };
  Object.defineProperty(record, name, { value, ...rest });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function unfit(path: Path, a: unknown, b: unknown): TypeError {
  const kinds = [...new Set([kindOf(a), kindOf(b)])].join(" and ");
  return new TypeError(
    `Cannot merge ${formatPath(path)}: ${kinds} cannot be added; results ` +
      `merge when they are numbers, arrays, Maps, Sets or records`,
  );
}

function formatPath(path: Path): string {
  if (path.above === undefined) return path.step;
  const step = "key" in path ? `get(${keyText(path.key)})` : path.step;
  return `${formatPath(path.above)}.${step}`;
}

function keyText(key: unknown): string {
  if (typeof key === "string") return JSON.stringify(key);
  return typeof key === "object" ? kindOf(key) : String(key);
}

function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value;
  return value.constructor?.name ?? "object";
}
