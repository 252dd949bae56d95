/**
 * A finished job as a stage sees it.
 *
 * @module
 */

import { AxError } from "../../core/errors.ts";
import type { FinishedJob, InputFile } from "../../core/handles.ts";
import { didYouMean } from "../../core/suggest.ts";
import type { FilePlace, JobPlace } from "../protocol.ts";
import type { DatasetDoor } from "./dataset_door.ts";
import { openInput } from "./files.ts";
import { RESULT_CBOR, RESULT_JSON, type StageValues } from "./values.ts";

/** What handles read with. */
export interface HandleTools {
  readonly values: StageValues;
  readonly datasets: DatasetDoor;
}

/** Makes the handle of a job that lies on disk. */
export function finishedJob(
  place: Pick<JobPlace, "id" | "dir" | "files" | "datasets" | "chain">,
  { values, datasets }: HandleTools,
): FinishedJob {
  const pathOf = (name: string): string =>
    `${place.dir}/files/${fileOf(place.files, name)}`;
  return {
    load<Value>(name?: string): Value {
      const file = fileOf(place.files, name);
      return values.load(pathOf(file), file) as Value;
    },
    open: (name) => openInput(pathOf(name)),
    files: () => [...place.files],
    dataset: (name = "default") => {
      if (place.datasets.length > 0) {
        return datasets.stage.shelf.ofJob(place, name);
      }
      throw new AxError(
        "dataset",
        `Cannot find dataset ${JSON.stringify(name)} in the job: it has none`,
      );
    },
    datasets: () => [...place.datasets].sort(),
    chain: () =>
      [...place.chain, place].map((link) =>
        finishedJob(link, { values, datasets })
      ),
  };
}

/** The name of a job's file; its value when no name is given. */
export function fileOf(
  files: readonly string[],
  name: string | undefined,
): string {
  if (name === undefined) {
    const result = files.find((file) =>
      file === RESULT_JSON || file === RESULT_CBOR
    );
    if (result !== undefined) return result;
    throw new AxError("job", "Cannot load the job's value: it returned none");
  }
  if (files.includes(name)) return name;
  const known = files.length === 0 ? "it has none" : `it has ${list(files)}`;
  throw new AxError(
    "job",
    `Cannot find file "${name}" in the job: ${known}${didYouMean(name, files)}`,
  );
}

function list(files: readonly string[]): string {
  const shown = files.slice(0, 8).join(", ");
  return files.length <= 8 ? shown : `${shown} and ${files.length - 8} more`;
}

/** Makes the handle of an input file. */
export function inputFile(place: FilePlace): InputFile {
  return {
    name: place.name,
    path: place.path,
    text: () =>
      new TextDecoder("utf-8", { fatal: true }).decode(
        Deno.readFileSync(place.path),
      ),
    bytes: () => Deno.readFileSync(place.path),
  };
}
