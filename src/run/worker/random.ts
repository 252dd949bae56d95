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
  define(Crypto.prototype, "randomUUID", () => generator.uuid());
  define(Crypto.prototype, "getRandomValues", <View extends ArrayBufferView>(
    view: View,
  ): View => {
    const { buffer, byteOffset, byteLength } = view;
    generator.fill(new Uint8Array(buffer, byteOffset, byteLength));
    return view;
  });
  define(SubtleCrypto.prototype, "generateKey", () =>
    Promise.reject(
      new Error("Cannot generate keys in a stage: its randomness is no secret"),
    ));
}
