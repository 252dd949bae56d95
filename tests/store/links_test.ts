import { linkResult, readResults } from "../../src/store/results.ts";
import { openWorkdir } from "../../src/store/open.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { openDev } from "./support.ts";

Deno.test("a result's job is the step before files, whatever the project is called", () => {
  using dir = tempDir();
  const files = dir.join("proj-2/workdir/dev-1/files");
  Deno.mkdirSync(files, { recursive: true });
  Deno.writeTextFileSync(`${files}/a.json`, "1\n");
  linkResult(dir.join("proj-2/results"), "a.json", `${files}/a.json`);
  const [link] = readResults(dir.join("proj-2/results"));
  assertEquals(link?.job, "dev-1");
});

Deno.test("a result's job is the one that is there, wherever the project lies", () => {
  using dir = tempDir();
  const project = dir.join("set-1/files/proj");
  const job = `${project}/workdir/dev-5`;
  Deno.mkdirSync(`${job}/files/part-2/files`, { recursive: true });
  Deno.writeTextFileSync(`${job}/job.json`, "");
  Deno.writeTextFileSync(`${job}/files/part-2/files/a.json`, "1\n");
  const target = `${job}/files/part-2/files/a.json`;
  linkResult(`${project}/results`, "a.json", target);
  assertEquals(readResults(`${project}/results`)[0]?.job, "dev-5");
});

Deno.test("a workdir whose .ax is a link keeps the link", () => {
  using dir = tempDir();
  Deno.mkdirSync(dir.join("fast"));
  Deno.mkdirSync(dir.join("workdir"));
  Deno.symlinkSync(dir.join("fast"), dir.join("workdir/.ax"));
  for (let time = 0; time < 2; time++) {
    using workdir = openWorkdir({
      name: "dev",
      path: dir.join("workdir"),
      slices: 1,
      durability: "fast",
      access: "write",
      mirrorDir: dir.join("mirrors"),
    });
    assertEquals(workdir.writable, true);
  }
  assertEquals(Deno.lstatSync(dir.join("workdir/.ax")).isSymlink, true);
});

Deno.test("a job is not begun where .ax lies on another file system", () => {
  using dir = tempDir();
  const far = Deno.makeTempDirSync({ dir: "/dev/shm" });
  using _far = { [Symbol.dispose]: () => Deno.removeSync(far) };
  openDev(dir.path)[Symbol.dispose]();
  const staging = dir.join("workdir/.ax/staging");
  Deno.removeSync(staging);
  Deno.symlinkSync(far, staging);
  using workdir = openDev(dir.path);
  assertEquals(workdir.writable, true);
  const error = assertThrows(() => workdir.stage({ method: "m" }), AxError);
  assertEquals(
    error.message,
    `Cannot make jobs in ${dir.join("workdir")}: .ax of the workdir lies on ` +
      `another file system`,
  );
});
