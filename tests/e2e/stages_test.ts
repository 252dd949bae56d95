import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { makeProject, manifestOf } from "./project.ts";

Deno.test("stages run in order; what they return goes on, in slice order", async () => {
  using project = makeProject({
    all: `{
      inputs: { n: integer() },
      async prepare({ inputs, job, slices }) {
        job.write("1.txt", "prepare\\n");
        await new Promise((done) => setTimeout(done, 5));
        return { base: inputs.n, slices, at: new Map([["k", 1n]]) };
      },
      async analysis({ inputs, job, slice, slices, prepareResult }) {
        // The first slice ends last.
        await new Promise((done) => setTimeout(done, (slices - slice) * 20));
        job.write(\`2.\${slice}.txt\`, "analysis\\n");
        return {
          slice,
          sum: prepareResult.base + inputs.n * slice,
          list: ["s" + slice],
          by: new Map([["all", 1], [slice, prepareResult.at.get("k")]]),
          seen: new Set([slice, "both"]),
        };
      },
      async synthesis({ inputs, slices, prepareResult, analysisResults }) {
        return {
          inputs,
          slices,
          prepareResult,
          order: analysisResults.map(({ slice }) => slice),
          isArray: Array.isArray(analysisResults),
          merged: analysisResults.merge(),
        };
      },
    }`,
    only_prepare: `{ prepare: () => 1 }`,
    only_analysis: `{ analysis: ({ slice }) => slice }`,
    only_synthesis: `{
      synthesis: ({ prepareResult, analysisResults }) => ({
        prepared: String(prepareResult),
        analysed: analysisResults.length,
      }),
    }`,
  }, {
    config: { slices: 3 },
    main: `
      const all = await urd.build("all", { n: 10 });
      console.log(Deno.inspect(all.load(), { depth: 9, sorted: true }));
      console.log(all.files().join(" "));
      for (const name of ["only_prepare", "only_analysis", "only_synthesis"]) {
        const job = await urd.build(name);
        let value = "";
        try {
          value = JSON.stringify(job.load());
        } catch (error) {
          value = error.message;
        }
        console.log(job.files().length, value);
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    `{
  inputs: { n: 10 },
  isArray: true,
  merged: {
    by: Map(4) { "all" => 3, 0 => 1n, 1 => 1n, 2 => 1n },
    list: [ "s0", "s1", "s2" ],
    seen: Set(4) { "both", 0, 1, 2 },
    slice: 3,
    sum: 60
  },
  order: [ 0, 1, 2 ],
  prepareResult: { at: Map(1) { "k" => 1n }, base: 10, slices: 3 },
  slices: 3
}
1.txt 2.0.txt 2.1.txt 2.2.txt result.cbor
0 Cannot load the job's value: it returned none
0 Cannot load the job's value: it returned none
1 {"prepared":"undefined","analysed":0}
`,
  );
  // Times and memory are written down.
  const { stages, peakMemoryBytes, elapsedMs } = manifestOf(project, "dev-1");
  assertEquals(
    stages.map(({ stage, slices }) => [stage, slices?.map((s) => s.slice)]),
    [
      ["prepare", undefined],
      ["analysis", [0, 1, 2]],
      ["synthesis", undefined],
    ],
  );
  for (const { wallMs, cpuMs, slices = [] } of stages) {
    assert(wallMs > 0 && wallMs <= elapsedMs);
    for (const times of [{ wallMs, cpuMs }, ...slices]) {
      assert(times.wallMs > 0, "every stage and slice takes time");
      assert(Deno.build.os !== "linux" || times.cpuMs > 0, "and a CPU");
    }
  }
  assert(Deno.build.os !== "linux" || peakMemoryBytes > 10_000_000);
});

Deno.test("a job can finish early in each stage; in analysis all slices must agree", async () => {
  using project = makeProject({
    early: `{
      inputs: { stage: string() },
      prepare({ inputs, job }) {
        if (inputs.stage === "prepare") job.finishEarly({ from: "prepare" });
        return 1;
      },
      async analysis({ inputs, job, slice }) {
        job.write(\`a\${slice}\`, "");
        if (inputs.stage === "analysis") job.finishEarly();
        if (inputs.stage === "slice 1" && slice === 1) job.finishEarly();
        if (inputs.stage === "with a result") job.finishEarly(5);
        await null;
      },
      synthesis({ inputs, job }) {
        job.write("s", "");
        if (inputs.stage === "synthesis") job.finishEarly([1]);
        return "to the end";
      },
    }`,
    caught: `{
      synthesis({ job }) {
        try { job.finishEarly("early"); } catch {}
        return "late";
      },
    }`,
  }, {
    main: `
      const stages = ["prepare", "analysis", "synthesis", "none", "slice 1",
        "with a result"];
      for (const stage of stages) {
        const line = await urd.build("early", { stage }).then(
          (job) => JSON.stringify([job.files(), job.files()
            .includes("result.json") ? job.load() : "nothing"]),
          (error) => error.message.replace(/.* failed: /, ""),
        );
        console.log(stage + ": " + line);
      }
      console.log((await urd.build("caught")).load());`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    `prepare: [["result.json"],{"from":"prepare"}]
analysis: [["a0","a1"],"nothing"]
synthesis: [["a0","a1","result.json","s"],[1]]
none: [["a0","a1","result.json","s"],"to the end"]
slice 1: Cannot finish early: 1 of 2 slices called finishEarly, and all must agree
with a result: Cannot pass a result to finishEarly in analysis: slices have none
early
`,
  );
  assertEquals(
    manifestOf(project, "dev-1").stages.map(({ stage }) => stage),
    ["prepare"],
  );
});

Deno.test("what synthesis returns is JSON where JSON keeps it, else CBOR; load gives it back", async () => {
  const values: Readonly<Record<string, string>> = {
    plain: `{ a: [1, null, true, "text"], b: { c: 0.5 } }`,
    nothing: `undefined`,
    zero: `0`,
    nan: `{ mean: NaN }`,
    map: `new Map([["a", 1], ["b", new Map()]])`,
    set: `[new Set(["x"])]`,
    bigint: `{ small: 5n, big: 2n ** 80n }`,
    date: `new Date(1795362987247)`,
    arrays: `{ f: new Float64Array([0.5, -0]), u: new Uint8Array([7]) }`,
  };
  const methods = Object.entries(values).map(([name, value]) => [
    name,
    `{ synthesis: () => (${value}) }`,
  ]);
  using project = makeProject({
    ...Object.fromEntries(methods),
    // A stage sees the same as the script.
    reads: `{
      inputs: { jobs: list(job()) },
      synthesis: ({ inputs }) =>
        inputs.jobs.map((job) => Deno.inspect(job.load(), { depth: 9 })),
    }`,
  }, {
    main: `
      const names = ${JSON.stringify(Object.keys(values))};
      const jobs = [];
      for (const name of names) {
        const job = await urd.build(name);
        const [file] = job.files();
        if (file !== undefined) jobs.push(job);
        const value = file === undefined ? "" : Deno.inspect(job.load());
        console.log([name, file ?? "no file", value].join(" | "));
      }
      const seen = (await urd.build("reads", { jobs })).load();
      const same = jobs.every((job, at) => Deno.inspect(job.load()) === seen[at]);
      console.log("the same in a stage:", same, seen.length);`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    `plain | result.json | { a: [ 1, null, true, "text" ], b: { c: 0.5 } }
nothing | no file | 
zero | result.json | 0
nan | result.cbor | { mean: NaN }
map | result.cbor | Map(2) { "a" => 1, "b" => Map(0) {} }
set | result.cbor | [ Set(1) { "x" } ]
bigint | result.cbor | { small: 5n, big: 1208925819614629174706176n }
date | result.cbor | 2026-11-22T15:56:27.247Z
arrays | result.cbor | { f: Float64Array(2) [ 0.5, -0 ], u: Uint8Array(1) [ 7 ] }
the same in a stage: true 8
`,
  );
  assertEquals(
    project.read("workdir/dev-1/files/result.json"),
    `{
  "a": [
    1,
    null,
    true,
    "text"
  ],
  "b": {
    "c": 0.5
  }
}
`,
  );
});

Deno.test("a job keeps the files its stages write, whichever way they do", async () => {
  using project = makeProject({
    writes: `{
      prepare({ job }) {
        job.save({ a: 1 }, "values/a.json");
        job.save(new Map([["k", 2]]), "b.cbor");
        job.write("text.txt", "ä");
        job.write("bytes.bin", new Uint8Array([0, 255]));
        job.open("packed.zst", { compression: "zstd" }).write("p".repeat(9000));
        // Left open: the end of the stage closes it.
        const left = job.open("left.txt");
        left.write("first ");
        left.write("second");
        {
          using out = job.open("deep/er/log.txt");
          out.write("line\\n");
        }
        Deno.writeTextFileSync(job.path("by/path.txt"), "by path");
      },
      synthesis({ job }) {
        // A later stage sees what an earlier one wrote.
        return Deno.readTextFileSync(job.path("left.txt"));
      },
    }`,
    reads: `{
      inputs: { from: job(), one: jobFile() },
      async synthesis({ inputs: { from, one } }) {
        using input = from.open("left.txt");
        const text = await new Response(input.readable).text().catch(String);
        const buffer = new Uint8Array(3);
        using again = from.open("bytes.bin");
        const count = again.readSync(buffer);
        return {
          files: from.files(),
          result: from.load(),
          values: from.load("values/a.json"),
          map: [...from.load("b.cbor")],
          text,
          bytes: [count, ...buffer],
          one: [one.name, one.text(), [...one.bytes()]],
        };
      },
    }`,
    misses: `{
      inputs: { from: job() },
      synthesis: ({ inputs }) => inputs.from.load("value/a.json"),
    }`,
  }, {
    main: `
      const from = await urd.build("writes");
      const one = from.file("text.txt");
      const reads = await urd.build("reads", { from, one });
      console.log(JSON.stringify(reads.load(), null, 1));
      for (const work of [
        () => urd.build("misses", { from }),
        () => from.load("nope.json"),
        () => from.file("txt.text"),
        () => from.open("left"),
      ]) {
        try { await work(); } catch (error) { console.log(error.message); }
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const [json = "", ...errors] = stdout.split(/(?<=^\})\n/m);
  assertEquals(JSON.parse(json), {
    files: [
      "b.cbor",
      "by/path.txt",
      "bytes.bin",
      "deep/er/log.txt",
      "left.txt",
      "packed.zst",
      "result.json",
      "text.txt",
      "values/a.json",
    ],
    result: "first second",
    values: { a: 1 },
    map: [["k", 2]],
    text: "first second",
    bytes: [2, 0, 255, 0],
    one: ["text.txt", "ä", [195, 164]],
  });
  const [missed, ...rest] = errors.join("").trimEnd().split("\n");
  assertMatch(
    missed ?? "",
    `Cannot find file "value/a.json" in the job: it has b.cbor, `,
  );
  assertMatch(missed ?? "", `did you mean "values/a.json"?`);
  assertEquals(rest.map((line) => line.split(":")[0]), [
    `Cannot find file "nope.json" in the job`,
    `Cannot find file "txt.text" in the job`,
    `Cannot find file "left" in the job`,
  ]);
});

Deno.test("a file has one writer: a second one fails, whether a slice or a stage", async () => {
  using project = makeProject({
    slices: `{ analysis({ job }) { job.write("same.txt", "x"); } }`,
    stages: `{
      prepare({ job }) { job.save(1, "one.json"); },
      synthesis({ job }) { job.save(2, "one.json"); },
    }`,
    result: `{ synthesis({ job }) { job.save(1, "result.json"); return 2; } }`,
    outside: `{ synthesis({ job }) { job.write("../up.txt", "x"); } }`,
    link: `{
      prepare({ job }) { job.write("a", "x"); },
      synthesis({ job }) { Deno.linkSync(job.path("a"), job.path("b")); },
    }`,
  }, {
    main: `
      for (const name of ["slices", "stages", "result", "outside", "link"]) {
        await urd.build(name).catch((error) =>
          console.log(error.message.replace(/.* failed: /, "")));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const [slices, stages, result, outside, link] = stdout.split("\n");
  const written = "this job has written it already";
  assertMatch(slices ?? "", `Cannot write same.txt: ${written}`);
  assertMatch(stages ?? "", `Cannot write one.json: ${written}`);
  assertMatch(result ?? "", `Cannot write result.json: ${written}`);
  assertMatch(outside ?? "", `Cannot name a file "../up.txt"`);
  assertMatch(link ?? "", "TypeError: Deno.linkSync is not a function");
});
