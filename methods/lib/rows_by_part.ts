/**
 * Rows that are dealt out, part by part.
 *
 * @module
 */

/**
 * The rows of each part that has any, in order.
 *
 * @param parts The part of each row; `count` for those of none.
 * @param count How many parts there are.
 */
export function* rowsByPart(
  parts: Uint32Array | Int32Array,
  count: number,
): Generator<[part: number, rows: Uint32Array]> {
  const next = new Uint32Array(count + 2);
  for (const part of parts) next[part + 1] = 1 + (next[part + 1] as number);
  for (let part = 0; part < count; part++) {
    next[part + 1] = (next[part + 1] as number) + (next[part] as number);
  }
  const starts = next.slice();
  const rows = new Uint32Array(starts[count] as number);
  for (let row = 0; row < parts.length; row++) {
    const part = parts[row] as number;
    if (part === count) continue;
    const at = next[part] as number;
    rows[at] = row;
    next[part] = at + 1;
  }
  for (let part = 0; part < count; part++) {
    const [from, to] = [starts[part], starts[part + 1]];
    if (from !== to) yield [part, rows.subarray(from, to)];
  }
}
