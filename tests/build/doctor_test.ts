import {
  denoFinding,
  landlockOf,
  mountOf,
  openFilesFinding,
} from "../../src/build/doctor_machine.ts";
import {
  judgeWorkdir,
  type WorkdirPlace,
} from "../../src/build/doctor_workdir.ts";
import { examineCache } from "../../src/build/doctor.ts";
import type { Finding } from "../../src/build/finding.ts";
import type { WorkdirFacts } from "../../src/store/checkup.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

const sound: WorkdirFacts = {
  name: "dev",
  path: "/data/dev",
  exists: true,
  writable: true,
  format: { format: 1, name: "dev", slices: 4 },
  jobs: 7,
  catalog: { state: "sound" },
  setAside: [],
  staged: { running: 0, left: 0 },
  trash: 0,
  probe: {
    flushFault: undefined,
    locks: true,
    hardLinks: true,
    sameFileSystem: true,
    clockAheadMs: 0,
  },
};

const place: WorkdirPlace = {
  slices: 4,
  durability: "full",
  isTarget: true,
  mount: { path: "/", type: "ext4" },
  space: { bytes: 50e9, files: 1e6 },
};

/** What is not well, as `state name: says → remedy`. */
function check(
  facts: Partial<WorkdirFacts>,
  where: Partial<WorkdirPlace> = {},
): string[] {
  return unwell(judgeWorkdir({ ...sound, ...facts }, { ...place, ...where }));
}

function unwell(findings: readonly Finding[]): string[] {
  for (const { state, remedy } of findings) {
    assertEquals(remedy === undefined, state === "ok");
  }
  return findings.filter(({ state }) => state !== "ok")
    .map(({ state, name, says }) => `${state} ${name}: ${says}`);
}

const probe = sound.probe ?? undefined;
assert(probe !== undefined);

Deno.test("a sound workdir on a local disk is well, as is one that is still to be made", () => {
  assertEquals(check({}), []);
  const none = { exists: false, writable: false, format: undefined, jobs: 0 };
  assertEquals(check({ ...none, catalog: { state: "none" } }), []);
});

Deno.test("a target must be writable, another workdir need not", () => {
  const closed = {
    writable: false,
    probe: undefined,
    catalog: { state: "unknown" },
  } as const;
  assertEquals(check(closed), [
    "wrong directory: /data/dev cannot be written: nothing can be built",
  ]);
  assertEquals(check(closed, { isTarget: false }), []);
});

Deno.test("what a file system is for is told from its type", () => {
  const on = (type: string): string =>
    check({}, { mount: { path: "/data", type } }).join();
  assertMatch(
    on("nfs4"),
    "note file system: nfs4, mounted at /data: a network",
  );
  assertMatch(on("tmpfs"), "gone when the machine stops");
  assertMatch(on("overlay"), "gone with its container");
  assertEquals(on("xfs"), "");
  assertEquals(check({}, { mount: undefined }), []);
});

Deno.test("too little room is wrong: bytes or files", () => {
  assertEquals(check({}, { space: { bytes: 5e7, files: 1e6 } }), [
    "wrong space: 0.1 GB free",
  ]);
  assertEquals(check({}, { space: { bytes: 5e9, files: 3 } }), [
    "wrong space: 5.0 GB free, but room for 3 more files only",
  ]);
});

Deno.test("a format of a newer ax or with other slices is wrong, a lost one is not", () => {
  const format = { format: 1, name: "dev", slices: 4 };
  assertEquals(check({ format: { ...format, format: 9 } }), [
    "wrong format: 9, this ax reads up to 1",
  ]);
  assertEquals(check({ format: { ...format, slices: 2 } }), [
    "wrong format: it was made with 2 slices, the project has 4",
  ]);
  assertEquals(check({ format: undefined }), [
    "note format: .ax/FORMAT is missing or damaged",
  ]);
});

Deno.test("a catalog that is damaged, newer, missing or set aside is told apart", () => {
  assertEquals(
    check({ catalog: { state: "damaged", reason: "row 3 missing" } }),
    ["wrong catalog: damaged: row 3 missing"],
  );
  assertEquals(
    check({ catalog: { state: "newer", reason: "it has version 8" } }),
    ["wrong catalog: it has version 8"],
  );
  assertEquals(check({ catalog: { state: "none" } }), [
    "note catalog: there is none",
  ]);
  assertEquals(check({ setAside: ["catalog.sqlite.bad-1"] }), [
    "note catalog: set aside because they were damaged: catalog.sqlite.bad-1",
  ]);
});

