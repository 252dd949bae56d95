import { LentSlot } from "../../src/build/lent_slot.ts";
import { Slots } from "../../src/run/slots.ts";
import { assert, assertEquals } from "../support/assert.ts";

const { signal } = new AbortController();

/** Lets everything happen that can. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

Deno.test("a job gives its slot back while it waits, and has one again afterwards", async () => {
  const slots = new Slots(1);
  const lent = new LentSlot(slots, await slots.acquire(), signal);
  const subjob = Promise.withResolvers<number>();
  const wait = lent.without(subjob.promise);
  const other = slots.tryAcquire();
  assert(other !== undefined);
  subjob.resolve(7);
  let answered = false;
  void wait.then(() => answered = true);
  await settle();
  assertEquals(answered, false);
  other[Symbol.dispose]();
  assertEquals(await wait, 7);
  assertEquals(slots.tryAcquire(), undefined);
  lent[Symbol.dispose]();
  assert(slots.tryAcquire() !== undefined);
});

Deno.test("several waits of one job bring back one slot", async () => {
  const slots = new Slots(2);
  const lent = new LentSlot(slots, await slots.acquire(), signal);
  const [a, b] = [Promise.withResolvers(), Promise.withResolvers()];
  const waits = [lent.without(a.promise), lent.without(b.promise)];
  a.resolve(1);
  await waits[0];
  b.resolve(2);
  await waits[1];
  assert(slots.tryAcquire() !== undefined);
  assertEquals(slots.tryAcquire(), undefined);
});

Deno.test("a job that begins to wait again keeps no slot that comes late", async () => {
  const slots = new Slots(1);
  const lent = new LentSlot(slots, await slots.acquire(), signal);
  const first = Promise.withResolvers();
  const second = Promise.withResolvers();
  const firstWait = lent.without(first.promise);
  const other = slots.tryAcquire();
  first.resolve(1);
  await settle();
  const secondWait = lent.without(second.promise);
  other?.[Symbol.dispose]();
  await firstWait;
  // The job waits: its subjob can have the slot.
  const subjob = slots.tryAcquire();
  assert(subjob !== undefined);
  subjob[Symbol.dispose]();
  second.resolve(2);
  await secondWait;
  assertEquals(slots.tryAcquire(), undefined);
});

Deno.test("a job that ended keeps no slot for what it did not wait for", async () => {
  const slots = new Slots(1);
  const lent = new LentSlot(slots, await slots.acquire(), signal);
  const [early, late] = [Promise.withResolvers(), Promise.withResolvers()];
  const waits = [lent.without(early.promise), lent.without(late.promise)];
  const other = slots.tryAcquire();
  early.resolve(1);
  await waits[0];
  lent[Symbol.dispose]();
  late.resolve(2);
  other?.[Symbol.dispose]();
  await waits[1];
  assert(slots.tryAcquire() !== undefined);
});
