import { createHash } from "node:crypto";
import {
  assertEquals,
  assertMatch,
  assertNotEquals,
} from "../support/assert.ts";
import { make } from "./dataset_methods_support.ts";
import { makeProject } from "./project.ts";

interface ChainChecksum {
  readonly digest: string;
  readonly rowCount: number;
  readonly columns: readonly string[];
  readonly datasets: readonly { digest: string; rowCount: number }[];
}

async function run(slices: number): Promise<(ChainChecksum | string)[]> {
  using project = makeProject({
    make,
    other: `{
      inputs: { previous: dataset() },
      prepare({ inputs: { previous }, job }) {
        using out = job.createDataset({ columns: { n: "int64" }, previous });
        out.write({ n: 1 });
      },
    }`,
  }, {
    config: { slices },
    main: `
      const sum = async (source, inputs, method = "dataset_checksum_chain") => {
        try {
          const job = await urd.build(method, { source, ...inputs });
          console.log(JSON.stringify(job.load()));
        } catch (error) { console.log(JSON.stringify(error.message)); }
      };
      const first = await urd.build("make", { from: 0, to: 20 });
      const second = await urd.build("make", { from: 20, to: 50, previous: first });
      const third = await urd.build("make", { from: 50, to: 52, previous: second });
      const odd = await urd.build("other", { previous: third });
      await sum(third);
      await sum(third, { stopAt: first });
      await sum(third, { chain: false });
      await sum(third, { columns: ["n", "kind"], order: "roundrobin" });
      await sum(odd, { columns: ["n"] });
      await sum(odd);
      await sum(third, { columns: ["m"] });
      for (const source of [first, second, third]) await sum(source, {}, "dataset_checksum");
      const swapped = await urd.build("make", { from: 20, to: 50 });
      await sum(await urd.build("make", { from: 0, to: 20, previous: swapped }));`,
  });
  const { stdout } = await project.axOk(["build"]);
  return stdout.replaceAll(/dev-\d+/g, "dev").trimEnd().split("\n")
    .map((line) => JSON.parse(line));
}

Deno.test("dataset_checksum_chain digests each dataset of a chain, and all in their order", async () => {
  const [found, other] = await Promise.all([run(2), run(3)]);
  assertEquals(other, found);
  const [all, short, single, some, odd, differ, wrong, ...rest] = found;
  const singles = rest.slice(0, 3) as ChainChecksum[];
  const { digest, rowCount, columns, datasets } = all as ChainChecksum;
  const parts = singles.map(({ digest, rowCount }) => ({ digest, rowCount }));
  assertEquals(datasets, parts);
  assertEquals([rowCount, columns], [52, singles[0]?.columns]);
  const text = JSON.stringify(parts.map((part) => part.digest));
  assertEquals(digest, createHash("sha256").update(text).digest("hex"));
  assertEquals((short as ChainChecksum).datasets, parts.slice(1));
  assertEquals((single as ChainChecksum).datasets, parts.slice(2));
  assertEquals((some as ChainChecksum).columns, ["kind", "n"]);
  assertEquals(
    (odd as ChainChecksum).datasets.map((part) => part.rowCount),
    [20, 30, 2, 1],
  );
  assertMatch(String(differ), "dataset 4 of 4 has n, and the first amount, at");
  assertMatch(String(wrong), 'chain: job dev failed: Cannot digest column "m"');
  // The same rows in another order of datasets.
  assertNotEquals((rest[3] as ChainChecksum).digest, digest);
});

Deno.test("a longer chain has only its new datasets digested", async () => {
  using project = makeProject({ make }, {
    main: `
      let previous;
      for (const to of [10, 20, 30]) {
        previous = await urd.build("make", { from: to - 10, to, previous });
        await urd.build("dataset_checksum_chain", { source: previous });
      }`,
  });
  await project.axOk(["build"]);
  const { stdout } = await project.axOk(["jobs", "--json"]);
  assertEquals(stdout.split('"dataset_checksum"').length - 1, 3);
});
