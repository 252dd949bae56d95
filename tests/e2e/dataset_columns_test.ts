import { assertEquals, assertMatch } from "../support/assert.ts";
import {
  columns,
  make,
  range,
  rowText,
  shower,
  type Shown,
} from "./dataset_methods_support.ts";
import { makeProject, manifestOf } from "./project.ts";

/** What `main` prints, line by line, as JSON. */
async function run(main: string): Promise<unknown[]> {
  using project = makeProject({ make }, {
    main: `${shower()}
      const say = (value) => console.log(JSON.stringify(value));
      const ask = async (method, inputs) => {
        try {
          const source = await urd.build(method, inputs);
          say(showOf(source.dataset()));
        } catch (error) { say(error.message); }
      };
      const first = await urd.build("make", { from: 0, to: 8 });
      const source = await urd.build("make", { from: 8, to: 20, previous: first });
      const hashed = await urd.build("dataset_hashpart", { source, hashBy: "user" });
      ${main}`,
  });
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** The cells of rows 8 to 20 of `make`, by slice. */
const cells = range(0, 2).map((slice) =>
  range(8, 20).filter((n) => n % 2 === slice).map((n) => rowText(n).split("|"))
);

Deno.test("dataset_filter_columns keeps the columns that are named, or all others", async () => {
  const [kept, left, gone, ...said] = await run(`
    await ask("dataset_filter_columns", { source, columns: ["at", "n", "at"], previous: first });
    await ask("dataset_filter_columns", { source: hashed, discard: ["n", "tags", "m"] });
    await ask("dataset_filter_columns", { source: hashed, discard: ["user"] });
    await ask("dataset_filter_columns", { source });
    await ask("dataset_filter_columns", { source, columns: ["n"], discard: ["user"] });
    await ask("dataset_filter_columns", { source, columns: ["m"] });
    await ask("dataset_filter_columns", { source, discard: ${
    JSON.stringify(Object.keys(columns))
  } });`);
  assertEquals(kept, {
    columns: { at: "datetime", n: "int32" },
    hashBy: null,
    slices: cells.map((rows) => rows.map((row) => `${row[7]}|${row[0]}`)),
    chain: ["default 8", "default 12"],
  });
  const { columns: types, hashBy, slices, chain } = left as Shown;
  const names = Object.keys(columns);
  assertEquals(Object.keys(types), names.slice(1, -1));
  assertEquals([hashBy, chain], ["user", ["default 12"]]);
  assertEquals(
    slices.flat().sort(),
    cells.flat().map((row) => row.slice(1, -1).join("|")).sort(),
  );
  assertEquals((gone as Shown).hashBy, null);
  const wanted = [
    'Cannot choose columns: give either "columns" or "discard"',
    'Cannot choose columns: give either "columns" or "discard"',
    'Cannot keep column "m": the dataset has "n", "user"',
    "Cannot choose columns: no column would be left",
  ];
  wanted.forEach((text, index) => assertMatch(String(said[index]), text));
});

Deno.test("dataset_rename_columns gives columns new names, and changes nothing else", async () => {
  const [renamed, hashed, over, without, ...said] = await run(`
    await ask("dataset_rename_columns", { source, rename: { n: "user", user: "n", at: "a/b" } });
    await ask("dataset_rename_columns", { source: hashed, rename: { user: "" } });
    await ask("dataset_rename_columns", { source: hashed, rename: { at: "user" } });
    await ask("dataset_rename_columns", { source: hashed, rename: { user: null } });
    await ask("dataset_rename_columns", { source, rename: { m: "x" } });
    await ask("dataset_rename_columns", { source, rename: { at: "x", day: "x" } });
    await ask("dataset_rename_columns", { source, rename: ${
    JSON.stringify(
      Object.fromEntries(Object.keys(columns).map((name) => [name, null])),
    )
  } });`);
  const swapped: Record<string, string> = { n: "user", user: "n", at: "a/b" };
  const types = Object.entries(columns).map((
    [name, type],
  ) => [swapped[name] ?? name, type]);
  const { columns: found, ...rest } = renamed as Shown;
  assertEquals(Object.entries(found), types);
  assertEquals(rest, {
    hashBy: null,
    slices: cells.map((rows) => rows.map((row) => row.join("|"))),
    chain: ["default 8", "default 12"],
  });
  assertEquals((hashed as Shown).hashBy, "");
  assertEquals((hashed as Shown).columns[""], "string");
  const names = Object.keys(columns);
  for (const shown of [over, without] as Shown[]) {
    assertEquals(shown.hashBy, null);
  }
  assertEquals(
    Object.entries((over as Shown).columns),
    Object.entries(columns).filter(([name]) => name !== "user")
      .map(([name, type]) => [name === "at" ? "user" : name, type]),
  );
  assertEquals(
    Object.keys((without as Shown).columns),
    names.filter((name) => name !== "user"),
  );
  const wanted = [
    'Cannot rename column "m": the dataset has "n"',
    '"at" and "day" would both be called "x"',
    "Cannot choose columns: no column would be left",
  ];
  wanted.forEach((text, index) => assertMatch(String(said[index]), text));
});

Deno.test("columns that are chosen or renamed are not copied", async () => {
  using project = makeProject({ make }, {
    main: `
      const source = await urd.build("make", { from: 0, to: 8 });
      await urd.build("dataset_filter_columns", { source, columns: ["n"] });
      await urd.build("dataset_rename_columns", { source, rename: { n: "m" } });`,
  });
  await project.axOk(["build"]);
  for (const job of ["dev-2", "dev-3"]) {
    const { datasets } = manifestOf(project, job);
    assertEquals(datasets["default"]?.files, []);
    assertEquals(datasets["default"]?.rows, [4, 4]);
  }
  const { stdout } = await project.axOk(["ds", "dev-3", "-w"]);
  assertMatch(stdout, /m +int32 +0 … 7 +in dev-1\/default as n/);
});
