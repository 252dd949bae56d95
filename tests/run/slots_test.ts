import { type Slot, Slots } from "../../src/run/slots.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  present,
} from "../support/assert.ts";

Deno.test("there are as many slots as were made", () => {
  const slots = new Slots(2);
  const first = present(slots.tryAcquire());
  const second = present(slots.tryAcquire());
  assertEquals(slots.tryAcquire(), undefined);
  first[Symbol.dispose]();
  const third = present(slots.tryAcquire());
  assertEquals(slots.tryAcquire(), undefined);
  second[Symbol.dispose]();
  third[Symbol.dispose]();
});

Deno.test("a slot that is given back twice counts once", () => {
  const slots = new Slots(1);
  const slot = present(slots.tryAcquire());
  slot[Symbol.dispose]();
  slot[Symbol.dispose]();
  assert(slots.tryAcquire() !== undefined);
  assertEquals(slots.tryAcquire(), undefined);
});

Deno.test("who waits gets a slot in the order of asking", async () => {
  const slots = new Slots(1);
  const held = await slots.acquire();
  const order: number[] = [];
  const waits = [1, 2, 3].map(async (number) => {
    using _slot = await slots.acquire();
    order.push(number);
    assertEquals(slots.tryAcquire(), undefined);
  });
  held[Symbol.dispose]();
  await Promise.all(waits);
  assertEquals(order, [1, 2, 3]);
  assert(slots.tryAcquire() !== undefined);
});

Deno.test("the highest priority gets a slot first, and of equal ones who asked first", async () => {
  const slots = new Slots(1);
  const held = await slots.acquire();
  const order: string[] = [];
  const controller = new AbortController();
  const asked = [["a", 0], ["b", 2], ["c", 0], ["d", 2], ["e", Infinity]];
  const waits = asked.map(async ([name, priority]) => {
    using _slot = await slots.acquire(undefined, Number(priority));
    order.push(String(name));
  });
  const stopped = slots.acquire(controller.signal, 3);
  controller.abort(new Error("stopped"));
  held[Symbol.dispose]();
  await Promise.all(waits);
  await assertRejects(() => stopped, Error, "stopped");
  assertEquals(order.join(""), "ebdac");
  assert(slots.tryAcquire() !== undefined);
});

Deno.test("a wait that is hastened comes before those of lower priority, once", async () => {
  const slots = new Slots(1);
  const held = await slots.acquire();
  const order: string[] = [];
  const begin = (name: string, priority: number): Promise<Slot> => {
    const wait = slots.acquire(undefined, priority);
    void wait.then((slot) => {
      order.push(name);
      slot[Symbol.dispose]();
    });
    return wait;
  };
  const waits = [begin("a", 0), begin("b", 0), begin("c", 1), begin("d", 2)];
  const [, second, third, last] = waits;
  slots.hasten(present(second), 1);
  slots.hasten(present(last), 1); // it has a higher one
  held[Symbol.dispose]();
  await Promise.all(waits);
  assertEquals(order.join(""), "dcba");
  slots.hasten(present(third), 5); // it is over
  assert(slots.tryAcquire() !== undefined);
  assertEquals(slots.tryAcquire(), undefined);
});

Deno.test("a wait that is aborted leaves the queue and takes no slot", async () => {
  const slots = new Slots(1);
  const held = await slots.acquire();
  const controller = new AbortController();
  const given = slots.acquire(controller.signal);
  const next = slots.acquire();
  controller.abort(new Error("stopped"));
  await assertRejects(() => given, Error, "stopped");
  await assertRejects(
    () => slots.acquire(controller.signal),
    Error,
    "stopped",
  );
  held[Symbol.dispose]();
  const slot: Slot = await next;
  assertEquals(slots.tryAcquire(), undefined);
  slot[Symbol.dispose]();
});

Deno.test("what is aborted already gets no slot, even if one is free", async () => {
  const slots = new Slots(1);
  const stopped = AbortSignal.abort(new Error("stopped"));
  await assertRejects(() => slots.acquire(stopped), Error, "stopped");
  assert(slots.tryAcquire() !== undefined);
});

Deno.test("to abort after the slot came changes nothing", async () => {
  const slots = new Slots(1);
  const controller = new AbortController();
  const held = await slots.acquire();
  const waiting = slots.acquire(controller.signal);
  held[Symbol.dispose]();
  const slot = await waiting;
  controller.abort();
  assertEquals(slots.tryAcquire(), undefined);
  slot[Symbol.dispose]();
  assert(slots.tryAcquire() !== undefined);
});

Deno.test("however many wait, a signal hears of it once, and no more when none waits", async () => {
  const slots = new Slots(1);
  const controller = new AbortController();
  const { signal } = controller;
  const listening: string[] = [];
  for (const act of ["addEventListener", "removeEventListener"] as const) {
    const real = signal[act].bind(signal);
    signal[act] = (
      ...args: Parameters<AbortSignal["addEventListener"]>
    ): void => {
      listening.push(act);
      real(...args);
    };
  }
  const held = await slots.acquire();
  const waits = Array.from({ length: 1000 }, async () => {
    using _slot = await slots.acquire(signal);
  });
  assertEquals(listening, ["addEventListener"]);
  held[Symbol.dispose]();
  await Promise.all(waits);
  assertEquals(listening, ["addEventListener", "removeEventListener"]);
  // And again, to be stopped this time: one in the middle has its slot.
  const again = await slots.acquire();
  const given = slots.acquire(signal);
  const stopped = Array.from({ length: 1000 }, () => slots.acquire(signal));
  again[Symbol.dispose]();
  const slot = await given;
  controller.abort(new Error("stopped"));
  const ends = await Promise.allSettled(stopped);
  assertEquals(ends.filter(({ status }) => status === "rejected").length, 1000);
  assertEquals(slots.tryAcquire(), undefined);
  slot[Symbol.dispose]();
  assert(slots.tryAcquire() !== undefined);
});
