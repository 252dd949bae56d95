import { ValueFault } from "../../methods/lib/parquet_vectors.ts";
import { AxError } from "../../src/core/errors.ts";
import { random, randomSample } from "../data/support.ts";
import { assert } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { readParquet, writeParquet } from "./parquet_support.ts";

/** Cuts a file off, or turns a bit or two of it, in turn. */
function damage(whole: Uint8Array, turn: number, next: () => number) {
  const place = (): number => Math.floor(next() * whole.length);
  if (turn % 3 === 0) return whole.slice(0, place());
  const bytes = whole.slice();
  for (let bit = 0; bit < turn % 3; bit++) {
    const at = place();
    bytes[at] = (bytes[at] ?? 0) ^ 1 << Math.floor(next() * 8);
  }
  return bytes;
}

Deno.test("a damaged Parquet file is read or refused, and nothing else", async () => {
  using dir = tempDir();
  const next = random(17);
  const path = dir.join("a.parquet");
  let refusedCount = 0;
  for (const round of [0, 1, 2, 3, 4]) {
    const file = dir.join(`${round}.parquet`);
    writeParquet(file, randomSample(next, { rows: 60, columns: 10 }), 25);
    const whole = Deno.readFileSync(file);
    for (let turn = 0; turn < 60; turn++) {
      Deno.writeFileSync(path, damage(whole, turn, next));
      try {
        await readParquet(path);
      } catch (error) {
        // An import names file and row where a value is none.
        const isTold = error instanceof AxError || error instanceof ValueFault;
        assert(isTold, `${error}`);
        refusedCount++;
      }
    }
  }
  assert(refusedCount > 100, `${refusedCount} were refused`);
});
