import { digestText } from "../../methods/lib/row_digest.ts";
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

/** What the jobs that `main` asks for give, and how many digest a dataset. */
async function run(
  slices: number,
  main: string,
): Promise<{ found: (ChainChecksum | string)[]; built: number }> {
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
      ${main}`,
  });
  const { stdout, stderr } = await project.axOk(["build"]);
  const built = stderr.match(/^built \S+ dataset_checksum /gm)?.length ?? 0;
  const found = stdout.replaceAll(/dev-\d+/g, "dev").trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  return { found, built };
}

Deno.test("dataset_checksum_chain digests each dataset of a chain once, and all in their order", async () => {
  const ordered = `{ columns: ["n", "kind"], order: "roundrobin" }`;
  const [{ found, built }, other] = await Promise.all([
    run(
      1,
      `await sum(third);
      await sum(third, ${ordered});
      await sum(third, { stopAt: first });
      await sum(third, { chain: false });
      const odd = await urd.build("other", { previous: third });
      await sum(odd);
      await sum(third, { columns: ["m"] });
      for (const source of [first, second, third]) await sum(source, {}, "dataset_checksum");
      const swapped = await urd.build("make", { from: 20, to: 50 });
      await sum(await urd.build("make", { from: 0, to: 20, previous: swapped }));`,
    ),
    run(2, `await sum(third, ${ordered});`),
  ]);
  const [all, some, short, single, differ, wrong, ...rest] = found;
  assertEquals(other.found, [some as ChainChecksum]);
  assertEquals((some as ChainChecksum).columns, ["kind", "n"]);
  const singles = rest.slice(0, 3) as ChainChecksum[];
  const { digest, rowCount, columns, datasets } = all as ChainChecksum;
  const parts = singles.map(({ digest, rowCount }) => ({ digest, rowCount }));
  assertEquals(datasets, parts);
  assertEquals([rowCount, columns], [52, singles[0]?.columns]);
  const digests = parts.map((part) => part.digest);
  assertEquals(digest, digestText(JSON.stringify(digests)));
  assertEquals((short as ChainChecksum).datasets, parts.slice(1));
  assertEquals((single as ChainChecksum).datasets, parts.slice(2));
  assertMatch(String(differ), "dataset 4 of 4 has n, and the first amount, at");
  assertMatch(
    String(wrong),
    'chain: job dev failed: Cannot digest column "m"',
  );
  // Each dataset is digested once for the same columns.
  assertEquals(built, 9);
  // The same rows in another order of datasets.
  assertNotEquals((rest[3] as ChainChecksum).digest, digest);
});
