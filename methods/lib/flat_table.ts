/**
 * Looks at tables of flatbuffers, which Arrow's metadata is made of.
 *
 * @module
 */

/** Where a field of a flatbuffers table is; 0 if it is left out. */
export function fieldAt(view: DataView, table: number, slot: number): number {
  const layout = table - view.getInt32(table, true);
  const entry = 4 + 2 * slot;
  if (entry >= view.getUint16(layout, true)) return 0;
  const offset = view.getUint16(layout + entry, true);
  return offset === 0 ? 0 : table + offset;
}

/**
 * The start and length of a vector; none if it is left out.
 *
 * @param stride How many bytes each of its items has.
 */
export function vectorAt(
  view: DataView,
  table: number,
  { slot, stride }: Record<"slot" | "stride", number>,
): { readonly start: number; readonly length: number } {
  const field = fieldAt(view, table, slot);
  if (field === 0) return { start: 0, length: 0 };
  const vector = field + view.getUint32(field, true);
  const [start, length] = [vector + 4, view.getUint32(vector, true)];
  if (start + stride * length <= view.byteLength) return { start, length };
  throw new RangeError("a list in it is longer than all of it");
}

/** Where the table is that a field leads to. */
export function tableAt(view: DataView, field: number): number {
  return field + view.getUint32(field, true);
}

const MAX_DEPTH = 64;
const MAX_FIELDS = 1_000_000;

/**
 * Looks at a schema, so that nobody follows lengths into the void.
 *
 * @param table Where it is.
 * @throws {RangeError} If it is garbled.
 */
export function checkSchema(view: DataView, table: number): void {
  const left = { count: MAX_FIELDS };
  checkFields(view, { table, slot: 1 }, left, 0);
  checkPairs(view, { table, slot: 2 });
}

/** Where a list of tables is. */
interface Place {
  readonly table: number;
  readonly slot: number;
}

function checkFields(
  view: DataView,
  { table, slot }: Place,
  left: { count: number },
  depth: number,
): void {
  const { start, length } = vectorAt(view, table, { slot, stride: 4 });
  left.count -= length;
  if (depth > MAX_DEPTH || left.count < 0) {
    throw new RangeError("its schema has too many fields");
  }
  for (let index = 0; index < length; index++) {
    const field = tableAt(view, start + 4 * index);
    checkText(view, { table: field, slot: 0 });
    checkFields(view, { table: field, slot: 5 }, left, depth + 1);
    checkPairs(view, { table: field, slot: 6 });
  }
}

function checkPairs(view: DataView, { table, slot }: Place): void {
  const { start, length } = vectorAt(view, table, { slot, stride: 4 });
  for (let index = 0; index < length; index++) {
    const pair = tableAt(view, start + 4 * index);
    checkText(view, { table: pair, slot: 0 });
    checkText(view, { table: pair, slot: 1 });
  }
}

function checkText(view: DataView, { table, slot }: Place): void {
  vectorAt(view, table, { slot, stride: 1 });
}
