/**
 * `ax build --watch`: builds again whenever something has changed.
 *
 * @module
 */

import type { BuildRequest } from "../build/build.ts";
import { findProject, type Project } from "../build/project.ts";
import { ProjectWatcher } from "../build/watch.ts";
import { AxError } from "../core/errors.ts";
import type { Loudness } from "./build_lines.ts";
import type { Context } from "./context.ts";
import { errorReport, formatError } from "./errors.ts";
import { Interrupts } from "./interrupts.ts";
import { makePresenter } from "./presenter.ts";
import { showBuild } from "./run_build.ts";
import { onStatusAsked } from "./status_signal.ts";

/** What is built, and how it is shown. */
export interface WatchOptions {
  readonly config: { readonly config?: string };
  readonly json: boolean;
  readonly loudness: Loudness;
  readonly request: Omit<BuildRequest, "onEvent" | "project" | "signal">;
}

/**
 * Builds, and again after each change, until ^C. A build that fails waits for
 * the next change, as one that is done does.
 *
 * @returns 0 when it was ended while it waited, which is how it ends; 130 when
 * a build was stopped.
 */
export async function watchBuild(
  options: WatchOptions,
  context: Context,
): Promise<number> {
  const talk = new Talk(options, context);
  let project = findProject(context.cwd, options.config);
  let building = true;
  using interrupts = new Interrupts(() => {
    if (building) talk.say("stopping; ^C again stops at once");
  });
  using _ = onStatusAsked(() => {
    if (!building) talk.say("nothing is running");
  });
  const { signal } = interrupts;
  for (;;) {
    // Before anything is read, so that no change goes unseen.
    using watcher = new ProjectWatcher(project);
    building = true;
    await buildOnce(project, options, { context, talk, signal });
    if (signal.aborted) return 130;
    building = false;
    talk.say("watching for changes; ^C ends");
    const changed = await watcher.next(signal);
    if (signal.aborted) return 0;
    talk.tellChanged(changed);
    project = reread(project, options, { context, talk });
  }
}

interface Surroundings {
  readonly context: Context;
  readonly talk: Talk;
}

/** Builds; whatever the user can mend is told, and mended by a change. */
async function buildOnce(
  project: Project,
  { request, json, loudness }: WatchOptions,
  { context, talk, signal }: Surroundings & { readonly signal: AbortSignal },
): Promise<void> {
  using presenter = makePresenter(context, { json, loudness });
  const showing = { presenter, json, loudness };
  try {
    await showBuild({ ...request, project, signal }, showing, context);
  } catch (thrown) {
    talk.tellError(thrown);
  }
}

/** The project as it is now; as it was, while `ax.json` is wrong. */
function reread(
  before: Project,
  { config }: WatchOptions,
  { context, talk }: Surroundings,
): Project {
  try {
    return findProject(context.cwd, config);
  } catch (thrown) {
    talk.tellError(thrown);
    return before;
  }
}

/** Says what is said between builds. */
class Talk {
  readonly #json: boolean;
  readonly #quiet: boolean;
  readonly #context: Context;

  constructor({ json, loudness }: WatchOptions, context: Context) {
    this.#json = json;
    this.#quiet = loudness === "quiet";
    this.#context = context;
  }

  say(text: string): void {
    if (!this.#json && !this.#quiet) this.#context.err.line(text);
  }

  tellChanged(paths: readonly string[]): void {
    if (this.#json) {
      const time = new Date().toISOString();
      this.#context.out.line(JSON.stringify({ type: "changed", time, paths }));
      return;
    }
    const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
    this.say(`\nchanged: ${paths.slice(0, 3).join(", ")}${more}`);
  }

  /** @throws What is no error of the user's: watching on would hide it. */
  tellError(thrown: unknown): void {
    if (!(thrown instanceof AxError)) throw thrown;
    const { err } = this.#context;
    if (this.#json) err.line(JSON.stringify(errorReport(thrown)));
    else err.lines(formatError(thrown, err.style));
  }
}
