/**
 * Disks without room, as a process that may write no more than so much into a
 * file meets them.
 */

import { axCommand } from "../../scripts/ax_command.ts";
import { type AxProject, type AxResult } from "../support/ax.ts";
import { axEnvironment } from "../support/ax.ts";
import { assertEquals, assertMatch } from "../support/assert.ts";
import { jobsIn, namesIn, openDev } from "../store/support.ts";
import { makeProject, script } from "./project.ts";

/** Runs ax so that no file may become larger than so many half kilobytes. */
async function cramped(
  project: AxProject,
  blocks: number,
  args: readonly string[],
): Promise<AxResult> {
  const own = axCommand(args);
  // What is too large is then an error, and not a signal that kills.
  const shell = `trap "" XFSZ; ulimit -f ${blocks}; exec "$@"`;
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", shell, "sh", own.file, ...own.args],
    cwd: project.path,
    clearEnv: true,
    env: axEnvironment({ DENO_COVERAGE_DIR: undefined }),
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

const numbers = `{
  inputs: { rows: integer() },
  prepare({ inputs, job }) {
    using out = job.createDataset({ columns: { n: "int32" } });
    for (let n = 0; n < inputs.rows; n++) out.write({ n });
    job.save("text", "text.json");
  },
}`;

const main = (rows: number): string =>
  `const made = await urd.build("numbers", { rows: ${rows} });
  await made.linkResult("text.json");`;

/** Fails unless these jobs are listed and there, and nothing lies aside. */
function assertClear(project: AxProject, ids: readonly string[]): void {
  using workdir = openDev(project.path);
  assertEquals(workdir.list().map(({ id }) => String(id)), ids);
  assertEquals(jobsIn(workdir.path), [...ids].reverse());
  for (const dir of ["staging", "trash"]) {
    assertEquals(namesIn(`${workdir.path}/.ax/${dir}`), [], dir);
  }
}

function withoutTimes(text: string): string {
  return text.replace(/\d+\.\d+ s/g, "");
}

Deno.test("without room for anything, ax still shows all that is there, and removes what is not needed", async () => {
  using project = makeProject({ numbers }, { main: main(5) });
  await project.axOk(["build"]);
  project.write("methods/build.ts", script(main(6)));
  await project.axOk(["build"]);
  const shows = [
    ["jobs"],
    ["job", "text.json"],
    ["why", "dev-3"],
    ["results"],
    ["ds", "dev-3", "--head", "3"],
    ["gc", "--runs", "1", "--dry-run"],
  ];
  for (const args of shows) {
    const before = await project.axOk(args);
    const now = await cramped(project, 0, args);
    assertEquals(
      [args, now.code, now.stdout, withoutTimes(now.stderr)],
      [args, 0, before.stdout, withoutTimes(before.stderr)],
    );
  }
  const refused = await cramped(project, 0, ["build"]);
  assertEquals([refused.code, refused.stdout], [1, ""]);
  assertEquals(
    refused.stderr,
    `ax: Cannot build in workdir "dev": ${project.join("workdir")} cannot ` +
      `be written: the file would be larger than this process may write\n` +
      `Make room: "ax gc" removes jobs that nothing needs.\n`,
  );
  const types = await cramped(project, 0, ["types"]);
  assertMatch(types.stderr, /^ax: Cannot write .*: the file would be larger/);
  const own = namesIn(project.join(".ax")).filter((name) => /\.ts/.test(name));
  assertEquals([types.code, own], [1, []]);
  const doctor = await cramped(project, 0, ["doctor"]);
  assertMatch(doctor.stdout, /catalog +closed: the disk reports an error; /);
  const cleared = await cramped(project, 0, ["gc", "--runs", "1"]);
  assertEquals(cleared.code, 0, cleared.stderr);
  assertMatch(cleared.stdout, /^dev-2 .*old run\ndev-1 .*nothing\n/);
  assertClear(project, ["dev-4", "dev-3"]);
  // What was removed is built again, with a number of its own.
  project.write("methods/build.ts", script(main(5)));
  await project.axOk(["build"]);
  assertMatch(project.read("results/text.json"), "text");
  assertMatch((await project.axOk(["jobs"])).stdout, /^dev-6 .*\ndev-5 /);
});

Deno.test("a job that outgrows the disk fails, and the build goes on when there is room", async () => {
  using project = makeProject({ numbers }, { main: main(800_000) });
  // Room enough for the catalog.
  const failed = await cramped(project, 2_000, ["build"]);
  assertEquals(failed.code, 1);
  assertMatch(
    failed.stderr,
    /^failed dev-1 numbers after [\d.]+ s: Cannot write ".*\/0\.arrow": File too large/m,
  );
  assertClear(project, ["dev-2", "dev-1"]);
  await project.axOk(["build"]);
  assertMatch(
    (await project.axOk(["jobs"])).stdout,
    /^dev-4 +done .*\ndev-3 +done /,
  );
});
