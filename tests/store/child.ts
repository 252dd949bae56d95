/**
 * Another process at work in a workdir, for the tests of the store; most of
 * them kill it.
 *
 * @module
 */

import { commitJob, commitStaged, openDev, stageJob } from "./support.ts";
import { fingerprintOf } from "./support.ts";

const [command = "", root = "", ...args] = Deno.args;

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function sleepForEver(): Promise<never> {
  while (true) await new Promise((resolve) => setTimeout(resolve, 60_000));
}

switch (command) {
  case "commit": {
    // Commits so many jobs and says the id of each once it is acknowledged.
    using workdir = openDev(root);
    for (let count = Number(args[0]); count > 0; count--) {
      say(commitJob(workdir).id);
    }
    break;
  }
  case "kill-at": {
    // Kills itself before the given step of a commit.
    using workdir = openDev(root, {
      durability: "full",
      onStep: (step) => {
        if (step === args[0]) Deno.kill(Deno.pid, "SIGKILL");
      },
    });
    const told = { kind: args[1] === "build" ? "build" : "job" } as const;
    const { staging, source } = stageJob(workdir, told);
    commitStaged(staging, source, told);
    break;
  }
  case "stage": {
    // Leaves a job running.
    using workdir = openDev(root);
    say(stageJob(workdir, { method: args[0] ?? "count" }).staging.dir);
    await sleepForEver();
    break;
  }
  case "lock": {
    using workdir = openDev(root);
    using _ = await workdir.lock(fingerprintOf(args[0] ?? ""));
    say("locked");
    await sleepForEver();
    break;
  }
  case "list": {
    using workdir = openDev(root, {
      access: args[0] === "read" ? "read" : "write",
    });
    const ids = workdir.list().map(({ id }) => id);
    say(JSON.stringify({ ids, writable: workdir.writable }));
    break;
  }
}
