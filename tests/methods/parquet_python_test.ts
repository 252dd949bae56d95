import { formatType, parseType } from "../../src/data/types.ts";
import {
  canonical,
  random,
  randomSample,
  type Sample,
} from "../data/support.ts";
import { assertEquals, assertMatch, assertRejects } from "../support/assert.ts";
import { hasPython, runPython } from "../support/python.ts";
import { tempDir } from "../support/temp.ts";
import { readParquet, writeParquet } from "./parquet_support.ts";

/** Reads files with pyarrow and Polars, and says what differs. */
const CHECK = `
import datetime, json, struct, sys
import pyarrow.parquet as parquet, polars
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
def norm(spec, value):
    if value is None: return "null"
    spec = spec[:-1] if spec.endswith("?") else spec
    if spec.startswith("list<"):
        return "[" + ",".join(norm(spec[5:-1], v) for v in value) + "]"
    if spec == "int64": return f"{value}n"
    if spec.startswith("float"): return struct.pack(">d", value).hex() if value == value else "nan"
    if spec == "bytes": return "[" + ",".join(map(str, value)) + "]b"
    if spec == "json": return json.dumps(json.loads(value), ensure_ascii=False, separators=(",", ":"))
    if spec == "date": return str((value - EPOCH.date()).days)
    if spec == "datetime":
        return str((value.astimezone(UTC) - EPOCH) // datetime.timedelta(milliseconds=1))
    if spec == "time":
        return str(((value.hour * 60 + value.minute) * 60 + value.second) * 1000 + value.microsecond // 1000)
    if spec == "bool": return str(value).lower()
    return str(value)
for path, columns, expected in json.load(sys.stdin):
    table = parquet.read_table(path)
    table.validate(full=True)
    frame = polars.read_parquet(path)
    for name, spec in columns.items():
        got = [norm(spec, value) for value in table.column(name).to_pylist()]
        if got != expected[name]: print("pyarrow", path, name, spec, got[:5], expected[name][:5])
        got = [norm(spec, value) for value in frame[name].to_list()]
        if got != expected[name]: print("polars", path, name, spec, got[:5], expected[name][:5])
print("compared")
`;

/** As the script above has it. */
function norm(spec: string, value: unknown): string {
  const type = parseType(spec);
  if (value === null) return "null";
  if (Array.isArray(value) && type.kind === "list") {
    const item = formatType(type.element);
    return `[${value.map((each) => norm(item, each)).join(",")}]`;
  }
  switch (type.kind) {
    case "float32":
    case "float64": {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, value as number);
      return Number.isNaN(value) ? "nan" : new Uint8Array(view.buffer).toHex();
    }
    case "json":
      return JSON.stringify(value);
    case "date":
      return String((value as Date).getTime() / 86_400_000);
    case "datetime":
      return String((value as Date).getTime());
    case "string":
    case "category":
      return value as string;
  }
  return canonical(value);
}

function expected({ columns, rows }: Sample): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, spec]) => [
      name,
      rows.map((row) => norm(spec, row[name])),
    ]),
  );
}

async function checkExport(): Promise<void> {
  using dir = tempDir();
  const next = random(9);
  const samples = [1, 60, 700].map((rows): [string, Sample] => {
    const sample = randomSample(next, { rows, columns: 40 });
    const path = dir.join(`${rows}.parquet`);
    writeParquet(path, sample, 256);
    return [path, sample];
  });
  const input = samples.map(([path, sample]) => [
    path,
    sample.columns,
    expected(sample),
  ]);
  assertEquals(await runPython(CHECK, [], JSON.stringify(input)), "compared\n");
}

/** Writes a table with columns of all kinds; then one with strange times. */
const WRITE = `
import datetime as d, decimal, sys, uuid
import pyarrow as pa, pyarrow.parquet as parquet
UTC = d.timezone.utc
at = d.datetime(2024, 5, 5, 1, 2, 3, 456789)
table = pa.table({
  "i8": pa.array([1, None, -3], pa.int8()),
  "u16": pa.array([1, 2, 65535], pa.uint16()),
  "u32": pa.array([1, None, 2**32 - 1], pa.uint32()),
  "u64": pa.array([1, 2, 2**63 - 1], pa.uint64()),
  "half": pa.array([0.5, -2.0, float("inf")], pa.float16()),
  "f": pa.array([1.5, None, -0.0], pa.float32()),
  "dec": pa.array([decimal.Decimal("0.30"), None, decimal.Decimal("-12.34")], pa.decimal128(9, 2)),
  "long": pa.array([decimal.Decimal("12345678901234567890.5"), None, decimal.Decimal("-0.1")], pa.decimal128(38, 1)),
  "ms": pa.array([at, None, at], pa.timestamp("ms")),
  "us": pa.array([at, None, at], pa.timestamp("us", "Europe/Berlin")),
  "ns": pa.array([at, None, at], pa.timestamp("ns")),
  "day": pa.array([d.date(1969, 12, 31), None, d.date(2024, 2, 29)], pa.date32()),
  "clock": pa.array([d.time(1, 2, 3, 4000), None, d.time(23, 59, 59)], pa.time64("us")),
  "bin": pa.array([b"\\x00\\xff", None, b""], pa.binary()),
  "fix": pa.array([b"ab", None, b"cd"], pa.binary(2)),
  "dict": pa.array(["x", "y", "x"]).dictionary_encode(),
  "large": pa.array(["é", None, ""], pa.large_string()),
  "list": pa.array([[1, None], None, []], pa.list_(pa.int64())),
  "deep": pa.array([[["a"], []], [], None], pa.list_(pa.list_(pa.string()))),
  "struct": pa.array([{"a": 1, "b": [at]}, None, {"a": None, "b": []}], pa.struct([("a", pa.int64()), ("b", pa.list_(pa.timestamp("us")))])),
  "map": pa.array([[("k", 2**60)], None, []], pa.map_(pa.string(), pa.int64())),
  "bool": pa.array([True, None, False]),
  "none": pa.nulls(3),
})
path, compression, version = sys.argv[1:4]
parquet.write_table(table, path, compression=compression, data_page_version=version, row_group_size=2, use_dictionary=version == "1.0")
odd = pa.table({"ns": pa.array([1], pa.timestamp("ns")), "t": pa.array([1], pa.time64("ns")), "u": pa.array([2**64 - 1], pa.uint64())})
parquet.write_table(odd, path + ".odd")
print("written")
`;

