/**
 * A clock that stands still while a test computes, however long that takes on
 * a busy machine.
 *
 * @module
 */

let nowMs = 0;

/** Makes something whose `performance.now` is this clock. */
export function withClock<Value>(make: () => Value): Value {
  const { now } = performance;
  performance.now = () => nowMs;
  try {
    return make();
  } finally {
    performance.now = now;
  }
}

/** Lets time pass, for this clock and for timers. */
export async function sleep(ms: number): Promise<void> {
  await new Promise((done) => setTimeout(done, ms));
  nowMs += ms;
}
