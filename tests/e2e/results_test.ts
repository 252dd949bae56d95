import { initProject } from "../../src/build/init.ts";
import { assertEquals, assertMatch } from "../support/assert.ts";
import { axOk } from "../support/ax.ts";
import { removeTree, type TempDir, tempDir } from "../support/temp.ts";
import { makeProject } from "./project.ts";

/** The project of `ax init`, built: dev-1 is read_orders, dev-2 revenue. */
async function builtProject(): Promise<TempDir> {
  const dir = tempDir();
  initProject(dir.path, { git: false, slices: 2 });
  await axOk(["build"], { cwd: dir.path });
  return dir;
}

async function results(dir: TempDir): Promise<string> {
  return (await axOk(["results"], { cwd: dir.path })).stdout;
}

Deno.test("ax results tells the job of each link, and whether it is current", async () => {
  using dir = await builtProject();
  const line =
    /^revenue\.txt {2}dev-2 {2}revenue {2}20[-\d: ]{17} {2}current\n$/;
  assertMatch(await results(dir), line);
  const orders = dir.read("input/orders.csv");
  dir.write("input/orders.csv", `${orders}2024-03-07,tea,1,2.60\n`);
  assertMatch(
    await results(dir),
    "stale: orders.csv has new content (dev-1 read_orders)\n",
  );
  dir.write("input/orders.csv", orders);
  const script = dir.read("methods/build.ts");
  dir.write("methods/build.ts", `${script}// Changed.\n`);
  assertMatch(
    await results(dir),
    "stale: methods/build.ts changed (dev-3 build)\n",
  );
  dir.write("methods/build.ts", script);
  Deno.removeSync(dir.join("methods/read_orders.ts"));
  assertMatch(await results(dir), 'stale: Cannot find method "read_orders"');
});

Deno.test("ax results takes a job for current that was built again with the same output", async () => {
  using dir = await builtProject();
  const method = dir.read("methods/read_orders.ts");
  dir.write("methods/read_orders.ts", `// Changed.\n${method}`);
  assertMatch(
    await results(dir),
    "stale: methods/read_orders.ts changed (dev-1 read_orders)",
  );
  const { stderr } = await axOk(["build"], { cwd: dir.path });
  assertMatch(stderr, "1 built, 1 reused");
  assertMatch(await results(dir), /^revenue\.txt {2}dev-2 .* current\n$/);
});

Deno.test("ax results tells a broken link from one that leads elsewhere", async () => {
  using dir = await builtProject();
  Deno.symlinkSync(dir.join("input/orders.csv"), dir.join("results/in.csv"));
  Deno.symlinkSync("nowhere", dir.join("results/lost.txt"));
  removeTree(dir.join("workdir/dev-2"));
  const { stdout } = await axOk(["results", "--json"], { cwd: dir.path });
  type Listed = { name: string; state: string; job?: string };
  assertEquals(
    JSON.parse(stdout).map((
      { name, state, job }: Listed,
    ) => [name, state, job]),
    [
      ["in.csv", "foreign", undefined],
      ["lost.txt", "broken", undefined],
      ["revenue.txt", "broken", "dev-2"],
    ],
  );
  assertMatch(await results(dir), /^revenue\.txt .* broken: the job is gone$/m);
});

Deno.test("ax results in a project without results says so and is no failure", async () => {
  using dir = tempDir();
  initProject(dir.path, { git: false });
  const { stdout, stderr } = await axOk(["results"], { cwd: dir.path });
  assertEquals([stdout, stderr], ["", "no results\n"]);
});

Deno.test("results and workdirs that lie elsewhere, behind links, are the project's", async () => {
  using project = makeProject({
    one: `{ synthesis({ job }) { job.save(1, "one.json"); } }`,
  }, {
    main: `const one = await urd.build("one");
      await one.linkResult("one.json", "deep/one.json");`,
    config: { workdirs: { dev: "here/dev" }, results: "here/results" },
    files: { "far/away/dev/.keep": "", "far/results/.keep": "" },
  });
  Deno.mkdirSync(project.join("here"));
  Deno.symlinkSync("../far/away/dev", project.join("here/dev"));
  Deno.symlinkSync("../far/results", project.join("here/results"));
  await project.axOk(["build"]);
  const { stdout } = await project.axOk(["results", "--json"]);
  const [{ state, job, file, target }] = JSON.parse(stdout);
  assertEquals([state, job, file], ["current", "dev-1", "files/one.json"]);
  assertEquals(target, project.join("far/away/dev/dev-1/files/one.json"));
  assertEquals(project.read("here/results/deep/one.json"), "1\n");
});
