import { assertEquals, assertMatch } from "../support/assert.ts";
import { storedProject } from "./stored.ts";

const hourMs = 3_600_000;

function ago(hours: number): string {
  return new Date(Date.now() - hours * hourMs).toISOString();
}

Deno.test("ax jobs lists jobs newest first, filtered by method, state and age", async () => {
  using project = storedProject([
    { method: "csvimport", startedAt: ago(50) },
    { method: "count", startedAt: ago(3), caption: "the\nfirst" },
    { method: "count", startedAt: ago(1), state: "failed", key: "n=2" },
  ]);
  const ids = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await project.axOk(["jobs", ...args]);
    return stdout.split("\n").filter(Boolean).map((line) =>
      line.split(" ")[0] ?? ""
    );
  };
  assertEquals(await ids(), ["dev-3", "dev-2", "dev-1"]);
  assertEquals(await ids("--method", "count"), ["dev-3", "dev-2"]);
  assertEquals(await ids("--state", "failed"), ["dev-3"]);
  assertEquals(await ids("--since", "2h"), ["dev-3"]);
  assertEquals(await ids("--since", "1d"), ["dev-3", "dev-2"]);
  assertEquals(await ids("--limit", "1"), ["dev-3"]);
  const { stdout } = await project.axOk(["jobs", "--limit", "2"]);
  assertMatch(stdout, /^dev-2 {2}done {4}count {2}.* 0\.01 s {2}the first$/m);
  const json = await project.axOk(["jobs", "--json", "--limit", "1"]);
  const [job] = JSON.parse(json.stdout);
  assertEquals([job.id, job.state, job.path], [
    "dev-3",
    "failed",
    project.join("workdir/dev-3"),
  ]);
});

Deno.test("ax jobs stops at 50 and says so, as talk", async () => {
  using project = storedProject(
    Array.from({ length: 51 }, (_, index) => ({ key: `n=${index}` })),
  );
  const { stdout, stderr } = await project.axOk(["jobs"]);
  assertEquals(stdout.trimEnd().split("\n").length, 50);
  assertEquals(stderr, "the newest 50; --limit 0 lists all\n");
  const all = await project.axOk(["jobs", "--limit", "0"]);
  assertEquals(all.stdout.trimEnd().split("\n").length, 51);
  assertEquals(all.stderr, "");
});

Deno.test("ax jobs --workdirs lists name, path and counts", async () => {
  using project = storedProject([{}, { state: "failed" }], {
    "ax.json": `{ "slices": 2, "target": "dev",
      "workdirs": { "old": "old", "dev": "workdir" } }`,
    "old/.keep": "",
  });
  const { stdout } = await project.axOk(["jobs", "--workdirs"]);
  const [dev, old] = stdout.trimEnd().split("\n");
  assertMatch(
    dev ?? "",
    /^dev .*workdir {2}2 jobs {2}1 done {2}1 failed {2}target$/,
  );
  assertMatch(old ?? "", /^old .*old {4,}0 jobs {2}0 done {2}0 failed$/);
  const wrong = await project.ax(["jobs", "--workdirs", "--limit", "3"]);
  assertEquals(wrong.code, 2);
});

Deno.test("ax jobs in a project without jobs says so and is no failure", async () => {
  using project = storedProject([]);
  Deno.removeSync(project.join("workdir"), { recursive: true });
  const { code, stdout, stderr } = await project.ax(["jobs"]);
  assertEquals([code, stdout, stderr], [0, "", "no jobs\n"]);
  const json = await project.axOk(["jobs", "--json"]);
  assertEquals([json.stdout, json.stderr], ["[]\n", ""]);
});
