/** A job for the tests of what ax shows. */

import type { JobId } from "../../src/core/ids.ts";
import type { Manifest } from "../../src/core/manifest.ts";

/** A done job of `count_rows`, with what a test wants otherwise. */
export function sampleJob(changes: Partial<Manifest> = {}): Manifest {
  const digest = "0".repeat(64);
  return {
    format: 1,
    id: "dev-42" as JobId,
    kind: "job",
    state: "done",
    method: "count_rows",
    fingerprint: digest,
    digest,
    inputs: {
      source: { "~": "dataset", job: "dev-41", name: "default" },
      label: "total",
    },
    parts: [],
    why: { kind: "first" },
    source: [{ path: "methods/count_rows.ts", size: 10, sha256: digest }],
    requests: [],
    links: [],
    startedAt: new Date(2026, 7, 1, 4, 5, 6).toISOString(),
    elapsedMs: 192_000,
    stages: [],
    peakMemoryBytes: 0,
    slices: 4,
    versions: { ax: "0.1.0" },
    host: {},
    sandbox: { permissions: {}, confinement: "none" },
    files: [],
    output: [],
    datasets: {},
    ...changes,
  };
}
