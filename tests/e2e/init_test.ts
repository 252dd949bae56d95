import { assertEquals, assertMatch } from "../support/assert.ts";
import { ax, axOk } from "../support/ax.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("ax init makes a project that builds at once, and tells what to do next", async () => {
  using dir = tempDir();
  const { stdout } = await axOk(["init", "shop", "--no-git", "--slices", "2"], {
    cwd: dir.path,
  });
  assertMatch(stdout, `Made a project in ${dir.join("shop")}: 10 files\n`);
  assertMatch(stdout, /Next\n {2}cd shop +go there\n {2}ax build /);
  assertMatch(dir.read("shop/ax.json"), /"slices": 2\b/);
  const shown = [
    ...stdout.matchAll(/^ {2}(cd|ax|cat) ([\w./ ]+?)(?: {2}|$)/gm),
  ];
  assertEquals(shown.map(([, name]) => name).join(" "), "cd ax cat ax ax");
  const cwd = dir.join("shop");
  const first = await axOk(["build"], { cwd });
  assertMatch(first.stderr, /^2 built, 0 reused, 0 failed in /m);
  const second = await axOk(["build"], { cwd });
  assertMatch(second.stderr, /^0 built, 2 reused, 0 failed in .* saved$/m);
  assertMatch(dir.read("shop/results/revenue.txt"), "total");
  const job = await axOk(["job", "revenue"], { cwd });
  assertMatch(job.stdout, "dev-2 revenue done");
});

Deno.test("ax init leaves a directory with other content alone", async () => {
  using dir = tempDir({ "notes.txt": "mine" });
  const { code, stderr } = await ax(["init", "--no-git"], { cwd: dir.path });
  assertEquals(code, 1);
  assertMatch(stderr, "there is already notes.txt");
  assertEquals([...Deno.readDirSync(dir.path)].length, 1);
  const forced = ["init", "--no-git", "--force", "--name", "main", "--json"];
  const { stdout } = await axOk(forced, { cwd: dir.path });
  assertEquals(JSON.parse(stdout).git, "off");
  assertEquals(dir.read("notes.txt"), "mine");
  const wrong = await ax(["init", "x", "--name", "a/b"], { cwd: dir.path });
  assertEquals(wrong.code, 2);
});
