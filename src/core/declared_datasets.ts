/**
 * What the stages of a job say of the datasets they wrote, put together.
 *
 * @module
 */

import { canonicalJson, type Json } from "./canonical.ts";
import { AxError } from "./errors.ts";
import type { StageName } from "./events.ts";

/** A dataset as the stage that wrote it declared it. */
export interface DeclaredDataset {
  readonly name: string;
  /** The columns that it has files for, in order. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  /** `null` where the parent's does not hold any more. */
  readonly hashBy?: string | null;
  /** `JOB/NAME`; `/NAME` for a dataset of this very job. */
  readonly previous?: string;
  /** As `previous`; the datasets that columns are taken from. */
  readonly parents?: readonly string[];
  /** Which of their columns, and what they are called here. Default: all. */
  readonly inherit?: readonly (readonly [name: string, column: string])[];
  /** The parents need not come from one dataset. */
  readonly unrelated?: boolean;
}

/** What one stage, or one slice of `analysis`, declared. */
export interface StageDatasets {
  readonly stage: StageName;
  /** -1 for the stages that have none. */
  readonly slice: number;
  readonly datasets: readonly DeclaredDataset[];
}

/**
 * Puts together what all stages declared, by name.
 *
 * @throws {AxError} `dataset`, if two stages declared one dataset, or the
 * slices of `analysis` differ in what they declared.
 */
export function mergeDeclared(
  reports: readonly StageDatasets[],
): DeclaredDataset[] {
  const known = new Map<string, { stage: StageName; made: DeclaredDataset }>();
  for (const { stage, datasets } of reports) {
    for (const made of datasets) {
      const before = known.get(made.name);
      if (before === undefined) known.set(made.name, { stage, made });
      else if (before.stage !== stage) {
        throw fault(made, `both ${before.stage} and ${stage} made it`);
      }
    }
  }
  const analysis = reports.filter(({ stage }) => stage === "analysis")
    .sort((a, b) => a.slice - b.slice);
  for (const { stage, made } of known.values()) {
    if (stage === "analysis") checkSlices(made, analysis);
  }
  return [...known.values()].map(({ made }) => made);
}

function checkSlices(
  made: DeclaredDataset,
  reports: readonly StageDatasets[],
): void {
  const first = reports[0]?.datasets.find(({ name }) => name === made.name);
  const text = canonicalJson((first ?? made) as unknown as Json);
  for (const { slice, datasets } of reports) {
    const own = datasets.find(({ name }) => name === made.name);
    if (own === undefined) {
      throw fault(
        made,
        `slice ${slice} did not create it, and each slice must`,
      );
    }
    if (canonicalJson(own as unknown as Json) === text) continue;
    throw fault(
      made,
      `slice ${slice} declared it otherwise than slice ${reports[0]?.slice}`,
    );
  }
}

function fault(made: DeclaredDataset, what: string): AxError {
  return new AxError(
    "dataset",
    `Cannot keep dataset ${JSON.stringify(made.name)}: ${what}`,
  );
}
