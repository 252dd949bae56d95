import { assertEquals, assertMatch, assertThrows } from "../support/assert.ts";
import { hasPython, runPython } from "../support/python.ts";
import { tempDir } from "../support/temp.ts";
import { readArrowFile } from "./arrow_support.ts";

/** Writes a table with columns of all kinds, and one with strange values. */
const WRITE = `
import datetime as d, decimal, sys
import pyarrow as pa, pyarrow.ipc as ipc, polars
at = d.datetime(2024, 5, 5, 1, 2, 3, 456789)
table = pa.table({
  "i8": pa.array([1, None, -3], pa.int8()),
  "u16": pa.array([1, 2, 65535], pa.uint16()),
  "u32": pa.array([1, None, 2**32 - 1], pa.uint32()),
  "u64": pa.array([1, 2, 2**63 - 1], pa.uint64()),
  "half": pa.array([0.5, -2.0, float("inf")], pa.float16()),
  "f": pa.array([1.5, None, -0.0], pa.float32()),
  "dec": pa.array([decimal.Decimal("0.30"), None, decimal.Decimal("-12.34")], pa.decimal128(9, 2)),
  "long": pa.array([decimal.Decimal("12345678901234567890.5"), None, decimal.Decimal("-0.1")], pa.decimal256(50, 1)),
  "s": pa.array([at.replace(microsecond=0), None, at.replace(microsecond=0)], pa.timestamp("s")),
  "us": pa.array([at, None, at], pa.timestamp("us", "Europe/Berlin")),
  "ns": pa.array([at, None, at], pa.timestamp("ns")),
  "day": pa.array([d.date(1969, 12, 31), None, d.date(2024, 2, 29)], pa.date32()),
  "day64": pa.array([d.date(1969, 12, 31), None, d.date(2024, 2, 29)], pa.date64()),
  "clock": pa.array([d.time(1, 2, 3, 4000), None, d.time(23, 59, 59)], pa.time64("ns")),
  "span": pa.array([d.timedelta(seconds=2), None, d.timedelta(0)], pa.duration("ms")),
  "bin": pa.array([b"\\x00\\xff", None, b""], pa.large_binary()),
  "fix": pa.array([b"ab", None, b"cd"], pa.binary(2)),
  "dict": pa.DictionaryArray.from_arrays(pa.array([0, 1, 0], pa.uint8()), ["x", "y"]),
  "nums": pa.array([7, 8, 7]).dictionary_encode(),
  "large": pa.array(["é", None, ""], pa.large_string()),
  "view": pa.array(["a long text of many letters", None, "é"], pa.string_view()),
  "ree": pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array([5, 6])),
  "list": pa.array([[1, None], None, []], pa.list_(pa.int64())),
  "llist": pa.array([["a"], None, []], pa.large_list(pa.string())),
  "flist": pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int32(), 2)),
  "vlist": pa.array([[1, 2], None, []], pa.list_view(pa.int32())),
  "deep": pa.array([[["a"], []], [], None], pa.list_(pa.list_(pa.string()))),
  "struct": pa.array([{"a": 1, "b": [at]}, None, {"a": None, "b": []}], pa.struct([("a", pa.int64()), ("b", pa.list_(pa.timestamp("us")))])),
  "map": pa.array([[("k", 2**60)], None, []], pa.map_(pa.string(), pa.int64())),
  "bool": pa.array([True, None, False]),
  "none": pa.nulls(3),
})
path, compression, kind = sys.argv[1:4]
options = ipc.IpcWriteOptions(compression=None if compression == "none" else compression)
new = ipc.new_file if kind == "file" else ipc.new_stream
with new(path, table.schema, options=options) as writer:
    for batch in table.to_batches(max_chunksize=2): writer.write_batch(batch)
frame = polars.from_arrow(table.select(["i8", "large", "list", "bool"])).with_columns(cat=polars.Series(["p", "q", "p"], dtype=polars.Categorical))
if kind == "file": frame.write_ipc(path + ".polars", compression="uncompressed" if compression == "none" else compression)
else: frame.write_ipc_stream(path + ".polars")
odd = pa.table({"ns": pa.array([1], pa.timestamp("ns")), "u": pa.array([2**64 - 1], pa.uint64())})
with ipc.new_file(path + ".odd", odd.schema) as writer: writer.write_table(odd)
many = pa.table({"t": pa.array([f"text {n % 1000} " * 9 for n in range(20000)])})
with ipc.new_file(path + ".many", many.schema, options=options) as writer: writer.write_table(many)
print("written")
`;

