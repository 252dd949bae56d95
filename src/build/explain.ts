/**
 * Why a request is not answered by a job that exists.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { KeyPart } from "../core/fingerprint.ts";
import {
  compareParts,
  type Explained,
  rootCauses,
  type Why,
} from "../core/why.ts";
import type { Workdirs } from "./workdirs.ts";

/** Compares with the newest done job of the method. */
export function explain(
  workdirs: Workdirs,
  method: string,
  parts: readonly KeyPart[],
): Why {
  for (const workdir of workdirs.all()) {
    const row = workdir.newestDone(method);
    const against = row === undefined ? undefined : read(workdirs, row.id);
    if (against === undefined) continue;
    const changes = compareParts(against.parts, parts);
    if (changes.length === 0) return { kind: "again", against: against.id };
    const roots = rootCauses(
      changes,
      (id): Explained | undefined => read(workdirs, id),
    );
    return { kind: "changed", against: against.id, changes, roots };
  }
  return { kind: "first" };
}

/** A job's manifest, unless it is gone or damaged. */
function read(
  workdirs: Workdirs,
  id: string,
): ReturnType<Workdirs["readManifest"]> | undefined {
  try {
    return workdirs.findJob(id) && workdirs.readManifest(id);
  } catch (thrown) {
    if (thrown instanceof AxError) return undefined;
    throw thrown;
  }
}
