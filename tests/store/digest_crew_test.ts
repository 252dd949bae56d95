import { AxError } from "../../src/core/errors.ts";
import { ownUrl } from "../../src/run/self.ts";
import { sha256 } from "../../src/core/sha256.ts";
import { DigestCrew } from "../../src/store/digest_crew.ts";
import { assert, assertEquals, assertRejects } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { openDev } from "./support.ts";

function crew(): DigestCrew {
  return new DigestCrew({
    worker: ownUrl("src/store/digest_worker.ts"),
    size: 2,
  });
}

Deno.test("Workers digest more files than there are Workers, and leave out what they cannot read", async () => {
  using dir = tempDir();
  const texts = Array.from({ length: 5 }, (_, i) => "x".repeat(i * 700_000));
  texts.forEach((text, i) => dir.write(`${i}`, text));
  using workers = crew();
  const paths = [...texts.keys(), "none"].map((name) => dir.join(`${name}`));
  const digests = await workers.digest(paths);
  assertEquals(
    [...digests].sort(),
    texts.map((text, i) => [dir.join(`${i}`), sha256(text)]).sort(),
  );
  await workers.flush(paths);
  assertEquals((await workers.digest([])).size, 0);
});

Deno.test("a disk that does not take a file is told of, for it tells only once", async () => {
  using workers = crew();
  // A device has no disk behind it: the kernel refuses to flush it.
  const flush = (): Promise<void> => workers.flush(["/dev/null"]);
  await assertRejects(flush, AxError, "Cannot write /dev/null: ");
});

Deno.test("whoever waits for Workers that are stopped goes on without", async () => {
  using dir = tempDir();
  dir.write("a", "a");
  const workers = crew();
  const waiting = workers.digest(Array(9).fill(dir.join("a")));
  workers[Symbol.dispose]();
  assertEquals((await waiting).size, 0);
});

Deno.test("a Worker that cannot start leaves the files to who asked", async () => {
  using dir = tempDir();
  dir.write("a", "a");
  const worker = new URL(`file://${dir.join("none.ts")}`);
  using workers = new DigestCrew({ worker, size: 2 });
  for (const count of [5, 1]) {
    const paths = Array<string>(count).fill(dir.join("a"));
    assertEquals((await workers.digest(paths)).size, 0);
  }
});

Deno.test("a large file is digested once, ahead, and the small ones after", async () => {
  using dir = tempDir();
  using workdir = openDev(dir.path, { durability: "full" });
  const staging = workdir.stage({ method: "big" });
  const big = new Uint8Array(33 << 20);
  Deno.writeFileSync(`${staging.dir}/files/big`, big);
  Deno.writeTextFileSync(`${staging.dir}/files/small`, "small");
  using workers = crew();
  await staging.digestAhead(workers);
  await staging.flushAhead(workers);
  // What was digested ahead is not read again while it seems to be the same.
  const { atime, mtime } = Deno.statSync(`${staging.dir}/files/big`);
  assert(atime !== null && mtime !== null);
  Deno.writeFileSync(`${staging.dir}/files/big`, big.fill(1, 0, 1));
  Deno.utimeSync(`${staging.dir}/files/big`, atime, mtime);
  const { files } = staging.digestFiles();
  assertEquals(files.map(({ path, size }) => [path, size]), [
    ["big", 33 << 20],
    ["small", 5],
  ]);
  assertEquals(files[0]?.sha256, sha256(big.fill(0, 0, 1)));
  assertEquals(files[1]?.sha256, sha256("small"));
  // A stage may have left somebody writing: what was read ahead is not it.
  Deno.writeFileSync(`${staging.dir}/files/big`, big.fill(2, 0, 1));
  Deno.utimeSync(`${staging.dir}/files/big`, atime, mtime.getTime() / 1000 + 1);
  assertEquals(staging.digestFiles().files[0]?.sha256, sha256(big));
  assert(staging.id !== undefined);
  staging.discard();
});
