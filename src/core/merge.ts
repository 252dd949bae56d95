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
 * records merge by key, all slices without a result give none.
 *
 * @throws {TypeError} For what has no such sum, with its path.
 */
export function mergeAll<Result>(results: readonly Result[]): Result {
  const [first, ...rest] = results;
  if (results.length === 0) {
    throw new TypeError("Cannot merge results: there are no slices");
  }
  return rest.reduce<unknown>(
    (merged, result) => mergeTwo(merged, result, "result"),
    copyOf(first, "result"),
  ) as Result;
}

function copyOf(value: unknown, path: string): unknown {
  return value === undefined || value === null
    ? value
    : mergeTwo(emptyLike(value, path), value, path);
}

function emptyLike(value: unknown, path: string): unknown {
  if (typeof value === "number") return 0;
  if (typeof value === "bigint") return 0n;
  if (Array.isArray(value)) return [];
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  if (isRecord(value)) return Object.create(Object.getPrototypeOf(value));
  throw unfit(path, value, value);
}

function mergeTwo(a: unknown, b: unknown, path: string): unknown {
  if (a === undefined || a === null) return b === undefined ? a : b;
  if (b === undefined || b === null) return a;
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (typeof a === "bigint" && typeof b === "bigint") return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return appendTo(a, b);
  if (a instanceof Map && b instanceof Map) return mergeMaps(a, b, path);
  if (a instanceof Set && b instanceof Set) return addTo(a, b);
  if (isRecord(a) && isRecord(b)) return mergeRecords(a, b, path);
  throw unfit(path, a, b);
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
  path: string,
): Map<unknown, unknown> {
  for (const [key, value] of b) {
    const inner = `${path}.get(${String(key)})`;
    a.set(
      key,
      a.has(key) ? mergeTwo(a.get(key), value, inner) : copyOf(value, inner),
    );
  }
  return a;
}

function mergeRecords(
  a: Record<string, unknown>,
  b: Readonly<Record<string, unknown>>,
  path: string,
): Record<string, unknown> {
  for (const [key, value] of Object.entries(b)) {
    const inner = `${path}.${key}`;
    const merged = Object.hasOwn(a, key)
      ? mergeTwo(a[key], value, inner)
      : copyOf(value, inner);
    Object.defineProperty(a, key, {
      value: merged,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return a;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function unfit(path: string, a: unknown, b: unknown): TypeError {
  const kinds = [...new Set([kindOf(a), kindOf(b)])].join(" and ");
  return new TypeError(
    `Cannot merge ${path}: ${kinds} cannot be added; results merge when they ` +
      `are numbers, arrays, Maps, Sets or records`,
  );
}

function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value;
  return value.constructor?.name ?? "object";
}
