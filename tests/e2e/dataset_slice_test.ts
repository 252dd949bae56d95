import { assertEquals } from "../support/assert.ts";
import { makeProject } from "./project.ts";

Deno.test("a slice writes its own rows, by whichever name, and no other's", async () => {
  const analysis = (code: string): string =>
    `{ analysis({ job, slice }) {
      const columns = { n: "int32" };
      ${code}
    } }`;
  const methods = {
    own: analysis(`
      const out = job.createDataset({ columns });
      out.slice(slice).write({ n: slice });
      out.write({ n: slice + 10 });`),
    other: analysis(`
      job.createDataset({ columns }).slice(1 - slice).write({ n: 1 });`),
    split: analysis(`
      job.createDataset({ columns, split: true }).slice(slice).write({ n: 1 });`),
    none: analysis(`
      job.createDataset({ columns }).slice(2).write({ n: 1 });`),
  };
  using project = makeProject(methods, {
    main: `
      for (const name of ${JSON.stringify(Object.keys(methods))}) {
        try {
          const made = (await urd.build(name)).dataset();
          console.log(name, [0, 1].map((slice) => [...made.column(slice, "n")].join()).join(" | "));
        } catch (error) {
          console.log(name, error.message.replace(/.* failed: /, "").replaceAll(/slice [01]/g, "slice N"));
        }
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const refused = 'Cannot write dataset "default": slice N cannot write ' +
    "slice N; with split: true rows go where they belong";
  assertEquals(stdout.trimEnd().split("\n"), [
    "own 0,10 | 1,11",
    `other ${refused}`,
    `split ${refused}`,
    'none Cannot write dataset "default": there is no slice 2: they go from 0 to 1',
  ]);
});

Deno.test("a dataset that only inherits columns takes no rows, and is whole without", async () => {
  using project = makeProject({
    make: `{ analysis({ job, slice }) {
      job.createDataset({ columns: { n: "int32" } }).write({ n: slice });
    } }`,
    link: `{
      inputs: { source: dataset(), writes: boolean() },
      synthesis({ inputs: { source, writes }, job }) {
        const out = job.createDataset({ parent: source, inherit: { m: "n" } });
        if (writes) out.write({});
      },
    }`,
  }, {
    main: `
      const source = await urd.build("make");
      const made = (await urd.build("link", { source, writes: false })).dataset();
      console.log([...made.column("all", "m")].join());
      await urd.build("link", { source, writes: true }).catch((error) =>
        console.log(error.message.replace(/.* failed: /, "")));`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    '0,1\nCannot write dataset "default": it has no columns of its own\n',
  );
});

Deno.test("rows beside a parent's go where they are told to, if its hash is of a column they lack", async () => {
  using project = makeProject({
    make: `{ synthesis({ job }) {
      using out = job.createDataset({ columns: { n: "int32" }, hashBy: "n" });
      for (let n = 0; n < 6; n++) out.write({ n });
    } }`,
    add: `{
      inputs: { source: dataset({ n: "int32" }), deals: boolean() },
      synthesis({ inputs: { source, deals }, job }) {
        const out = job.createDataset({ parent: source, columns: { x: "int32" } });
        if (deals) return out.write({ x: 1 });
        for (const slice of [0, 1]) {
          for (const n of source.column(slice, "n")) out.slice(slice).write({ x: n * 10 });
        }
      },
    }`,
  }, {
    main: `
      const source = await urd.build("make");
      const made = (await urd.build("add", { source, deals: false })).dataset();
      console.log(made.hashBy, [...made.rows("all")].every(({ n, x }) => x === n * 10));
      await urd.build("add", { source, deals: true }).catch((error) =>
        console.log(error.message.replace(/.* failed: /, "")));`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    'n true\nCannot write dataset "default": its parent\'s rows lie by the ' +
      'hash of "n", which is not written: use slice(n)\n',
  );
});
