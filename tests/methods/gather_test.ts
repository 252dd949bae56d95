import { AxError, type ColumnVector } from "../../src/mod.ts";
import { Gatherer } from "../../methods/lib/gather.ts";
import { assertThrows } from "../support/assert.ts";

Deno.test("rows that are too long together are refused, whatever they are", () => {
  const size = 2 ** 20;
  const values = new Uint8Array(size);
  const offsets = Int32Array.of(0, size);
  const text = { values, offsets, length: 1, valid: undefined };
  const list = { offsets, elements: text, length: 1, valid: undefined };
  const rows = new Uint32Array(2 ** 11);
  const gatherer = new Gatherer();
  for (const vector of [text, list]) {
    for (const vectors of [[vector], [vector, vector]]) {
      const places = { chunks: new Uint32Array(rows.length), rows };
      assertThrows(
        () => gatherer.gather(vectors as unknown as ColumnVector[], places),
        AxError,
        "Cannot put 2048 rows into one batch: they have 2147483648 bytes",
      );
    }
  }
});
