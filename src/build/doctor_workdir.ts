/**
 * What is right and wrong with a workdir, and what to do about it.
 *
 * @module
 */

import type { WorkdirFacts } from "../store/checkup.ts";
import { WORKDIR_FORMAT } from "../store/layout.ts";
import type { Mount } from "./doctor_machine.ts";
import type { Finding } from "./finding.ts";

/** What a project wants of a workdir, and where it lies. */
export interface WorkdirPlace {
  readonly slices: number;
  readonly durability: "full" | "fast";
  readonly isTarget: boolean;
  readonly mount: Mount | undefined;
  readonly space: { readonly bytes: number; readonly files: number };
}

/** Less than this, and even a small job may not be kept. */
const MIN_BYTES = 100e6;
const MIN_FILES = 1000;

/** More than this is more than file systems round times. */
const MAX_SKEW_MS = 2000;

const NETWORK = /^(nfs\d?|cifs|smb\d?|smbfs|9p|afs|ceph|fuse\.sshfs|lustre)$/;

/** Judges the facts. Looks at nothing. */
export function judgeWorkdir(
  facts: WorkdirFacts,
  place: WorkdirPlace,
): Finding[] {
  const judge = new Judge(`workdir ${facts.name}`);
  judgeAccess(judge, facts, place);
  judgeMount(judge, place);
  judgeSpace(judge, place);
  if (!facts.exists) return judge.findings;
  judgeFormat(judge, facts, place);
  judgeCatalog(judge, facts);
  judgeProbe(judge, facts, place);
  judgeLeftovers(judge, facts);
  return judge.findings;
}

/** Collects what is said of one area. */
class Judge {
  readonly findings: Finding[] = [];
  readonly #area: string;

  constructor(area: string) {
    this.#area = area;
  }

