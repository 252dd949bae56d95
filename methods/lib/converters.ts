/**
 * The names of conversions, and their converters.
 *
 * A conversion is written `NAME`, `NAME?` (empty fields become null),
 * `NAME:PARAMETER` or both:
 *
 * | name | makes | of |
 * | --- | --- | --- |
 * | `int32`, `int64` | int32, int64 | whole numbers; `int32_16`: in base 16, also 2, 8, 10 and 0 (told by prefix) |
 * | `float32`, `float64` | float32, float64 | numbers, also in base 16 as in `0x1.8p3`; `nan`, `inf`, `infinity` |
 * | `number` | float64 | numbers in digits; none too large or too small, no whole number that would be rounded |
 * | `number:int` | int64 | whole numbers, `42.0` too |
 * | `number:string` | string | numbers of any size with all their digits; equal ones are equal texts |
 * | `number:digits` | string | whole numbers of any size, `42.0` too |
 * | `complex32`, `complex64` | list<float32>, list<float64> | `1-2j`: real and imaginary part |
 * | `bool` | bool | true false t f yes no y n on off 1 0 |
 * | `strbool` | bool | false for false 0 f no off nil null and nothing |
 * | `floatbool` | bool | whether a number is not 0 |
 * | `date`, `datetime`, `time` | date, datetime, time | ISO 8601, or a pattern: `date:%d.%m.%Y` |
 * | `string`, `category`, `json` | the same | text in UTF-8, or as in `string:latin1`, `string:utf8/replace`; see `convert_encoding.ts` |
 * | `bytes` | bytes | anything |
 *
 * `int32i`, `float64i`, `floatbooli`, `datei` and so on ignore what follows;
 * `stringstrip`, `categorystrip` and `bytesstrip` leave out spaces at both ends.
 *
 * @module
 */

import { AxError } from "ax";
import { BoolConverter, FloatBoolConverter } from "./convert_bool.ts";
import { CategoryConverter } from "./convert_category.ts";
import { ComplexConverter } from "./convert_complex.ts";
import { DigitConverter } from "./convert_digits.ts";
import { FloatConverter } from "./convert_float.ts";
import { Int32Converter, Int64Converter } from "./convert_integer.ts";
import {
  DateConverter,
  DatetimeConverter,
  TimeConverter,
} from "./convert_iso.ts";
import { WholeConverter } from "./convert_number.ts";
import {
  PatternDateConverter,
  PatternDatetimeConverter,
  PatternTimeConverter,
} from "./convert_pattern.ts";
import { parseEncoding } from "./convert_encoding.ts";
import {
  BytesConverter,
  type Encoding,
  JsonConverter,
  StringConverter,
  type TextOptions,
} from "./convert_text.ts";
import type { Converter } from "./converter.ts";
import { TimeZone } from "./time_zone.ts";
import type { ColumnSpec } from "./vectors.ts";

/** What holds for all columns of a file. */
export interface ConversionOptions {
  /** How text is written, unless a conversion says so. Default: `utf8`. */
  readonly encoding?: Encoding;
  /** Whether numbers have a decimal comma. */
  readonly numericComma?: boolean;
  /** Where datetimes are local time. Default: UTC. */
  readonly timezone?: string | undefined;
}

/** A conversion, taken apart. */
interface Conversion {
  readonly name: string;
  readonly base: string | undefined;
  /** `i` or `strip`. */
  readonly suffix: string | undefined;
  readonly isNullable: boolean;
  readonly parameter: string | undefined;
  readonly options: ConversionOptions;
}

type Maker = (conversion: Conversion) => Converter | undefined;

const COMMA = 44;

const MAKERS: Readonly<Record<string, Maker>> = {
  int32: (c) => makeInteger(c, Int32Converter, "int32"),
  int64: (c) => makeInteger(c, Int64Converter, "int64"),
  float32: (c) => makeFloat(c, "float32"),
  float64: (c) => makeFloat(c, "float64"),
  number: makeNumber,
  complex32: (c) => makeComplex(c, "list<float32>"),
  complex64: (c) => makeComplex(c, "list<float64>"),
  bool: (c) => bare(c) && new BoolConverter(spec("bool", c)),
  strbool: (c) => bare(c) && new BoolConverter(spec("bool", c), true),
  floatbool: (c) =>
    noParameter(c) && suffixIn(c, "i")
      ? new FloatBoolConverter(spec("bool", c), numberOptions(c))
      : undefined,
  date: (c) => makeMoment(c, "date", DateConverter, PatternDateConverter),
  datetime: (c) =>
    makeMoment(
      c,
      "datetime",
      DatetimeConverter,
      PatternDatetimeConverter,
      findZone(c.options.timezone),
    ),
  time: (c) => makeMoment(c, "time", TimeConverter, PatternTimeConverter),
  string: (c) => makeText(c, "string", StringConverter),
  category: (c) => makeText(c, "category", CategoryConverter),
  json: (c) => makeText(c, "json", JsonConverter),
  bytes: (c) =>
    noParameter(c) && suffixIn(c, "strip")
      ? new BytesConverter(spec("bytes", c), c.suffix === "strip")
      : undefined,
};

