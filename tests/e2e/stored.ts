/** A project whose jobs were committed without being run. */

import type { JobRow } from "../../src/store/rows.ts";
import { commitJob, openDev, type Told } from "../store/support.ts";
import { type AxProject, axProject } from "../support/ax.ts";

/** Makes a project with two slices and these jobs, dev-1 first. */
export function storedProject(
  jobs: readonly Told[],
  files: Readonly<Record<string, string>> = {},
): AxProject & { readonly rows: readonly JobRow[] } {
  const project = axProject({
    "ax.json": `{ "slices": 2, "durability": "fast" }`,
    ...files,
  });
  using workdir = openDev(project.path);
  const rows = jobs.map((told) => commitJob(workdir, told));
  return { ...project, rows };
}
