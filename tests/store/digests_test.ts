/** The cache of what files hold. */

import { DatabaseSync } from "node:sqlite";
import { AxError } from "../../src/core/errors.ts";
import { sha256 } from "../../src/core/sha256.ts";
import { DigestCache, isTrusted } from "../../src/store/digests.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("a digest is trusted once the file is older than it by two seconds", () => {
  const stat = (mtimeMs: number, ctimeMs: number) => ({
    dev: 1,
    ino: 1,
    size: 1,
    mtimeMs,
    ctimeMs,
  });
  assertEquals(isTrusted(stat(10_900, 10_000), 12_900), true);
  assertEquals(isTrusted(stat(10_900, 10_000), 12_899), false);
  // Only the ctime tells of a change that sets the mtime back.
  assertEquals(isTrusted(stat(1_000, 10_000), 12_000), true);
  assertEquals(isTrusted(stat(1_000, 10_000), 11_999), false);
  // A time to come cannot be older than anything.
  assertEquals(isTrusted(stat(99_000, 10_000), 50_000), false);
});

Deno.test("a file is digested by its content", () => {
  using dir = tempDir({ "a.csv": "x\n", "empty": "" });
  using cache = DigestCache.open(dir.join(".ax/digests.sqlite"));
  const digest = cache.fileDigest(dir.join("a.csv"));
  assertEquals(digest.sha256, sha256("x\n"));
  assertEquals(digest.size, 2);
  assertEquals(digest.path, dir.join("a.csv"));
  assertEquals(cache.fileDigest(dir.join("empty")).sha256, sha256(""));
  const large = new Uint8Array(3_000_001).fill(7);
  const path = dir.write("large", large);
  assertEquals(cache.fileDigest(path).sha256, sha256(large));
});

Deno.test("a young file is read again each time, an old one is not", () => {
  using dir = tempDir();
  const path = dir.write("a.csv", "one");
  // However long it took to get here.
  let now = Deno.statSync(path).mtime?.getTime() ?? 0;
  using cache = DigestCache.open(dir.join("digests.sqlite"), {
    now: () => now,
  });
  const young = cache.fileDigest(path);
  assertEquals(cache.isKnown(path), false);
  now += 10_000;
  assertEquals(cache.fileDigest(path), young);
  assertEquals(cache.isKnown(path), true);
  assertEquals(cache.unchanged(young), true);
});

Deno.test("a change that keeps size and mtime shows in the ctime", async () => {
  using dir = tempDir();
  const path = dir.write("a.csv", "one");
  using cache = DigestCache.open(dir.join("digests.sqlite"), {
    now: () => Date.now() + 10_000,
  });
  const digest = cache.fileDigest(path);
  assertEquals(cache.isKnown(path), true);
  const { mtime, atime } = Deno.statSync(path);
  assert(mtime !== null && atime !== null);
  // The clock of this cache is ahead: let the second of the ctime pass.
  while (Deno.statSync(path).ctime?.getTime() === digest.stat.ctimeMs) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    Deno.writeTextFileSync(path, "two");
    Deno.utimeSync(path, atime, mtime);
  }
  assertEquals(Deno.statSync(path).mtime, mtime);
  assertEquals(Deno.statSync(path).size, digest.size);
  assertEquals(cache.fileDigest(path).sha256, sha256("two"));
  assertEquals(cache.unchanged(digest), false);
});

Deno.test("a file that was changed, replaced or removed is not unchanged", () => {
  using dir = tempDir();
  using cache = DigestCache.open(dir.join("digests.sqlite"));
  const digest = (): ReturnType<DigestCache["fileDigest"]> =>
    cache.fileDigest(dir.write("a.csv", "one"));
  const first = digest();
  assertEquals(cache.unchanged(first), true);
  dir.write("a.csv", "two");
  assertEquals(cache.unchanged(first), false);
  assertEquals(cache.unchanged(digest()), true);
  const second = digest();
  Deno.renameSync(dir.write("b.csv", "One"), dir.join("a.csv"));
  assertEquals(cache.unchanged(second), false);
  const third = digest();
  Deno.removeSync(dir.join("a.csv"));
  assertEquals(cache.unchanged(third), false);
  // Written again with the same content, it is what it was.
  dir.write("a.csv", "one");
  assertEquals(cache.unchanged(third), true);
});

Deno.test("a file that another build has hashed anew is not unchanged", () => {
  using dir = tempDir({ "a.csv": "one" });
  const path = dir.join("a.csv");
  const file = dir.join("digests.sqlite");
  using cache = DigestCache.open(file);
  const digest = cache.fileDigest(path);
  // Within one tick of the clock, so that it looks the same.
  const { atime, mtime } = Deno.statSync(path);
  assert(atime !== null && mtime !== null);
  Deno.writeTextFileSync(path, "two");
  Deno.utimeSync(path, atime, mtime);
  const now = (): number => Date.now() + 10_000;
  using another = DigestCache.open(file, { now });
  const ctime = another.fileDigest(path).stat.ctimeMs;
  const seen = { ...digest, stat: { ...digest.stat, ctimeMs: ctime } };
  assertEquals(cache.unchanged(seen), false);
});

Deno.test("what is no readable file is an error of the input", () => {
  using dir = tempDir();
  using cache = DigestCache.open(dir.join("digests.sqlite"));
  for (
    const [name, message] of [
      ["none.csv", "there is no such file"],
      ["digests.sqlite/x", "there is no such file"],
      [".", "it is a directory"],
    ] as const
  ) {
    const path = dir.join(name);
    const error = assertThrows(() => cache.fileDigest(path), AxError, message);
    assertEquals(error.code, "input");
  }
  const read = (): unknown => cache.fileDigest("/dev/null");
  assertThrows(read, AxError, "it is no plain file");
});

