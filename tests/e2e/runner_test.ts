/** The runner of the end-to-end tests runs what it says it runs. */

import { axCommand } from "../../scripts/ax_command.ts";
import { assert, assertEquals, assertRejects } from "../support/assert.ts";
import { ax, startAx } from "../support/ax.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("the tests run the program that AX_BIN names, also from elsewhere", async () => {
  using dir = tempDir();
  const program = dir.write("ax", '#!/bin/sh\necho "$1"; cat; exit 3\n');
  Deno.chmodSync(program, 0o755);
  const runner = new URL("../support/ax.ts", import.meta.url).href;
  const code = `import { ax } from "${runner}";
    console.log(JSON.stringify(await ax(["build"],
      { stdin: "in", cwd: "/" })));`;
  for (const AX_BIN of [program, "./ax"]) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
      env: { AX_BIN },
      cwd: dir.path,
    }).output();
    const result = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(result, { code: 3, stdout: "build\nin", stderr: "" });
  }
});

Deno.test("a run that is let go is killed, and waiting for it fails", async () => {
  using dir = tempDir({
    "ax.json": "{}",
    "methods/build.ts": `export async function main() {
      console.log("here it hangs");
      await new Promise(() => setInterval(() => {}, 1000));
    }`,
  });
  await using running = startAx(["build", "--verbose"], { cwd: dir.path });
  await running.waitFor("here it hangs");
  running.kill("SIGKILL");
  const { code } = await running.result;
  assertEquals(code, 137);
  await assertRejects(() => running.waitFor("never said"), Error, "ended");
});

Deno.test("ax says its version, wherever it is run", async () => {
  using dir = tempDir();
  const { code, stdout, stderr } = await ax(["--version"], { cwd: dir.path });
  assertEquals([code, stderr], [0, ""]);
  assert(/^ax \d+\.\d+\.\d+\n$/.test(stdout), stdout);
  assert(axCommand(["--version"]).args.at(-1) === "--version");
});
