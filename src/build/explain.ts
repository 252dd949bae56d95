/**
 * Why a request is not answered by a job that exists.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { KeyPart } from "../core/fingerprint.ts";
import type { JobId } from "../core/ids.ts";
import {
  type Change,
  compareParts,
  countWishes,
  type Explained,
  rootCauses,
  type Why,
} from "../core/why.ts";
import type { Workdirs } from "./workdirs.ts";

/** Among so many of a method's newest jobs the nearest one is looked for. */
const CANDIDATES = 12;

/** So many jobs are kept in mind: they never change, and are asked for often. */
const MOST_KEPT = 100;

/** What is kept of a job. */
interface Known extends Explained {
  readonly parts: readonly KeyPart[];
}

/** Compares requests with jobs that were built before. */
export class Explainer {
  readonly #workdirs: Workdirs;
  readonly #known = new Map<string, Known>();

  constructor(workdirs: Workdirs) {
    this.#workdirs = workdirs;
  }

  /**
   * Compares with the newest done job of the method that did the same, or that
   * differs in the fewest wishes: a script may ask a method for several things,
   * and when its source changes, each takes the place of one of them.
   */
  explain(method: string, parts: readonly KeyPart[]): Why {
    for (const workdir of this.#workdirs.all()) {
      const nearest = this.#nearest(
        workdir.list({ method, kind: "job", state: "done", limit: CANDIDATES }),
        parts,
      );
      if (nearest === undefined) continue;
      const { against, changes } = nearest;
      if (changes.length === 0) return { kind: "again", against };
      const roots = rootCauses(changes, (id) => this.#read(id));
      return { kind: "changed", against, changes, roots };
    }
    return { kind: "first" };
  }

  /** Of jobs that are equally near, the newest. */
  #nearest(
    rows: readonly { readonly id: JobId }[],
    parts: readonly KeyPart[],
  ): { against: JobId; changes: Change[] } | undefined {
    let nearest: { against: JobId; changes: Change[] } | undefined;
    let least = Infinity;
    for (const { id } of rows) {
      const job = this.#read(id);
      if (job === undefined) continue;
      const changes = compareParts(job.parts, parts);
      const wishes = countWishes(changes);
      if (wishes >= least) continue;
      [nearest, least] = [{ against: id, changes }, wishes];
      if (wishes === 0) break;
    }
    return nearest;
  }

  /** What is known of a job, unless it is gone or damaged. */
  #read(id: string): Known | undefined {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    try {
      if (this.#workdirs.findJob(id) === undefined) return undefined;
      const { id: own, method, why, parts } = this.#workdirs.readManifest(id);
      const read = { id: own, method, why, parts };
      this.#known.set(id, read);
      const [oldest] = this.#known.keys();
      if (this.#known.size > MOST_KEPT && oldest !== undefined) {
        this.#known.delete(oldest);
      }
      return read;
    } catch (thrown) {
      if (thrown instanceof AxError) return undefined;
      throw thrown;
    }
  }
}
