/**
 * Makes the table that the data benchmarks share, the same bytes each time:
 * `deno run -A scripts/bench/csv_data.ts FILE [ROWS]`. 5,000,000 rows, the
 * default, are about 476 MB.
 *
 * Columns: a whole number `id`, one of 100,000 users, an `amount` with two
 * decimals, a small `quantity`, an ISO 8601 `timestamp`, one of 50 categories,
 * and a quoted `comment` with commas, doubled quotes and UTF-8.
 *
 * @module
 */

/** Rows of the table that results are quoted for. */
export const FULL_ROWS = 5_000_000;

/** The columns and the types that they are imported as. */
export const CSV_COLUMNS = {
  id: "int32",
  user: "string",
  amount: "float64",
  quantity: "int32",
  timestamp: "datetime",
  category: "category",
  comment: "string",
} as const;

const WORDS = (
  "blue late parcel paid twice gift wrapped order urgent returned fragile " +
  "müller zürich naïve coffee tea basket customer called again 東京 smörgås " +
  "invoice lost found weekend delivery neighbour porch rain green large"
).split(" ");

const START = Date.UTC(2023, 0, 1) / 1000;
const PART_BYTES = 4 * 1024 * 1024;

/** Writes the table to a new file. @returns Its size in bytes. */
export function writeCsv(path: string, rows: number): number {
  using file = Deno.openSync(path, { write: true, create: true, mode: 0o644 });
  file.truncateSync(0);
  const encoder = new TextEncoder();
  const random = makeRandom(20_240_501);
  let text = `${Object.keys(CSV_COLUMNS).join(",")}\n`;
  let sizeBytes = 0;
  const flush = (): void => {
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length;) {
      at += file.writeSync(bytes.subarray(at));
    }
    sizeBytes += bytes.length;
    text = "";
  };
  for (let row = 0; row < rows; row++) {
    text += makeRow(row, random);
    if (text.length > PART_BYTES) flush();
  }
  flush();
  return sizeBytes;
}

function makeRow(row: number, random: () => number): string {
  const user = `u${String(random() % 100_000).padStart(6, "0")}`;
  const cents = random() % 1_000_000;
  const amount = (cents / 100).toFixed(2);
  const quantity = 1 + random() % 20;
  const seconds = START + random() % 63_072_000;
  const timestamp = new Date(seconds * 1000).toISOString().slice(0, 19);
  const category = `group ${random() % 50}`;
  return `${row},${user},${amount},${quantity},${timestamp},${category},` +
    `${makeComment(random)}\n`;
}

function makeComment(random: () => number): string {
  const word = (): string => WORDS[random() % WORDS.length] as string;
  const quoted = random() % 4 === 0 ? ` ""${word()}""` : "";
  return `"${word()} ${word()}, ${word()} ${word()}${quoted}, ${word()}"`;
}

/** Numbers from 0 to 2^32, the same sequence for the same seed. */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

if (import.meta.main) {
  const [path, rows = String(FULL_ROWS)] = Deno.args;
  if (path === undefined) {
    console.error("usage: csv_data.ts FILE [ROWS]");
    Deno.exit(2);
  }
  console.log(`${path}: ${writeCsv(path, Number(rows))} bytes`);
}
