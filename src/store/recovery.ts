/**
 * What is done about the traces of processes that were killed.
 *
 * @module
 */

import { messageOf } from "../core/errors.ts";
import type { JobId } from "../core/ids.ts";
import {
  type FileEntry,
  type Manifest,
  MANIFEST_FORMAT,
} from "../core/manifest.ts";
import { finish } from "./commit.ts";
import { findInfo, makeWritable, removeFile, removeTree } from "./disk.ts";
import {
  findStagedNumber,
  jobDirOf,
  type Layout,
  listStaged,
  ownerOf,
} from "./layout.ts";
import { lockNow } from "./locks.ts";
import { forgetOwners, isAlive } from "./owner.ts";
import { findRecord } from "./scan.ts";
import {
  digestTree,
  notePath,
  Staging,
  type StagingNote,
  type StagingPlace,
} from "./staging.ts";

/**
 * Makes failed jobs of what killed builds were running, and clears the rest.
 * Once it is done there is nothing left to do: to call it again changes
 * nothing.
 *
 * @returns What could not be done, as sentences.
 */
export function recover(
  layout: Layout,
  getPlace: () => StagingPlace,
): string[] {
  const needed = (): boolean =>
    listOrphans(layout).length > 0 || listTrash(layout).length > 0;
  if (!needed()) return [];
  // Made first, because a new owner takes the same lock.
  const place = getPlace();
  using _ = lockNow(layout.recoveryLock);
  const warnings = [
    ...listOrphans(layout).map((name) =>
      tryTo(`${layout.staging}/${name}`, () => recoverOne(place, name))
    ),
    ...listTrash(layout).map((name) => {
      const path = `${layout.trash}/${name}`;
      return tryTo(path, () => removeTree(path));
    }),
  ];
  forgetOwners(layout);
  return warnings.filter((warning) => warning !== undefined);
}

/**
 * Jobs can still be listed on a full disk, and built beside what another user
 * has left. The next one tries again.
 *
 * @returns Why it cannot be done, if it cannot.
 */
function tryTo(path: string, cleanUp: () => void): string | undefined {
  try {
    cleanUp();
    return undefined;
  } catch (error) {
    return `Cannot clean up ${path}, which a killed build left: ` +
      messageOf(error);
  }
}

/** Names of what was staged by processes that are gone. */
function listOrphans(layout: Layout): string[] {
  return listStaged(layout).filter((name) => !isAlive(layout, ownerOf(name)));
}

/** Names of what such processes threw away, or were about to rename. */
function listTrash(layout: Layout): string[] {
  return [...Deno.readDirSync(layout.trash)].map(({ name }) => name)
    .filter((name) => !isAlive(layout, ownerOf(name)));
}

function recoverOne(place: StagingPlace, name: string): void {
  const { layout, catalog, durable } = place;
  const number = findStagedNumber(layout, name);
  const committed = number === undefined ? undefined : jobDirOf(layout, number);
  const dir = `${layout.staging}/${name}`;
  if (committed !== undefined && findInfo(committed) !== undefined) {
    // Killed after the rename: only the last steps are missing.
    finish(committed, { durable });
    const record = findRecord(layout, number ?? 0);
    if (record !== undefined) catalog.add(record, -1);
    removeTree(dir);
  } else if (findInfo(dir) !== undefined) {
    keepAsFailed(place, name);
  }
  removeFile(notePath(layout, name));
}

function keepAsFailed(place: StagingPlace, name: string): void {
  const note = findNote(place.layout, name);
  const dir = `${place.layout.staging}/${name}`;
  if (note === undefined) return removeTree(dir);
  makeWritable(dir);
  const staging = Staging.adopt(place, name, note);
  staging.dropDatasets();
  const { files, output } = staging.digestFiles({ foreign: "remove" });
  const source = digestTree(`${dir}/source`, {
    foreign: "remove",
    links: true,
  });
  staging.commit((id) => failedManifest(id, note, { files, output, source }));
}

function findNote(layout: Layout, name: string): StagingNote | undefined {
  try {
    const text = Deno.readTextFileSync(notePath(layout, name));
    const note = JSON.parse(text) as Partial<StagingNote> | null;
    return isNote(note) ? note : undefined;
  } catch {
    // No note, or half of one: nothing had begun.
    return undefined;
  }
}

function isNote(note: Partial<StagingNote> | null): note is StagingNote {
  return (note?.kind === "job" || note?.kind === "build") &&
    typeof note.method === "string" && typeof note.startedAt === "string";
}

function failedManifest(
  id: JobId,
  note: StagingNote,
  found: Record<"files" | "output" | "source", readonly FileEntry[]>,
): Manifest {
  const unknown = {
    kind: note.kind,
    method: note.method,
    fingerprint: null,
    inputs: {},
    parts: [],
    why: { kind: note.kind === "build" ? "build" : "first" },
    requests: [],
    links: [],
    startedAt: note.startedAt,
    elapsedMs: 0,
    stages: [],
    peakMemoryBytes: 0,
    slices: 0,
    versions: {},
    host: {},
    sandbox: { permissions: {}, confinement: "unknown" },
  } as const;
  return {
    ...unknown,
    ...note.known,
    format: MANIFEST_FORMAT,
    id,
    state: "failed",
    digest: null,
    ...found,
    datasets: {},
    failure: {
      message: "the build was killed while this job ran",
      stack: "",
      status: [],
      others: [],
    },
  };
}
