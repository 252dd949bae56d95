/**
 * The input `memoryMB`, which several methods have.
 *
 * @module
 */

import { AxError } from "ax";

/**
 * Bytes that may be held in memory; 0 means going by files at once.
 *
 * @param action What it is for, as in `join`.
 * @throws {AxError} `input`, for less than nothing.
 */
export function memoryBytes(action: string, memoryMB: number): number {
  if (memoryMB >= 0) return memoryMB * 2 ** 20;
  throw new AxError(
    "input",
    `Cannot ${action}: "memoryMB" is ${memoryMB}, and 0 is the least`,
  );
}
