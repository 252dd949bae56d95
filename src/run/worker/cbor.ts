/**
 * CBOR as ax writes it, by a library that is loaded only here.
 *
 * Three kinds of value would not come back as they were, so they are told
 * apart: a Map has tag 259 before its CBOR map, which else is a plain object;
 * a bigint is a bignum (tags 2 and 3), however small; a Date's seconds are
 * rounded to the millisecond they were made from.
 *
 * @module
 */

import {
  decode as decodeCbor,
  type DecodeOptions,
  encode as encodeCbor,
  type EncodeOptions,
  type RequiredEncodeOptions,
  type TagDecoderMap,
  TypeEncoderMap,
  type Writer,
} from "cbor2";
import {
  writeLength,
  writeString,
  writeTag,
  writeUnknown,
} from "cbor2/encoder";

/** "Map datatype with key-value operations" in IANA's list. */
const MAP_TAG = 259;
const DATE_TAG = 1;
/** The major type of a CBOR map. */
const MAP = 5;

const encoding: EncodeOptions = {
  collapseBigInts: false,
  types: typeEncoders(),
};

const decoding: DecodeOptions = {
  collapseBigInts: false,
  preferMap: true,
  tags: tagDecoders(),
};

/** What stood behind the tag of a Map. */
class TaggedMap {
  readonly contents: unknown;

  constructor(contents: unknown) {
    this.contents = contents;
  }
}

/** The library's own way with objects encodes each key by itself: slowly. */
function typeEncoders(): TypeEncoderMap {
  const types = new TypeEncoderMap();
  types.registerEncoder(Object, (object, writer, options) => {
    const entries = Object.entries(object);
    writeLength(object, entries.length, MAP, writer, options);
    for (const [key, item] of entries) {
      writeString(key, writer, options);
      writeUnknown(item, writer, options);
    }
    return undefined;
  });
  types.registerEncoder(Map, writeMap);
  return types;
}

function writeMap(
  map: ReadonlyMap<unknown, unknown>,
  writer: Writer,
  options: RequiredEncodeOptions,
): undefined {
  writeTag(MAP_TAG, writer, options);
  writeLength(map, map.size, MAP, writer, options);
  for (const [key, item] of map) {
    writeUnknown(key, writer, options);
    writeUnknown(item, writer, options);
  }
}

function tagDecoders(): TagDecoderMap {
  const tags: TagDecoderMap = new Map();
  tags.set(MAP_TAG, ({ contents }) => new TaggedMap(contents));
  tags.set(
    DATE_TAG,
    ({ contents }) => new Date(Math.round(Number(contents) * 1000)),
  );
  return tags;
}

/** Encodes a value; equal values in equal order give equal bytes. */
export function encode(value: unknown): Uint8Array {
  return encodeCbor(value, encoding);
}

/** Decodes what {@linkcode encode} wrote. */
export function decode(bytes: Uint8Array): unknown {
  return restore(decodeCbor(bytes, decoding));
}

/** Makes objects and Maps of what the library gave as Maps, tagged or not. */
function restore(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof TaggedMap) return restoreMap(value.contents);
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = restore(value[at]);
    return value;
  }
  if (value instanceof Set) return new Set([...value].map(restore));
  return value instanceof Map ? restoreObject(value) : value;
}

function restoreMap(contents: unknown): unknown {
  if (!(contents instanceof Map)) return contents;
  const map = new Map<unknown, unknown>();
  for (const [key, item] of contents) map.set(restore(key), restore(item));
  return map;
}

/** Keys that are no text stay in a Map: another program wrote them. */
function restoreObject(map: ReadonlyMap<unknown, unknown>): unknown {
  const object: Record<string, unknown> = {};
  for (const [key, item] of map) {
    if (typeof key !== "string") return restoreMap(map);
    if (key !== "__proto__") object[key] = restore(item);
    else defineProto(object, restore(item));
  }
  return object;
}

function defineProto(object: object, value: unknown): void {
  const rest = { enumerable: true, writable: true, configurable: true };
  Object.defineProperty(object, "__proto__", { value, ...rest });
}
