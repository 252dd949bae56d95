import { adviceFor, compileArgs } from "../../scripts/compile.ts";
import { formatHeader } from "../../scripts/portable.ts";
import { tarEnd, tarPiece } from "../../scripts/portable/tar.ts";
import { bundleFlags } from "../../src/run/self.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("tar unpacks the pieces of an archive, modes and all", () => {
  using dir = tempDir();
  const bytes = (size: number): Uint8Array => new Uint8Array(size).fill(65);
  const pieces = [
    tarPiece([{ path: "bin/run", bytes: bytes(512), executable: true }]),
    tarPiece([
      { path: "app/empty", bytes: bytes(0) },
      { path: "app/deep/er/text", bytes: bytes(513) },
    ]),
    tarEnd,
  ];
  for (const piece of pieces) {
    Deno.writeFileSync(dir.join("x.tar"), piece, { append: true });
  }
  const { code } = new Deno.Command("tar", {
    args: ["-xf", dir.join("x.tar"), "-C", dir.path],
  }).outputSync();
  assertEquals(code, 0);
  const size = (path: string): number => Deno.statSync(dir.join(path)).size;
  assertEquals(
    [size("bin/run"), size("app/empty"), size("app/deep/er/text")],
    [512, 0, 513],
  );
  const mode = (path: string): number =>
    Deno.statSync(dir.join(path)).mode ?? 0;
  assertEquals(mode("bin/run") & 0o111, 0o111);
  assertEquals(mode("app/empty") & 0o111, 0);
});

Deno.test("a path that an archive cannot hold is refused", () => {
  const archive = (path: string) => () =>
    tarPiece([{ path, bytes: new Uint8Array() }]);
  assertThrows(archive("a".repeat(101)), RangeError, "Cannot put");
  assertThrows(archive("ä"), RangeError, "not plain ASCII");
});

Deno.test("the header is a shell script that knows its own length", () => {
  const facts = { payload: 12345, digest: "0".repeat(32), unpackedBytes: 99e6 };
  const header = formatHeader(facts);
  const text = new TextDecoder().decode(header);
  const value = (name: string): number =>
    Number(new RegExp(`^${name}='(\\d+)'$`, "m").exec(text)?.[1]);
  assertEquals(value("offset"), header.length + 1);
  assertEquals(value("size"), header.length + facts.payload);
  assertEquals(text.match(/@[A-Z]+@/g), null);
  for (const flag of bundleFlags) assert(text.includes(` ${flag} `), flag);
  using dir = tempDir();
  const script = dir.write("header", header);
  const { code } = new Deno.Command("sh", { args: ["-n", script] })
    .outputSync();
  assertEquals(code, 0);
});

Deno.test("deno compile is given every flag of ax, and the target", () => {
  const args = compileArgs({ target: "aarch64-apple-darwin", output: "/x/ax" });
  assertEquals(args[0], "compile");
  for (const flag of bundleFlags) assert(args.includes(flag), flag);
  assert(args.includes("--target=aarch64-apple-darwin"));
  assert(args.includes("--output=/x/ax"));
  assertEquals(args.at(-1), "main.js");
});

Deno.test("only a runtime that cannot be downloaded calls for the portable file", () => {
  const said = "error: x\n    1: error sending request for url (https://" +
    "dl.deno.land/release/v1/denort-x.zip): client error";
  const advice = adviceFor(said, undefined) ?? "";
  assert(advice.includes("DENORT_BIN") && advice.includes("task portable"));
  assertEquals(adviceFor(said, "/opt/denort"), undefined);
  assertEquals(adviceFor("error: Module not found", undefined), undefined);
});