/** Writes decimals, and days and moments far away, within other columns. */
const WRITE_NESTED = `
import decimal, sys
import pyarrow as pa, pyarrow.parquet as parquet
three, none = decimal.Decimal("0.3"), None
short, long = pa.decimal128(9, 1), pa.decimal128(30, 1)
far = pa.array([3_000_000, -3_000_000], pa.int32()).cast(pa.date32())
moments = pa.array([2**63 - 1, -1]).cast(pa.timestamp("us"))
table = pa.table({
  "structs": pa.array([{"a": {"b": three, "c": three}}, {"a": none}], pa.struct([("a", pa.struct([("b", short), ("c", long)]))])),
  "lists": pa.array([[{"a": three, "n": 1}, none], none], pa.list_(pa.struct([("a", short), ("n", pa.int32())]))),
  "maps": pa.array([[("k", three), ("l", none)], []], pa.map_(pa.string(), long)),
  "deep": pa.array([[[[three, none]], none], []], pa.list_(pa.list_(pa.list_(short)))),
  "both": pa.array([[[(1, [three])]], none], pa.list_(pa.map_(pa.int32(), pa.list_(short)))),
  "texts": pa.array([{"a": "\\ufeffb"}, {"a": "c"}]),
  "far": pa.StructArray.from_arrays([far, moments], ["day", "at"]),
})
parquet.write_table(table, sys.argv[1])
print("written")
`;

const FIRST = {
  i8: 1,
  u16: 1,
  u32: 1n,
  u64: 1n,
  half: 0.5,
  f: 1.5,
  dec: 0.3,
  long: "12345678901234567890.5",
  ms: new Date("2024-05-05T01:02:03.456Z"),
  us: new Date("2024-05-05T01:02:03.456Z"),
  ns: new Date("2024-05-05T01:02:03.456Z"),
  day: new Date("1969-12-31"),
  clock: 3_723_004,
  bin: Uint8Array.of(0, 255),
  fix: new TextEncoder().encode("ab"),
  dict: "x",
  large: "é",
  list: [1n, null],
  deep: [["a"], []],
  struct: { a: 1, b: ["2024-05-05T01:02:03.456789Z"] },
  map: { k: Number(2n ** 60n) },
  bool: true,
  none: null,
};

async function checkImport(): Promise<void> {
  using dir = tempDir();
  const all = ["none", "snappy", "zstd", "gzip", "brotli", "lz4"];
  for (const [index, compression] of all.entries()) {
    const path = dir.join(`${compression}.parquet`);
    const args = [path, compression, index % 2 === 0 ? "1.0" : "2.0"];
    assertEquals(await runPython(WRITE, args), "written\n");
    const { columns, rows } = await readParquet(path);
    assertEquals(rows[0], FIRST);
    assertEquals(rows[1], {
      ...Object.fromEntries(Object.keys(FIRST).map((name) => [name, null])),
      u16: 2,
      u64: 2n,
      half: -2,
      dict: "y",
      deep: [],
    });
    assertEquals(rows[2]?.struct, { a: null, b: [] });
    assertEquals(rows[2]?.u32, 4294967295n);
    assertEquals(rows[2]?.dec, -12.34);
    assertEquals(columns.u64, "int64");
    assertEquals(columns.long, "string?");
    assertEquals(columns.deep, "list<list<string?>?>?");
    const odd = `${path}.odd`;
    const raw = { ns: "int64", t: "int64" };
    for (
      const [types, what] of [
        [{}, "1 nanoseconds are no whole microseconds"],
        [{ ns: "int64" }, "a time of 1 nanoseconds is no whole milliseconds"],
        [raw, "18446744073709551615 is more than"],
      ] as const
    ) {
      const error = await assertRejects(() => readParquet(odd, types));
      assertMatch(error.message, what);
    }
  }
}

async function checkNested(): Promise<void> {
  using dir = tempDir();
  const path = dir.join("nested.parquet");
  assertEquals(await runPython(WRITE_NESTED, [path]), "written\n");
  const { rows } = await readParquet(path);
  assertEquals(rows, [{
    structs: { a: { b: 0.3, c: 0.3 } },
    lists: [{ a: 0.3, n: 1 }, null],
    maps: { k: 0.3, l: null },
    deep: [[[0.3, null]], null],
    both: [{ 1: [0.3] }],
    texts: { a: "\ufeffb" },
    far: { day: "+010183-09-21", at: "+294247-01-10T04:00:54.775807Z" },
  }, {
    structs: { a: null },
    lists: null,
    maps: {},
    deep: [],
    both: null,
    texts: { a: "c" },
    far: { day: "-006244-04-12", at: "1969-12-31T23:59:59.999999Z" },
  }]);
}

if (await hasPython("pyarrow", "polars")) {
  Deno.test(
    "pyarrow and Polars read what was exported as Parquet",
    checkExport,
  );
  Deno.test("Parquet files that pyarrow wrote are imported", checkImport);
  Deno.test("decimals, days and moments in structures are exact", checkNested);
}
