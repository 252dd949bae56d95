/**
 * Randomness that is the same whenever the same stage runs again.
 *
 * @module
 */

import { SeededRandom } from "../../core/seed.ts";
import { define } from "./define.ts";

/** Puts `Math.random` and `crypto` onto a seeded generator. Not for secrets. */
export function seedRandomness(seed: string): void {
  const generator = new SeededRandom(seed);
  define(Math, "random", () => generator.random());
  define(crypto, "randomUUID", () => generator.uuid());
  define(crypto, "getRandomValues", <View extends ArrayBufferView>(
    view: View,
  ): View => {
    const { buffer, byteOffset, byteLength } = view;
    generator.fill(new Uint8Array(buffer, byteOffset, byteLength));
    return view;
  });
}