Deno.test("durability that cannot be had is wrong only where it is wanted", () => {
  const dull = { probe: { ...probe, flushFault: "EINVAL" } };
  assertEquals(check(dull), [
    "wrong durability: nothing can be flushed to this disk: EINVAL",
  ]);
  assertEquals(check(dull, { durability: "fast" }), []);
});

Deno.test("a file system that cannot rename, lock or link, or runs fast, is found out", () => {
  const with_ = (change: Partial<typeof probe>): string[] =>
    check({ probe: { ...probe, ...change } });
  assertEquals(with_({ sameFileSystem: false }), [
    "wrong staging: .ax/staging is on another file system than the jobs",
  ]);
  assertEquals(with_({ locks: false }), [
    "wrong locks: a locked file does not look locked",
  ]);
  assertEquals(with_({ hardLinks: false }), [
    "note source: there are no hard links: each job keeps a copy of its source",
  ]);
  assertEquals(with_({ clockAheadMs: 90_000 }), [
    "wrong clock: new files are 90 s ahead of the clock of this machine",
  ]);
  assertEquals(with_({ clockAheadMs: -1000 }), []);
});

Deno.test("what killed builds left is noted, what runs is not", () => {
  assertEquals(check({ staged: { running: 2, left: 0 } }), []);
  assertEquals(check({ staged: { running: 1, left: 3 }, trash: 2 }), [
    "note staging: 3 left by killed builds",
    "note trash: 2 in .ax/trash",
  ]);
});

Deno.test("Landlock is looked for among what is active, then in the configuration", () => {
  assertEquals(landlockOf("capability,landlock,yama\n", undefined), "yes");
  assertEquals(landlockOf("capability,yama\n", undefined), "no");
  assertEquals(landlockOf(undefined, undefined), "unknown");
  const config = "CONFIG_SECURITY_LANDLOCK=y\n";
  assertEquals(
    landlockOf(undefined, `${config}CONFIG_LSM="landlock,yama"\n`),
    "yes",
  );
  assertEquals(landlockOf(undefined, `${config}CONFIG_LSM="yama"\n`), "no");
  assertEquals(landlockOf(undefined, 'CONFIG_LSM="landlock"\n'), "no");
});

Deno.test("a path lies in the deepest file system above it, the later of two", () => {
  const mounts = [
    "22 1 8:1 / / rw - ext4 /dev/sda1 rw",
    "30 22 0:40 / /mnt/my\\040data rw shared:1 - nfs4 server:/x rw",
    "31 22 0:41 / /mnt/my rw - tmpfs tmpfs rw",
    "32 22 0:42 / / rw - overlay overlay rw",
  ].join("\n");
  assertEquals(mountOf("/mnt/my data/x", mounts)?.type, "nfs4");
  assertEquals(mountOf("/mnt/mydata", mounts)?.type, "overlay");
  assertEquals(mountOf("/mnt/my", mounts), { path: "/mnt/my", type: "tmpfs" });
  assertEquals(mountOf("/x", ""), undefined);
});

Deno.test("a low limit of open files is wrong, another Deno is noted", () => {
  const limits = (soft: string): string =>
    "Limit                     Soft Limit           Hard Limit\n" +
    `Max open files            ${soft}                 4096       files\n`;
  assertEquals(unwell(openFilesFinding(limits("64"))), [
    "wrong open files: at most 64 in one process, ax wants 256",
  ]);
  assertEquals(unwell(openFilesFinding(limits("1024"))), []);
  assertEquals(openFilesFinding(undefined), []);
  assertEquals(denoFinding("2.9.6").state, "ok");
  assertEquals(denoFinding("3.0.0").state, "note");
});

Deno.test("other versions and half-unpacked ones in the cache are noted", () => {
  const own = "0".repeat(32);
  const other = "1".repeat(32);
  using cache = tempDir({ [`${own}/x`]: "", "mine.txt": "" });
  assertEquals(examineCache(cache.path, own), []);
  cache.write(`${other}/x`, "");
  cache.write(".new-abcdef/x", "");
  const [finding] = examineCache(cache.path, own);
  assertMatch(finding?.says ?? "", "2 others in ");
  assertMatch(finding?.remedy ?? "", `rm -rf '${cache.join(other)}'`);
});
