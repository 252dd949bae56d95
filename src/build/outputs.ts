/**
 * What a job has made, read off the disk once its stages are over.
 *
 * @module
 */

import { datasetKey, parseDatasetKey } from "../core/dataset_name.ts";
import { mergeDeclared } from "../core/declared_datasets.ts";
import type { DatasetEntry, FileEntry } from "../core/manifest.ts";
import type { JobSetup } from "../run/protocol.ts";
import type { Staging } from "../store/staging.ts";
import { datasetEntries } from "./dataset_entries.ts";
import type { Performed } from "./perform.ts";
import type { Session } from "./session.ts";

/** The files and datasets of a job. */
export interface Outputs {
  readonly files: readonly FileEntry[];
  readonly output: readonly FileEntry[];
  readonly datasets: { readonly [name: string]: DatasetEntry };
}

/** A run that has ended. */
export interface EndedRun extends Performed {
  readonly staging: Staging;
  readonly setup: JobSetup;
}

/**
 * Digests what a job has made. A build script has no id yet: its datasets name
 * each other by `/NAME`, until {@linkcode withOwner} tells them.
 *
 * @throws {AxError} `job` for files that no job may hold, `dataset` for one
 * that is not what its stages declared.
 */
export function collectOutputs(session: Session, run: EndedRun): Outputs {
  const { staging, setup, outcome, asker } = run;
  const declared = mergeDeclared(outcome.datasets);
  const { files, output, datasets } = staging.digestFiles();
  const asked = new Set<string>(asker.requests.map(({ job }) => job));
  const entries = datasetEntries({
    id: staging.id ?? "",
    dir: `${staging.dir}/datasets`,
    slices: setup.slices,
    declared,
    files: datasets,
    isReachable: (key) =>
      Object.hasOwn(setup.datasets, key) ||
      isReachableFrom(session, asked, key),
    findEntry: (key) => session.datasets.findEntry(key),
  });
  return { files, output, datasets: entries };
}

/** Whether a chain from a job that was asked for leads to a dataset. */
function isReachableFrom(
  session: Session,
  jobs: ReadonlySet<string>,
  key: string,
): boolean {
  const keys = [...jobs].flatMap((id) => session.datasets.keysOf(id));
  return Object.hasOwn(session.datasets.places(keys), key);
}

/** Puts the job's id where its datasets name each other. */
export function withOwner(
  datasets: Outputs["datasets"],
  id: string,
): Outputs["datasets"] {
  const own = (key: string): string => {
    const { job, name } = parseDatasetKey(key);
    return job === "" ? datasetKey(id, name) : key;
  };
  const named: Record<string, DatasetEntry> = Object.create(null);
  for (const [name, entry] of Object.entries(datasets)) {
    const { previous, parents } = entry;
    named[name] = {
      ...entry,
      columns: entry.columns.map(({ from, ...column }) =>
        from === undefined
          ? column
          : { ...column, from: { ...from, dataset: own(from.dataset) } }
      ),
      ...(previous !== undefined && { previous: own(previous) }),
      ...(parents !== undefined && { parents: parents.map(own) }),
    };
  }
  return named;
}

/** What is left of a job that failed: no datasets, and nothing foreign. */
export function salvageOutputs(staging: Staging): Outputs {
  staging.dropDatasets();
  const { files, output } = staging.digestFiles({ foreign: "remove" });
  return { files, output, datasets: {} };
}
