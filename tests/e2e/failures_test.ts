import {
  assert,
  assertEquals,
  assertMatch,
  assertNoMatch,
} from "../support/assert.ts";
import { startAx } from "../support/ax.ts";
import {
  failureOf,
  makeProject,
  manifestOf,
  script,
  untilThere,
} from "./project.ts";

/** Builds each method by itself and prints what the script is told. */
function tryEach(names: readonly string[]): string {
  return `
    for (const name of ${JSON.stringify(names)}) {
      try {
        await urd.build(name);
        console.log(name + ": built");
      } catch (error) {
        console.log(name + ": " + error.message);
      }
    }`;
}

Deno.test("a failing slice ends its job at once, with the stack in the user's lines", async () => {
  using project = makeProject({}, {
    main: `await urd.build("split");`,
    files: {
      "methods/lib/divide.ts": `interface Part { readonly size: number }

export function divide(part: Part): never {
  throw new RangeError(\`no \${part.size}\`, {
    cause: new Error("deeper", { cause: "a text" }),
  });
}
`,
      "methods/split.ts": `import { defineMethod } from "ax";
import { divide } from "./lib/divide.ts";

export default defineMethod({
  async analysis({ job, slice }) {
    using _outer = job.status("splitting");
    using _inner = job.status(\`part \${slice}\`);
    const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
    const spins = job.path("spins.txt");
    if (slice === 1) {
      while (true) try { Deno.statSync(spins); break; } catch { await wait(5); }
      divide({ size: slice });
    }
    // What it is doing is told within that time.
    await wait(80);
    Deno.writeTextFileSync(spins, "");
    while (true);
  },
});
`,
    },
  });
  // Also where there is but one core.
  const build = ["build", "--jobs", "2"];
  const { code, stderr } = await project.ax(build);
  assertEquals(code, 1);
  assertNoMatch(stderr, "blob:");
  const failure = failureOf(project, "dev-1");
  assertEquals(failure, {
    message: "RangeError: no 1",
    stack: `RangeError: no 1
    at divide (methods/lib/divide.ts:4:9)
    at Object.analysis (methods/split.ts:12:7)
Caused by Error: deeper
    at divide (methods/lib/divide.ts:5:12)
    at Object.analysis (methods/split.ts:12:7)
Caused by a text`,
    stage: "analysis",
    slice: 1,
    status: ["splitting", "part 1"],
    others: [{ slice: 0, status: ["splitting", "part 0"] }],
  });
  assertMatch(stderr, "at divide (methods/lib/divide.ts:4:9)");
  assertMatch(stderr, "was doing: splitting › part 1");
  assertMatch(stderr, "slice 0: splitting › part 0");
  assertMatch(stderr, "0 built, 0 reused, 1 failed");
  // It stays visible, and is never the answer to a request.
  const listed = await project.axOk(["jobs", "--state", "failed"]);
  assertMatch(listed.stdout, /^dev-1 {2}failed {2}split/m);
  assertEquals((await project.ax(build)).code, 1);
  assertEquals(manifestOf(project, "dev-3").why, { kind: "first" });
});

