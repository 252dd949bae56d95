import { assert, assertEquals } from "./support/assert.ts";
import { axOk } from "./support/ax.ts";
import { makeProject } from "./e2e/project.ts";

/** What `.github/JSON.md` promises of one call. */
interface Promised {
  readonly required: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

/** Reads the rows of the document's table that list keys. */
function readPromises(): Map<string, Promised> {
  const url = new URL("../.github/JSON.md", import.meta.url);
  const promises = new Map<string, Promised>();
  for (const line of Deno.readTextFileSync(url).split("\n")) {
    const row = /^\| `(ax [^`]+)` +\| (?:object|list): (.*?) +\|$/.exec(line);
    if (row === null) continue;
    const [, call = "", text = ""] = row;
    const keys = text.replaceAll(/ \([^)]*\)/g, "").split(/, ?/);
    const plain = keys.filter((key) => /^[a-zA-Z0-9]+$/.test(key));
    const bare = keys.map((key) => key.replaceAll(/[[\]]/g, ""));
    promises.set(call, { required: new Set(plain), all: new Set(bare) });
  }
  return promises;
}

const calls: Readonly<Record<string, readonly string[]>> = {
  "ax version": ["version"],
  "ax jobs": ["jobs"],
  "ax jobs --workdirs": ["jobs", "--workdirs"],
  "ax why JOB": ["why", "dev-1"],
  "ax results": ["results"],
  "ax graph JOB": ["graph", "dev-1"],
  "ax method": ["method"],
  "ax method --scripts": ["method", "--scripts"],
  "ax ds DATASET": ["ds", "dev-1"],
  "ax ds --list JOB": ["ds", "--list", "dev-1"],
  "ax hist DATASET COLUMN": ["hist", "dev-1", "n"],
  "ax gc": ["gc", "--dry-run"],
  "ax doctor": ["doctor"],
  "ax types": ["types"],
};

Deno.test("--json prints the keys that its document promises, and no others", async () => {
  const promises = readPromises();
  const listed = [...promises.keys()].filter((call) => call !== "ax job SPEC");
  assertEquals(listed.sort(), Object.keys(calls).sort());
  using project = makeProject({
    one: `{ synthesis({ job }) {
      const rows = job.createDataset({ columns: { n: "int32" } });
      rows.write({ n: 1 });
      return 1;
    } }`,
  }, {
    main: 'const one = await urd.build("one"); await one.linkResult();',
  });
  await axOk(["build"], { cwd: project.path });
  for (const [call, words] of Object.entries(calls)) {
    const { stdout } = await axOk([...words, "--json"], { cwd: project.path });
    const value: unknown = JSON.parse(stdout);
    const objects = Array.isArray(value) ? value : [value];
    assert(objects.length > 0, `${call} printed an empty list`);
    for (const object of objects) {
      const keys = Object.keys(object);
      const { required, all } = promises.get(call) as Promised;
      assertEquals(keys.filter((key) => !all.has(key)), [], call);
      assertEquals(
        [...required].filter((key) => !keys.includes(key)),
        [],
        call,
      );
    }
  }
});
