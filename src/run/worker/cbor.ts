/**
 * CBOR as ax writes it, by a library that is loaded only here.
 *
 * @module
 */

import * as cbor from "cbor2";

/** Encodes a value; equal values in equal order give equal bytes. */
export function encode(value: unknown): Uint8Array {
  return cbor.encode(value);
}

/** Decodes what {@linkcode encode} wrote. */
export function decode(bytes: Uint8Array): unknown {
  return cbor.decode(bytes);
}
