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
  type TagDecoderMap,
  TypeEncoderMap,
} from "cbor2";
import {
  type RequiredEncodeOptions,
  writeLength,
  type Writer,
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