/** Writes values that dictionaries and runs hold, and structures. */
const WRITE_HELD = `
import datetime as d, decimal, sys
import pyarrow as pa, pyarrow.ipc as ipc
days = pa.array([d.date(2024, 2, 29), d.date(1969, 12, 31)])
codes, ends = pa.array([0, 1, 0]), pa.array([1, 3], pa.int32())
far = pa.array([3_000_000, -3_000_000, 2**31 - 1], pa.int32()).cast(pa.date32())
moments = pa.array([2**63 - 1, -2**63, -1]).cast(pa.timestamp("us"))
long = pa.array([decimal.Decimal(text) for text in ("12345678901234567890.10", "-0.05", "7")], pa.decimal128(30, 2))
table = pa.table({
  "days": pa.DictionaryArray.from_arrays(codes, days),
  "runs": pa.RunEndEncodedArray.from_arrays(ends, days),
  "lists": pa.ListArray.from_arrays(pa.array([0, 1, None, 1], pa.int32()), pa.DictionaryArray.from_arrays(codes[:1], days)).slice(0, 3),
  "hole": pa.DictionaryArray.from_arrays(codes, ["a", None]),
  "pause": pa.RunEndEncodedArray.from_arrays(ends, pa.array(["a", None])),
  "nothing": pa.array([None, None, None]).dictionary_encode(),
  "bytes": pa.DictionaryArray.from_arrays(codes, [b"ab", "é".encode()]),
  "marks": pa.DictionaryArray.from_arrays(codes, ["\\ufeffa", "a"]),
  "marked": pa.array([{"\\ufeff": ["\\ufeffb"]}] * 3),
  "far": pa.StructArray.from_arrays([far, moments, long], ["day", "at", "sum"]),
})
for new, name in ((ipc.new_file, "file"), (ipc.new_stream, "stream")):
    with new(sys.argv[1] + "." + name, table.schema) as writer: writer.write_table(table)
tens = pa.table({"t": pa.array([decimal.Decimal("12300")], pa.decimal128(5, -2))})
with ipc.new_file(sys.argv[1] + ".tens", tens.schema) as writer: writer.write_table(tens)
print("written")
`;

const DAY = new Date("1969-12-31");
const AT = new Date("2024-05-05T01:02:03.456Z");
const FIRST = {
  i8: 1,
  u16: 1,
  u32: 1n,
  u64: 1n,
  half: 0.5,
  f: 1.5,
  dec: 0.3,
  long: "12345678901234567890.5",
  s: new Date("2024-05-05T01:02:03Z"),
  us: AT,
  ns: AT,
  day: DAY,
  day64: DAY,
  clock: 3_723_004,
  span: 2000n,
  bin: Uint8Array.of(0, 255),
  fix: new TextEncoder().encode("ab"),
  dict: "x",
  nums: 7n,
  large: "é",
  view: "a long text of many letters",
  ree: 5n,
  list: [1n, null],
  llist: ["a"],
  flist: [1, 2],
  vlist: [1, 2],
  deep: [["a"], []],
  struct: { a: 1, b: ["2024-05-05T01:02:03.456789Z"] },
  map: { k: Number(2n ** 60n) },
  bool: true,
  none: null,
};

