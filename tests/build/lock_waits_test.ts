/** Jobs of several builds that wait for each other's locks. */

import { LockWaits } from "../../src/build/lock_waits.ts";
import { RunNode } from "../../src/build/waiting.ts";
import { AxError } from "../../src/core/errors.ts";
import type { NotedLock } from "../../src/store/locks.ts";
import type { Workdir } from "../../src/store/workdir.ts";
import { fingerprintOf, openDev } from "../store/support.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  present,
} from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

const never = new Promise<never>(() => {});

/** A build, as far as it holds locks and waits for them. */
class Build implements Disposable {
  readonly #workdir: Workdir;
  readonly #script = new RunNode("build");
  readonly #waits = new LockWaits(5);
  readonly #held = new Map<RunNode, DisposableStack>();

  constructor(root: string) {
    this.#workdir = openDev(root);
  }

  /** A job that runs, and so holds its lock. */
  run(name: string): RunNode {
    const node = new RunNode(name, this.#script);
    this.take(node, present(this.#workdir.tryLock(fingerprintOf(name))));
    return node;
  }

  take(node: RunNode, lock: NotedLock): void {
    const path = this.#workdir.lockPath(fingerprintOf(node.label));
    const held = new DisposableStack();
    held.use(lock);
    held.use(this.#waits.hold(node, { path, lock }));
    this.#held.set(node, held);
  }

  end(node: RunNode): void {
    this.#held.get(node)?.dispose();
    this.#held.delete(node);
  }

  /** One job asks for another, which a different build runs. */
  ask(asker: RunNode, name: string): Promise<RunNode> {
    const node = new RunNode(name, asker);
    const end = this.#lock(node);
    return asker.waitFor(node, end);
  }

  async #lock(node: RunNode): Promise<RunNode> {
    const fingerprint = fingerprintOf(node.label);
    const path = this.#workdir.lockPath(fingerprint);
    using wait = this.#waits.begin(node, path);
    this.take(node, await this.#workdir.lock(fingerprint, wait.signal));
    return node;
  }

  [Symbol.dispose](): void {
    for (const held of this.#held.values()) held.dispose();
    this.#workdir[Symbol.dispose]();
  }
}

Deno.test("jobs of two builds that ask for each other fail, and name the circle", async () => {
  using dir = tempDir();
  using one = new Build(dir.path);
  using two = new Build(dir.path);
  const [ping, pong] = [one.run("ping"), two.run("pong")];
  const [first, second] = await Promise.all([
    assertRejects(() => one.ask(ping, "pong"), AxError),
    assertRejects(() => two.ask(pong, "ping"), AxError),
  ]);
  const whole = [
    "Cannot build pong: it would wait for itself: pong → ping → pong",
    "Cannot build ping: it would wait for itself: ping → pong → ping",
  ];
  assertEquals([first.message, second.message], whole);
  assertEquals(
    first.hint,
    "Another build runs some of them. Give one of them other inputs, or take " +
      "the request out.",
  );
});

Deno.test("a circle through several jobs of three builds is named whole", async () => {
  using dir = tempDir();
  const builds = [1, 2, 3].map(() => new Build(dir.path));
  const [one, two, three] = builds;
  assert(one !== undefined && two !== undefined && three !== undefined);
  using _all = new DisposableStack();
  for (const build of builds) _all.use(build);
  const [a, b, c, d] = [
    one.run("a"),
    one.run("b"),
    two.run("c"),
    three.run("d"),
  ];
  // Within one build, b is asked for by a; a side of it leads nowhere.
  void a.waitFor(b, never);
  void a.waitFor(one.run("side"), never);
  const ends = await Promise.allSettled([
    one.ask(b, "c"),
    two.ask(c, "d"),
    three.ask(d, "a"),
  ]);
  assertEquals(
    ends.map((end) =>
      end.status === "rejected" ? String(end.reason.message) : end.status
    ),
    [
      "Cannot build c: it would wait for itself: c → d → a → b → c",
      "Cannot build d: it would wait for itself: d → a → b → c → d",
      "Cannot build a: it would wait for itself: a → b → c → d → a",
    ],
  );
});

Deno.test("a long wait that leads to no circle ends with the lock", async () => {
  using dir = tempDir();
  using one = new Build(dir.path);
  using two = new Build(dir.path);
  const [a, b] = [one.run("a"), two.run("b")];
  const asked = one.ask(a, "b");
  // Time for many looks.
  await new Promise((done) => setTimeout(done, 100));
  two.end(b);
  const got = await asked;
  assertEquals(got.label, "b");
  // Now the other one may wait for both, for neither waits for it.
  const other = two.run("c");
  const others = [two.ask(other, "a"), two.ask(other, "b")];
  await new Promise((done) => setTimeout(done, 100));
  one.end(got);
  one.end(a);
  const labels = (await Promise.all(others)).map(({ label }) => label);
  assertEquals(labels, ["a", "b"]);
});

Deno.test("what a killed build has noted, or somebody else, makes no circle", async () => {
  using dir = tempDir();
  using one = new Build(dir.path);
  using two = new Build(dir.path);
  const [a, b] = [one.run("a"), two.run("b")];
  const locks = dir.join("workdir/.ax/locks");
  const file = `${locks}/${fingerprintOf("b")}`;
  const asked = one.ask(a, "b");
  for (
    const text of [
      "half a no",
      "null",
      "[]",
      `{"method":1,"waits":[]}`,
      `{"method":"b","waits":[null]}`,
      `{"method":"b","waits":[{"id":"x","lock":"/etc/passwd"}]}`,
      `{"method":"b","waits":[{"id":"x","lock":"${file}"}]}`,
      "x".repeat(2 << 20),
    ]
  ) {
    Deno.writeTextFileSync(file, text);
    await new Promise((done) => setTimeout(done, 15));
  }
  two.end(b);
  assertEquals((await asked).label, "b");
  // A lock that is taken over begins with nothing.
  const left = `${locks}/${fingerprintOf("c")}`;
  Deno.writeTextFileSync(left, "half a no");
  one.run("c");
  assertEquals(Deno.readTextFileSync(left), "");
});
