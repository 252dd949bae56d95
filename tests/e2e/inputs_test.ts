import { assertEquals, assertMatch } from "../support/assert.ts";
import { startAx } from "../support/ax.ts";
import { makeProject, manifestOf } from "./project.ts";

/** Shows each input as the stage sees it. */
const shows = `{
  inputs: {
    text: string(), textElse: string("else"),
    num: number(), numElse: number(0.5),
    int: integer(), intElse: integer(-1),
    yes: boolean(), yesElse: boolean(true),
    day: date(), dayElse: date("2024-02-29"),
    moment: datetime(), momentElse: datetime("2024-05-01T12:00:00+02:00"),
    choice: oneOf(["a", 1, false]), choiceElse: oneOf(["x", "y"], "y"),
    many: list(integer()), manyElse: list(string(), ["p", "q"]),
    fields: record({ n: integer(), s: string("inner") }),
    byName: record(list(number())),
    maybe: optional(integer()), maybeNot: optional(date()),
    upload: file(), uploads: list(file()),
    from: job(), part: jobFile(), jobs: list(job()),
  },
  synthesis({ inputs: { upload, uploads, from, part, jobs, ...values } }) {
    return Deno.inspect({
      ...values,
      upload: [upload.name, upload.text(), upload.bytes().length],
      uploads: uploads.map((one) => one.name),
      from: from.load(),
      part: [part.name, part.text()],
      jobs: jobs.map((one) => one.load("n.json")),
    }, { depth: 9, breakLength: 78 });
  },
}`;

const made = `{
  inputs: { n: integer() },
  synthesis({ inputs, job }) {
    job.save(inputs.n, "n.json");
    return "value " + inputs.n;
  },
}`;

