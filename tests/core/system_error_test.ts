import { writeFileSync } from "node:fs";
import { AxError } from "../../src/core/errors.ts";
import { asAxError, explainSystemError } from "../../src/core/system_error.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

/** Asserts what is said of an error with this code and message. */
function check(
  code: string | undefined,
  message: string,
  expected: string | undefined,
): void {
  const error = new Error(message);
  if (code !== undefined) Object.assign(error, { code });
  assertEquals(explainSystemError(error)?.message, expected);
}

Deno.test("what the system refuses is said with the file and the reason", () => {
  check(
    "ENOSPC",
    "No space left on device (os error 28): writefile '/w/job.json'",
    "Cannot write /w/job.json: no space is left on the disk",
  );
  check(
    "EACCES",
    "Permission denied (os error 13): symlink '../a' -> '/p/results/.ax-1'",
    "Cannot make /p/results/.ax-1: permission denied",
  );
  check(
    "EROFS",
    "EROFS: read-only file system, mkdir '/p/it's here'",
    "Cannot make /p/it's here: the file system is read-only",
  );
  check(
    "ENOSPC",
    "ENOSPC: no space left on device, write",
    "Cannot write a file: no space is left on the disk",
  );
  check(
    undefined,
    "File too large (os error 27): writefile '/w/files/a'",
    "Cannot write /w/files/a: " +
      "the file would be larger than this process may write",
  );
  check(
    "EMFILE",
    "Too many open files (os error 24)",
    "Cannot use a file: too many files are open",
  );
  check(
    "ELOOP",
    "Too many levels of symbolic links (os error 40): stat '/p/ax.json'",
    "Cannot look at /p/ax.json: its links lead in a circle",
  );
  check(
    "EISDIR",
    "Is a directory (os error 21): open '/w/.ax/catalog.sqlite'",
    "Cannot open /w/.ax/catalog.sqlite: it is a directory",
  );
});

Deno.test("what a correct program does not meet is a bug, and no refusal", () => {
  check(
    "ENOENT",
    "No such file or directory (os error 2): lstat '/a'",
    undefined,
  );
  check("toString", "EACCES: permission denied, open '/a'", undefined);
  check(undefined, "Cannot read properties of undefined", undefined);
  assertEquals(explainSystemError("EACCES"), undefined);
  const own = new AxError("job", "Cannot find it");
  assertEquals([asAxError(own), asAxError(1)], [own, undefined]);
});

Deno.test("the disk's own words: a full device, as Deno and Node put it", () => {
  const writes = [
    () => Deno.writeTextFileSync("/dev/full", "x"),
    () => writeFileSync("/dev/full", "x"),
  ];
  const said = writes.map((write) =>
    explainSystemError(assertThrows(write))?.message
  );
  assertEquals(said, [
    "Cannot write /dev/full: no space is left on the disk",
    "Cannot write a file: no space is left on the disk",
  ]);
});
