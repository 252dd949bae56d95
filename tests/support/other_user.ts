/**
 * Programs run as a user without rights, because root passes every mode check.
 *
 * @module
 */

import { cpSync } from "node:fs";
import { join } from "node:path";

/** The user and group that own nothing. */
const nobody = { uid: 65534, gid: 65534 };

const repository = decodeURIComponent(
  new URL("../../", import.meta.url).pathname,
);

/** A Deno and the code of the repository, where the other user gets at them. */
interface Reachable {
  readonly deno: string;
  /** The root of the repository or of a copy, with a slash at its end. */
  readonly root: string;
}

let found: Reachable | undefined;

/**
 * The command that runs a file of the repository as a user without rights; as
 * ourselves when we are not root.
 *
 * Nothing of the environment is passed on, and Deno gets no cache: the file
 * and what it imports must do without packages.
 *
 * @param file From the root of the repository, under `src/` or `tests/`.
 */
export function unprivileged(
  file: string,
  args: readonly string[],
): { file: string; options: Deno.CommandOptions } {
  const isRoot = Deno.uid() === 0;
  found ??= isRoot ? reach() : { deno: Deno.execPath(), root: repository };
  const flags = ["-A", "--no-config", "--no-lock", "--no-check"];
  const options: Deno.CommandOptions = {
    args: ["run", ...flags, found.root + file, ...args],
    // The directory of the tests may be closed to the other user.
    cwd: "/",
    env: { DENO_NO_UPDATE_CHECK: "1", DENO_DIR: "/nonexistent" },
    ...(isRoot ? { ...nobody, clearEnv: true } : {}),
  };
  return { file: found.deno, options };
}

/**
 * Both as they lie, or copies of them: `npx` puts Deno below a home that is
 * closed to others, and a clone may lie in one.
 */
function reach(): Reachable {
  const deno = Deno.execPath();
  if (canUse(deno, `${repository}deno.json`)) return { deno, root: repository };
  const dir = Deno.makeTempDirSync({ prefix: "ax-open-" });
  addEventListener("unload", () => Deno.removeSync(dir, { recursive: true }));
  Deno.chmodSync(dir, 0o755);
  for (const name of ["src", "tests"]) {
    cpSync(join(repository, name), join(dir, name), { recursive: true });
  }
  const copy = join(dir, "deno");
  Deno.copyFileSync(deno, copy);
  Deno.chmodSync(copy, 0o755);
  return { deno: copy, root: `${dir}/` };
}

function canUse(program: string, file: string): boolean {
  return new Deno.Command("/bin/sh", {
    args: ["-c", 'test -x "$1" && test -r "$2"', "sh", program, file],
    cwd: "/",
    ...nobody,
  }).outputSync().success;
}
