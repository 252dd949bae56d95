import { AxError } from "../../src/core/errors.ts";
import {
  compareJobIds,
  formatJobId,
  getJobIdParts,
  isWorkdirName,
  parseJobId,
} from "../../src/core/ids.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

/** Asserts that the text is the id of this job, and is written so again. */
function check(text: string, workdir: string, number: number): void {
  assertEquals(parseJobId(text), { workdir, number });
  assertEquals(String(formatJobId(workdir, number)), text);
}

Deno.test("a job id is a workdir, a dash and a number", () => {
  check("dev-42", "dev", 42);
  check("a.b_c-1", "a.b_c", 1);
  check("_-7", "_", 7);
  check("dev-999999999999999", "dev", 999_999_999_999_999);
});

Deno.test("a workdir may hold dashes: the number is what follows the last", () => {
  check("my-dev-42", "my-dev", 42);
  check("dev-1-2", "dev-1", 2);
  check("a--b-3", "a--b", 3);
});

Deno.test("a text that is written otherwise is no job id", () => {
  const texts = [
    "",
    "dev",
    "dev-",
    "-1",
    "dev-0",
    "dev-042",
    "dev--1",
    "dev-1 ",
  ];
  const more = [
    "dev-1.5",
    "dev-1e3",
    "dev-LATEST",
    "dev/1",
    "dev-1/x",
    "../d-1",
  ];
  const last = ["dev\n-1", "dev-1\n", ".dev-1", "dev.-1", "d e-1", "dév-1"];
  for (const text of [...texts, ...more, ...last, "dev-1000000000000000"]) {
    assertEquals(parseJobId(text), undefined, JSON.stringify(text));
  }
});

Deno.test("a workdir's name is a plain file name of at most 64 characters", () => {
  for (const name of ["dev", "A1", "x", "a.b-c_d", "9", "a".repeat(64)]) {
    assertEquals(isWorkdirName(name), true, name);
  }
  const bad = ["", ".", "..", ".x", "x.", "-x", "x-", "a/b", "a b", "é"];
  for (const name of [...bad, "a\0b", "a".repeat(65)]) {
    assertEquals(isWorkdirName(name), false, JSON.stringify(name));
  }
});

Deno.test("getJobIdParts() says what a job id looks like", () => {
  assertEquals(getJobIdParts("dev-42"), { workdir: "dev", number: 42 });
  const error = assertThrows(() => getJobIdParts('dev"42'), AxError);
  assertEquals(error.code, "job");
  assertEquals(
    error.message,
    'Cannot read job id "dev\\"42": ' +
      'it must be a workdir, a dash and a number, as in "dev-42"',
  );
});

Deno.test("compareJobIds() orders by workdir, then by number, others last", () => {
  const sorted = ["B-2", "dev-9", "dev-10", "dev-1-1", "e-1", "dev-5x", "x"];
  assertEquals([...sorted].reverse().sort(compareJobIds), sorted);
  for (const id of sorted) assertEquals(compareJobIds(id, id), 0);
});
