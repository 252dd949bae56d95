/**
 * Another process at work in a workdir, for the tests of the store; most of
 * them kill it.
 *
 * @module
 */

import { collectGarbage } from "../../src/build/gc.ts";
import type { Project } from "../../src/build/project.ts";
import { messageOf } from "../../src/core/errors.ts";
import { layoutOf } from "../../src/store/layout.ts";
import { checkRoom } from "../../src/store/refusal.ts";
import {
  commitJob,
  commitStaged,
  fingerprintOf,
  openDev,
  stageJob,
} from "./support.ts";

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
    // Kills itself before the given step of its commit.
    let isOpen = false;
    using workdir = openDev(root, {
      durability: "full",
      onStep: (step) => {
        if (isOpen && step === args[0]) Deno.kill(Deno.pid, "SIGKILL");
      },
    });
    isOpen = true;
    const told = { kind: args[1] === "build" ? "build" : "job" } as const;
    const { staging, source } = stageJob(workdir, told);
    commitStaged(staging, source, told);
    break;
  }
  case "kill-recovery-at": {
    // Kills itself before the given step, while it cleans up after another.
    openDev(root, {
      onStep: (step) => {
        if (step === args[0]) Deno.kill(Deno.pid, "SIGKILL");
      },
    });
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
  case "deface": {
    // Tries to write where it must not; says what it could do.
    const job = `${root}/workdir/dev-1`;
    const deeds: Readonly<Record<string, () => void>> = {
      overwrite: () => Deno.writeTextFileSync(`${job}/files/result.json`, "2"),
      add: () => Deno.writeTextFileSync(`${job}/files/new.txt`, "new"),
      addTop: () => Deno.writeTextFileSync(`${job}/new.txt`, "new"),
      remove: () => Deno.removeSync(`${job}/job.json`),
      replace: () => Deno.renameSync(`${job}/source`, `${job}/files`),
    };
    for (const [deed, run] of Object.entries(deeds)) {
      try {
        run();
        say(deed);
      } catch (error) {
        if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
      }
    }
    break;
  }
  case "unreadable": {
    // A program that takes from itself the right to read what it wrote.
    using workdir = openDev(root);
    const told = { files: { "a/b.json": "1", "c.json": "2" } };
    const { staging, source } = stageJob(workdir, told);
    Deno.chmodSync(`${staging.dir}/files/a`, 0);
    Deno.chmodSync(`${staging.dir}/files/c.json`, 0);
    say(commitStaged(staging, source, told).id);
    break;
  }
  case "gc": {
    // Tells what would go, or why nothing can.
    const project = {
      root,
      axDir: `${root}/.ax`,
      config: {
        target: "dev",
        workdirs: new Map([["dev", `${root}/workdir`]]),
        results: `${root}/results`,
        slices: 2,
        durability: "fast",
      },
    } as unknown as Project;
    const dryRun = args[0] === "dry";
    try {
      const { jobs } = collectGarbage(project, { dryRun });
      say(JSON.stringify(jobs.map(({ id }) => id)));
    } catch (error) {
      say(JSON.stringify(messageOf(error)));
    }
    break;
  }
  case "room": {
    // Looks for room on a disk that says it has so many bytes.
    try {
      checkRoom(layoutOf("dev", `${root}/workdir`), Number(args[0]));
      say("room");
    } catch (error) {
      say(messageOf(error));
    }
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
