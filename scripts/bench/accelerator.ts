/**
 * The original, on the same work: the package `accelerator` from PyPI, in a
 * virtual environment of its own.
 *
 * @module
 */

/** A project of the Accelerator with its server running. */
export interface AcceleratorProject extends AsyncDisposable {
  /** Runs a build script; gives the seconds it took. */
  run(script: string): Promise<number>;
}

const METHOD = `options = {"n": int}

def synthesis(options):
    return 1
`;

function script({ from, count }: JobRange): string {
  return `def main(urd):
    for n in range(${from}, ${from + count}):
        urd.build("triv", n=n)
`;
}

/** Jobs that differ in their number. */
export interface JobRange {
  readonly from: number;
  readonly count: number;
}

/**
 * Starts a project with the method `triv` and scripts that build it.
 *
 * @param scripts What each script asks for, by its name.
 * @returns `undefined` where Python or the package cannot be had.
 */
export async function startAccelerator(
  scripts: Readonly<Record<string, JobRange>>,
): Promise<AcceleratorProject | undefined> {
  const dir = Deno.makeTempDirSync({ prefix: "accelerator-" });
  const python = `${dir}/venv/bin/python`;
  const ax = `${dir}/venv/bin/ax`;
  const installed = await succeeds("python3", ["-m", "venv", `${dir}/venv`]) &&
    await succeeds(python, ["-m", "pip", "install", "-q", "accelerator"]);
  if (!installed) {
    Deno.removeSync(dir, { recursive: true });
    return undefined;
  }
  const project = `${dir}/project`;
  await succeeds(ax, ["init", "--no-git", "--slices", "2", project]);
  Deno.writeTextFileSync(`${project}/dev/a_triv.py`, METHOD);
  for (const [name, range] of Object.entries(scripts)) {
    Deno.writeTextFileSync(`${project}/dev/build_${name}.py`, script(range));
  }
  const server = new Deno.Command(ax, {
    args: ["server"],
    cwd: project,
    stdout: "null",
    stderr: "null",
  }).spawn();
  await new Promise((done) => setTimeout(done, 5000));
  return {
    async run(name: string): Promise<number> {
      const from = performance.now();
      await succeeds(ax, ["run", "--quiet", name], project);
      return (performance.now() - from) / 1000;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.kill("SIGTERM");
      await server.status;
      Deno.removeSync(dir, { recursive: true });
    },
  };
}

async function succeeds(
  file: string,
  args: readonly string[],
  cwd?: string,
): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(file, {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      ...(cwd === undefined ? {} : { cwd }),
    }).output();
    return success;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
