/**
 * The tutorial project as a newcomer meets it. What its results should say was
 * computed from the data file by another program (Python's `csv`).
 */

import { walk } from "../../scripts/walk.ts";
import type { BuildEvent } from "../../src/core/events.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { axOk } from "../support/ax.ts";
import { root } from "../support/graph.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

/** Copies parts of the repository, so that nothing is written to it. */
function copyOf(names: readonly string[]): TempDir {
  const dir = tempDir();
  for (const path of walk(root, names)) {
    dir.write(path, Deno.readFileSync(root + path));
  }
  return dir;
}

/** What a build did, by method. */
interface Done {
  readonly built: readonly string[];
  readonly reused: readonly string[];
  readonly events: readonly BuildEvent[];
}

/** Builds the copied demo. */
async function build(dir: TempDir): Promise<Done> {
  const cwd = dir.join("scripts/demo");
  const { stdout } = await axOk(["build", "--json"], { cwd });
  const events = stdout.trimEnd().split("\n")
    .map((line): BuildEvent => JSON.parse(line));
  const methods = (type: "built" | "reused"): string[] =>
    events.flatMap((event) =>
      event.type === type && !("kind" in event && event.kind === "build")
        ? [event.method]
        : []
    ).sort();
  return { built: methods("built"), reused: methods("reused"), events };
}

/** Replaces a piece of a file, which must be there. */
function edit(dir: TempDir, path: string, old: string, by: string): void {
  const text = dir.read(path);
  assertMatch(text, old);
  dir.write(path, text.replace(old, by));
}

const sums = "scripts/demo/methods/lib/sums.ts";
const all = [
  "climate_plot",
  "csvexport",
  "csvimport",
  "dataset_aggregate",
  "monthly_climate",
  "report",
  "wet_spells",
  "yearly_summary",
];

Deno.test("the demo's results say what the data file says", async () => {
  using dir = copyOf(["scripts/demo"]);
  assertEquals((await build(dir)).built, all);
  const result = (name: string) => JSON.parse(dir.read(`results/${name}`));

  const climate = result("climate.json");
  assertEquals(climate.years, [2012, 2013, 2014, 2015]);
  assertEquals(climate.months.length, 12);
  assertEquals(climate.months[6], {
    month: 7,
    days: 124,
    tempMaxC: 25.998387096774195,
    tempMinC: 14.19758064516129,
    rainMm: 12.05,
  });
  assertEquals(result("years.json")[3], {
    year: 2015,
    days: 365,
    tempMaxC: 17.427945205479453,
    tempMinC: 8.835616438356164,
    rainMm: 1139.2,
    hotDays: 23,
    frostDays: 10,
  });
  assertEquals(result("wet_spells.json")[0], {
    first: "2014-02-10",
    last: "2014-02-24",
    days: 15,
    rainMm: 147.3,
  });
  assertEquals(dir.read("results/kinds.csv").trimEnd().split("\n"), [
    "weather,days,meanHighC",
    "drizzle,53,15.926415094339623",
    "fog,101,16.757425742574256",
    "rain,641,13.454602184087364",
    "snow,26,5.573076923076924",
    "sun,640,19.861875",
  ]);
  const report = dir.read("results/report.txt");
  assertMatch(report, "Oct     9.4     16.4      126\n");
  assertMatch(
    report,
    "2013     8.2     16.1      828        15           26\n",
  );
  const plot = dir.read("results/climate.svg");
  assertEquals(plot.match(/<circle /g)?.length, 24);
  assertMatch(plot, "<title>26.0 °C</title>");
});

Deno.test("every result of the demo is a link into the job that made it", async () => {
  using dir = copyOf(["scripts/demo"]);
  const { events } = await build(dir);
  const links = {
    csvexport: "kinds.csv",
    climate_plot: "climate.svg",
    report: "report.txt",
  };
  for (const [method, file] of Object.entries(links)) {
    const target = `../workdir/${builtJob(events, method)}/files/${file}`;
    assertEquals(Deno.readLinkSync(dir.join("results", file)), target);
  }
});

/** The id of the job that a build made of a method. */
function builtJob(events: readonly BuildEvent[], method: string): string {
  const event = events.find((event) =>
    event.type === "built" && event.method === method
  );
  assert(event?.type === "built");
  return event.job;
}

