/**
 * Walks through structures of Thrift's compact protocol, of which Parquet's
 * footer and page headers are made, without believing a length in them.
 *
 * @module
 */

/** Where the fields of a structure are, by their number, and where it ends. */
export interface ThriftFields {
  readonly at: ReadonlyMap<number, number>;
  readonly end: number;
}

/** What a value is. */
const Kind = {
  STOP: 0,
  TRUE: 1,
  FALSE: 2,
  BYTE: 3,
  I16: 4,
  I32: 5,
  I64: 6,
  DOUBLE: 7,
  BINARY: 8,
  LIST: 9,
  STRUCT: 12,
} as const;

const MAX_DEPTH = 16;

/**
 * Finds the fields of a structure.
 *
 * @throws {RangeError} If it is damaged, or ends later than the bytes.
 */
export function readFields(
  bytes: Uint8Array,
  from: number,
  depth = 0,
): ThriftFields {
  if (depth > MAX_DEPTH) throw damaged("structures lie too deep");
  const at = new Map<number, number>();
  let place = from;
  for (let id = 0;;) {
    const head = byteAt(bytes, place++);
    const type = head & 15;
    if (type === Kind.STOP) return { at, end: place };
    const step = head >> 4;
    if (step === 0) {
      id = readInteger(bytes, place);
      place = skipVarint(bytes, place, 5);
    } else id += step;
    at.set(id, place);
    // A truth is in the type of its field.
    if (type !== Kind.TRUE && type !== Kind.FALSE) {
      place = skip(bytes, place, type, depth);
    }
  }
}

/** Reads an integer of up to 32 bits. */
export function readInteger(bytes: Uint8Array, at: number): number {
  const value = readVarint(bytes, at);
  return value >>> 1 ^ -(value & 1);
}

/** Reads 32 bits without a sign, seven in each byte. */
export function readVarint(bytes: Uint8Array, at: number): number {
  const end = skipVarint(bytes, at, 5);
  let value = 0;
  for (let place = end - 1; place >= at; place--) {
    value = value << 7 | byteAt(bytes, place) & 127;
  }
  return value >>> 0;
}

/** Where a number ends that has at most so many bytes. */
export function skipVarint(
  bytes: Uint8Array,
  at: number,
  most: number,
): number {
  for (let place = at; place < at + most; place++) {
    if (byteAt(bytes, place) < 128) return place + 1;
  }
  throw damaged("a number is too long");
}

/** Where a value ends. */
function skip(
  bytes: Uint8Array,
  at: number,
  type: number,
  depth: number,
): number {
  switch (type) {
    case Kind.TRUE:
    case Kind.FALSE:
    case Kind.BYTE:
      return inside(bytes, at, 1);
    case Kind.I16:
    case Kind.I32:
      return skipVarint(bytes, at, 5);
    case Kind.I64:
      return skipVarint(bytes, at, 10);
    case Kind.DOUBLE:
      return inside(bytes, at, 8);
    case Kind.BINARY:
      return inside(bytes, skipVarint(bytes, at, 5), readVarint(bytes, at));
    case Kind.LIST:
      return skipList(bytes, at, depth);
    case Kind.STRUCT:
      return readFields(bytes, at, depth + 1).end;
  }
  throw damaged("a field is of no known type");
}

function skipList(bytes: Uint8Array, from: number, depth: number): number {
  const head = byteAt(bytes, from);
  let at = from + 1;
  let count = head >> 4;
  if (count === 15) {
    count = readVarint(bytes, at);
    at = skipVarint(bytes, at, 5);
  }
  // Each item takes a byte at least.
  inside(bytes, at, count);
  if (depth > MAX_DEPTH) throw damaged("lists lie too deep");
  for (let item = 0; item < count; item++) {
    at = skip(bytes, at, head & 15, depth + 1);
  }
  return at;
}

function inside(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) throw damaged("it ends early");
  return at + size;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw damaged("it ends early");
  return byte;
}

function damaged(why: string): RangeError {
  return new RangeError(`a description is damaged: ${why}`);
}