Deno.test("whatever a stage throws, and wherever, its job alone fails and says so", async () => {
  const bodies: Readonly<Record<string, string>> = {
    rejects: `Promise.reject(new Error("nobody caught it"));
      await new Promise((done) => setTimeout(done, 60_000));`,
    timer: `setTimeout(() => { throw new Error("in a timer"); }, 1);
      await new Promise((done) => setTimeout(done, 60_000));`,
    object: `throw { code: 7 };`,
    nothing: `throw undefined;`,
    evil: `const error = new Error();
      for (const key of ["message", "stack", "name"]) {
        Object.defineProperty(error, key, { get() { throw error; } });
      }
      throw error;`,
    several: `await Promise.any([
        Promise.reject(new Error("first")), Promise.reject("second")]);`,
    deep: `const go = () => go() + 1; go();`,
  };
  const methods = Object.entries(bodies).map(([name, body]) => [
    name,
    `{ async synthesis() { ${body} } }`,
  ]);
  using project = makeProject(Object.fromEntries(methods), {
    main: tryEach(Object.keys(bodies)),
  });
  const { stdout } = await project.axOk(["build"]);
  const told = stdout.trimEnd().split("\n").map((line) =>
    line.replace(/Cannot build \w+: job dev-\d+ failed: /, "")
  );
  assertEquals(told, [
    "rejects: nobody caught it",
    "timer: in a timer",
    "object: thrown: { code: 7 }",
    "nothing: thrown: undefined",
    "evil: thrown: something that cannot be shown",
    "several: AggregateError: All promises were rejected",
    "deep: RangeError: Maximum call stack size exceeded",
  ]);
  assertMatch(failureOf(project, "dev-1").stack, "methods/rejects.ts:5:");
  assertMatch(failureOf(project, "dev-2").stack, "methods/timer.ts:5:");
  assertMatch(
    failureOf(project, "dev-6").stack,
    /Because of Error: first\n.*\nBecause of second/,
  );
});

Deno.test("what cannot be passed on or saved is named by its path", async () => {
  using project = makeProject({
    passes: `{ prepare: () => ({ a: [1, { b: () => 1 }] }), synthesis() {} }`,
    slices: `{ analysis: () => new Map([["k", Symbol("s")]]) }`,
    returns: `{ synthesis: () => ({ a: { f() {} } }) }`,
    loops: `{ synthesis() { const a = {}; a.self = a; return a; } }`,
    saves: `{ synthesis({ job }) { job.save([0 / 0], "x.json"); } }`,
    endings: `{ synthesis({ job }) { job.save(1, "x.txt"); } }`,
  }, {
    main: tryEach([
      "passes",
      "slices",
      "returns",
      "loops",
      "saves",
      "endings",
    ]),
  });
  const { stdout } = await project.axOk(["build"]);
  const told = stdout.trimEnd().split("\n").map((line) =>
    line.replace(/^.* failed: /, "")
  );
  assertEquals(told, [
    "Cannot pass on what prepare returned: value.a[1].b is a function; " +
    "return plain data",
    `Cannot pass on what analysis returned: value.get("k") is a symbol; ` +
    "return plain data",
    "Cannot save result.cbor: value.a.f is a function, which CBOR cannot keep",
    "Cannot save result.cbor: value.self contains itself, which CBOR cannot " +
    "keep",
    "Cannot save x.json: value[0] is NaN, which JSON cannot say; save it as " +
    "x.cbor or make it plain",
    "Cannot save a value as x.txt: the name must end in .json or .cbor; text " +
    "and bytes are written by job.write",
  ]);
});

Deno.test("a method that cannot be loaded is told with its line, before anything runs", async () => {
  using project = makeProject({ fine: `{ synthesis: () => 1 }` }, {
    main: tryEach(["imports", "throws", "nothing", "stageless", "fine"]),
    files: {
      "methods/lib/one.ts": "export const one = 1;\n",
      "methods/imports.ts":
        `import { two } from "./lib/one.ts";\nexport default two;\n`,
      "methods/throws.ts": `const list: number[] = [];
list[3].toFixed();
export default {};\n`,
      "methods/nothing.ts": `export default { synthesis: () => 1 };\n`,
      "methods/stageless.ts": `import { defineMethod } from "ax";
export default defineMethod({ inputs: {} });\n`,
    },
  });
  const { stdout } = await project.ax(["build"]);
  const told = stdout.trimEnd().split("\n");
  assertMatch(
    told[0] ?? "",
    /^imports: methods\/imports.ts:1:10: Cannot load imports: .*does not provide an export named 'two'/,
  );
  assertMatch(
    told[1] ?? "",
    "throws: methods/throws.ts:2:9: Cannot load throws: TypeError: Cannot read",
  );
  assertMatch(told[2] ?? "", "it is not made by defineMethod");
  assertMatch(told[3] ?? "", "Cannot run a method without a stage");
  assertEquals(told[4], "fine: built");
  assertEquals((await project.axOk(["jobs", "--state", "failed"])).stdout, "");
});

