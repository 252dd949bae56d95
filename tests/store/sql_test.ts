/** What SQLite refuses, in the words of ax. */

import { AxError } from "../../src/core/errors.ts";
import { isRefusal, openDatabase, transact } from "../../src/store/sql.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("a database that cannot be opened or written is named, with the reason", () => {
  using dir = tempDir();
  const nowhere = dir.join("none/a.sqlite");
  const error = assertThrows(
    () => openDatabase(nowhere),
    AxError,
    `Cannot use ${nowhere}: it cannot be opened or made`,
  );
  assert(isRefusal(error));
  const file = dir.join("a.sqlite");
  const db = openDatabase(file);
  db.exec("CREATE TABLE t(x)");
  // As on a full disk: not one page more.
  db.exec("PRAGMA max_page_count=1");
  assertThrows(
    () =>
      transact(
        db,
        { durable: false },
        () => db.prepare("INSERT INTO t VALUES (?)").run("x".repeat(100_000)),
      ),
    AxError,
    `Cannot use ${file}: no space is left on the disk`,
  );
  assertEquals(db.isTransaction, false);
  db.close();
});

Deno.test("a mistake in a statement stays a bug", () => {
  const db = openDatabase(":memory:");
  const error = assertThrows(() =>
    transact(db, { durable: false }, () => db.exec("SELEKT 1"))
  );
  assertEquals([error instanceof AxError, isRefusal(error)], [false, false]);
  db.close();
});
