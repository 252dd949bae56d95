/**
 * Whether a job that was found is still what its subjobs would make of it.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { JobId } from "../core/ids.ts";
import type { JobRow } from "../store/rows.ts";
import type { Session } from "./session.ts";

/** Computes what is current; within one build each job once. */
export class Currency {
  readonly #session: Session;
  readonly #known = new Map<JobId, Promise<boolean>>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Whether each job it asked for is current. Its own source is taken so. */
  async isCurrent(row: JobRow): Promise<boolean> {
    return !row.hasRequests || (await this.staleSubjobs(row)).length === 0;
  }

  /** The jobs it asked for that are gone or would be built anew. */
  async staleSubjobs(row: JobRow): Promise<JobId[]> {
    if (!row.hasRequests) return [];
    const { requests } = this.#session.workdirs.readManifest(row.id);
    const stale: JobId[] = [];
    for (const { job } of requests) {
      if (!await this.#isSubjobCurrent(job)) stale.push(job);
    }
    return [...new Set(stale)];
  }

  #isSubjobCurrent(id: JobId): Promise<boolean> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const computed = this.#compute(id);
    this.#known.set(id, computed);
    return computed;
  }

  async #compute(id: JobId): Promise<boolean> {
    const { workdirs, library, identifier } = this.#session;
    const row = workdirs.findJob(id);
    if (row === undefined || row.state !== "done") return false;
    try {
      const method = await library.get(row.method);
      const { inputs } = workdirs.readManifest(id);
      const now = identifier.identify(method, inputs);
      if ("dependsOn" in now || now.fingerprint !== row.fingerprint) {
        return false;
      }
      return await this.isCurrent(row);
    } catch (thrown) {
      // Its method is gone, or takes other inputs now: it is not current.
      if (thrown instanceof AxError) return false;
      throw thrown;
    }
  }
}
