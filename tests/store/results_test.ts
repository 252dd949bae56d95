/** Links in the results directory. */

import { AxError } from "../../src/core/errors.ts";
import { linkResult, readResults } from "../../src/store/results.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { namesIn } from "./support.ts";

function project(): TempDir {
  return tempDir({
    "workdir/dev-1/files/total.json": "1",
    "workdir/dev-2/files/total.json": "2",
    "results/notes.txt": "mine",
    "results/kept/notes.txt": "mine",
  });
}

Deno.test("a result is a relative link, replaced in one step", () => {
  using dir = project();
  const results = dir.join("results");
  linkResult(results, "total.json", dir.join("workdir/dev-1/files/total.json"));
  linkResult(results, "total.json", dir.join("workdir/dev-2/files/total.json"));
  linkResult(results, "a/b.json", dir.join("workdir/dev-1/files/total.json"));
  assertEquals(
    Deno.readLinkSync(dir.join("results/total.json")),
    "../workdir/dev-2/files/total.json",
  );
  assertEquals(dir.read("results/total.json"), "2");
  assertEquals(dir.read("results/a/b.json"), "1");
  assertEquals(namesIn(results), ["a", "kept", "notes.txt", "total.json"]);
});

Deno.test("a link tells whether it is new, was moved, or is the same", () => {
  using dir = project();
  const link = (job: string): string =>
    linkResult(
      dir.join("results"),
      "total.json",
      dir.join(`workdir/${job}/files/total.json`),
    );
  assertEquals(link("dev-1"), "new");
  const made = Deno.lstatSync(dir.join("results/total.json")).ino;
  assertEquals(link("dev-1"), "same");
  assertEquals(Deno.lstatSync(dir.join("results/total.json")).ino, made);
  assertEquals(link("dev-2"), "moved");
  assertEquals(dir.read("results/total.json"), "2");
});

Deno.test("results are listed with their jobs, broken ones as such", () => {
  using dir = project();
  const results = dir.join("results");
  const target = dir.join("workdir/dev-1/files/total.json");
  linkResult(results, "total.json", target);
  linkResult(results, "plots/other.json", target);
  linkResult(results, "gone.json", dir.join("workdir/dev-2/files/total.json"));
  Deno.removeSync(dir.join("workdir/dev-2"), { recursive: true });
  Deno.symlinkSync("notes.txt", dir.join("results/by-hand"));
  assertEquals(readResults(results), [
    { name: "by-hand", target: dir.join("results/notes.txt"), broken: false },
    {
      name: "gone.json",
      target: dir.join("workdir/dev-2/files/total.json"),
      job: "dev-2",
      broken: true,
    },
    { name: "plots/other.json", target, job: "dev-1", broken: false },
    { name: "total.json", target, job: "dev-1", broken: false },
  ] as unknown);
  assertEquals(readResults(dir.join("none")), []);
});

Deno.test("names that leave the results directory are refused", () => {
  using dir = project();
  const target = dir.join("workdir/dev-1/files/total.json");
  const names = ["../x", "/x", "a/../../x", "", ".", "a//b", "a/", "a\0b"];
  for (const name of names) {
    const link = (): string => linkResult(dir.join("results"), name, target);
    const error = assertThrows(link, AxError, "must lead down");
    assertEquals(error.code, "build");
  }
});

Deno.test("names that cannot be printed are refused", () => {
  using dir = project();
  const target = dir.join("workdir/dev-1/files/total.json");
  for (const name of ["a\nb", "\x1b[2Jx", "a/\x7f", "\x9b2J", "\ud800"]) {
    const link = (): string => linkResult(dir.join("results"), name, target);
    assertThrows(link, AxError, "a character that cannot be printed");
  }
  assertEquals(namesIn(dir.join("results")), ["kept", "notes.txt"]);
});

Deno.test("no link leads through another link, and nothing real is replaced", () => {
  using dir = project();
  const target = dir.join("workdir/dev-1/files/total.json");
  Deno.symlinkSync(dir.join("workdir"), dir.join("results/elsewhere"));
  const refused = {
    "elsewhere/x.json": '"elsewhere" is a link, not a directory',
    "notes.txt/x.json": '"notes.txt" is a file, not a directory',
    "notes.txt": "there is a file of that name, which is no link",
    "kept": "there is a directory of that name, which is no link",
  };
  for (const [name, message] of Object.entries(refused)) {
    const link = (): string => linkResult(dir.join("results"), name, target);
    assertThrows(link, AxError, message);
  }
  const file = dir.join("results/notes.txt");
  for (const results of [file, `${file}/deep`]) {
    assertThrows(
      () => linkResult(results, "x.json", target),
      AxError,
      `Cannot link result "x.json": ${results} is not a directory`,
    );
  }
  assertEquals(dir.read("results/notes.txt"), "mine");
  assertEquals(namesIn(dir.join("workdir")), ["dev-1", "dev-2"]);
});

Deno.test("a results directory behind a link gets links that lead to the jobs", () => {
  using dir = project();
  Deno.mkdirSync(dir.join("deep/down"), { recursive: true });
  Deno.symlinkSync(dir.join("deep/down"), dir.join("linked"));
  const target = dir.join("workdir/dev-1/files/total.json");
  linkResult(dir.join("linked"), "total.json", target);
  assertEquals(dir.read("linked/total.json"), "1");
});
