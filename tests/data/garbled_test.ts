import { AxError } from "../../src/core/errors.ts";
import {
  decodeFooter,
  encodeFooter,
  type Footer,
} from "../../src/data/arrow_message.ts";
import { decodeSchema, encodeSchema } from "../../src/data/arrow_schema.ts";
import { encodeFlatBuffer, TableReader } from "../../src/data/flatbuffer.ts";
import type { ParsedType } from "../../src/data/types.ts";
import { readSliceInfo } from "../../src/data/slice_info.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { random, randomSample, writeRows } from "./support.ts";

/** Reads everything there is to read. */
function readAll(path: string): number {
  try {
    using reader = openSliceReader(path);
    return [...reader.rows()].length;
  } finally {
    readSliceInfo(path);
  }
}

function check(path: string, part: string | RegExp): void {
  const error = assertThrows(() => readAll(path), AxError, part);
  assertEquals(error.code, "dataset");
  assert(error.message.startsWith(`Cannot read "${path}": `), error.message);
}

Deno.test("what is no Arrow file is named and said", () => {
  using dir = tempDir({
    "empty.arrow": "",
    "text.csv": "a,b\n1,2\n",
    "short.arrow": "ARROW1",
    "cut.arrow": "ARROW1\0\0" + "x".repeat(100),
    "length.arrow": "ARROW1\0\0" + "x".repeat(100) + "\xff\xff\xff\x7fARROW1",
  });
  check(dir.join("none.arrow"), "there is no such file");
  check(dir.join("empty.arrow"), "it is no Arrow file");
  check(dir.join("text.csv"), "it is no Arrow file");
  check(dir.join("short.arrow"), "its end is missing");
  check(dir.join("cut.arrow"), "its end is missing");
  check(dir.join("length.arrow"), "its footer is garbled");
});

Deno.test("a file that is cut anywhere is an error, not a crash", () => {
  using dir = tempDir();
  const path = dir.join("whole.arrow");
  writeRows(path, randomSample(random(1), { rows: 20, columns: 6 }));
  const whole = Deno.readFileSync(path);
  for (let length = 0; length < whole.length; length += 37) {
    const cut = dir.write(`cut${length}.arrow`, whole.subarray(0, length));
    check(cut, /no Arrow file|its end is missing/);
  }
});

Deno.test("bytes changed anywhere are an error or other values", () => {
  using dir = tempDir();
  const next = random(2);
  let refused = 0;
  for (const compression of ["none", "zstd"] as const) {
    const path = dir.join(`${compression}.arrow`);
    const sample = randomSample(next, { rows: 30, columns: 20 });
    writeRows(path, sample, { compression });
    const whole = Deno.readFileSync(path);
    const garbled = dir.write("garbled.arrow", whole);
    using file = Deno.openSync(garbled, { write: true });
    const write = (at: number, byte: number) => {
      file.seekSync(at, Deno.SeekMode.Start);
      file.writeSync(Uint8Array.of(byte));
    };
    for (let round = 0; round < 600; round++) {
      const places = Array.from(
        { length: 1 + round % 3 },
        () => Math.floor(next() * whole.length),
      );
      for (const at of places) write(at, next() * 256);
      try {
        readAll(garbled);
      } catch (error) {
        assert(error instanceof AxError, `round ${round}: ${error}`);
        assert(error.message.includes(garbled), error.message);
        refused++;
      }
      for (const at of places) write(at, whole[at] as number);
    }
  }
  assert(refused > 100, `${refused} files refused`);
});

/** The same file with another footer. */
function withFooter(path: string, change: (footer: Footer) => Footer): string {
  const bytes = Deno.readFileSync(path);
  const view = new DataView(bytes.buffer);
  const size = view.getUint32(bytes.length - 10, true);
  const start = bytes.length - 10 - size;
  const footer = decodeFooter(bytes.slice(start, start + size));
  const columns = footer.fields.map(({ name, type }) =>
    [name, type as ParsedType] as const
  );
  const changed = encodeFooter(encodeSchema(columns), change(footer));
  const other = `${path}.changed`;
  Deno.writeFileSync(other, bytes.subarray(0, start));
  Deno.writeFileSync(other, changed, { append: true });
  return other;
}

Deno.test("batches that a footer names many times are refused before they are read", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const rows = Array.from({ length: 5000 }, (_, n) => ({ n, c: `c${n % 9}` }));
  writeRows(path, { columns: { n: "int32", c: "category" }, rows });
  assertEquals(readAll(withFooter(path, (footer) => footer)), 5000);
  for (const part of ["batches", "dictionaries"] as const) {
    const changed = withFooter(path, (footer) => ({
      ...footer,
      [part]: Array(1000).fill(footer[part][0]),
    }));
    check(changed, "its record batches overlap, or are cut off");
    const negative = withFooter(path, (footer) => ({
      ...footer,
      [part]: [...footer[part], {
        offset: 0,
        metadataSize: 8,
        bodySize: -(2 ** 40),
      }],
    }));
    check(negative, "its record batches overlap, or are cut off");
  }
});

Deno.test("a schema of too many fields is refused before it is read", () => {
  const columns = Array.from(
    { length: 100_001 },
    (_, n) => [`${n}`, { kind: "int32", nullable: false }] as const,
  );
  const bytes = encodeFlatBuffer(encodeSchema(columns));
  assertThrows(
    () => decodeSchema(TableReader.root(bytes)),
    RangeError,
    "too many fields",
  );
});

Deno.test("json that is none names the file, the column and the text", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const rows = [{ j: { key: 1 } }, { j: { key: 2 } }];
  writeRows(path, { columns: { j: "json" }, rows });
  const bytes = Deno.readFileSync(path);
  const text = new TextEncoder().encode('{"key":2}');
  const at = bytes.findIndex((_, i) =>
    text.every((b, j) => bytes[i + j] === b)
  );
  bytes[at] = 0x21;
  const part = 'column "j" has text that is no JSON: !"key":2}';
  check(dir.write("b.arrow", bytes), part);
});
