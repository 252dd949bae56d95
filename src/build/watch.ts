/**
 * Waits for a change of what a build reads.
 *
 * @module
 */

import { basename, dirname, extname, join, relative } from "node:path";
import { AxError, messageOf } from "../core/errors.ts";
import type { Project } from "./project.ts";

/** A burst of changes is over when nothing has happened for so long. */
const QUIET_MS = 80;

/** A burst that does not end is cut. */
const LONGEST_BURST_MS = 2_000;

/** Watches the files of a project, from its making until it is disposed. */
export class ProjectWatcher implements Disposable {
  readonly #project: Project;
  readonly #watchers: readonly Deno.FsWatcher[];
  readonly #changed = new Set<string>();
  #wake: (() => void) | undefined;
  #problem: unknown;

  /** @throws {AxError} `limit`, if the system lets us watch no more files. */
  constructor(project: Project) {
    this.#project = project;
    const { deep, shallow } = placesOf(project);
    const watchers: Deno.FsWatcher[] = [];
    try {
      if (deep.length > 0) watchers.push(watch(deep, true));
      watchers.push(watch(shallow, false));
    } catch (error) {
      for (const watcher of watchers) watcher.close();
      throw error;
    }
    this.#watchers = watchers;
    for (const watcher of watchers) void this.#listen(watcher);
  }

  async #listen(watcher: Deno.FsWatcher): Promise<void> {
    try {
      for await (const { kind, paths, flag } of watcher) {
        if (kind === "access") continue;
        const known = paths.filter((path) => isRead(this.#project, path));
        // What was lost when there was too much to tell may be anything.
        if (flag === "rescan") known.push(this.#project.root);
        for (const path of known) this.#changed.add(path);
        if (known.length > 0) this.#wake?.();
      }
    } catch (error) {
      this.#problem = error;
      this.#wake?.();
    }
  }

  /**
   * Waits until something has changed, and for the end of the burst.
   *
   * @returns What changed, from the project's root, sorted; nothing if the
   * signal was aborted.
   */
  async next(signal: AbortSignal): Promise<string[]> {
    await this.#wait(signal, Infinity);
    const startMs = performance.now();
    while (!signal.aborted && performance.now() - startMs < LONGEST_BURST_MS) {
      const before = this.#changed.size;
      const woken = await this.#wait(signal, QUIET_MS, true);
      if (!woken && before === this.#changed.size) break;
    }
    if (this.#problem !== undefined) throw this.#problem;
    if (signal.aborted) return [];
    const { root } = this.#project;
    const paths = [...this.#changed].map((path) => relative(root, path) || ".");
    this.#changed.clear();
    return paths.sort();
  }

  /** Whether something happened within this time. */
  #wait(signal: AbortSignal, ms: number, anew = false): Promise<boolean> {
    return new Promise((resolve) => {
      const isOver = (!anew && this.#changed.size > 0) || signal.aborted ||
        this.#problem !== undefined;
      if (isOver) return resolve(true);
      const timer = ms === Infinity ? undefined : setTimeout(end, ms, false);
      const wake = (): void => end(true);
      signal.addEventListener("abort", wake);
      this.#wake = wake;
      const forget = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.#wake = undefined;
      };
      function end(happened: boolean): void {
        forget();
        resolve(happened);
      }
    });
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}

function watch(paths: readonly string[], recursive: boolean): Deno.FsWatcher {
  try {
    return Deno.watchFs([...paths], { recursive });
  } catch (cause) {
    throw new AxError(
      "limit",
      `Cannot watch ${paths.join(", ")}: ${messageOf(cause)}`,
      {
        hint: "On Linux, fs.inotify.max_user_watches says how many " +
          "directories can be watched; raise it by sysctl.",
        cause,
      },
    );
  }
}

/** What a build writes itself, which is no reason for the next one. */
function writtenBy({ axDir, config }: Project): string[] {
  return [axDir, config.results, ...config.workdirs.values()];
}

function isIn(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

/**
 * Whether a build reads what lies at a path: modules and configuration in the
 * project, and all that is under the input directory.
 */
function isRead(project: Project, path: string): boolean {
  const { root, config, configFile } = project;
  if (writtenBy(project).some((written) => isIn(path, written))) return false;
  if (path === configFile) return true;
  const name = basename(path);
  if (/~$|^\..*\.sw.$|^4913$/.test(name)) return false; // Editors at work.
  const input = isIn(path, config.input);
  const below = relative(input ? config.input : root, path).split("/");
  const isHidden = below.slice(0, input ? -1 : undefined)
    .some((step) => step.startsWith(".") || step === "node_modules");
  if (isHidden) return false;
  if (input || config.methods.includes(path)) return true;
  if ([".ts", ".js", ".json", ".jsonc"].includes(extname(path))) return true;
  // What is in a new directory has to be watched, too.
  return isDirectory(path);
}

/** Directories to be watched with all below them, and by themselves. */
function placesOf(project: Project): { deep: string[]; shallow: string[] } {
  const deep: string[] = [];
  const shallow = [project.root];
  const written = writtenBy(project);
  const visit = (directory: string): void => {
    for (const { name, isDirectory } of Deno.readDirSync(directory)) {
      const path = join(directory, name);
      const isOut = name.startsWith(".") || name === "node_modules" ||
        written.includes(path);
      if (!isDirectory || isOut) continue;
      if (written.some((inner) => isIn(inner, path))) {
        // Jobs come and go in there: everything but them.
        shallow.push(path);
        visit(path);
      } else deep.push(path);
    }
  };
  visit(project.root);
  const { config, configFile } = project;
  for (const path of [config.input, ...config.methods]) {
    // Elsewhere, or reached through a link, which is not followed from above.
    const isWatched = deep.some((directory) => isIn(path, directory));
    if (!isWatched && isDirectory(path)) deep.push(path);
  }
  if (configFile !== undefined) shallow.push(dirname(configFile));
  return { deep, shallow: [...new Set(shallow)] };
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
