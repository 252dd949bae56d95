import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  type ConversionOptions,
  makeConverter,
} from "../../methods/lib/converters.ts";
import { checkUtf8 } from "../../methods/lib/convert_text.ts";
import { fieldsOf, makeReader } from "./convert_support.ts";
import { makeRandom, valuesOf } from "./csv_support.ts";

/** Converts texts; what cannot be converted is `undefined`. */
function check(
  conversion: string,
  texts: readonly string[],
  options: ConversionOptions & { fallback?: string | null } = {},
): unknown[] {
  const converter = makeConverter(conversion, options);
  if (options.fallback !== undefined) {
    assert(converter.setFallback(options.fallback));
  }
  const failed = new Uint16Array(texts.length);
  const failures = converter.convert(fieldsOf(texts), failed, 7);
  assertEquals(failures, failed.filter((mark) => mark === 7).length);
  const values = valuesOf(converter.column(texts.length));
  return values.map((value, row) => failed[row] === 7 ? undefined : value);
}

/** Microseconds that Date knows of a text with a zone. */
function microsOf(text: string): bigint {
  return BigInt(Date.parse(text)) * 1000n;
}

Deno.test("whole numbers are converted as they are, or refused", () => {
  const texts = ["0", "-0", "+7", " 42 ", "2147483647", "-2147483648", "007"];
  const numbers = [0, 0, 7, 42, 2147483647, -2147483648, 7];
  assertEquals(check("int32", texts), numbers);
  assertEquals(check("int64", texts), numbers.map(BigInt));
  const wrong = ["", " ", "-", "1.0", "1e3", "0x1", "1 2", "--1", "١", "1_0"];
  assertEquals(check("int32", wrong), wrong.map(() => undefined));
  assertEquals(check("int64", wrong), wrong.map(() => undefined));
  assertEquals(check("int32", ["2147483648", "-2147483649", "99999999999"]), [
    undefined,
    undefined,
    undefined,
  ]);
  const big = [
    "9223372036854775807",
    "-9223372036854775808",
    "4611686018427387905",
  ];
  assertEquals(check("int64", big), big.map(BigInt));
  assertEquals(check("int64", ["9223372036854775808", "1".repeat(40)]), [
    undefined,
    undefined,
  ]);
});

Deno.test("int64 is exact for random numbers of every length", () => {
  const random = makeRandom(2);
  const texts = Array.from({ length: 3000 }, () => {
    const digits = Array.from({ length: 1 + random(18) }, () => random(10));
    return `${["", "-", "+"][random(3)]}${digits.join("")}`;
  });
  const wanted = texts.map((text) => BigInt(text.replace(/^\+/, "")));
  assertEquals(check("int64", texts), wanted);
});

Deno.test("whole numbers may be in other bases, and end early", () => {
  assertEquals(check("int32_16", ["ff", "0xFF", "-0x10", "g", "0x"]), [
    255,
    255,
    -16,
    undefined,
    undefined,
  ]);
  assertEquals(check("int64_16", ["7fffffffffffffff", "ffffffffffffffff"]), [
    2n ** 63n - 1n,
    undefined,
  ]);
  assertEquals(check("int32_8", ["17", "18"]), [15, undefined]);
  assertEquals(check("int32_2", ["101", "2"]), [5, undefined]);
  assertEquals(check("int32_0", ["0x1f", "017", "17", "0", "08"]), [
    31,
    15,
    17,
    0,
    undefined,
  ]);
  assertEquals(check("int32i", ["12 monkeys", "x", "", "-3.5"]), [
    12,
    0,
    0,
    -3,
  ]);
});

Deno.test("floats are rounded as Number() rounds", () => {
  const random = makeRandom(3);
  const digits = (count: number) =>
    Array.from({ length: count }, () => random(10)).join("");
  const texts = Array.from({ length: 20_000 }, () => {
    const whole = digits(random(random(4) === 0 ? 25 : 12));
    const point = random(4) === 0 ? "" : `.${digits(random(14))}`;
    const exponent = random(6) === 0 ? `e${random(640) - 320}` : "";
    return `${["", "-", "+"][random(3)]}${whole}${point}${exponent}`;
  }).filter((text) => /\d/.test(text.replace(/e.*/, "")));
  assertEquals(check("float64", texts), texts.map(Number));
  assert(texts.length > 19_000);
  const limits = [
    "9007199254740993",
    "9007199254740992",
    "9007199254740991",
    "0.1",
    "123456789012345.6",
    "5e-324",
    "2.2250738585072011e-308",
    "1.7976931348623157e308",
    "-0",
    "-0.0",
    "5.",
    ".5",
  ];
  assertEquals(check("float64", limits), limits.map(Number));
});

