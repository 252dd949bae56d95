import { didYouMean, suggest } from "../../src/core/suggest.ts";
import { assertEquals } from "../support/assert.ts";

const commands = ["build", "init", "job", "jobs", "method", "version", "why"];

function check(word: string, expected: readonly string[]): void {
  assertEquals(suggest(word, commands), expected);
}

Deno.test("suggest() finds what is one edit away", () => {
  check("buld", ["build"]);
  check("buildd", ["build"]);
  check("buikd", ["build"]);
  check("biuld", ["build"]);
});

Deno.test("suggest() allows two edits in a word of six letters", () => {
  check("vresoin", ["version"]);
  check("methds", ["method"]);
  check("bldd", []);
});

Deno.test("suggest() puts the nearest first, then goes by name", () => {
  check("jobs", ["jobs", "job"]);
  check("jobx", ["job", "jobs"]);
  assertEquals(suggest("row", ["rows", "raw", "row1"]), [
    "raw",
    "row1",
    "rows",
  ]);
});

Deno.test("suggest() does not look at letter case", () => {
  check("BUILD", ["build"]);
  check("Jbo", ["job"]);
});

Deno.test("suggest() finds nothing for a word that is far from all, or tiny", () => {
  check("deploy", []);
  check("", []);
  check("jo", ["job"]);
  assertEquals(suggest("m", ["n", "x"]), []);
  assertEquals(suggest("build", []), []);
});

Deno.test("didYouMean() asks for the nearest, or says nothing", () => {
  assertEquals(didYouMean("buld", commands), '; did you mean "build"?');
  assertEquals(didYouMean("deploy", new Set(commands)), "");
});