Deno.test("a changed line of a shared file rebuilds what imports it, and says so", async () => {
  using dir = copyOf(["scripts/demo"]);
  await build(dir);
  edit(dir, sums, "Math.round(day.rainMm * 10)", "Math.round(day.rainMm * 20)");
  const changed = await build(dir);
  assertEquals(changed.built, [
    "climate_plot",
    "monthly_climate",
    "report",
    "yearly_summary",
  ]);
  assertEquals(changed.reused, [
    "csvexport",
    "csvimport",
    "dataset_aggregate",
    "wet_spells",
  ]);
  for (const method of ["monthly_climate", "yearly_summary"]) {
    assertEquals(sourcesOf(changed.events, method), ["methods/lib/sums.ts"]);
  }
  const cwd = dir.join("scripts/demo");
  const { stdout } = await axOk(["why", "climate_plot"], { cwd });
  assertMatch(stdout, "methods/lib/sums.ts");
  assertMatch(stdout, "+    rainTenths: Math.round(day.rainMm * 20),");

  edit(dir, sums, "Math.round(day.rainMm * 20)", "Math.round(day.rainMm * 10)");
  const restored = await build(dir);
  assertEquals([restored.built, restored.reused], [[], all]);
});

/** The files that the explanation of a started job names. */
function sourcesOf(events: readonly BuildEvent[], method: string): string[] {
  return events.flatMap((event) => {
    if (event.type !== "started" || event.method !== method) return [];
    if (event.why.kind !== "changed") return [];
    return event.why.changes
      .filter((change) => change.section === "source")
      .map((change) => change.name);
  });
}

Deno.test("a changed comment rebuilds what imports the file, and nothing after it", async () => {
  using dir = copyOf(["scripts/demo"]);
  await build(dir);
  edit(dir, sums, "not here. */", "and not here. */");
  const changed = await build(dir);
  assertEquals(changed.built, ["monthly_climate", "yearly_summary"]);
  assertEquals(changed.reused, [
    "climate_plot",
    "csvexport",
    "csvimport",
    "dataset_aggregate",
    "report",
    "wet_spells",
  ]);
  const cutOffs = changed.events.flatMap((event) =>
    event.type === "reused" && event.cutOff.length > 0 ? [event.method] : []
  );
  assertEquals(cutOffs.sort(), ["climate_plot", "report"]);
});

Deno.test("changed data is imported again, and counts only where it matters", async () => {
  using dir = copyOf(["scripts/demo"]);
  await build(dir);
  const data = "scripts/demo/input/seattle-weather.csv";
  const day = "2013-07-01,0.0,";
  edit(dir, data, `${day}31.7,18.3,2.3,sun`, `${day}31.7,18.3,9.9,sun`);
  const wind = await build(dir);
  assertEquals(wind.built, ["csvimport"]);
  const cwd = dir.join("scripts/demo");
  const { stdout } = await axOk(["why", "csvimport"], { cwd });
  assertMatch(stdout, 'input "file" seattle-weather.csv has new content');

  edit(dir, data, `${day}31.7,18.3,9.9,sun`, `${day}29.9,18.3,2.3,sun`);
  assertEquals((await build(dir)).built, all);
});

Deno.test("`deno task demo` builds a fresh clone, and finds all of it the second time", async () => {
  const parts = [
    "main.ts",
    "src",
    "methods",
    "scripts",
    "deno.json",
    "deno.lock",
  ];
  using dir = copyOf(parts);
  const first = await demo(dir);
  assertMatch(first, "results/climate.svg ");
  const jobs = jobsOf(dir);
  assert(jobs.length > all.length);
  const second = await demo(dir);
  assertMatch(second, "Everything was found");
  assertEquals(jobsOf(dir), jobs);
});

function jobsOf(dir: TempDir): string[] {
  return [...Deno.readDirSync(dir.join("workdir"))]
    .map((entry) => entry.name)
    .filter((name) => /^dev-\d+$/.test(name))
    .sort();
}

/** Runs the task in a copy of the repository. */
async function demo(dir: TempDir): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "demo"],
    cwd: dir.path,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const printed = new TextDecoder().decode(stdout);
  assert(code === 0, printed + new TextDecoder().decode(stderr));
  return printed;
}