const SYNTAX = new RegExp(
  `^(${Object.keys(MAKERS).sort((a, b) => b.length - a.length).join("|")})` +
    `(?:_(0|2|8|10|16))?(i|strip)?(\\?)?(?::(.*))?$`,
  "s",
);

/**
 * Makes the converter of a conversion.
 *
 * @throws {AxError} `input`, if there is no such conversion.
 */
export function makeConverter(
  text: string,
  options: ConversionOptions = {},
): Converter {
  const found = SYNTAX.exec(text);
  if (found !== null) {
    const [, name = "", base, suffix, mark, parameter] = found;
    const isNullable = mark !== undefined;
    const parts = { name, base, suffix, isNullable, parameter, options };
    const converter = MAKERS[name]?.(parts);
    if (converter !== undefined) return converter;
  }
  throw new AxError(
    "input",
    `Cannot convert to ${JSON.stringify(text)}: a conversion is one of ` +
      `${Object.keys(MAKERS).join(", ")}, with "?" for nulls and a ` +
      `parameter, as in "int32?", "int64_16" or "date:%d.%m.%Y"`,
  );
}

function spec(type: string, { isNullable }: Conversion): ColumnSpec {
  return `${type}${isNullable ? "?" : ""}` as ColumnSpec;
}

function noParameter({ base, parameter }: Conversion): boolean {
  return base === undefined && parameter === undefined;
}

function suffixIn({ suffix }: Conversion, allowed: string): boolean {
  return suffix === undefined || suffix === allowed;
}

/** `undefined` unless the conversion is only a name. */
function bare(conversion: Conversion): true | undefined {
  const { suffix } = conversion;
  return noParameter(conversion) && suffix === undefined ? true : undefined;
}

function makeInteger(
  c: Conversion,
  Made: typeof Int32Converter | typeof Int64Converter,
  type: string,
): Converter | undefined {
  if (c.parameter !== undefined || !suffixIn(c, "i")) return undefined;
  if (c.base === undefined && c.suffix === undefined) {
    return new Made(spec(type, c));
  }
  const base = Number(c.base ?? 10);
  return new Made(spec(type, c), { base, isPrefix: c.suffix === "i" });
}

function numberOptions(c: Conversion) {
  const isPrefix = c.suffix === "i";
  return c.options.numericComma ? { isPrefix, point: COMMA } : { isPrefix };
}

function makeFloat(c: Conversion, type: string): Converter | undefined {
  if (!noParameter(c) || !suffixIn(c, "i")) return undefined;
  return new FloatConverter(spec(type, c), numberOptions(c));
}

function makeNumber(c: Conversion): Converter | undefined {
  if (c.base !== undefined || c.suffix !== undefined) return undefined;
  const options = numberOptions(c);
  if (c.parameter === "int") {
    return new WholeConverter(spec("int64", c), options);
  }
  if (c.parameter === "string" || c.parameter === "digits") {
    const isWhole = c.parameter === "digits";
    return new DigitConverter(spec("string", c), { ...options, isWhole });
  }
  if (c.parameter !== undefined) return undefined;
  return new FloatConverter(spec("float64", c), { ...options, isStrict: true });
}

function makeComplex(c: Conversion, type: string): Converter | undefined {
  if (bare(c) === undefined) return undefined;
  return new ComplexConverter(spec(type, c), numberOptions(c));
}

function findZone(name = "UTC"): TimeZone | undefined {
  return name === "UTC" ? undefined : new TimeZone(name);
}

function makeMoment(
  c: Conversion,
  type: string,
  Iso: new (type: ColumnSpec, zone?: TimeZone) => Converter,
  Pattern: new (
    type: ColumnSpec,
    pattern: string,
    options: { isPrefix: boolean; zone?: TimeZone | undefined },
  ) => Converter,
  zone?: TimeZone,
): Converter | undefined {
  if (c.base !== undefined || !suffixIn(c, "i")) return undefined;
  const isPrefix = c.suffix === "i";
  if (c.parameter !== undefined) {
    return new Pattern(spec(type, c), c.parameter, { isPrefix, zone });
  }
  return isPrefix ? undefined : new Iso(spec(type, c), zone);
}

function makeText(
  c: Conversion,
  type: string,
  Made: new (type: ColumnSpec, options: TextOptions) => Converter,
): Converter | undefined {
  if (c.base !== undefined || !suffixIn(c, "strip")) return undefined;
  const { encoding = "utf8" } = c.options;
  const options = parseEncoding(c.parameter ?? encoding);
  if (options === undefined) return undefined;
  return new Made(spec(type, c), {
    ...options,
    isStripped: c.suffix === "strip",
  });
}
