import { SliceFile } from "../../src/data/slice_file.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import { type ParsedType, parseType } from "../../src/data/types.ts";
import { assertEquals } from "../support/assert.ts";
import { hasPython, runPython } from "../support/python.ts";
import { tempDir } from "../support/temp.ts";
import { readArrow, readFlechette } from "./oracles.ts";
import { random, randomSample, type Sample, writeRows } from "./support.ts";

/** Reads files with pyarrow and Polars and compares with what was written. */
const CHECK = `
import datetime, json, struct, sys
import pyarrow.ipc as ipc, polars
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
def norm(spec, value):
    if value is None: return None
    spec = spec[:-1] if spec.endswith("?") else spec
    if spec.startswith("list<"): return [norm(spec[5:-1], v) for v in value]
    if spec in ("int32", "int64"): return str(value)
    if spec in ("float32", "float64"):
        return "nan" if value != value else struct.pack(">d", value).hex()
    if spec == "json": return json.loads(value)
    if spec == "bytes": return value.hex()
    if spec == "date": return (value - EPOCH.date()).days * 86400000
    if spec == "datetime":
        return (value.astimezone(UTC) - EPOCH) // datetime.timedelta(milliseconds=1)
    if spec == "time":
        seconds = (value.hour * 60 + value.minute) * 60 + value.second
        return seconds * 1000 + value.microsecond // 1000
    return value
for path, columns, expected in json.load(sys.stdin):
    table = ipc.open_file(path).read_all()
    table.validate(full=True)
    frames = {"pyarrow": lambda name: table.column(name).to_pylist()}
    frame = polars.read_ipc(path)
    frames["polars"] = lambda name: frame[name].to_list()
    for name, spec in columns.items():
        for reader, get in frames.items():
            got = [norm(spec, value) for value in get(name)]
            if got != expected[name]: print(reader, path, name, spec)
print("compared")
`;

/** Writes a file with pyarrow: three batches, compressed, delta-free. */
const WRITE = `
import datetime, sys
import pyarrow as pa, pyarrow.ipc as ipc
UTC = datetime.timezone.utc
table = pa.table({
  "i": pa.array([1, None, 3] * 4, pa.int32()),
  "s": pa.array(["a", "é", None] * 4, pa.string()),
  "c": pa.array(["x", "y", None] * 4).dictionary_encode(),
  "c8": pa.DictionaryArray.from_arrays(pa.array([0, 1, None] * 4, pa.int8()), ["p", "q"]),
  "t": pa.array([datetime.datetime(2024, 5, 5, tzinfo=UTC)] * 12, pa.timestamp("us", "UTC")),
  "l": pa.array([[1.5, None], None, []] * 4, pa.list_(pa.float64())),
  "b": pa.array([True, None, False] * 4),
  "other": pa.array([1, 2, 3] * 4, pa.uint8()),
  "f": pa.array([0.5, None, -1] * 4, pa.float64()),
})
options = ipc.IpcWriteOptions(compression=None if sys.argv[2] == "none" else sys.argv[2])
with ipc.new_file(sys.argv[1], table.schema, options=options) as writer:
    for batch in table.slice(2).to_batches(max_chunksize=4): writer.write_batch(batch)
print("written")
`;

/** As the script above has it. */
function norm(type: ParsedType, value: unknown): unknown {
  if (value === null) return null;
  if (Array.isArray(value) && type.kind === "list") {
    return value.map((item) => norm(type.element, item));
  }
  if (type.kind === "float32" || type.kind === "float64") {
    if (Number.isNaN(value)) return "nan";
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value as number);
    return new Uint8Array(view.buffer).toHex();
  }
  if (type.kind === "int32" || type.kind === "int64") return `${value}`;
  if (value instanceof Uint8Array) return value.toHex();
  return value instanceof Date ? value.getTime() : value;
}

function expected({ columns, rows }: Sample): Record<string, unknown[]> {
  const entries = Object.entries(columns).map(([name, spec]) => {
    const type = parseType(spec);
    return [name, rows.map((row) => norm(type, row[name]))] as const;
  });
  return Object.fromEntries(entries);
}

/** How many rows, and how they are compressed. */
const SIZES = [
  [0, "none"],
  [1, "zstd"],
  [100, "none"],
  [100, "texts"],
  [70_000, "zstd"],
  [70_000, "texts"],
] as const;

function writeSamples(dir: string): [string, Sample][] {
  const next = random(31);
  return SIZES.map(([rows, compression], index) => {
    const sample = randomSample(next, { rows, columns: rows > 1000 ? 4 : 30 });
    const path = `${dir}/${index}.arrow`;
    writeRows(path, sample, { compression });
    return [path, sample];
  });
}

/** A file whose dictionary stands behind its batches. */
function writeLateDictionary(path: string): [string, Sample] {
  const columns = { late: "category" } as const;
  const long = "x".repeat(200);
  const rows = Array.from(
    { length: 70_000 },
    (_, i) => ({ late: i < 65_536 ? "few" : `${i}${long}` }),
  );
  using writer = openSliceWriter(path, columns);
  for (const row of rows) writer.write(row);
  return [path, { columns, rows }];
}

async function checkPython(): Promise<void> {
  using dir = tempDir();
  const samples = writeSamples(dir.path);
  samples.push(writeLateDictionary(dir.join("late.arrow")));
  const input = samples.map(([path, sample]) => [
    path,
    sample.columns,
    expected(sample),
  ]);
  assertEquals(await runPython(CHECK, [], JSON.stringify(input)), "compared\n");
}

async function checkForeign(): Promise<void> {
  using dir = tempDir();
  for (const compression of ["none", "zstd"]) {
    const path = dir.join(`${compression}.arrow`);
    assertEquals(await runPython(WRITE, [path, compression]), "written\n");
    using reader = openSliceReader(path);
    const names = ["i", "s", "c", "c8", "t", "l", "b", "f"];
    const t = new Date("2024-05-05T00:00:00Z");
    const [c, c8, l] = [null, null, []];
    assertEquals([...reader.rows(names, { rowRange: [0, 2] })], [
      { i: 3, s: null, c, c8, t, l, b: false, f: -1 },
      { i: 1, s: "a", c: "x", c8: "p", t, l: [1.5, null], b: true, f: 0.5 },
    ]);
    assertEquals(reader.rowCount, 10);
    using file = new SliceFile(path);
    assertEquals(file.statsOf("i"), undefined);
  }
}

if (await hasPython("pyarrow", "polars")) {
  Deno.test(
    "pyarrow and Polars read the same values from ax's files",
    checkPython,
  );
  Deno.test("ax reads files that pyarrow wrote", checkForeign);
} else {
  Deno.test("without Python, two npm readers stand for all: they agree", () => {
    using dir = tempDir();
    for (const [path, { columns }] of writeSamples(dir.path).slice(0, 1)) {
      assertEquals(readArrow(path, columns), readFlechette(path, columns));
    }
  });
}
