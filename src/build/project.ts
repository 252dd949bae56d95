/**
 * The project that a directory belongs to.
 *
 * @module
 */

import { dirname, join, relative, resolve } from "node:path";
import { AxError } from "../core/errors.ts";
import { type Config, defaultConfig, readConfig } from "./config.ts";
import { isDirectory } from "./config_paths.ts";

/** A project, its configuration read. */
export interface Project {
  /** The real, absolute path of its directory. */
  readonly root: string;
  /** The `ax.json` that was read, if there is one. */
  readonly configFile: string | undefined;
  readonly config: Config;
  /** Where ax keeps what is its own: `ROOT/.ax`. */
  readonly axDir: string;
}

/**
 * Finds the nearest `ax.json` or `methods/` in a directory or above it.
 *
 * @param options `config` names the `ax.json` to take instead; its directory
 * is the project.
 * @throws {AxError} `project`, if there is none; `config`, if it is wrong.
 */
export function findProject(
  cwd: string,
  options: { readonly config?: string } = {},
): Project {
  const start = Deno.realPathSync(cwd);
  const { config } = options;
  if (config !== undefined) {
    const file = resolve(start, config);
    return read(start, dirname(file), file, config);
  }
  for (let at = start;; at = dirname(at)) {
    const file = join(at, "ax.json");
    if (isDirectory(file) === false) return read(start, at, file);
    if (isDirectory(join(at, "methods"))) {
      return makeProject(at, undefined, defaultConfig(at));
    }
    if (dirname(at) === at) break;
  }
  throw new AxError(
    "project",
    `Cannot find a project: neither ${start} nor a directory above it has an ` +
      `ax.json or a methods directory`,
    { hint: 'Make one with "ax init", or go to the directory of one.' },
  );
}

/** Reads a configuration, named in messages as the user would name it. */
function read(
  start: string,
  directory: string,
  file: string,
  given?: string,
): Project {
  const text = readFile(file, given);
  const root = Deno.realPathSync(directory);
  const near = relative(start, file);
  const name = given ?? (near.startsWith("../../../") ? file : near);
  const env = (variable: string): string | undefined => Deno.env.get(variable);
  return makeProject(root, file, readConfig(root, { file: name, text, env }));
}

function readFile(file: string, given: string | undefined): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound
      ? "there is no such file"
      : cause instanceof Deno.errors.PermissionDenied
      ? "you may not read it"
      : "it is no readable file";
    throw new AxError(
      "config",
      `Cannot read ${given ?? file}: ${reason}`,
      { cause },
    );
  }
}

function makeProject(
  root: string,
  configFile: string | undefined,
  config: Config,
): Project {
  return { root, configFile, config, axDir: join(root, ".ax") };
}
