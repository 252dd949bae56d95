/**
 * Puts our own values in the place of globals.
 *
 * @module
 */

/** Defines a plain, writable property. */
export function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    configurable: true,
    writable: true,
  });
}

/** Defines a property whose value is made when it is first read. */
export function defineLazily(
  target: object,
  name: string,
  make: () => unknown,
): void {
  Object.defineProperty(target, name, {
    configurable: true,
    get(): unknown {
      const value = make();
      define(target, name, value);
      return value;
    },
    set(value: unknown): void {
      define(target, name, value);
    },
  });
}
