import { Turn } from "../../src/build/turn.ts";
import { Slots } from "../../src/run/slots.ts";
import { assertEquals, assertRejects } from "../support/assert.ts";

const { signal } = new AbortController();
const ended = new Error("the script ended");

Deno.test("a turn has begun when it waits for a slot, not when it has it", async () => {
  const slots = new Slots(1);
  const held = await slots.acquire();
  const turn = new Turn(slots, 0, signal);
  const wait = turn.acquire();
  assertEquals(await turn.begun, true);
  held[Symbol.dispose]();
  (await wait)[Symbol.dispose]();
});

Deno.test("a turn that is passed has never begun", async () => {
  const turn = new Turn(new Slots(1), 0, signal);
  turn.pass();
  assertEquals(await turn.begun, false);
});

Deno.test("what a job asks for comes before what only scripts do, whoever asked first", async () => {
  const slots = new Slots(1);
  const held = await slots.acquire();
  const order: string[] = [];
  const turns = ["a", "b", "c"].map((name) => {
    const turn = new Turn(slots, 0, signal);
    if (name === "b") turn.join(2);
    const end = turn.acquire().then((slot) => {
      order.push(name);
      slot[Symbol.dispose]();
    });
    return { turn, end };
  });
  turns[2]?.turn.join(1);
  held[Symbol.dispose]();
  await Promise.all(turns.map(({ end }) => end));
  assertEquals(order.join(""), "bca");
});

Deno.test("when a script ends, what waits is not begun, but for what a job asked for, too", async () => {
  const slots = new Slots(1);
  const held = await slots.acquire();
  const [alone, needed] = [
    new Turn(slots, 0, signal),
    new Turn(slots, 0, signal),
  ];
  const waits = [alone.acquire(), needed.acquire()] as const;
  needed.join(1);
  for (const turn of [alone, needed]) turn.close(ended);
  await assertRejects(() => waits[0], Error, "the script ended");
  held[Symbol.dispose]();
  (await waits[1])[Symbol.dispose]();
});

Deno.test("what a job asks for is begun, even if the script had ended when it did", async () => {
  const turn = new Turn(new Slots(1), 0, signal);
  turn.close(ended);
  // Until now it was looked for, and not found.
  turn.join(1);
  (await turn.acquire())[Symbol.dispose]();
});

Deno.test("a build that is stopped stops each turn", async () => {
  const stop = new AbortController();
  const slots = new Slots(1);
  using _held = await slots.acquire();
  const turn = new Turn(slots, 3, stop.signal);
  const wait = turn.acquire();
  stop.abort(new Error("stopped"));
  await assertRejects(() => wait, Error, "stopped");
});
