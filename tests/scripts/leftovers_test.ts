import { groupProcesses, leftoverStep } from "../../scripts/leftovers.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("a process that a test leaves running fails the run", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const sleeps = () =>
    groupProcesses().find(({ pid }) => pid === child.pid)?.command;
  try {
    assertEquals(sleeps()?.endsWith("sleep 60"), true);
    // Tests of other files run at the same time, so all but one is known.
    const known = groupProcesses().filter(({ pid }) => pid !== child.pid);
    assertEquals(await leftoverStep(known, 0).run(), { passed: 0, failed: 1 });
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
  assertEquals(sleeps(), undefined);
});
