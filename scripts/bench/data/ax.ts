/**
 * ax on the works, each in a build of its own.
 *
 * @module
 */

import { axCommand } from "../../ax_command.ts";
import { withPeak } from "./memory.ts";
import { type Cost, type Peer, sizeOf, type Work, WORKS } from "./peer.ts";
import { METHODS, scriptOf } from "./programs.ts";

/** What of a manifest is of interest. */
interface Manifest {
  readonly elapsedMs: number;
  readonly stages: readonly {
    readonly slices?: readonly { readonly wallMs: number }[];
  }[];
}

/**
 * Makes a project.
 *
 * @param csv The table, which is copied.
 * @param compression Default: what ax does when nobody says.
 */
export function startAx(
  csv: string,
  compression?: "none" | "zstd",
): Peer {
  const dir = Deno.makeTempDirSync({ prefix: "ax-bench-" });
  Deno.mkdirSync(`${dir}/methods`);
  Deno.mkdirSync(`${dir}/input`);
  Deno.copyFileSync(csv, `${dir}/input/table.csv`);
  const config = { slices: 2, compression };
  Deno.writeTextFileSync(`${dir}/ax.json`, JSON.stringify(config));
  const add = (name: string, text: string): void =>
    Deno.writeTextFileSync(`${dir}/methods/${name}.ts`, text);
  for (const [name, text] of Object.entries(METHODS)) add(name, text);
  for (const work of Object.keys(WORKS) as Work[]) {
    add(`build_${work}`, scriptOf(work));
  }
  return {
    name: compression === undefined ? "ax" : `ax, ${compression}`,
    run: (work) => build(dir, work),
    [Symbol.asyncDispose](): Promise<void> {
      remove(dir);
      return Promise.resolve();
    },
  };
}

async function build(dir: string, work: Work): Promise<Cost> {
  const { file, args } = axCommand(["build", work, "--quiet"]);
  const child = new Deno.Command(file, { args, cwd: dir, stdout: "null" })
    .spawn();
  const { result, peakBytes } = await withPeak(child.pid, () => child.status);
  if (!result.success) throw new Error(`ax build ${work} failed`);
  const latest = `${dir}/workdir/${
    Deno.readLinkSync(`${dir}/workdir/dev-LATEST`)
  }`;
  const manifest: Manifest = JSON.parse(
    Deno.readTextFileSync(`${latest}/job.json`),
  );
  const diskBytes = ["files", "datasets"].map((name) => `${latest}/${name}`)
    .filter(exists).reduce((sum, path) => sum + sizeOf(path), 0);
  if (work !== "import") remove(latest);
  const slices = manifest.stages.flatMap((stage) => stage.slices ?? []);
  return {
    seconds: manifest.elapsedMs / 1000,
    sliceSeconds: Math.max(...slices.map(({ wallMs }) => wallMs)) / 1000,
    peakBytes,
    diskBytes,
  };
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function remove(dir: string): void {
  new Deno.Command("chmod", { args: ["-R", "u+w", dir] }).outputSync();
  Deno.removeSync(dir, { recursive: true });
}
