/**
 * Workdirs for what is not to be kept.
 *
 * @module
 */

import { removeTree } from "./disk.ts";
import { openWorkdir } from "./open.ts";
import type { Workdir } from "./workdir.ts";

/** A workdir that is gone when it is disposed of. */
export interface TemporaryWorkdir extends Disposable {
  readonly workdir: Workdir;
}

/** Makes an empty workdir where the system keeps temporary files. */
export function openTemporary(slices: number): TemporaryWorkdir {
  using opened = new DisposableStack();
  const dir = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ax-" }));
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
