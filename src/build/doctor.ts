/**
 * What is right and wrong with this ax, this machine and this project.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { AxError, formatLocation } from "../core/errors.ts";
import { isBundle, ownPath } from "../run/self.ts";
import { examineWorkdir } from "../store/checkup.ts";
import {
  examineMachine,
  examineSandbox,
  findMount,
  freeSpace,
  type Sandbox,
} from "./doctor_machine.ts";
import { judgeWorkdir } from "./doctor_workdir.ts";
import type { Finding } from "./finding.ts";
import { findProject, type Project } from "./project.ts";

/** All that was found. */
export interface Checkup {
  readonly sandbox: Sandbox;
  readonly findings: readonly Finding[];
}

/**
 * Looks at everything, and mends nothing.
 *
 * @param cwd Where to look for a project.
 * @param options `config` names the `ax.json` to take instead.
 */
export function examine(
  cwd: string,
  options: { readonly config?: string } = {},
): Checkup {
  const machine = [...examineSelf(), ...examineMachine(Date.now())];
  const sandbox = examineSandbox();
  let project: Project;
  try {
    project = findProject(cwd, options);
  } catch (error) {
    if (!(error instanceof AxError)) throw error;
    return { sandbox, findings: [...machine, noProject(error)] };
  }
  return { sandbox, findings: [...machine, ...examineProject(project)] };
}

function noProject(error: AxError): Finding {
  const { location, hint, message } = error;
  return {
    area: "project",
    name: "ax.json",
    state: error.code === "project" ? "note" : "wrong",
    says: location === undefined
      ? message
      : `${formatLocation(location)}: ${message}`,
    remedy: hint ?? "Mend it there.",
  };
}

/** How ax is installed. */
function examineSelf(): Finding[] {
  const found = (says: string): Finding[] => [
    { area: "ax", name: "program", state: "ok", says },
  ];
  if (Deno.build.standalone) return found(`compiled: ${Deno.execPath()}`);
  const main = ownPath("main.ts");
  if (!isBundle) return found(`from its source: ${main}`);
  const place = dirname(dirname(main));
  return [
    ...found(`one file, unpacked at ${place}`),
    ...examineCache(dirname(place), basename(place)),
  ];
}

/** Looks for what other versions, or first starts that were killed, left. */
export function examineCache(cache: string, own: string): Finding[] {
  const names = [...Deno.readDirSync(cache)].map(({ name }) => name)
    .filter((name) => /^[0-9a-f]{32}$|^\.new-/.test(name) && name !== own)
    .sort();
  if (names.length === 0) return [];
  const others = names.length === 1 ? "1 other" : `${names.length} others`;
  return [{
    area: "ax",
    name: "cache",
    state: "note",
    says: `${others} in ${cache}, of about 100 MB each`,
    remedy: `If none of them is in use: ` +
      names.map((name) => `rm -rf '${join(cache, name)}'`).join("; "),
  }];
}

function examineProject(project: Project): Finding[] {
  const { config, configFile, root } = project;
  const findings: Finding[] = [{
    area: "project",
    name: "ax.json",
    state: "ok",
    says: configFile ?? `none in ${root}: every key has its default`,
  }];
  findings.push(...examineOwnDirectory(project));
  for (const [name, path] of config.workdirs) {
    const there = Deno.realPathSync(nearest(path));
    findings.push(...judgeWorkdir(examineWorkdir(name, path), {
      slices: config.slices,
      durability: config.durability,
      isTarget: name === config.target,
      mount: findMount(there),
      space: freeSpace(there),
    }));
  }
  return findings;
}

/** `.ax` of the project, where hashes of input files are remembered. */
function examineOwnDirectory({ axDir }: Project): Finding[] {
  const head = { area: "project", name: ".ax" } as const;
  try {
    const dir = nearest(axDir);
    Deno.removeSync(Deno.makeTempFileSync({ dir }));
    return [{ ...head, state: "ok", says: axDir }];
  } catch {
    return [{
      ...head,
      state: "note",
      says: `${axDir} cannot be written: input files are hashed each time`,
      remedy: "Mend its owner or mode.",
    }];
  }
}

/** The path itself, or what is there of the way to it. */
function nearest(path: string): string {
  for (let at = path;; at = dirname(at)) {
    try {
      Deno.statSync(at);
      return at;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
