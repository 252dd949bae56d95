import { axCommand } from "../../scripts/ax_command.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { startAx } from "../support/ax.ts";
import { grepProject } from "./grep_support.ts";
import { makeProject } from "./project.ts";

Deno.test("ax grep exits with 0, 1 or 2, as grep does", async () => {
  using project = await grepProject();
  const found = await project.ax(["grep", "8|9", "dev-2", "n", "-O"]);
  assertEquals(found, { code: 0, stdout: "8\n9\n", stderr: "" });
  const none = await project.ax(["grep", "nothing like it", "dev-2"]);
  assertEquals(none, { code: 1, stdout: "", stderr: "" });
  const wrong = await project.ax(["grep", "x", "dev-9", "--json"]);
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
  assertEquals(JSON.parse(wrong.stderr).error.code, "job");
  const packed = await project.ax(["grep", "w1", "dev-2/other", "-O"]);
  assertEquals(packed.stdout, "w1\t1\nw1\t-2\n");
});

Deno.test("rows of any number are printed whole, and a reader may go away", async () => {
  using project = makeProject({
    make: `{
      analysis({ job, slice }) {
        const out = job.createDataset({ columns: { n: "int32", s: "string" } });
        for (let n = slice; n < 400_000; n += 2) out.write({ n, s: "ä" + n % 1000 });
      },
    }`,
  }, { main: 'await urd.build("make");' });
  await project.axOk(["build"]);
  const { stdout } = await project.axOk(["grep", "ä7", "-O", "dev-1"]);
  const rows = stdout.trim().split("\n").map((line) => line.split("\t"));
  assertEquals(rows.length, 400 * 111);
  assert(rows.every(([n, s]) => s === `ä${Number(n) % 1000}`));
  const inTurn = await project.axOk(["cat", "-r", "dev-1", "n"]);
  const expected = Array.from({ length: 400_000 }, (_, n) => `${n}\n`).join("");
  assert(inTurn.stdout === expected);
  const shell = async (words: string[], line: string): Promise<string[]> => {
    const { file, args } = axCommand(words);
    const { stdout, stderr } = await new Deno.Command("sh", {
      args: ["-c", line, "sh", file, ...args],
      cwd: project.path,
    }).output();
    return [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  };
  const [first = "", said] = await shell(["cat", "dev-1"], '"$@" | head -n 1');
  assertEquals(said, "");
  assertMatch(first, /^[01]\tä[01]\n$/);
  const full = await shell(
    ["grep", "ä", "dev-1"],
    '"$@" >/dev/full; echo $? >&2',
  );
  assertEquals(full, [
    "",
    "ax: Cannot print: no space is left on the disk\n2\n",
  ]);
});

Deno.test("Workers keep to order, headers, counts and lists, and fail aloud", async () => {
  using project = makeProject({
    make: `{
      analysis({ job, slice }) {
        const out = job.createDataset({ columns: { n: "int32" } });
        const other = job.createDataset("other", { columns: { m: "int32", s: "string" } });
        for (let n = slice; n < 40_000; n += 2) {
          out.write({ n });
          other.write({ m: n, s: "x" });
        }
      },
    }`,
  }, { main: 'await urd.build("make");' });
  await project.axOk(["build"]);
  const lines = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await project.axOk(args);
    return stdout.trimEnd().split("\n");
  };
  const all = await lines("cat", "-H", "dev-1", "dev-1/other");
  assertEquals(all.length, 80_002);
  assertEquals([all[0], all[40_001]], ["n", "m\ts"]);
  const digits = all.slice(1, 40_001).map(Number).sort((a, b) => a - b);
  assertEquals(digits, Array.from({ length: 40_000 }, (_, n) => n));
  const some = await lines("grep", "9", "dev-1", "-m", "1234");
  assert(some.length === 1234 && some.every((line) => line.includes("9")));
  const ordered = await lines(
    "grep",
    "-O",
    "-m",
    "3",
    "-A",
    "1",
    "99",
    "dev-1",
  );
  assertEquals(ordered, ["990", "992", "994", "996"]);
  const listed = ["grep", "-l", "-O", "7$", "dev-1", "dev-1/other"];
  assertEquals(await lines(...listed), ["dev-1/default", "dev-1/other"]);
  assertEquals(await lines("cat", "-u", "dev-1/other", "s"), ["x"]);
  const counts = await lines("hist", "dev-1/other", "m", "-m", "2");
  assertEquals(counts, ["0 - 19999\t20000", "20000 - 39999\t20000"]);
  Deno.chmodSync(project.join("workdir/dev-1/datasets/default"), 0o755);
  Deno.removeSync(project.join("workdir/dev-1/datasets/default/1.arrow"));
  const { code, stderr } = await project.ax(["grep", "7", "dev-1"]);
  assertEquals(code, 2);
  assertMatch(
    stderr,
    /^ax: Cannot read ".*1\.arrow": there is no such file\n$/,
  );
});

Deno.test("a long slice is read in parts, and nobody can tell", async () => {
  using project = makeProject({
    make: `{
      synthesis({ job }) {
        const out = job.createDataset({ columns: { n: "int32" } });
        for (let from = 0; from < 1_100_000; from += 50_000) {
          out.slice(1).writeBatch({ n: Int32Array.from({ length: 50_000 }, (_, n) => from + n) });
        }
      },
    }`,
  }, { main: 'await urd.build("make");' });
  await project.axOk(["build"]);
  const { stdout } = await project.axOk(["cat", "-O", "dev-1"]);
  const all = Array.from({ length: 1_100_000 }, (_, n) => `${n}\n`).join("");
  assert(stdout === all);
  const found = await project.axOk(["grep", "-L", "-O", "99999$", "dev-1"]);
  const rows = Array.from({ length: 11 }, (_, at) => 100_000 * at + 99_999);
  assertEquals(found.stdout, rows.map((n) => `${n}\t${n}\n`).join(""));
  const around = await project.axOk(["grep", "-C1", "^1048576$", "dev-1"]);
  assertEquals(around.stdout, "1048575\n1048576\n1048577\n");
  const listed = await project.axOk(["grep", "-l", "-S", "7", "dev-1"]);
  assertEquals(listed.stdout, "dev-1/default\t1\n");
  const bins = await project.axOk(["hist", "dev-1", "-m", "2"]);
  assertEquals(bins.stdout, "0 - 549999\t550000\n550000 - 1099999\t550000\n");
});

Deno.test("^C ends a search at once, whatever its pattern does", async () => {
  using project = makeProject({
    make: `{
      synthesis({ job }) {
        for (const name of ["a".repeat(40) + "!", "ready"]) {
          job.createDataset(name[0], { columns: { s: "string" } })
            .slice(0).write({ s: name });
        }
      },
    }`,
  }, { main: 'await urd.build("make");' });
  await project.axOk(["build"]);
  await using process = startAx(
    ["grep", "-O", "-e", "ready", "-e", "^(a+)+$", "dev-1/r", "dev-1/a"],
    { cwd: project.path },
  );
  await process.waitFor("ready");
  process.kill("SIGINT");
  const { code, stderr } = await process.result;
  assertEquals([code, stderr], [130, ""]);
});
