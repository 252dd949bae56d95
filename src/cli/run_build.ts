/**
 * Runs one build and shows it.
 *
 * @module
 */

import { type BuildRequest, runBuild } from "../build/build.ts";
import { AxError } from "../core/errors.ts";
import type { BuildEvent } from "../core/events.ts";
import { isEndOfDryRun, type Loudness } from "./build_lines.ts";
import type { Context } from "./context.ts";
import { exitCodeOf, formatError } from "./errors.ts";
import type { Presenter } from "./presenter.ts";

/** How a build is shown. */
export interface Showing {
  readonly presenter: Presenter;
  readonly json: boolean;
  readonly loudness: Loudness;
}

/**
 * Runs build scripts, and shows what happens.
 *
 * @returns The exit code: what went wrong has been told.
 * @throws {AxError} With `--json`, what happened before a script was run.
 */
export async function showBuild(
  request: Omit<BuildRequest, "onEvent">,
  { presenter, json, loudness }: Showing,
  context: Context,
): Promise<number> {
  let code = 0;
  let failed: BuildEvent & { type: "failed" } | undefined;
  // Held back: what went wrong is said before what was done.
  let ended: BuildEvent & { type: "ended" } | undefined;
  const onEvent = (event: BuildEvent): void => {
    if (event.type === "failed" && event.kind === "build") failed = event;
    if (event.type === "ended" && !json) ended = event;
    else presenter.show(event);
  };
  try {
    await runBuild({ ...request, onEvent });
  } catch (error) {
    const silent = json || loudness === "quiet";
    const isTold = failed !== undefined && !(silent && isCancelled(error));
    if (!isTold && json) throw error;
    if (!isTold) presenter.tell(formatError(error, context.err.style));
    const isDryEnd = request.dryRun === true && failed !== undefined &&
      isEndOfDryRun(failed);
    code = isDryEnd ? 0 : exitCodeOf(error);
  }
  if (ended !== undefined) presenter.show(ended);
  return code;
}

function isCancelled(error: unknown): boolean {
  return error instanceof AxError && error.code === "cancelled";
}