Deno.test("floats are refused, named and cut as is documented", () => {
  const wrong = [
    "",
    ".",
    "-",
    "-.",
    "1,5",
    "1.2.3",
    "0x1.0.0",
    "1e",
    "1_0",
    "one",
  ];
  assertEquals(check("float64", wrong), wrong.map(() => undefined));
  assertEquals(
    check("float64", ["nan", "-Inf", "Infinity", " 1.5 ", "1e400"]),
    [
      NaN,
      -Infinity,
      Infinity,
      1.5,
      Infinity,
    ],
  );
  assertEquals(check("float32", ["0.1", "16777217"]), [
    Math.fround(0.1),
    16777216,
  ]);
  assertEquals(check("float64i", ["1.5kg", "kg", "2."]), [1.5, 0, 2]);
  assertEquals(check("number", ["1.5", "nan", "1e400", "7"]), [
    1.5,
    undefined,
    undefined,
    7,
  ]);
  const whole = ["9007199254740993", "9007199254740993.0", "1e23"];
  assertEquals(check("number", whole), [undefined, undefined, 1e23]);
  const exact = ["-9007199254740994", "100000000000000000000", "9".repeat(400)];
  assertEquals(check("number", exact), [-9007199254740994, 1e20, undefined]);
  assertEquals(
    check("number:int", ["42", "42.", "42.0", ".0", ".", "4.2", "1e5"]),
    [
      42n,
      42n,
      42n,
      0n,
      undefined,
      undefined,
      undefined,
    ],
  );
  assertEquals(
    check("float64", ["1,5", "1.5", "2", "1,5e3"], { numericComma: true }),
    [
      1.5,
      undefined,
      2,
      1500,
    ],
  );
});

Deno.test("bools are words or numbers", () => {
  const words = [
    "true",
    "FALSE",
    "t",
    "No",
    "1",
    "0",
    "on",
    "off",
    "maybe",
    "",
  ];
  assertEquals(check("bool", words), [
    1,
    0,
    1,
    0,
    1,
    0,
    1,
    0,
    undefined,
    undefined,
  ]);
  assertEquals(
    check("strbool", ["", "nil", "NULL", "f", "maybe", "falsehood"]),
    [
      0,
      0,
      0,
      0,
      1,
      1,
    ],
  );
  assertEquals(check("floatbool", ["0", "-0.0", "2", "x"]), [
    0,
    0,
    1,
    undefined,
  ]);
});

Deno.test("dates and times in ISO 8601 are what Date.parse() says", () => {
  const random = makeRandom(4);
  const texts = Array.from({ length: 5000 }, () => {
    const millis = (random(2 ** 31) * 145_000 + random(145_000)) -
      62_000_000_000_000;
    return new Date(millis).toISOString();
  });
  assertEquals(check("datetime", texts), texts.map(microsOf));
  const days = texts.map((text) => text.slice(0, 10))
    .filter((text) => text.length === 10);
  assertEquals(
    check("date", days),
    days.map((day) => Date.parse(day) / 86_400_000),
  );
  assertEquals(check("datetime", days), days.map(microsOf));
  const zones = ["2024-02-29T23:59:59+02:00", "2024-01-01T00:00-05:30"];
  assertEquals(check("datetime", zones), zones.map(microsOf));
  assertEquals(
    check("datetime", ["2024-05-01 12:34", "2024-05-01T12:34:56.1234567"]),
    [
      microsOf("2024-05-01T12:34Z"),
      microsOf("2024-05-01T12:34:56.123Z") + 456n,
    ],
  );
  assertEquals(
    check("datetime", ["0001-01-01", "9999-12-31T23:59:59.999999Z"]),
    [
      microsOf("0001-01-01"),
      microsOf("9999-12-31T23:59:59.999Z") + 999n,
    ],
  );
  assertEquals(check("time", ["00:00", "23:59:59.9999", "12:34:56.7"]), [
    0,
    86_399_999,
    45_296_700,
  ]);
});

Deno.test("dates and times that are none are refused", () => {
  const days = [
    "2023-02-29",
    "1900-02-29",
    "2024-13-01",
    "2024-00-01",
    "2024-01-00",
    "2024-1-1",
    "24-01-01",
    "0000-01-01",
    "2024-04-31",
    "",
    "2024-01-01x",
  ];
  assertEquals(check("date", days), days.map(() => undefined));
  const moments = [
    "2024-01-01T24:00",
    "2024-01-01T12:60",
    "2024-01-01T12:34:60",
    "2024-01-01T1234",
    "2024-01-01T12:34:5",
    "2024-01-01T12:34:56.",
    "2024-01-01T12:34:56+1",
    "2024-01-01T12:34:56ZZ",
    "2024-01-01x12:34",
    "2024-01-01T",
    "2024-01-01T12:34+24:00",
  ];
  assertEquals(check("datetime", moments), moments.map(() => undefined));
  assertEquals(
    check("time", ["24:00", "12:34Z", "1:23", ""]),
    Array(4).fill(undefined),
  );
});

