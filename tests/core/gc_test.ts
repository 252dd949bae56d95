import {
  decideGarbage,
  type GcDecision,
  type GcJob,
  type GcQuestion,
} from "../../src/core/gc.ts";
import { formatJobId } from "../../src/core/ids.ts";
import { assert, assertEquals } from "../support/assert.ts";

/** `4 failed build x`: job 4; done, of kind job and of method m by default. */
function job(text: string, workdir = "dev"): GcJob {
  const [number = "", ...words] = text.split(" ");
  const isBuild = words.includes("build");
  return {
    id: formatJobId(workdir, Number(number)),
    workdir,
    number: Number(number),
    kind: isBuild ? "build" : "job",
    state: words.includes("failed") ? "failed" : "done",
    method: isBuild ? `build_${words.at(-1)}` : "m",
    startedAt: `2026-01-0${number}T00:00:00.000Z`,
  };
}

/** `3>1,2`: dev-3 uses dev-1 and dev-2. */
function uses(...texts: readonly string[]): GcQuestion["edges"] {
  return texts.flatMap((text) => {
    const [from = "", deps = ""] = text.split(">");
    const id = (name: string) => name.includes("-") ? name : `dev-${name}`;
    return deps.split(",").map((dep) => ({ job: id(from), dep: id(dep) }));
  });
}

function decide(
  jobs: readonly (string | GcJob)[],
  question: Partial<Omit<GcQuestion, "jobs">> = {},
): GcDecision {
  return decideGarbage({
    jobs: jobs.map((text) => typeof text === "string" ? job(text) : text),
    edges: [],
    pinned: new Set(),
    workdir: "dev",
    ...question,
  });
}

/** What goes, as in `dev-2 failed`. */
function gone(...args: Parameters<typeof decide>): string[] {
  return decide(...args).garbage.map(({ job, reason }) =>
    `${job.id.replace("dev-", "")} ${reason}`
  );
}

const run = "9 build x";

Deno.test("decideGarbage() takes what failed and what nothing needs, newest first", () => {
  assertEquals(gone(["1", "2 failed", "3", run], { edges: uses("9>3") }), [
    "2 failed",
    "1 needed by nothing",
  ]);
});

Deno.test("decideGarbage() leaves all that what stays was made from or asked for", () => {
  const edges = uses("9>4", "4>3,2", "3>1");
  assertEquals(gone(["1", "2", "3", "4", "5", run], { edges }), [
    "5 needed by nothing",
  ]);
  // A failed job that another one was made from cannot be, yet would stay.
  assertEquals(gone(["1 failed", "4", run], { edges: uses("9>4", "4>1") }), []);
});

Deno.test("decideGarbage() leaves what a result links to, and what it was made from", () => {
  const question = { edges: uses("3>1"), pinned: new Set(["dev-3"]) };
  assertEquals(gone(["1", "2", "3", run], question), ["2 needed by nothing"]);
});

Deno.test("decideGarbage() leaves what another workdir needs, and takes nothing from it", () => {
  const jobs = ["1", "2", run, job("1 failed", "old"), job("2", "old")];
  assertEquals(gone(jobs, { edges: uses("old-2>2") }), ["1 needed by nothing"]);
  assertEquals(gone(jobs, { workdir: "old" }), ["old-1 failed"]);
});

Deno.test("decideGarbage() keeps each run of a script, or as many as are asked for", () => {
  const jobs = ["1", "2 build x", "3", "4 build x", "5 build y", "6", run];
  const edges = uses("2>1", "4>3", "5>3", "9>6");
  assertEquals(gone(jobs, { edges }), []);
  assertEquals(gone(jobs, { edges, runs: 2 }), [
    "2 old run",
    "1 needed by nothing",
  ]);
  assertEquals(gone(jobs, { edges, runs: 1 }), [
    "4 old run",
    "2 old run",
    "1 needed by nothing",
  ]);
});

Deno.test("decideGarbage() keeps a failed run, and what it built, until a later one is done", () => {
  const edges = uses("4>3");
  const jobs = ["1 build x", "3", "4 failed build x"];
  assertEquals(gone(jobs, { edges }), []);
  assertEquals(gone([...jobs, run], { edges }), [
    "4 failed",
    "3 needed by nothing",
  ]);
});

Deno.test("decideGarbage() keeps what was built while a run was going on that was killed", () => {
  // Its number it got when it was recovered, after those of its jobs.
  const killed = { ...job("7 failed build x"), startedAt: job("4").startedAt };
  const jobs = ["1", "2 build x", "3", "4", "5 failed", "6", killed];
  const edges = uses("6>3");
  assertEquals(gone(jobs, { edges }), [
    "5 failed",
    "1 needed by nothing",
  ]);
  assertEquals(gone([...jobs, run], { edges: [...edges, ...uses("9>6")] }), [
    "7 failed",
    "5 failed",
    "4 needed by nothing",
    "1 needed by nothing",
  ]);
  // Another script's run makes up for nothing.
  assertEquals(gone([...jobs, "9 build y"], { edges }), [
    "5 failed",
    "1 needed by nothing",
  ]);
});

Deno.test("decideGarbage() keeps what is young, when it is told how young", () => {
  const before = "2026-01-02T00:00:00.000Z";
  const question = { before, edges: uses("4>1") };
  assertEquals(gone(["1", "2", "4", run], question), []);
  assertEquals(gone(["1", "2", run], question), ["1 needed by nothing"]);
});

Deno.test("decideGarbage() leaves the highest number, and says so", () => {
  const decision = decide(["1", "2", "3 failed"], { edges: uses("3>1") });
  assertEquals(decision.garbage.map(({ job }) => job.id), [job("2").id]);
  assertEquals(decision.heldByNumber?.id, job("3").id);
  assertEquals(decide(["1", run]).heldByNumber, undefined);
});

/** Whole numbers below `end`, the same each time. */
function numbers(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % end;
  };
}

Deno.test("decideGarbage() never takes what something that stays was made from", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = numbers(seed);
    const words = ["", " failed", " build x", " failed build y"];
    const jobs = Array.from(
      { length: 9 },
      (_, at) => job(`${at + 1}${words[random(words.length)]}`),
    );
    const edges = jobs.flatMap(({ id, number }) =>
      Array.from({ length: random(3) }, () => ({
        job: id as string,
        dep: `dev-${1 + random(number)}`,
      })).filter(({ job, dep }) => job !== dep)
    );
    const pinned = new Set([`dev-${1 + random(9)}`]);
    const garbage = new Set<string>(
      decide(jobs, { edges, pinned, runs: 1 + random(2) }).garbage
        .map(({ job }) => job.id),
    );
    for (const { job, dep } of edges) {
      assert(garbage.has(job) || !garbage.has(dep), `${seed}: ${job} ${dep}`);
    }
    for (const id of [...pinned, "dev-9"]) assert(!garbage.has(id), `${seed}`);
  }
});
