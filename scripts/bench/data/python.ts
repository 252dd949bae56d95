/**
 * Python programs to compare with, in virtual environments of their own.
 *
 * @module
 */

/** A directory with a virtual environment in it. */
export interface Environment extends Disposable {
  readonly dir: string;
  readonly bin: string;
}

/** Installs packages. @returns Nothing where they cannot be had. */
export function makeEnvironment(
  packages: readonly string[],
): Environment | undefined {
  const dir = Deno.makeTempDirSync({ prefix: "ax-bench-" });
  const bin = `${dir}/venv/bin`;
  const remove = (): void => Deno.removeSync(dir, { recursive: true });
  if (
    succeeds("python3", ["-m", "venv", `${dir}/venv`]) &&
    succeeds(`${bin}/python`, ["-m", "pip", "install", "-q", ...packages])
  ) return { dir, bin, [Symbol.dispose]: remove };
  remove();
  return undefined;
}

/** Whether a program can be run and exits with 0. */
export function succeeds(
  file: string,
  args: readonly string[],
  cwd?: string,
): boolean {
  try {
    const { success } = new Deno.Command(file, {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      ...(cwd === undefined ? {} : { cwd }),
    }).outputSync();
    return success;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