Deno.test("a job that runs out of memory fails by itself, and the next one runs", async () => {
  using project = makeProject({
    greedy: `{ synthesis: () => "x".repeat(3e8).split("").length }`,
    modest: `{ synthesis: () => 1 }`,
  }, {
    main: `
      const modest = urd.build("modest");
      await urd.build("greedy").catch((error) => console.log(error.message));
      console.log((await modest).load());`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertMatch(
    stdout,
    /greedy: job dev-\d failed: the executor died: it ran out of memory\n1\n/,
  );
});

Deno.test("a request that is not awaited is waited for, and its failure is heard of", async () => {
  using project = makeProject({
    slow: `{
      inputs: { n: integer(0) },
      async synthesis() { await new Promise((done) => setTimeout(done, 100)); },
    }`,
    broken: `{ synthesis() { throw new Error("it broke"); } }`,
    hasty: `{
      builds: true,
      synthesis({ job }) { job.build("slow").then(() => job.build("slow", { n: 1 })); },
    }`,
  }, { main: `urd.build("hasty");` });
  const { stderr } = await project.axOk(["build"]);
  assertMatch(stderr, "3 built, 0 reused");
  assertEquals(manifestOf(project, "dev-1").requests.length, 2);
  const last = async (main: string): Promise<string> => {
    project.write("methods/build.ts", script(main));
    const { code, stderr } = await project.ax(["build"]);
    assertEquals(code, 1);
    return stderr;
  };
  assertMatch(await last(`urd.build("broken");`), "Cannot build broken: ");
  assertMatch(
    await last(`urd.build("slow", { n: "x" });`),
    'input "n": expected',
  );
  assertMatch(await last(`urd.build("slwo");`), 'did you mean "slow"?');
});

Deno.test("when a script fails, what it left running comes to its end, and nothing else begins", async () => {
  using project = makeProject({
    slow: `{
      builds: true,
      inputs: { n: integer() },
      async synthesis() { ${untilThere("go")} },
    }`,
    breaks: `{
      inputs: { now: boolean() },
      synthesis({ inputs }) {
        if (inputs.now) throw new Error("it broke");
      },
    }`,
  }, {
    main: `
      await urd.build("breaks", { now: false });
      await Promise.all([
        urd.build("breaks", { now: true }),
        ...Array.from({ length: 50 }, (_, n) => urd.build("slow", { n })),
      ]);`,
  });
  const build = ["build", "--jobs", "2", "--json"];
  await using run = startAx(build, { cwd: project.path });
  await run.waitFor('"failed"');
  project.write("input/go", "");
  const { code, stdout } = await run.result;
  assertEquals(code, 1);
  const events = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const runs = (type: string, state?: string): string[] =>
    events.filter((event) =>
      event.type === type && event.kind === "job" &&
      (state === undefined || event.failure?.message === state)
    ).map((event) => event.run).sort();
  const started = runs("started");
  assertEquals(runs("failed"), runs("failed", "it broke"));
  assertEquals(started, [...runs("built"), ...runs("failed")].sort());
  assert(started.length < 10);
  const staged = [...Deno.readDirSync(project.join("workdir/.ax/staging"))];
  assertEquals(staged, []);
});

Deno.test("whatever the message of an error says, a build that fails ends with 1", async () => {
  using project = makeProject({
    sly: `{ synthesis() { throw new Error("the build was stopped"); } }`,
  }, {
    main: `await urd.build("sly");`,
    files: {
      "methods/build_own.ts": script(
        `throw new Error("the build was stopped")`,
      ),
      "methods/build_dry.ts": script(
        `throw new Error("Cannot read it: a dry run does not build it")`,
      ),
    },
  });
  for (const name of ["build", "own", "dry"]) {
    const { code } = await project.ax(["build", name]);
    assertEquals([name, code], [name, 1]);
  }
});