Deno.test("empty fields are null where nulls are allowed", () => {
  for (
    const type of [
      "int32",
      "int64",
      "float64",
      "bool",
      "date",
      "datetime",
      "time",
      "string",
      "category",
      "json",
    ]
  ) {
    assertEquals(check(`${type}?`, [""]), [null], type);
  }
  assertEquals(check("int32?", ["1", "", "x", "3"]), [1, null, undefined, 3]);
  assertEquals(check("string?", ["a", "", "b"]), ["a", null, "b"]);
  assertEquals(check("string", ["a", "", "b"]), ["a", "", "b"]);
  assertEquals(check("date?:%d.%m.%Y", ["02.01.1970", ""]), [1, null]);
});

Deno.test("a fallback stands where a field cannot be converted", () => {
  assertEquals(check("int32", ["1", "x"], { fallback: "-1" }), [1, -1]);
  assertEquals(check("int32?", ["1", "x", ""], { fallback: null }), [
    1,
    null,
    null,
  ]);
  assertEquals(check("datetime", ["x"], { fallback: "1970-01-02" }), [
    86_400_000_000n,
  ]);
  assertEquals(makeConverter("int32").setFallback("x"), false);
  assertEquals(makeConverter("int32").setFallback(null), false);
});

Deno.test("a converter forgets one run before the next", () => {
  const convert = makeReader("int32?");
  assertEquals([convert(""), convert("5"), convert("")], [null, 5, null]);
});

Deno.test("text is checked, replaced, or read as latin1", () => {
  const encoded = (text: string) =>
    Array.from(
      new TextEncoder().encode(text),
      (byte) => String.fromCharCode(byte),
    ).join("");
  const umlaut = encoded("ü");
  assertEquals(check("string", ["a", umlaut, "\xfc", "\xc3"]), [
    "a",
    umlaut,
    undefined,
    undefined,
  ]);
  assertEquals(check("category", ["a", umlaut, "\xfc", "a"]), [
    "a",
    "ü",
    undefined,
    "a",
  ]);
  assertEquals(check("string:latin1", ["\xfc", "a"]), [umlaut, "a"]);
  assertEquals(check("string", ["\xfc"], { encoding: "latin1" }), [umlaut]);
  assertEquals(check("category:latin1", ["\xfc", "\xfc"]), ["ü", "ü"]);
  assertEquals(check("string:utf8/replace", ["a\xfcb"]), [encoded("a\uFFFDb")]);
  assertEquals(check("string:utf8/ignore", ["a\xfcb"]), ["ab"]);
  assertEquals(check("string:ascii", ["a", umlaut]), ["a", undefined]);
  assertEquals(check("stringstrip", [" a b\t", "  "]), ["a b", ""]);
  assertEquals(check("bytes", ["\xfc\0"]), ["\xfc\0"]);
  assertEquals(check("bytesstrip", [" \xfc "]), ["\xfc"]);
  assertEquals(check("json", ['{"a":[1]}', "1", "x", ""]), [
    '{"a":[1]}',
    "1",
    undefined,
    undefined,
  ]);
});

Deno.test("UTF-8 is what TextDecoder takes for it", () => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const isUtf8 = (bytes: Uint8Array): boolean => {
    try {
      decoder.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  const edges = [
    0x00,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc0,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xe1,
    0xec,
    0xed,
    0xee,
    0xef,
    0xf0,
    0xf1,
    0xf3,
    0xf4,
    0xf5,
    0xff,
  ];
  const random = makeRandom(5);
  for (let round = 0; round < 20_000; round++) {
    const bytes = Uint8Array.from(
      { length: random(6) },
      () => edges[random(edges.length)] as number,
    );
    assertEquals(
      checkUtf8(bytes, 0, bytes.length),
      isUtf8(bytes),
      String(bytes),
    );
  }
});

Deno.test("categories keep their codes as the dictionary grows", () => {
  const texts = Array.from({ length: 5000 }, (_, i) => `c${i * i % 1009}`);
  assertEquals(check("category", texts), texts);
  const again = check("category", ["same", "other", "same"]);
  assertEquals(again, ["same", "other", "same"]);
});

Deno.test("an unknown conversion is refused by a message that lists them", () => {
  for (
    const wrong of [
      "int16",
      "int32:5",
      "int32_3",
      "int32?i",
      "bool:x",
      "string:klingon",
      "string:utf8/maybe",
      "datei",
      "json_8",
      "",
      "float64_16",
      "date:%Q",
      "date:%Y%",
      "time:%2-%H",
    ]
  ) {
    assertThrows(() => makeConverter(wrong), AxError, "Cannot");
  }
  assertThrows(() => makeConverter("int16"), AxError, "is one of int32, int64");
});
