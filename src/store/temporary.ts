/**
 * Directories and workdirs for what is not to be kept.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import { findSystemRefusal } from "../core/system_error.ts";
import { hasCode, removeTree } from "./disk.ts";
import { openWorkdir } from "./open.ts";
import type { Workdir } from "./workdir.ts";

/** A workdir that is gone when it is disposed of. */
export interface TemporaryWorkdir extends Disposable {
  readonly workdir: Workdir;
}

/**
 * Makes an empty workdir where the system keeps temporary files.
 *
 * @throws {AxError} `config`, if nothing can be made there.
 */
export function openTemporary(slices: number): TemporaryWorkdir {
  using opened = new DisposableStack();
  const dir = Deno.realPathSync(makeTemporaryDir("ax-"));
  opened.defer(() => removeTree(dir));
  const workdir = opened.use(openWorkdir({
    name: "temporary",
    path: `${dir}/workdir`,
    slices,
    durability: "fast",
    access: "write",
    mirrorDir: `${dir}/mirrors`,
  }));
  const owned = opened.move();
  return { workdir, [Symbol.dispose]: () => owned.dispose() };
}

/**
 * Makes a directory where the system keeps temporary files.
 *
 * @param prefix How its name begins.
 * @throws {AxError} `config`, if that cannot be.
 */
export function makeTemporaryDir(prefix: string): string {
  try {
    return Deno.makeTempDirSync({ prefix });
  } catch (cause) {
    const reason = hasCode(cause, "ENOENT", "ENOTDIR")
      ? "there is no such directory"
      : findSystemRefusal(cause)?.reason;
    if (reason === undefined) throw cause;
    throw new AxError("config", `Cannot write temporary files: ${reason}`, {
      hint: "They lie where TMPDIR says, or else in /tmp.",
      cause,
    });
  }
}