  ok(name: string, says: string): void {
    this.findings.push({ area: this.#area, name, state: "ok", says });
  }

  note(name: string, says: string, remedy: string): void {
    this.findings.push({ area: this.#area, name, state: "note", says, remedy });
  }

  wrong(name: string, says: string, remedy: string): void {
    const state = "wrong";
    this.findings.push({ area: this.#area, name, state, says, remedy });
  }
}

function judgeAccess(
  judge: Judge,
  { exists, writable, path, jobs }: WorkdirFacts,
  { isTarget }: WorkdirPlace,
): void {
  const count = `${jobs} ${jobs === 1 ? "job" : "jobs"}`;
  if (!exists) judge.ok("directory", `${path}: the first build makes it`);
  else if (writable) judge.ok("directory", `${path}: ${count}`);
  else if (isTarget) {
    judge.wrong(
      "directory",
      `${path} cannot be written: nothing can be built`,
      'Mend its owner or mode, or name another "target" in ax.json.',
    );
  } else {
    judge.ok("directory", `${path}: ${count}, for reading only`);
  }
}

function judgeMount(
  judge: Judge,
  { mount, durability }: WorkdirPlace,
): void {
  if (mount === undefined) return;
  const says = `${mount.type}, mounted at ${mount.path}`;
  if (NETWORK.test(mount.type)) {
    judge.note(
      "file system",
      `${says}: a network's, whose locks hold on one machine at most`,
      "Build in this workdir from one machine only, or move it to a local disk.",
    );
  } else if (mount.type === "tmpfs" || mount.type === "ramfs") {
    judge.note(
      "file system",
      `${says}: it is gone when the machine stops, ` +
        `with "durability": "${durability}" too`,
      "Put the workdir on a disk if its jobs are worth keeping.",
    );
  } else if (mount.type === "overlay") {
    judge.note(
      "file system",
      `${says}: it is gone with its container`,
      "Put the workdir on a volume if its jobs are worth keeping.",
    );
  } else judge.ok("file system", says);
}

function judgeSpace(judge: Judge, { space }: WorkdirPlace): void {
  const free = `${(space.bytes / 1e9).toFixed(1)} GB free`;
  if (space.bytes < MIN_BYTES) {
    judge.wrong("space", free, "Make room: ax gc removes what nothing needs.");
  } else if (space.files < MIN_FILES) {
    judge.wrong(
      "space",
      `${free}, but room for ${space.files} more files only`,
      "Make room: ax gc removes what nothing needs.",
    );
  } else judge.ok("space", free);
}

function judgeFormat(
  judge: Judge,
  { format, jobs }: WorkdirFacts,
  { slices }: WorkdirPlace,
): void {
  if (format === undefined) {
    if (jobs === 0) return;
    judge.note(
      "format",
      ".ax/FORMAT is missing or damaged",
      "The next build writes it again from what the jobs say.",
    );
  } else if (format.format > WORKDIR_FORMAT) {
    judge.wrong(
      "format",
      `${format.format}, this ax reads up to ${WORKDIR_FORMAT}`,
      "Use a newer ax.",
    );
  } else if (format.slices !== slices) {
    judge.wrong(
      "format",
      `it was made with ${format.slices} slices, the project has ${slices}`,
      `Set "slices" to ${format.slices} in ax.json, or use another workdir.`,
    );
  } else {
    judge.ok("format", `${format.format}, ${format.slices} slices`);
  }
}

function judgeCatalog(
  judge: Judge,
  { catalog, setAside, jobs }: WorkdirFacts,
): void {
  const again =
    "Nothing is lost: the next command makes it again from the jobs.";
  switch (catalog.state) {
    case "sound":
      judge.ok("catalog", "sound");
      break;
    case "damaged":
      judge.wrong("catalog", `damaged: ${catalog.reason}`, again);
      break;
    case "newer":
      judge.wrong("catalog", `${catalog.reason}`, "Use a newer ax.");
      break;
    case "none":
      if (jobs > 0) judge.note("catalog", "there is none", again);
      break;
    case "unknown":
      judge.ok("catalog", unknownCatalog(catalog.reason));
  }
  if (setAside.length === 0) return;
  judge.note(
    "catalog",
    `set aside because they were damaged: ${setAside.join(", ")}`,
    "Look for trouble with the disk, then delete them.",
  );
}

function unknownCatalog(reason: string | undefined): string {
  const why = reason === undefined ? "another user's" : `closed: ${reason}`;
  return `${why}; jobs are read from their manifests`;
}

function judgeProbe(
  judge: Judge,
  { probe }: WorkdirFacts,
  { durability }: WorkdirPlace,
): void {
  if (probe === undefined) return;
  if (probe.flushFault === undefined) judge.ok("durability", durability);
  else if (durability === "full") {
    judge.wrong(
      "durability",
      `nothing can be flushed to this disk: ${probe.flushFault}`,
      'Set "durability" to "fast" in ax.json, or use another disk.',
    );
  } else judge.ok("durability", "fast; this disk cannot do more");
  if (!probe.sameFileSystem) {
    judge.wrong(
      "staging",
      ".ax/staging is on another file system than the jobs",
      "Let .ax be a plain directory of the workdir: jobs are renamed from it.",
    );
  }
  if (!probe.locks) {
    judge.wrong(
      "locks",
      "a locked file does not look locked",
      "Use another file system, or never run two builds at once.",
    );
  }
  if (!probe.hardLinks) {
    judge.note(
      "source",
      "there are no hard links: each job keeps a copy of its source",
      "It costs room alone; another file system would save it.",
    );
  }
  judgeSkew(judge, probe.clockAheadMs);
}

function judgeSkew(judge: Judge, aheadMs: number): void {
  if (Math.abs(aheadMs) <= MAX_SKEW_MS) return;
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  judge.wrong(
    "clock",
    `new files are ${seconds} s ${aheadMs > 0 ? "ahead of" : "behind"} the ` +
      `clock of this machine`,
    "Set both clocks by the same server: a change within that time goes unseen.",
  );
}

function judgeLeftovers(
  judge: Judge,
  { staged, trash }: WorkdirFacts,
): void {
  if (staged.running > 0) {
    const what = staged.running === 1 ? "job or script" : "jobs and scripts";
    judge.ok("running", `${staged.running} ${what} of running builds`);
  }
  if (staged.left > 0) {
    judge.note(
      "staging",
      `${staged.left} left by killed builds`,
      "The next command keeps them as failed jobs.",
    );
  }
  if (trash > 0) {
    judge.note(
      "trash",
      `${trash} in .ax/trash`,
      "ax gc removes them, unless a build is busy with them.",
    );
  }
}
