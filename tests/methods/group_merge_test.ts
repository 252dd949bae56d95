import type { GroupBlock, RunSource } from "../../methods/lib/group_blocks.ts";
import { mergeRuns } from "../../methods/lib/group_merge.ts";
import { encodeTexts } from "../../methods/lib/texts.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { makeRandom } from "./csv_support.ts";

/** A block of pairs of a number and a text. */
function blockOf(keys: readonly (readonly [number, string])[]): GroupBlock {
  const { length } = keys;
  const numbers = Int32Array.from(keys, ([number]) => number);
  const texts = encodeTexts(keys.map(([, text]) => text));
  return {
    rowCount: length,
    keys: [{ length, values: numbers }, { length, ...texts }],
    states: [],
  };
}

type Key = readonly [number, string];

function compare([a, one]: Key, [b, other]: Key): number {
  return a - b || (one < other ? -1 : one > other ? 1 : 0);
}

/** Cuts a run into blocks. */
function runOf(keys: readonly Key[], blockRows: number): RunSource {
  const run: GroupBlock[] = [];
  for (let from = 0; from < keys.length; from += blockRows) {
    run.push(blockOf(keys.slice(from, from + blockRows)));
  }
  return { run, file: undefined };
}

Deno.test("runs are merged in order, equal groups into one, however few are taken at a time", () => {
  const random = makeRandom(3);
  const ends = ["", "\0", "😀", "\uffee", "as long as that", "as long as this"];
  for (let round = 0; round < 60; round++) {
    const runs = Array.from(
      { length: round % 10 },
      () =>
        Array.from({ length: random(40) }, (): Key => {
          const end = ends[random(ends.length)] as string;
          return [random(5) - 2, `eight by${end}`];
        }).sort(compare),
    );
    const sources = runs.map((keys, n) => runOf(keys, 1 + n * 3));
    const counts = new Map<string, number>();
    for (const key of runs.flat().sort(compare)) {
      counts.set(key.join(), 1 + (counts.get(key.join()) ?? 0));
    }
    const mostRows = [1, 7, 1000][round % 3] as number;
    const mostBytes = [0, 100, 2 ** 30][random(3)] as number;
    const found: [string, number][] = [];
    const types = ["int32", "string"] as const;
    for (const merged of mergeRuns(sources, types, mostRows, mostBytes)) {
      const { count, keys: [numbers, texts], parts } = merged;
      assert(count > 0 && count <= mostRows);
      const rows = new Array<number>(count).fill(0);
      for (const { block, from, ids } of parts) {
        assert(from + ids.length <= block.rowCount);
        for (const id of ids) rows[id] = 1 + (rows[id] ?? 0);
      }
      const bytes = texts?.values as Uint8Array;
      for (let row = 0; row < count; row++) {
        const [start, end] = [texts?.offsets?.[row], texts?.offsets?.[row + 1]];
        const text = new TextDecoder().decode(bytes.subarray(start, end));
        found.push([`${numbers?.values[row]},${text}`, rows[row] ?? 0]);
      }
    }
    assertEquals(found, [...counts]);
  }
});
