/**
 * The assertions of the suite: Node's strict ones, under types that are
 * written out, because only those let TypeScript narrow after a call.
 *
 * @module
 */

import { strict as node } from "node:assert";

/** Fails unless the condition is true; narrows what it was asked about. */
export function assert(
  condition: unknown,
  message?: string,
): asserts condition {
  node.ok(condition, message);
}

/** Fails unless both are deeply and strictly equal. */
export function assertEquals(
  actual: unknown,
  expected: unknown,
  message?: string,
): void {
  node.deepStrictEqual(actual, expected, message);
}

/** Fails when both are deeply and strictly equal. */
export function assertNotEquals(
  actual: unknown,
  expected: unknown,
  message?: string,
): void {
  node.notDeepStrictEqual(actual, expected, message);
}

/** Fails when the value is null or undefined; gives it back otherwise. */
export function present<T>(
  value: T,
  message = `Expected a value, got ${value}`,
): NonNullable<T> {
  if (value === null || value === undefined) node.fail(message);
  return value;
}

/** Fails unless the text holds the part, or matches the expression. */
export function assertMatch(
  text: string,
  part: string | RegExp,
  message?: string,
): void {
  if (typeof part !== "string") return node.match(text, part, message);
  if (text.includes(part)) return;
  node.fail(message ?? `Cannot find ${JSON.stringify(part)} in:\n${text}`);
}

/** Fails when the text holds the part, or matches the expression. */
export function assertNoMatch(
  text: string,
  part: string | RegExp,
  message?: string,
): void {
  if (typeof part !== "string") return node.doesNotMatch(text, part, message);
  if (!text.includes(part)) return;
  node.fail(message ?? `Found ${JSON.stringify(part)} in:\n${text}`);
}

/** A class of errors, as the assertions below take it. */
// deno-lint-ignore no-explicit-any -- constructors differ in what they take
export type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

/**
 * Fails unless the function throws an error of this class whose message holds
 * the part; gives the error back, for more questions.
 */
export function assertThrows<E extends Error = Error>(
  run: () => unknown,
  kind?: ErrorClass<E>,
  part?: string | RegExp,
): E {
  try {
    run();
  } catch (thrown) {
    return checkThrown(thrown, kind, part);
  }
  return node.fail("Expected an error, but nothing was thrown");
}

/** As {@linkcode assertThrows}, for what gives a promise. */
export async function assertRejects<E extends Error = Error>(
  run: () => Promise<unknown>,
  kind?: ErrorClass<E>,
  part?: string | RegExp,
): Promise<E> {
  try {
    await run();
  } catch (thrown) {
    return checkThrown(thrown, kind, part);
  }
  return node.fail("Expected an error, but the promise was kept");
}

function checkThrown<E extends Error>(
  thrown: unknown,
  kind?: ErrorClass<E>,
  part?: string | RegExp,
): E {
  const wanted: ErrorClass<Error> = kind ?? Error;
  if (!(thrown instanceof wanted)) throw thrown;
  if (part !== undefined) assertMatch(thrown.message, part);
  return thrown as E;
}