async function checkImport(): Promise<void> {
  using dir = tempDir();
  for (const compression of ["none", "zstd", "lz4"]) {
    for (const kind of ["file", "stream"]) {
      const path = dir.join(`${compression}.${kind}`);
      const args = [path, compression, kind];
      assertEquals(await runPython(WRITE, args), "written\n");
      const { columns, rows, rowCounts } = readArrowFile(path, {}, 2);
      assertEquals(rowCounts, [1, 2]);
      assertEquals(rows[0], FIRST);
      assertEquals(rows[1], {
        ...Object.fromEntries(Object.keys(FIRST).map((name) => [name, null])),
        u16: 2,
        u64: 2n,
        half: -2,
        dict: "y",
        nums: 8n,
        ree: 5n,
        deep: [],
      });
      assertEquals(rows[2]?.ree, 6n);
      assertEquals(rows[2]?.dec, -12.34);
      assertEquals(columns.deep, "list<list<string?>?>?");
      assertEquals(columns.span, "int64?");
      checkOthers(path);
    }
  }
}

async function checkHeld(): Promise<void> {
  using dir = tempDir();
  const path = dir.join("held");
  assertEquals(await runPython(WRITE_HELD, [path]), "written\n");
  for (const kind of ["file", "stream"]) {
    const types = { bytes: "category" };
    const { columns, rows } = readArrowFile(`${path}.${kind}`, types);
    const column = (name: string): unknown[] => rows.map((row) => row[name]);
    const leap = new Date("2024-02-29");
    assertEquals(column("days"), [leap, DAY, leap]);
    assertEquals(column("runs"), [leap, DAY, DAY]);
    assertEquals(column("lists"), [[leap], [], null]);
    assertEquals(column("hole"), ["a", null, "a"]);
    assertEquals(column("pause"), ["a", null, null]);
    assertEquals(column("bytes"), ["ab", "é", "ab"]);
    assertEquals(column("nothing"), [null, null, null]);
    assertEquals(columns.nothing, "json?");
    assertEquals(columns.hole, "category?");
    assertEquals(columns.pause, "string?");
    assertEquals(columns.days, "date");
    assertEquals(column("marks"), ["\ufeffa", "a", "\ufeffa"]);
    assertEquals(rows[0]?.marked, { "": ["\ufeffb"] });
    const texts = readArrowFile(`${path}.${kind}`, {}).rows;
    assertEquals(texts[0]?.bytes, new TextEncoder().encode("ab"));
    assertEquals(
      column("far"),
      [
        { day: "+010183-09-21", at: "+294247-01-10T04:00:54.775807Z" },
        { day: "-006244-04-12", at: "-290308-12-21T19:59:05.224192Z" },
        { day: "+5881580-07-11", at: "1969-12-31T23:59:59.999999Z" },
      ].map((row, at) => ({
        ...row,
        sum: [12345678901234567890.1, -0.05, 7][at],
      })),
    );
  }
  const { message } = assertThrows(() => readArrowFile(`${path}.tens`));
  assertMatch(message, "it has decimals of a scale below 0 (-2)");
}

function checkOthers(path: string): void {
  const { rows, columns } = readArrowFile(`${path}.polars`);
  assertEquals(columns.cat, "category");
  const { i8, large, list, bool } = FIRST;
  assertEquals(rows[0], { i8, large, list, bool, cat: "p" });
  const many = readArrowFile(`${path}.many`).rows;
  assertEquals(many[1999], { t: "text 999 ".repeat(9) });
  assertEquals(many.length, 20_000);
  const odd = (types: Record<string, string>): string =>
    assertThrows(() => readArrowFile(`${path}.odd`, types)).message;
  assertMatch(odd({}), 'column "ns", row 0: 1 nanoseconds are no whole');
  assertMatch(odd({ ns: "int64" }), "18446744073709551615 is more than");
  assertMatch(odd({ u: "string" }), "it is Int, which can be int64");
}

if (await hasPython("pyarrow", "polars")) {
  Deno.test(
    "files and streams that pyarrow and Polars wrote are imported",
    checkImport,
  );
  Deno.test(
    "what dictionaries, runs and structures hold is imported as it is",
    checkHeld,
  );
}
