import { assert, assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { importPart } from "../../methods/lib/csv_import.ts";
import {
  findExactly,
  findRowStart,
  type RowShape,
  splitFile,
} from "../../methods/lib/csv_split.ts";
import { dialectOf, importBytes, makeRandom, planOf } from "./csv_support.ts";

/** Where rows of a file begin, and its end, as a whole import tells. */
function startsOf(text: string, shape: RowShape): Set<number> {
  const starts = new Set<number>([text.length]);
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const plan = planOf(shape.columns, { dialect: shape.dialect });
  for (let at = 0; at < bytes.length;) {
    starts.add(at);
    at = importBytes(plan, bytes, { start: at, limit: at + 1 }).report.end;
  }
  return starts;
}

/** A table with quoted fields, some over several lines. */
function makeTable(rows: number, seed: number): string {
  const random = makeRandom(seed);
  const quoted = [
    '"x, y"',
    '"say ""no"""',
    '"two\nlines"',
    '""',
    '"\n"',
    '","',
  ];
  let text = "";
  for (let row = 0; row < rows; row++) {
    const field = random(3) === 0 ? "plain" : quoted[random(quoted.length)];
    text += `${row},${field},${random(1000)}\n`;
  }
  return text;
}

Deno.test("rows are found from any place in a file, or it is said that not", () => {
  const text = makeTable(400, 6);
  const shape = { dialect: dialectOf(), columns: 3 };
  using dir = tempDir({ "a.csv": text });
  const path = dir.join("a.csv");
  const starts = [...startsOf(text, shape)].sort((a, b) => a - b);
  let unknown = 0;
  for (let wanted = 1; wanted < text.length; wanted++) {
    const right = starts.find((start) => start >= wanted);
    const found = findRowStart(path, shape, wanted);
    if (found === undefined) unknown++;
    else assertEquals(found, right, `from ${wanted}`);
    if (wanted % 50 > 0) continue;
    assertEquals(findExactly(path, shape, { from: 0, wanted }), right);
  }
  assert(unknown < text.length / 50, `${unknown} of ${text.length} not known`);
});

Deno.test("a split into any number of parts leaves every row whole", () => {
  const shape = { dialect: dialectOf(), columns: 3 };
  for (let seed = 0; seed < 10; seed++) {
    const text = makeTable(200, seed);
    using dir = tempDir({ "a.csv": text });
    const path = dir.join("a.csv");
    const known = startsOf(text, shape);
    for (const parts of [1, 2, 3, 7, 50, 1000]) {
      const size = text.length;
      const starts = splitFile(path, shape, { start: 0, size, parts });
      assertEquals(starts.length, parts);
      assertEquals(starts.toSorted((a, b) => a - b), starts);
      assert(starts.every((start) => known.has(start)), `${parts} parts`);
    }
  }
});

Deno.test("a field that looks like rows does not make parts of itself", () => {
  const inner = "1,plain,2\n".repeat(8000);
  const text = `${makeTable(50, 1)}1,"${inner}",2\n${makeTable(5000, 2)}`;
  const shape = { dialect: dialectOf(), columns: 3 };
  using dir = tempDir({ "a.csv": text });
  const path = dir.join("a.csv");
  const known = startsOf(text, shape);
  const size = text.length;
  const found = splitFile(path, shape, { start: 0, size, parts: 5 });
  assert(found.every((start) => known.has(start)));
});

Deno.test("parts of a file, imported each alone, are the file", () => {
  const text = makeTable(3000, 3);
  using dir = tempDir({ "a.csv": text });
  const path = dir.join("a.csv");
  const plan = planOf(3, { path });
  const shape = { ...plan, columns: 3 };
  const split = { start: 0, size: text.length, parts: 4 };
  const starts = splitFile(path, shape, split);
  let rowCount = 0;
  let bytes = 0;
  starts.forEach((start, slice) => {
    const limit = starts[slice + 1] ?? text.length;
    const report = importPart(plan, { start, limit, line: 1 }, {
      rows: (columns) => bytes += columns["c1"]?.offsets?.at(-1) ?? 0,
      odd: () => {},
    });
    assertEquals(report.end, limit);
    rowCount += report.rowCount;
  });
  const whole = importPart(plan, { start: 0, limit: text.length, line: 1 }, {
    rows: (columns) => bytes -= columns["c1"]?.offsets?.at(-1) ?? 0,
    odd: () => {},
  });
  assertEquals([rowCount, bytes], [whole.rowCount, 0]);
});

Deno.test("without quotes, each newline ends a row", () => {
  using dir = tempDir({ "a.csv": 'a"\nb"\nc"\n' });
  const shape = { dialect: dialectOf({ quotes: "" }), columns: 1 };
  const found = [1, 2, 3, 4, 5, 6, 7].map((wanted) =>
    findRowStart(dir.join("a.csv"), shape, wanted)
  );
  assertEquals(found, [3, 3, 3, 6, 6, 6, 9]);
});
