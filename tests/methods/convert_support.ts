/**
 * What tests of converters share: texts as fields, and what comes of them.
 *
 * @module
 */

import type { FieldRun } from "../../methods/lib/converter.ts";
import {
  type ConversionOptions,
  makeConverter,
} from "../../methods/lib/converters.ts";
import { bytesOf, valuesOf } from "./csv_support.ts";

/** Texts as fields one after the other, their characters as bytes. */
export function fieldsOf(texts: readonly string[]): FieldRun {
  const ends: number[] = [];
  let end = 0;
  for (const text of texts) ends.push(end += text.length);
  return {
    bytes: bytesOf(texts.join("")),
    starts: Int32Array.from([0, ...ends]),
    ends: Int32Array.from(ends),
    from: 0,
    count: texts.length,
  };
}

/**
 * Makes what converts one text after the other, their characters as bytes:
 * a value as it is stored, `undefined` for a text that is refused.
 */
export function makeReader(
  conversion: string,
  options: ConversionOptions = {},
): (text: string) => unknown {
  const converter = makeConverter(conversion, options);
  return (text) => {
    // Digits stand around the field, which must not be read.
    const bytes = bytesOf(`1${text}1`);
    const run = {
      bytes,
      starts: Int32Array.of(1),
      ends: Int32Array.of(bytes.length - 1),
      from: 0,
      count: 1,
    };
    if (converter.convert(run, new Uint16Array(1), 1) > 0) return undefined;
    return valuesOf(converter.column(1))[0];
  };
}
