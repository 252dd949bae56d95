import * as flechette from "@uwdata/flechette";
import * as apache from "apache-arrow";
import { holderOf } from "../../methods/lib/arrow_held.ts";
import { fieldAt } from "../../methods/lib/flat_table.ts";
import { AxError } from "../../src/core/errors.ts";
import { canonical, random, randomSample, writeRows } from "../data/support.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertThrows,
} from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { readArrowFile } from "./arrow_support.ts";

Deno.test("ax's own files of all types are imported as they were", () => {
  using dir = tempDir();
  const next = random(3);
  for (const rows of [1, 60, 700, 70_000]) {
    const columns = rows > 1000 ? 4 : 40;
    const sample = randomSample(next, { rows, columns });
    const path = dir.join(`${rows}.arrow`);
    const compression = rows === 60 ? "none" : "zstd";
    writeRows(path, sample, { compression });
    for (const types of [{}, sample.columns]) {
      const read = readArrowFile(path, types, rows > 1000 ? 2 : 3);
      const names = Object.keys(sample.columns);
      assertEquals(Object.keys(read.columns), names);
      if (types === sample.columns) assertEquals(read.columns, types);
      for (const name of names) {
        assertEquals(
          read.rows.map((row) => canonical(row[name])),
          sample.rows.map((row) => canonical(row[name])),
          `${name} ${sample.columns[name]}`,
        );
      }
    }
  }
});

const rows = Array.from({ length: 10 }, (_, n) => ({
  id: n,
  name: n === 4 ? null : `é${n}`,
  kind: `k${n % 3}`,
  at: new Date(1_700_000_000_000 + n),
}));

Deno.test("files and streams of flechette and apache-arrow are imported, spread by rows", () => {
  using dir = tempDir();
  const table = flechette.tableFromArrays({
    id: rows.map(({ id }) => id),
    name: rows.map(({ name }) => name),
    kind: rows.map(({ kind }) => kind),
    at: rows.map(({ at }) => at),
  }, {
    types: {
      id: flechette.int32(),
      name: flechette.utf8(),
      kind: flechette.dictionary(flechette.utf8()),
      at: flechette.timestamp(flechette.TimeUnit.MILLISECOND),
    },
  });
  const other = new apache.Table({
    id: apache.vectorFromArray(rows.map(({ id }) => id), new apache.Int32()),
    name: apache.vectorFromArray(
      rows.map(({ name }) => name),
      new apache.LargeUtf8(),
    ),
    kind: apache.vectorFromArray(rows.map(({ kind }) => kind)),
    at: apache.vectorFromArray(
      rows.map(({ at }) => at),
      new apache.TimestampMillisecond(),
    ),
  });
  for (const format of ["file", "stream"] as const) {
    const files = [
      flechette.tableToIPC(table, { format }) ?? new Uint8Array(0),
      apache.tableToIPC(other, format),
    ];
    for (const [index, bytes] of files.entries()) {
      const path = dir.join(`${index}.${format}`);
      Deno.writeFileSync(path, bytes);
      const read = readArrowFile(path, {}, 3);
      assertEquals(read.rows, rows);
      assertEquals(read.rowCounts, [3, 3, 4]);
      assertEquals(read.columns, {
        id: "int32",
        name: "string?",
        kind: "category",
        at: "datetime",
      });
    }
  }
});

Deno.test("what is no Arrow file, ends early or is damaged is refused by name", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const sample = randomSample(random(8), { rows: 50, columns: 12 });
  writeRows(path, sample);
  const whole = Deno.readFileSync(path);
  const refused = (bytes: Uint8Array): string => {
    Deno.writeFileSync(path, bytes);
    return assertThrows(() => readArrowFile(path), AxError).message;
  };
  for (const size of [0, 3, 7, 12, 300, whole.length - 1, whole.length - 20]) {
    assertMatch(refused(whole.slice(0, size)), 'Cannot import "test.arrow": ');
  }
  const text = new TextEncoder().encode("id,name\n1,2\n".repeat(9));
  assertMatch(refused(text), "it is no Arrow file");
  const feather = new TextEncoder().encode("FEA1".repeat(9));
  assertMatch(refused(feather), "Feather of version 1");
});

