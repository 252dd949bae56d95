import { assert } from "../support/assert.ts";
import { startAx } from "../support/ax.ts";
import { childrenOf, makeProject } from "./project.ts";

/** Bytes that the processes below one have read, of files and pipes. */
function bytesRead(pid: number): number {
  let sum = 0;
  for (const child of childrenOf(pid)) {
    const io = Deno.readTextFileSync(`/proc/${child.pid}/io`);
    sum += Number(/^rchar: (\d+)$/m.exec(io)?.[1]);
  }
  return sum;
}

Deno.test({
  name: "a job that reads one column of thirty does not read the others",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const rows = 300_000;
    const read = (names: string): string =>
      `{
        inputs: { source: dataset() },
        analysis({ inputs: { source }, slice }) {
          let count = 0;
          for (const batch of source.batches(slice, ${names})) count += batch.rowCount;
          return count;
        },
        synthesis: ({ analysisResults }) => analysisResults.merge(),
      }`;
    using project = makeProject({
      make: `{
        synthesis({ job }) {
          const names = Array.from({ length: 30 }, (_, i) => "c" + i);
          using out = job.createDataset({ columns: names.map((name) => [name, "float64"]) });
          const values = new Float64Array(${rows}).fill(0.5);
          out.writeBatch(Object.fromEntries(names.map((name) => [name, values])));
        },
      }`,
      one: read(`["c17"]`),
      every: read("undefined"),
    }, { files: { "input/here": "" } });
    const input = project.join("input");
    project.write(
      "methods/build.ts",
      `
      const go = async (name) => {
        console.log(name);
        const there = () => [...Deno.readDirSync(${JSON.stringify(input)})]
          .some((each) => each.name === name);
        while (!there()) await new Promise((done) => setTimeout(done, 5));
      };
      export async function main(urd) {
        const source = await urd.build("make");
        await go("made");
        for (const name of ["one", "every"]) {
          const job = await urd.build(name, { source });
          if (job.load() !== ${rows}) throw new Error("rows are missing");
          await go(name);
        }
      }`,
    );
    await using process = startAx(["build"], { cwd: project.path });
    const seen: number[] = [];
    for (const name of ["made", "one", "every"]) {
      await process.waitFor(`${name}\n`);
      seen.push(bytesRead(process.pid));
      project.write(`input/${name}`, "");
    }
    const [made = 0, one = 0, every = 0] = seen;
    const column = 8 * rows;
    assert(one - made > column, `${one - made} bytes for one column`);
    // What a Worker loads of ax counts too; slice_reader_test.ts counts exactly.
    assert(one - made < 10 * column, `${one - made} bytes for one column`);
    assert(every - one > 30 * column, `${every - one} bytes for all`);
  },
});
