import { axFlags, selfCommand } from "../../src/run/self.ts";
import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("selfCommand() runs main.ts of this checkout with the arguments", () => {
  const { file, args } = selfCommand(["build", "--dry-run"]);
  assertEquals(file, Deno.execPath());
  assertEquals(args[0], "run");
  assertEquals(args.slice(-2), ["build", "--dry-run"]);
  assertMatch(args.at(-3) ?? "", /\/main\.ts$/);
  for (const flag of axFlags) assertEquals(args.includes(flag), true, flag);
});

Deno.test("the flags of ax forbid code from strings and give Workers no more than they are granted", async () => {
  using dir = tempDir({
    "probe.ts": `
      try {
        new Function("return 1")();
        console.log("code from strings runs");
      } catch (error) {
        console.log((error as Error).name);
      }
      const code = "try { Deno.readTextFileSync('/etc/passwd'); " +
        "postMessage('the Worker reads'); } " +
        "catch (error) { postMessage(error.name); }";
      const url = URL.createObjectURL(
        new Blob([code], { type: "text/javascript" }),
      );
      const worker = new Worker(url, {
        type: "module",
        deno: { permissions: "none" },
      });
      worker.onmessage = ({ data }) => {
        console.log(data);
        worker.terminate();
      };`,
  });
  const { code, stdout } = await runInstead(dir.join("probe.ts"), dir.path);
  assertEquals([code, stdout], [0, "EvalError\nNotCapable\n"]);
});

Deno.test("with the flags of ax a missing package is an error, never a download", async () => {
  using dir = tempDir({
    "probe.ts": `await import(["npm:", "left-pad@0.0.3"].join(""))
      .then(() => console.log("downloaded"), () => console.log("refused"));`,
  });
  const { stdout } = await runInstead(dir.join("probe.ts"), dir.path);
  assertMatch(stdout, "refused");
  assertNoMatch(stdout, "downloaded");
});

Deno.test("what ax starts finds the packages of deno.json from any directory", async () => {
  using dir = tempDir({
    "probe.ts": `import { Command } from "commander";
      console.log(typeof Command);`,
  });
  const { stdout, stderr } = await runInstead(dir.join("probe.ts"), dir.path);
  assertEquals(stdout, "function\n", stderr);
});

/** Runs another program in the place of main.ts, under the very same flags. */
async function runInstead(
  program: string,
  cwd: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { file, args } = selfCommand([]);
  const output = await new Deno.Command(file, {
    args: [...args.slice(0, -1), program],
    cwd,
    stdin: "null",
  }).output();
  return {
    code: output.code,
    stdout: new TextDecoder().decode(output.stdout),
    stderr: new TextDecoder().decode(output.stderr),
  };
}