Deno.test("a message that says to end where it begins is refused", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const table = flechette.tableFromArrays({ n: [1, 2, 3] });
  const bytes = flechette.tableToIPC(table, { format: "stream" });
  assert(bytes !== null);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const batch = 8 + view.getInt32(4, true);
  const headBytes = 8 + view.getInt32(batch + 4, true);
  const root = batch + 8 + view.getUint32(batch + 8, true);
  view.setBigInt64(fieldAt(view, root, 3), BigInt(-headBytes), true);
  Deno.writeFileSync(path, bytes);
  const { message } = assertThrows(() => readArrowFile(path), AxError);
  assertMatch(message, "a message is shorter than its head");
});

Deno.test("what has no type of ours is refused", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const table = flechette.tableFromArrays({ i: [1, 2], n: [1, 2] }, {
    types: { i: flechette.interval(flechette.IntervalUnit.YEAR_MONTH) },
  });
  Deno.writeFileSync(
    path,
    flechette.tableToIPC(table, { format: "file" }) ?? new Uint8Array(0),
  );
  const { message } = assertThrows(() => readArrowFile(path), AxError);
  assertMatch(
    message,
    'Cannot import "test.arrow": column "i": it is Interval',
  );
});

Deno.test("a damaged file is read or refused, and nothing else", () => {
  using dir = tempDir();
  const next = random(42);
  const sample = randomSample(next, { rows: 40, columns: 12 });
  const path = dir.join("a.arrow");
  writeRows(path, sample, { compression: "zstd" });
  const whole = Deno.readFileSync(path);
  let refusedCount = 0;
  for (let turn = 0; turn < 150; turn++) {
    const bytes = Uint8Array.from(whole);
    const at = Math.floor(next() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ 1 << Math.floor(next() * 8);
    Deno.writeFileSync(path, bytes);
    try {
      readArrowFile(path);
    } catch (error) {
      assert(error instanceof AxError, `${error}`);
      refusedCount++;
    }
  }
  assert(refusedCount > 10, `${refusedCount} were refused`);
});

Deno.test("what unions in structures hold is imported as it is", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const days = flechette.dictionary(flechette.dateDay());
  const day = new Date("2024-02-29");
  for (const mode of [0, 1] as const) {
    const union = flechette.union(
      mode,
      [flechette.int64(), flechette.utf8(), flechette.list(days)],
      [5, 7, 9],
      (value) => Array.isArray(value) ? 9 : typeof value === "string" ? 7 : 5,
    );
    const values = [3, "a", [day], null, "é", []];
    const table = flechette.tableFromArrays({
      s: values.map((u) => ({ u })),
    }, { types: { s: flechette.struct({ u: union }) } });
    Deno.writeFileSync(
      path,
      flechette.tableToIPC(table, { format: "file" }) ?? new Uint8Array(0),
    );
    const { rows, columns } = readArrowFile(path, {}, 2);
    assertEquals(columns, { s: "json" });
    assertEquals(
      rows.map(({ s }) => s),
      [3, "a", ["2024-02-29"], null, "é", []].map((u) => ({ u })),
    );
  }
});

Deno.test("a union that leads to where nothing is is refused", () => {
  const child = { type: flechette.int32(), length: 1, nullCount: 0 };
  const batch = (typeId: number, at: number): never => ({
    type: { typeId: flechette.Type.Union, mode: 1, typeMap: { 5: 0 } },
    nullCount: 0,
    typeIds: Int8Array.of(typeId),
    offsets: Int32Array.of(at),
    children: [child],
  } as never);
  assertEquals(holderOf(batch(5, 0), 0), { batch: child, row: 0 } as never);
  for (const [typeId, at] of [[0, 0], [5, 1], [5, -1]] as const) {
    assertThrows(() => holderOf(batch(typeId, at), 0), RangeError);
  }
});