Deno.test("memos are kept by kind and key, also by the next process", () => {
  using dir = tempDir();
  const path = dir.join("digests.sqlite");
  {
    using cache = DigestCache.open(path);
    cache.setMemo("method", "k", "one");
    cache.setMemo("method", "k", "two");
    cache.setMemo("closure", "k", "three");
  }
  using cache = DigestCache.open(path);
  assertEquals(cache.getMemo("method", "k"), "two");
  assertEquals(cache.getMemo("closure", "k"), "three");
  assertEquals(cache.getMemo("method", "other"), undefined);
});

Deno.test("a damaged cache is thrown away", () => {
  using dir = tempDir();
  const path = dir.write("digests.sqlite", "garbage".repeat(1000));
  using cache = DigestCache.open(path);
  cache.setMemo("method", "k", "one");
  assertEquals(cache.getMemo("method", "k"), "one");
});

Deno.test("a cache that is damaged behind a sound first page is thrown away, too", () => {
  using dir = tempDir({ "a.csv": "x\n" });
  const path = dir.join("digests.sqlite");
  const value = "v".repeat(500);
  {
    using cache = DigestCache.open(path);
    for (let at = 0; at < 100; at++) cache.setMemo("method", `k${at}`, value);
  }
  const bytes = Deno.readFileSync(path);
  assert(bytes.length > 10 * 4096);
  Deno.writeFileSync(path, bytes.fill(0xa5, 4096));
  using cache = DigestCache.open(path);
  assertEquals(cache.getMemo("method", "k50"), undefined);
  assertEquals(cache.fileDigest(dir.join("a.csv")).sha256, sha256("x\n"));
  cache.setMemo("method", "k50", "new");
  using next = DigestCache.open(path);
  assertEquals(next.getMemo("method", "k50"), "new");
});

Deno.test("where no cache can be kept, one in memory serves", () => {
  using dir = tempDir({ "a.csv": "x\n", ".ax": "a file is in the way" });
  // /proc takes no file, not even from root, as a read-only disk does not.
  for (const place of ["/proc/sys", dir.join(".ax"), dir.join(".ax/deep")]) {
    using cache = DigestCache.open(`${place}/digests.sqlite`);
    cache.setMemo("kind", "key", "value");
    assertEquals(cache.getMemo("kind", "key"), "value");
    assertEquals(cache.fileDigest(dir.join("a.csv")).sha256, sha256("x\n"));
  }
});

/** Opens a cache so many days later, as a build would, and looks at it. */
function daysLater<Value>(
  path: string,
  days: number,
  look: (cache: DigestCache) => Value,
): Value {
  const now = (): number => Date.now() + 10_000 + days * 86_400_000;
  using cache = DigestCache.open(path, { now });
  const seen = look(cache);
  cache.forget();
  return seen;
}

Deno.test("a cache forgets files that are gone, and what was not used for months", () => {
  using dir = tempDir({ "kept": "1", "gone": "2", "unused": "3" });
  const path = dir.join("digests.sqlite");
  const isKnown = (cache: DigestCache, name: string): boolean =>
    cache.isKnown(dir.join(name));
  daysLater(path, 0, (cache) => {
    for (const name of ["kept", "gone", "unused"]) {
      cache.fileDigest(dir.join(name));
      cache.setMemo("kind", name, "value");
    }
  });
  Deno.renameSync(dir.join("gone"), dir.join("aside"));
  // A disk may be away for some days.
  daysLater(path, 14, (cache) => {
    cache.fileDigest(dir.join("kept"));
    cache.getMemo("kind", "kept");
  });
  Deno.renameSync(dir.join("aside"), dir.join("gone"));
  const database = new DatabaseSync(path);
  const files = (): unknown[] =>
    database.prepare("SELECT path FROM file ORDER BY path").all()
      .map(({ path }) => String(path).slice(dir.path.length + 1));
  assertEquals(files(), ["gone", "kept", "unused"]);
  Deno.removeSync(dir.join("gone"));
  daysLater(path, 40, (cache) => isKnown(cache, "kept"));
  assertEquals(files(), ["kept", "unused"]);
  daysLater(path, 121, (cache) => cache.getMemo("kind", "kept"));
  assertEquals(files(), ["kept"]);
  database.close();
  daysLater(path, 122, (cache) => {
    assertEquals(isKnown(cache, "kept"), true);
    assertEquals(cache.getMemo("kind", "kept"), "value");
    assertEquals(cache.getMemo("kind", "unused"), undefined);
  });
});

Deno.test("of a large cache, a part is looked at each time", () => {
  using dir = tempDir();
  const path = dir.join("digests.sqlite");
  {
    using cache = DigestCache.open(path);
    for (let at = 0; at < 1200; at++) cache.setMemo("kind", `${at}`, "value");
  }
  const database = new DatabaseSync(path);
  const counts = [1, 2, 3, 4].map((time) => {
    daysLater(path, 200 + time, () => {});
    const row = database.prepare(
      "SELECT count(*) AS left FROM memo WHERE kind = 'kind'",
    ).get();
    return row?.["left"];
  });
  database.close();
  assertEquals(counts, [700, 200, 0, 0]);
});
