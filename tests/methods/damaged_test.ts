import { gzipSync, zstdCompressSync } from "node:zlib";
import { importArrowSlice, planArrow } from "../../methods/lib/arrow_import.ts";
import {
  importParquetSlice,
  planParquet,
} from "../../methods/lib/parquet_import.ts";
import { unpack } from "../../methods/lib/unpack.ts";
import { unzip } from "../../methods/lib/unzip.ts";
import { listZip } from "../../methods/lib/zip.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  openSliceWriter,
  type SliceWriter,
} from "../../src/data/slice_writer.ts";
import { random, randomSample, writeRows } from "../data/support.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { parquetFiles } from "./parquet_files.ts";
import { makeZip } from "./zip_support.ts";

/** Imports a file as far as it goes. @param target Is not there yet. */
type Import = (
  file: { readonly path: string; readonly name: string },
  target: string,
) => Promise<void> | void;

const options = { types: {}, rename: {}, discard: [] };

const importParquet: Import = async (file, target) => {
  const plan = await planParquet(file, options, 2);
  for (const slice of [0, 1]) {
    using made = new Made(`${target}.${slice}`);
    await importParquetSlice(plan, { job: made.job, slice, previous: null });
  }
};

const importArrow: Import = (file, target) => {
  const plan = planArrow(file, options, 2);
  for (const slice of [0, 1]) {
    using made = new Made(`${target}.${slice}`);
    importArrowSlice(plan, { job: made.job, slice, previous: null });
  }
};

const importText: Import = async (file, target) => {
  await unpack(file, target);
};

const importZip: Import = async (file, target) => {
  for (const [index, member] of listZip(file).entries()) {
    await unzip(file, member, `${target}.${index}`);
  }
};

/** Stands for a job that makes one dataset, which nobody wants. */
class Made implements Disposable {
  readonly job: never;
  #writer: SliceWriter | undefined;

  constructor(path: string) {
    const createDataset = (
      { columns }: { columns: Iterable<[string, never]> },
    ): SliceWriter => this.#writer = openSliceWriter(path, columns);
    this.job = { createDataset } as never;
  }

  [Symbol.dispose](): void {
    this.#writer?.discard();
  }
}

/** Changes bits and bytes, mostly where files describe themselves, or cuts. */
function damage(
  whole: Uint8Array,
  next: (limit: number) => number,
): Uint8Array<ArrayBuffer> {
  if (next(8) === 0) {
    return Uint8Array.from(whole.subarray(0, next(whole.length)));
  }
  const bytes = Uint8Array.from(whole);
  for (let change = next(3); change >= 0; change--) {
    const reach = next(2) === 0 ? whole.length : Math.min(whole.length, 600);
    const at = whole.length - 1 - next(reach);
    const many = [255, 255, 255, 255, 15];
    const odd = [[0], [255], [128], many, [(bytes[at] ?? 0) ^ 1 << next(8)]];
    bytes.set(odd[next(odd.length)]?.slice(0, whole.length - at) ?? [], at);
  }
  return bytes;
}

/** Every damaged file is imported, or refused by name. */
async function check(
  name: string,
  whole: Uint8Array,
  act: Import,
  turns: number,
): Promise<void> {
  using dir = tempDir();
  const path = dir.join("file");
  const draw = random(whole.length);
  const next = (limit: number): number => Math.floor(draw() * limit);
  let refusedCount = 0;
  for (let turn = -1; turn < turns; turn++) {
    Deno.writeFileSync(path, turn < 0 ? whole : damage(whole, next));
    try {
      await act({ path, name }, dir.join(`target.${turn}`));
    } catch (error) {
      assert(turn >= 0, `whole: ${error}`);
      assert(error instanceof AxError, `turn ${turn} of ${name}: ${error}`);
      assertEquals(error.message.includes(`"${name}`), true, error.message);
      refusedCount++;
    }
  }
  assert(refusedCount > turns / 4, `${refusedCount} of ${turns} in ${name}`);
}

Deno.test("damaged Parquet is imported or refused by name, whatever sizes it claims", async () => {
  for (const [kind, text] of Object.entries(parquetFiles)) {
    const bytes = Uint8Array.fromBase64(text);
    await check(`${kind}.parquet`, bytes, importParquet, 60);
  }
});

Deno.test("damaged Arrow is imported or refused by name, whatever sizes it claims", async () => {
  using dir = tempDir();
  const sample = randomSample(random(42), { rows: 30, columns: 9 });
  for (const compression of ["none", "zstd"] as const) {
    const path = dir.join(`${compression}.arrow`);
    writeRows(path, sample, { compression });
    const bytes = Deno.readFileSync(path);
    await check(`${compression}.arrow`, bytes, importArrow, 150);
  }
});

Deno.test("damaged gzip, zstd and zip files are unpacked or refused by name", async () => {
  const text = Array.from({ length: 400 }, (_, n) => `${n},${n * n % 97}\n`)
    .join("");
  await check("a.csv.gz", gzipSync(text), importText, 150);
  await check("a.csv.zst", zstdCompressSync(text), importText, 150);
  const zip = makeZip([
    { name: "a.csv", data: text },
    { name: "b.csv", data: "a,b\n1,2\n", isStored: true },
    { name: "c.csv", data: text, isLarge: true },
  ]);
  await check("a.zip", zip, importZip, 200);
});
