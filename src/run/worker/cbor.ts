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
  TypeEncoderMap,
} from "cbor2";

/** "Map datatype with key-value operations" in IANA's list. */
const MAP_TAG = 259;
const DATE_TAG = 1;

const encoding: EncodeOptions = {
  collapseBigInts: false,
  types: mapEncoder(),
};

const decoding: DecodeOptions = {
  collapseBigInts: false,
  preferMap: true,
  tags: new Map([
    [MAP_TAG, ({ contents }) => new TaggedMap(contents)],
    [DATE_TAG, ({ contents }) => new Date(Math.round(Number(contents) * 1000))],
  ]),
};

/** A Map on its way through the library, which would see a map in it. */
class UntaggedMap extends Map<unknown, unknown> {}

/** What stood behind the tag of a Map. */
class TaggedMap {
  readonly contents: unknown;

  constructor(contents: unknown) {
    this.contents = contents;
  }
}

function mapEncoder(): TypeEncoderMap {
  const types = new TypeEncoderMap();
  types.registerEncoder(Map, (map) => [MAP_TAG, new UntaggedMap(map)]);
  return types;
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
  const entries = [...contents].map((
    [key, item],
  ) => [restore(key), restore(item)] as const);
  return new Map(entries);
}

/** Keys that are no text stay in a Map: another program wrote them. */
function restoreObject(map: ReadonlyMap<unknown, unknown>): unknown {
  const keys = [...map.keys()];
  if (!keys.every((key) => typeof key === "string")) return restoreMap(map);
  const entries = [...map].map(([key, item]) => [key, restore(item)] as const);
  return Object.fromEntries(entries as [string, unknown][]);
}
