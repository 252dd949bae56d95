/**
 * Looks at the values of a record batch that say where others are.
 *
 * @module
 */

// @ts-types="../vendor/@uwdata/flechette.d.ts"
import { type Batch, Type } from "../vendor/@uwdata/flechette.js";

/**
 * Checks the places of texts and lists, and the codes of dictionaries.
 *
 * @throws {RangeError} If they lead to where nothing is.
 */
export function checkPlaces(batch: Batch): void {
  const { type: { typeId }, length, children = [] } = batch;
  children.forEach(checkPlaces);
  if (length === 0) return;
  switch (typeId) {
    case Type.Utf8:
    case Type.Binary:
    case Type.LargeUtf8:
    case Type.LargeBinary:
      return checkOffsets(batch, batch.values?.byteLength ?? 0);
    case Type.List:
    case Type.LargeList:
    case Type.Map:
      return checkOffsets(batch, children[0]?.length ?? 0);
    case Type.ListView:
    case Type.LargeListView:
      return checkSizes(batch, children[0]?.length ?? 0);
    case Type.RunEndEncoded:
      return checkEnds(children[0], length);
    case Type.Dictionary:
      return checkCodes(batch);
  }
}

/** @param size How far offsets may reach. */
function checkOffsets({ offsets, length }: Batch, size: number): void {
  const places = offsets as ArrayLike<number | bigint>;
  let before: number | bigint = 0;
  for (let row = 0; row <= length; row++) {
    const at = places[row] as number | bigint;
    if (!(at >= before)) throw damaged(row, "ends before it begins");
    before = at;
  }
  if (before > size) throw damaged(length - 1, "ends behind its part");
}

function checkSizes(batch: Batch, size: number): void {
  const places = batch.offsets as ArrayLike<number | bigint>;
  const sizes = batch.sizes as ArrayLike<number | bigint>;
  for (let row = 0; row < batch.length; row++) {
    const [from, count] = [Number(places[row]), Number(sizes[row])];
    if (isNull(batch, row)) continue;
    const isInside = from >= 0 && count >= 0 && from + count <= size;
    if (!isInside) throw damaged(row, "is not in its part");
  }
}

/** Ends of runs grow, up to that of the column. */
function checkEnds(ends: Batch | undefined, length: number): void {
  const values = ends?.values ?? [];
  let before = 0;
  for (let run = 0; run < (ends?.length ?? 0); run++) {
    const end = Number(values[run]);
    if (!(end > before)) throw damaged(before, "is of a run without rows");
    before = end;
  }
  if (before < length) throw damaged(before, "is of no run");
}

function checkCodes(batch: Batch): void {
  const { values, length, dictionary } = batch;
  const size = dictionary?.offsets.at(-1) ?? 0;
  const codes = values as ArrayLike<number | bigint>;
  for (let row = 0; row < length; row++) {
    const code = codes[row] as number | bigint;
    if (code >= 0 && code < size || isNull(batch, row)) continue;
    throw damaged(row, `has code ${code}, and ${size} are known`);
  }
}

/** Whether the marks of a column say that a row is null. */
export function isNull({ validity, nullCount }: Batch, row: number): boolean {
  if (nullCount === 0 || validity === undefined || validity.length === 0) {
    return false;
  }
  return ((validity[row >> 3] ?? 0) >> (row & 7) & 1) === 0;
}

function damaged(row: number, why: string): RangeError {
  return new RangeError(`it is damaged: row ${row} of a record batch ${why}`);
}
