import { AxError } from "../../src/core/errors.ts";
import {
  checkFileName,
  openInput,
  openNew,
  writeNew,
} from "../../src/run/worker/files.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("a file of a job has a relative name that leads down", () => {
  const good = [
    "a",
    "plots/july.svg",
    "ünï/日本.txt",
    ".hidden",
    "...",
    "a b",
    "x".repeat(255),
  ];
  for (const name of good) assertEquals(checkFileName(name), name);
  const bad: unknown[] = [
    "",
    "/etc/passwd",
    "../up",
    "a/../b",
    "a//b",
    "a/",
    "./a",
    "a\\b",
    "a\nb",
    "a\0",
    "\ud800",
    "x".repeat(256),
    "ü".repeat(128),
    "d/".repeat(600) + "x",
    null,
    undefined,
    5,
    ["a"],
  ];
  for (const name of bad) {
    assertThrows(
      () => checkFileName(name as string),
      AxError,
      "Cannot name a file",
    );
  }
});

Deno.test("a file is written once, with the directories it needs", () => {
  using dir = tempDir();
  writeNew(dir.path, "a/b/c.txt", "text");
  writeNew(dir.path, "a/bytes", new Uint8Array([1, 2]));
  assertEquals(dir.read("a/b/c.txt"), "text");
  assertThrows(
    () => writeNew(dir.path, "a/b/c.txt", "again"),
    AxError,
    "Cannot write a/b/c.txt: this job has written it already",
  );
  assertEquals(dir.read("a/b/c.txt"), "text");
});

Deno.test("an open file takes text and bytes until it is closed", () => {
  using dir = tempDir();
  const output = openNew(dir.path, "log");
  output.write("ä\n");
  output.write(new Uint8Array([65, 10]));
  assertThrows(
    () => output.write({ a: 1 } as unknown as string),
    AxError,
    "Cannot write log: expected text or a Uint8Array, got object",
  );
  output.close();
  output.close();
  assertThrows(() => output.write("late"), AxError, "it is closed");
  assertEquals(dir.read("log"), "ä\nA\n");
});

Deno.test("a compressed file is made of frames, at least of one", () => {
  using dir = tempDir();
  const sizes: number[] = [];
  const compress = (bytes: Uint8Array): Uint8Array => {
    sizes.push(bytes.length);
    return Uint8Array.from([91, bytes[0] ?? 45, 93]);
  };
  openNew(dir.path, "empty", compress).close();
  assertEquals([dir.read("empty"), sizes.splice(0)], ["[-]", [0]]);
  const output = openNew(dir.path, "large", compress);
  output.write("a".repeat(1_500_000));
  output.write("b".repeat(1_000_000));
  output.close();
  assertEquals(dir.read("large"), "[a][a][b]");
  assertEquals(sizes, [1 << 20, 1 << 20, 2_500_000 - (2 << 20)]);
});

Deno.test("a file of a finished job can be read in steps", () => {
  using dir = tempDir({ file: "abcdef" });
  using input = openInput(dir.join("file"));
  const buffer = new Uint8Array(4);
  assertEquals(input.readSync(buffer), 4);
  assertEquals(input.readSync(buffer), 2);
  assertEquals(input.readSync(buffer), null);
  assertEquals(new TextDecoder().decode(buffer), "efcd");
});
