/**
 * Imports CSV files that are in a zip file.
 *
 * @module
 */

import {
  AxError,
  type Dataset,
  type DatasetWriter,
  type FinishedJob,
  type RunningJob,
} from "ax";
import { finishImport, type ImportResult } from "./csv_finish.ts";
import { planImport, type PlanOptions, type WholePlan } from "./csv_plan.ts";
import {
  importSlice,
  type SliceContext,
  type SliceReport,
} from "./csv_slice.ts";
import { unpack } from "./unpack.ts";
import { unzip } from "./unzip.ts";
import { listZip, type ZipFile } from "./zip.ts";
import { type ChoiceInputs, chooseMembers } from "./zip_choice.ts";

/** What a request says. */
export interface ZipInputs extends ChoiceInputs {
  readonly file: ZipFile;
  readonly previous: Dataset | null;
}

/** A file that lies where all slices can read it. */
export interface PlannedFile {
  /** Its name in the zip file. */
  readonly name: string;
  readonly dataset: string;
  readonly whole: WholePlan;
}

/** All files, in the order in which their datasets are chained. */
export interface ZipPlan {
  readonly files: readonly PlannedFile[];
  readonly isChained: boolean;
  /** Files of the job that are removed at its end. */
  readonly scratch: readonly string[];
}

/** What became of a file. */
export interface FileResult extends ImportResult {
  readonly name: string;
  readonly dataset: string;
}

/**
 * Takes files out of the zip file, and plans their import.
 *
 * @throws {AxError} `input`, for what the zip file or its files are not.
 */
export async function planZip(
  inputs: ZipInputs,
  options: PlanOptions,
  { job, slices }: {
    readonly job: Pick<RunningJob, "path" | "status">;
    readonly slices: number;
  },
): Promise<ZipPlan> {
  const { file, previous } = inputs;
  const { members, isChained } = chooseMembers(file, listZip(file), inputs);
  if (!isChained && previous !== null) {
    throw new AxError(
      "input",
      `Cannot use "previous" with "chaining": "off": nothing is chained`,
    );
  }
  const files: PlannedFile[] = [];
  const scratch: string[] = [];
  for (const [index, { member, dataset }] of members.entries()) {
    using _ = job.status(`unpacking ${member.name}`);
    const packed = `zip.${index}`;
    const name = `${file.name}:${member.name}`;
    await unzip(file, member, job.path(packed));
    scratch.push(packed);
    const text = await unpack(
      { path: job.path(packed), name },
      job.path(`${packed}.text`),
    );
    if (text !== job.path(packed)) {
      // What was packed twice is not needed any more.
      Deno.removeSync(job.path(packed));
      scratch[scratch.length - 1] = `${packed}.text`;
    }
    const whole = planImport({ path: text, name }, options, slices);
    files.push({ name: member.name, dataset, whole });
  }
  return { files, isChained, scratch };
}

/** The datasets of an import, by the names that `csvimport` gives them. */
type Datasets = ReadonlyMap<string, Dataset>;

/** Imports one slice of all files. */
export function importZipSlice(
  { files, isChained }: ZipPlan,
  context: SliceContext,
  previous: Dataset | null,
): SliceReport[] {
  let before: Datasets = new Map(previous ? [["default", previous]] : []);
  return files.map(({ dataset, whole }) => {
    const writers = new Map<string, DatasetWriter>();
    const createDataset = ((
      given: string | object,
      options: object = given as object,
    ): DatasetWriter => {
      const own = typeof given === "string" ? given : "default";
      const name = own === "default" ? dataset : `${dataset}/${own}`;
      const writer = context.job.createDataset(name, options);
      writers.set(own, writer);
      return writer;
    }) as RunningJob["createDataset"];
    const report = importSlice(whole, {
      slice: context.slice,
      job: { createDataset },
      inputs: { ...context.inputs, previous: jobOf(before) },
    });
    if (isChained) {
      before = new Map(
        [...writers].map(([own, writer]) => [own, writer.close()]),
      );
    }
    return report;
  });
}

/** What `importSlice` looks for the previous datasets in. */
function jobOf(datasets: Datasets): FinishedJob | null {
  if (!datasets.has("default")) return null;
  const dataset = (name = "default"): Dataset => {
    const found = datasets.get(name);
    if (found !== undefined) return found;
    throw new AxError("dataset", `Cannot find dataset "${name}"`);
  };
  return { dataset } as unknown as FinishedJob;
}

/**
 * Holds the parts of each file against each other, and gives the last dataset
 * of a chain, or the only one, the name `default` as well.
 */
export function finishZip(
  { files, isChained, scratch }: ZipPlan,
  reports: readonly (readonly SliceReport[])[],
  { file, job }: {
    readonly file: ZipFile;
    readonly job: Pick<RunningJob, "createDataset" | "dataset" | "path">;
  },
): { readonly rowCount: number; readonly files: readonly FileResult[] } {
  for (const name of scratch) Deno.removeSync(job.path(name));
  const results = files.map(({ name, dataset, whole }, index): FileResult => {
    const own = reports.map((each) => each[index] as SliceReport);
    const what = `${file.name}:${name}`;
    return { name, dataset, ...finishImport(whole, own, what) };
  });
  const last = files.at(-1);
  const isNamed = isChained || files.length === 1;
  if (isNamed && last !== undefined && last.dataset !== "default") {
    const parent = job.dataset(last.dataset);
    job.createDataset({ parent, previous: parent.previous }).close();
  }
  const rowCount = results.reduce((sum, each) => sum + each.rowCount, 0);
  return { rowCount, files: results };
}
