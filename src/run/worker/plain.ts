/**
 * What can be kept as JSON or CBOR, and what can go to another Worker: each
 * search names the first part of a value that cannot.
 *
 * @module
 */

/**
 * Finds the first part of a value that JSON would lose or change.
 *
 * @returns `value.mean is NaN`, or `undefined` for plain JSON.
 */
export function notPlain(value: unknown, path: string): string | undefined {
  return findFault(value, path, { faultOf: jsonFault, above: new Set() });
}

/**
 * Finds the first part of a value that CBOR, as ax writes it, would lose.
 *
 * @returns `value.parse is a function`, or `undefined`.
 */
export function notStorable(value: unknown, path: string): string | undefined {
  return findFault(value, path, { faultOf: cborFault, above: new Set() });
}

interface Search {
  /** What is wrong with a value by itself; its members come later. */
  faultOf(value: unknown): string | undefined;
  /** The objects around this one: a value must not contain itself. */
  readonly above: Set<object>;
}

function findFault(
  value: unknown,
  path: string,
  search: Search,
): string | undefined {
  const own = search.faultOf(value);
  if (own !== undefined) return `${path} is ${own}`;
  if (typeof value !== "object" || value === null) return undefined;
  const { above } = search;
  if (above.has(value)) return `${path} contains itself`;
  above.add(value);
  const fault = Array.isArray(value)
    ? findInArray(value, path, search)
    : findInMembers(value, path, search);
  above.delete(value);
  return fault;
}

/** Without an entry for each item: arrays may be long. */
function findInArray(
  array: readonly unknown[],
  path: string,
  search: Search,
): string | undefined {
  for (let at = 0; at < array.length; at++) {
    const fault = findFault(array[at], `${path}[${at}]`, search);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function findInMembers(
  value: object,
  path: string,
  search: Search,
): string | undefined {
  for (const [key, member] of membersOf(value)) {
    if (member === undefined) continue;
    const fault = findFault(member, path + key, search);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function jsonFault(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : String(value);
    case "object":
      return value === null || isPlain(value) ? undefined : kind(value);
    default:
      return `${typeof value === "undefined" ? "" : "a "}${typeof value}`;
  }
}

function cborFault(value: unknown): string | undefined {
  switch (typeof value) {
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    case "string":
      return value.isWellFormed() ? undefined : "text with half a character";
    case "object":
      return value === null || isPlain(value) || isKept(value)
        ? undefined
        : kind(value);
    default:
      return undefined;
  }
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isKept(value: object): boolean {
  return value instanceof Map || value instanceof Set ||
    value instanceof Date ||
    (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** A class by its name, with its article. */
function kind(value: object): string {
  const name = value.constructor?.name ?? "special object";
  return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}

/** Finds the first part of a value that cannot go to another Worker. */
export function notCloneable(value: unknown, path: string): string | undefined {
  return findUncloneable(value, path, new Set());
}

function findUncloneable(
  value: unknown,
  path: string,
  seen: Set<object>,
): string | undefined {
  if (typeof value === "function" || typeof value === "symbol") {
    return `${path} is a ${typeof value}`;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (seen.has(value)) return undefined;
  seen.add(value);
  for (const [key, member] of membersOf(value)) {
    const fault = findUncloneable(member, `${path}${key}`, seen);
    if (fault !== undefined) return fault;
  }
  if (isContainer(value)) return undefined;
  try {
    structuredClone(value);
    return undefined;
  } catch {
    return `${path} is ${kind(value)}`;
  }
}

/** What can be cloned whenever its members can. */
function isContainer(value: object): boolean {
  return Array.isArray(value) || value instanceof Map || value instanceof Set ||
    Object.prototype.toString.call(value) === "[object Object]";
}

function membersOf(value: object): [string, unknown][] {
  if (Array.isArray(value)) {
    return value.map((item, index) => [`[${index}]`, item]);
  }
  if (value instanceof Map) {
    return [...value].flatMap(([key, item]) => [
      [`.keys()`, key],
      [`.get(${keyText(key)})`, item],
    ]);
  }
  if (value instanceof Set) {
    return [...value].map((item, index) => [`.values()[${index}]`, item]);
  }
  if (ArrayBuffer.isView(value)) return [];
  return Object.entries(value).map(([key, item]) => [`.${key}`, item]);
}

function keyText(key: unknown): string {
  if (typeof key === "string") return JSON.stringify(key);
  return typeof key === "object" && key !== null ? kind(key) : String(key);
}