Deno.test("each kind of input reaches the stage, defaults filled in", async () => {
  using project = makeProject({ shows, made }, {
    files: { "input/a.txt": "ä", "input/dir/b.txt": "b" },
    main: `
      const [one, two] = await Promise.all(
        [1, 2].map((n) => urd.build("made", { n })));
      const job = await urd.build("shows", {
        text: "t", num: 1e300, int: 2 ** 53 - 1, yes: false,
        day: new Date("2024-05-01"), moment: new Date(1714557600123),
        choice: 1, many: [3, 1, 2], fields: { n: 5 },
        byName: { b: [1.5], a: [], "~": [0] },
        maybe: 7, upload: "a.txt", uploads: ["dir/b.txt", "a.txt"],
        from: one, part: two.file("n.json"), jobs: [two, one],
      });
      console.log(job.load());`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    `{
  text: "t",
  textElse: "else",
  num: 1e+300,
  numElse: 0.5,
  int: 9007199254740991,
  intElse: -1,
  yes: false,
  yesElse: true,
  day: 2024-05-01T00:00:00.000Z,
  dayElse: 2024-02-29T00:00:00.000Z,
  moment: 2024-05-01T10:00:00.123Z,
  momentElse: 2024-05-01T10:00:00.000Z,
  choice: 1,
  choiceElse: "y",
  many: [ 3, 1, 2 ],
  manyElse: [ "p", "q" ],
  fields: { n: 5, s: "inner" },
  byName: { a: [], b: [ 1.5 ], "~": [ 0 ] },
  maybe: 7,
  maybeNot: null,
  upload: [ "a.txt", "ä", 2 ],
  uploads: [ "dir/b.txt", "a.txt" ],
  from: "value 1",
  part: [ "n.json", "2\\n" ],
  jobs: [ 2, 1 ]
}
`,
  );
});

Deno.test("one spelling of equal inputs: key order, dates, left-out defaults do not build anew", async () => {
  using project = makeProject({
    takes: `{
      inputs: {
        day: date(), rec: record({ a: integer(), b: integer(2) }),
        map: record(integer()), zero: number(0),
      },
      synthesis: () => 1,
    }`,
  }, {
    main: `
      await urd.build("takes", {
        day: "2024-05-01", rec: { a: 1 }, map: { x: 1, y: 2 },
      });
      await urd.build("takes", {
        zero: -0, map: { y: 2, x: 1 }, rec: { b: 2, a: 1 },
        day: new Date("2024-05-01T00:00:00Z"),
      });`,
  });
  const { stderr } = await project.axOk(["build"]);
  assertMatch(stderr, "1 built, 1 reused");
});

Deno.test("a wrong input is told by method, input, what was expected and what came", async () => {
  const cases: readonly (readonly [given: string, told: string])[] = [
    [`{ n: "x" }`, `count_rows: input "n": expected integer, got "x"`],
    [`{ n: 1.5 }`, `count_rows: input "n": expected integer, got 1.5`],
    [`{}`, `count_rows: input "n": missing, expected integer`],
    [`{ n: NaN }`, `count_rows: input "n": expected integer, got NaN`],
    [`{ n: 1, m: 2 }`, `count_rows: unknown input "m"`],
    [
      `{ n: 1, of: "z" }`,
      `count_rows: input "of": expected one of "a", "b", got "z"`,
    ],
    [
      `{ n: 1, rec: { deep: [1, "two"] } }`,
      `count_rows: input "rec.deep[1]": expected number, got "two"`,
    ],
    [
      `{ n: 1, day: "2024-02-30" }`,
      `count_rows: input "day": expected date, got "2024-02-30"`,
    ],
    [
      `{ n: 1, from: 5 }`,
      `count_rows: input "from": expected job, got 5`,
    ],
    [
      `{ n: 1, from: { id: "dev-1" } }`,
      `count_rows: input "from": expected job, got {"id":"dev-1"}`,
    ],
    [
      `{ n: () => 1 }`,
      `count_rows: input "n": cannot pass function: `,
    ],
    [`{ n: 1, f: "none.csv" }`, `count_rows: input "f": `],
    [
      `{ n: 1, f: "../up.csv" }`,
      `count_rows: input "f": cannot use path "../up.csv"`,
    ],
    [`{ n: 1, f: "dir" }`, `count_rows: input "f": `],
  ];
  using project = makeProject({
    count_rows: `{
      inputs: {
        n: integer(), of: oneOf(["a", "b"], "a"),
        rec: optional(record({ deep: list(number()) })),
        day: optional(date()), from: optional(job()), f: optional(file()),
      },
      synthesis: () => 1,
    }`,
  }, {
    files: { "input/dir/a.csv": "" },
    main: `
      const cases = [${cases.map(([given]) => given).join(", ")}];
      for (const given of cases) {
        await urd.build("count_rows", given).then(
          () => console.log("built"),
          (error) => console.log(error.message));
      }
      await urd.build("cuont_rows", {}).catch((error) =>
        console.log(error.message));`,
  });
  const { stdout } = await project.axOk(["build"]);
  const told = stdout.trimEnd().split("\n");
  cases.forEach(([, expected], at) => {
    assertEquals((told[at] ?? "").slice(0, expected.length), expected);
  });
  assertMatch(told[9 + 2] ?? "", "none.csv");
  assertMatch(told.at(-1) ?? "", `did you mean "count_rows"?`);
  // Nothing ran.
  assertEquals(
    (await project.axOk(["jobs", "--method", "count_rows"])).stdout,
    "",
  );
});

Deno.test("an input file counts by its name and content, not by its time", async () => {
  using project = makeProject({
    reads: `{
      inputs: { f: file() },
      synthesis: ({ inputs }) => inputs.f.text().length,
    }`,
  }, {
    files: { "input/a.txt": "one", "input/copy.txt": "one" },
    main: `await urd.build("reads", { f: "a.txt" });`,
  });
  const build = async (): Promise<string> =>
    (await project.axOk(["build", "--verbose"])).stderr;
  assertMatch(await build(), "1 built");
  const path = project.join("input/a.txt");
  // Touched: found again.
  Deno.utimeSync(path, new Date(), new Date());
  assertMatch(await build(), "0 built, 1 reused");
  // Another content of equal length, at once and with the old times: built.
  const { mtime } = Deno.statSync(path);
  Deno.writeTextFileSync(path, "two");
  if (mtime !== null) Deno.utimeSync(path, mtime, mtime);
  const changed = await build();
  assertMatch(changed, "1 built, 0 reused");
  assertMatch(changed, "a.txt");
  // The old content again: the old job.
  Deno.writeTextFileSync(path, "one");
  assertMatch(await build(), /reused dev-1 reads/);
  // The same content by another name is another input.
  project.write(
    "methods/build.ts",
    `export const main = (urd) => urd.build("reads", { f: "copy.txt" });`,
  );
  assertMatch(await build(), "1 built, 0 reused");
});

Deno.test("a job whose input file changes while it runs fails, and is built again", async () => {
  using project = makeProject({
    slow: `{
      inputs: { f: file() },
      async synthesis({ inputs }) {
        console.log("running");
        while (inputs.f.text() === "one") {
          await new Promise((done) => setTimeout(done, 5));
        }
        if (inputs.f.text() === "bad") throw new Error("4 fields expected");
        return inputs.f.text();
      },
    }`,
  }, {
    files: { "input/a.txt": "one" },
    main: `await urd.build("slow", { f: "a.txt" });`,
  });
  await using run = startAx(["build", "--verbose"], { cwd: project.path });
  await run.waitFor("synthesis | running");
  // In one step, so that nobody reads half of it.
  const replace = (text: string): void =>
    Deno.renameSync(project.write("a.new", text), project.join("input/a.txt"));
  replace("two");
  const { code, stderr } = await run.result;
  assertEquals(code, 1);
  assertMatch(stderr, /input file .*input\/a.txt changed while the job ran/);
  assertEquals(manifestOf(project, "dev-1").state, "failed");
  assertMatch((await project.axOk(["build"])).stderr, "1 built, 0 reused");

  // What fails by what it read says so, too.
  project.write("input/a.txt", "one");
  await using again = startAx(["build", "--verbose", "--force"], {
    cwd: project.path,
  });
  await again.waitFor("synthesis | running");
  replace("bad");
  const failed = (await again.result).stderr;
  assertMatch(failed, /4 fields expected/);
  assertMatch(failed, /The input file .*a.txt changed while the job ran/);
});
