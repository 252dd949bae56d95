import { ByteBuffer } from "../../src/cli/scan/byte_buffer.ts";
import { ByteLines } from "../../src/cli/scan/byte_cells.ts";
import { LineWriter } from "../../src/cli/scan/row_lines.ts";
import type { Columns } from "../../src/core/columns.ts";
import { CellReader } from "../../src/data/cell_text.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import type { Vector } from "../../src/data/vectors.ts";
import { assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

const columns = {
  whole: "int32?",
  long: "int64",
  float: "float64?",
  single: "float32",
  flag: "bool",
  day: "date",
  at: "datetime",
  time: "time",
  text: "string?",
  kind: "category?",
  data: "json",
  list: "list<int32>",
} as const satisfies Columns;

const texts = [
  "plain",
  "",
  "a\tb",
  "two\nlines\r",
  '"quoted"',
  "'tis",
  "it's",
  'in "the" middle',
  "naïve 東京 \u{1f642}",
  "a, b",
  "2024-01-01",
];
const floats = [0, -0, 1, 0.5, 2.25, -17.1, 99.99, 1 / 3, 1e300, 5e-324, NaN];
const wholes = [0, 1, -1, 9, 10, 99, 100, 2147483647, -2147483648, 1234567];
const moments = [
  0,
  1,
  -1,
  999,
  86_399_999,
  1_700_000_000_000,
  -62_135_596_800_000,
  1e15,
];

Deno.test("bytes are written as text would be, whatever separates the fields", () => {
  using dir = tempDir();
  const path = dir.join("0.arrow");
  const writer = openSliceWriter(path, columns);
  const pick = <T>(values: readonly T[], row: number): T =>
    values[row % values.length] as T;
  for (let row = 0; row < 300; row++) {
    const at = new Date(pick(moments, row));
    writer.write({
      whole: row % 7 === 0 ? null : pick(wholes, row),
      long: BigInt(pick(wholes, row)) * 10n ** BigInt(row % 10),
      float: row % 11 === 0 ? null : pick(floats, row),
      single: pick(floats, row + 1),
      flag: row % 2 === 0,
      day: at,
      at,
      time: row * 12345 % 86_400_000,
      text: row % 13 === 0 ? null : pick(texts, row),
      kind: row % 5 === 0 ? null : pick(texts, row + 3),
      data: { text: pick(texts, row) },
      list: [row, row + 1],
    });
  }
  writer.close();
  for (const between of ["\t", ",", "", ", ", "-", "é", "1"]) {
    for (const format of ["csv", "raw"] as const) {
      const { bytes, lines } = written(path, { between, format });
      assertEquals(
        bytes.split("\n"),
        lines.split("\n"),
        `${format} ${between}`,
      );
    }
  }
});

/** All rows, as bytes and as text. */
function written(
  path: string,
  style: { between: string; format: "csv" | "raw" },
): { bytes: string; lines: string } {
  const out = new ByteBuffer();
  const writer = new LineWriter({ ...style, highlight: undefined });
  const shown = Object.entries(columns).map(([name, type]) => ({ name, type }));
  const byteLines = new ByteLines(shown, {
    ...style,
    separator: style.between,
    writer,
  }, out);
  const cells = shown.map(({ name, type }) => ({
    name,
    reader: new CellReader(type),
    isPlain: false,
    form: "text" as const,
  }));
  let lines = "";
  using reader = openSliceReader(path);
  for (const batch of reader.batches()) {
    const vectors = shown.map(({ name }) =>
      batch.columns[name] as unknown as Vector
    );
    byteLines.use(vectors);
    cells.forEach(({ reader }, index) => reader.use(vectors[index] as Vector));
    for (let row = 0; row < batch.rowCount; row++) {
      byteLines.write(row);
      lines += writer.plainLine(cells, row);
    }
  }
  return { bytes: new TextDecoder().decode(out.take()), lines };
}
