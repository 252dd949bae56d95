/**
 * What JSON can say without losing anything.
 *
 * @module
 */

/**
 * Finds the first part of a value that JSON would lose or change.
 *
 * @returns `value.mean is NaN`, or `undefined` for plain JSON.
 */
export function notPlain(value: unknown, path: string): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `${path} is ${value}`;
    case "object":
      return value === null ? undefined : notPlainObject(value, path);
    default:
      return `${path} is ${
        typeof value === "undefined" ? "" : "a "
      }${typeof value}`;
  }
}

function notPlainObject(value: object, path: string): string | undefined {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const fault = notPlain(value[index], `${path}[${index}]`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return `${path} is a ${value.constructor?.name ?? "special object"}`;
  }
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const fault = notPlain(member, `${path}.${key}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Finds the first part of a value that cannot go to another Worker. */
export function notCloneable(value: unknown, path: string): string | undefined {
  if (typeof value === "function") return `${path} is a function`;
  if (typeof value === "symbol") return `${path} is a symbol`;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, member] of membersOf(value)) {
    const fault = notCloneable(member, `${path}${key}`);
    if (fault !== undefined) return fault;
  }
  try {
    structuredClone(value);
    return undefined;
  } catch {
    return `${path} is a ${value.constructor?.name ?? "special object"}`;
  }
}

function membersOf(value: object): [string, unknown][] {
  if (Array.isArray(value)) {
    return value.map((item, index) => [`[${index}]`, item]);
  }
  if (value instanceof Map) {
    return [...value].map(([key, item]) => [`.get(${String(key)})`, item]);
  }
  if (value instanceof Set) {
    return [...value].map((item, index) => [`.values()[${index}]`, item]);
  }
  if (ArrayBuffer.isView(value)) return [];
  return Object.entries(value).map(([key, item]) => [`.${key}`, item]);
}
