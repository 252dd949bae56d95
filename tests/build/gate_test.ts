import { Gate } from "../../src/build/gate.ts";
import { Turn } from "../../src/build/turn.ts";
import { RunNode } from "../../src/build/waiting.ts";
import { Slots } from "../../src/run/slots.ts";
import { fingerprintOf, openDev } from "../store/support.ts";
import { assert, assertEquals, assertRejects } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

const { signal } = new AbortController();
const ended = new Error("the script ended");

Deno.test("when a script ends, a wait for another build's lock ends, unless a job asked for the same, even afterwards", async () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  using other = openDev(dir.path);
  const slots = new Slots(2);
  const gate = new Gate({ slots, signal, emit: () => {} });
  const fingerprint = fingerprintOf("a");
  const held = other.tryLock(fingerprint);
  assert(held !== undefined);
  const enter = (turn: Turn): Promise<Disposable> => {
    const node = new RunNode("one");
    return gate.enter({ fingerprint, node, workdir, turn, parent: "build" });
  };
  const alone = new Turn(slots, 0, signal);
  const joined = new Turn(slots, 0, signal);
  const waits = [enter(alone), enter(joined)] as const;
  // Both had a slot, and gave it back to wait for the lock.
  await new Promise((done) => setTimeout(done));
  for (const turn of [alone, joined]) turn.close(ended);
  joined.join(1);
  await assertRejects(() => waits[0], Error, "the script ended");
  held[Symbol.dispose]();
  const entered = await waits[1];
  assertEquals(other.tryLock(fingerprint), undefined);
  assert(slots.tryAcquire() !== undefined);
  assertEquals(slots.tryAcquire(), undefined);
  entered[Symbol.dispose]();
  assert(slots.tryAcquire() !== undefined);
  const again = other.tryLock(fingerprint);
  assert(again !== undefined);
  again[Symbol.dispose]();
});
