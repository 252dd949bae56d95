import type { StageName } from "../../src/core/events.ts";
import { ExecutorDied } from "../../src/run/executor_process.ts";
import {
  CANCELLED,
  StageRun,
  type StageRunOptions,
  type StagesOutcome,
} from "../../src/run/job_runner.ts";
import type { StageEnd } from "../../src/run/protocol.ts";
import { Slots } from "../../src/run/slots.ts";
import { assertEquals, assertMatch } from "../support/assert.ts";

/** What the fake executor does when it runs a stage or slice. */
type Act = (
  stage: StageName,
  slice: number,
) => Promise<Partial<StageEnd>> | Partial<StageEnd>;

/** An executor without a process. */
class FakeExecutor {
  readonly ran: string[] = [];
  killed = false;
  mostAtOnce = 0;
  readonly #act: Act;
  readonly #running = new Set<(error: Error) => void>();

  constructor(act: Act) {
    this.#act = act;
  }

  async runStage(stage: StageName, slice: number): Promise<StageEnd> {
    if (this.killed) throw new ExecutorDied("it was stopped");
    this.ran.push(slice < 0 ? stage : `${stage}.${slice}`);
    const death = Promise.withResolvers<never>();
    this.#running.add(death.reject);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#running.size);
    const act = (async () => await this.#act(stage, slice))();
    const end = await Promise.race([act, death.promise])
      .finally(() => this.#running.delete(death.reject));
    const costs = { wallMs: 5, cpuMs: 2, peakMemoryBytes: 100 };
    return {
      type: "stageEnd",
      stage,
      slice,
      ...costs,
      early: false,
      datasets: [],
      ...end,
    };
  }

  kill(): void {
    this.killed = true;
    for (const die of this.#running) die(new ExecutorDied("it was stopped"));
  }
}

interface Ran {
  readonly outcome: StagesOutcome;
  readonly executor: FakeExecutor;
  readonly seen: readonly string[];
}

/** Runs stages on a fake executor; there are as many slots as said. */
async function run(
  act: Act,
  options: Partial<StageRunOptions> & { readonly slotCount?: number } = {},
): Promise<Ran> {
  const executor = new FakeExecutor(act);
  const seen: string[] = [];
  const slots = new Slots(options.slotCount ?? 8);
  using _own = await slots.acquire();
  const outcome = await new StageRun(executor as never, {
    stages: ["prepare", "analysis", "synthesis"],
    slices: 3,
    slots,
    watcher: {
      stage: (stage, state) => seen.push(`${stage} ${state}`),
      slice: (slice, state) => seen.push(`${slice} ${state}`),
      statusOf: (stage, slice) => [`${stage} of ${slice}`],
    },
    ...options,
  }).run();
  return { outcome, executor, seen };
}

const never = (): Promise<never> => new Promise(() => {});
const failing = (message: string): Partial<StageEnd> => ({
  error: { message, stack: `${message} stack`, status: [] },
});

Deno.test("the stages run in order, and their times are added up", async () => {
  const { outcome, executor, seen } = await run((_, slice) => ({
    peakMemoryBytes: slice === 1 ? 900 : 50,
  }));
  assertEquals(executor.ran, [
    "prepare",
    "analysis.0",
    "analysis.1",
    "analysis.2",
    "synthesis",
  ]);
  assertEquals(seen.filter((line) => !/^\d/.test(line)), [
    "prepare begin",
    "prepare end",
    "analysis begin",
    "analysis end",
    "synthesis begin",
    "synthesis end",
  ]);
  assertEquals(outcome.failure, undefined);
  assertEquals(outcome.peakMemoryBytes, 900);
  const [prepare, analysis] = outcome.stages;
  assertEquals(prepare, { stage: "prepare", wallMs: 5, cpuMs: 2 });
  assertEquals(analysis?.cpuMs, 6);
  assertEquals(
    analysis?.slices,
    [0, 1, 2].map((slice) => ({ slice, wallMs: 5, cpuMs: 2 })),
  );
});

Deno.test("as many slices run at once as there are slots", async () => {
  const turn = async (): Promise<Partial<StageEnd>> => {
    await new Promise((done) => setTimeout(done, 1));
    return {};
  };
  for (const [slotCount, atOnce] of [[1, 1], [2, 2], [9, 5]] as const) {
    const { executor } = await run(turn, { slotCount, slices: 5 });
    assertEquals(executor.mostAtOnce, atOnce);
    assertEquals(executor.ran.length, 7);
  }
});

Deno.test("all slots are given back, whatever happened", async () => {
  for (const act of [() => ({}), () => failing("no")]) {
    const slots = new Slots(3);
    await run(act, { slots });
    const free = [1, 2, 3, 4].map(() => slots.tryAcquire() !== undefined);
    assertEquals(free, [true, true, true, false]);
  }
});

Deno.test("a failing stage ends the run, with what it was doing", async () => {
  const { outcome, executor } = await run((stage) =>
    stage === "prepare" ? failing("no") : {}
  );
  assertEquals(executor.ran, ["prepare"]);
  assertEquals(executor.killed, false);
  assertEquals(outcome.failure, {
    message: "no",
    stack: "no stack",
    stage: "prepare",
    status: ["prepare of -1"],
    others: [],
  });
});

Deno.test("a failing slice ends those that never would, and tells what they were doing", async () => {
  const { outcome, executor } = await run((stage, slice) =>
    stage !== "analysis" ? {} : slice === 1 ? failing("one") : never()
  );
  assertEquals(executor.killed, true);
  assertEquals(outcome.failure?.message, "one");
  assertEquals(outcome.failure?.slice, 1);
  assertEquals(outcome.failure?.others, [
    { slice: 0, status: ["analysis of 0"] },
    { slice: 2, status: ["analysis of 2"] },
  ]);
  assertEquals(outcome.stages.map(({ stage }) => stage), ["prepare"]);
});

Deno.test("when several slices fail, the first one's failure is told", async () => {
  const { outcome, executor } = await run((stage, slice) =>
    stage === "analysis" ? failing(`slice ${slice}`) : {}
  );
  assertEquals(outcome.failure?.message, "slice 0");
  assertEquals(executor.ran.includes("synthesis"), false);
});

Deno.test("after a failure no further slice begins", async () => {
  const { executor } = await run(
    (stage, slice) => stage === "analysis" && slice === 0 ? failing("no") : {},
    { slotCount: 1 },
  );
  assertEquals(executor.ran, ["prepare", "analysis.0"]);
});

Deno.test("an executor that dies fails the run, and the message says how", async () => {
  const { outcome } = await run(() => {
    throw new ExecutorDied("it ran out of memory");
  });
  assertEquals(
    outcome.failure?.message,
    "the executor died: it ran out of memory",
  );
});

Deno.test("an abort kills the executor, whenever it comes", async () => {
  const controller = new AbortController();
  const act: Act = (stage) => {
    if (stage !== "analysis") return {};
    controller.abort();
    return never();
  };
  const during = await run(act, { signal: controller.signal });
  assertEquals(during.outcome.failure?.message, CANCELLED);
  assertEquals(during.executor.killed, true);
  const before = await run(() => ({}), { signal: AbortSignal.abort() });
  assertEquals(before.outcome.failure?.message, CANCELLED);
  assertEquals(before.executor.ran, []);
});

Deno.test("a job may finish early in prepare, or in analysis when all slices agree", async () => {
  const early =
    (which: (stage: StageName, slice: number) => boolean): Act =>
    (stage, slice) => ({ early: which(stage, slice) });
  const prepare = await run(early((stage) => stage === "prepare"));
  assertEquals(prepare.executor.ran, ["prepare"]);
  const analysis = await run(early((stage) => stage === "analysis"));
  assertEquals(analysis.executor.ran.length, 4);
  assertEquals(analysis.outcome.failure, undefined);
  const one = await run(
    early((stage, slice) => stage === "analysis" && slice === 2),
  );
  assertMatch(
    one.outcome.failure?.message ?? "",
    "1 of 3 slices called finishEarly, and all must agree",
  );
  assertEquals(one.executor.ran.includes("synthesis"), false);
});
