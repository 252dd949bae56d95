import { assertEquals, assertThrows } from "../support/assert.ts";
import { AxError } from "../../src/core/errors.ts";
import { makeConverter } from "../../methods/lib/converters.ts";
import { makeReader } from "./convert_support.ts";
import { bytesOf } from "./csv_support.ts";

/** What a text column makes of bytes; `undefined` if it refuses them. */
function check(conversion: string, text: string): string | undefined {
  const value = makeReader(conversion)(text) as string | undefined;
  if (value === undefined) return undefined;
  if (conversion.startsWith("category")) return value;
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
    bytesOf(value),
  );
}

/** Conversion behind the type, bytes, and what comes of them. */
const cases: [conversion: string, text: string, wanted: string | undefined][] =
  [
    [":utf8", "\xc3\xa4", "ä"],
    [":UTF-8", "\xe4", undefined],
    [":utf8/strict", "\xe4", undefined],
    [":utf8/replace", "a\xe4b\xe2\x82c", "a\uFFFDb\uFFFDc"],
    [":utf8/ignore", "a\xe4b\xe2\x82c", "abc"],
    // U+FFFD itself is text, and is not left out.
    [":utf8/ignore", "\xef\xbf\xbd\xff", "\uFFFD"],
    [":utf8/ignore", "\xf0\x9f\x98\x80\xf0\x9f", "😀"],
    [":latin1", "\xe4\x80", "ä\x80"],
    [":latin1/ignore", "\xe4", "ä"],
    [":windows-1252", "\x80", "€"],
    [":koi8-r", "\xc1", "а"],
    [":iso-8859-15", "\xa4", "€"],
    [":shift_jis", "\x83\x65", "テ"],
    [":shift_jis", "\x83", undefined],
    [":shift_jis/replace", "\x83", "\uFFFD"],
    [":gb18030", "\x81\x30\x81\x30", "\x80"],
    [":utf-16le", "a\0\xe4\0", "aä"],
    [":utf-16le", "a", undefined],
    [":utf-16le/ignore", "a\0b", "a"],
    [":utf-16be", "\0a", "a"],
    [":utf-16le", "", ""],
    [":ascii", "a", "a"],
    [":ascii", "\xe4", undefined],
    [":ascii/replace", "a\xe4", "a\uFFFD"],
    [":ascii/ignore", "a\xe4b", "ab"],
    [":ascii/octal", "a\\\xe4\xff", "a\\\\344\\377"],
    [":ascii/encode", "a\\\xe4\xff", "a\\134\\344\\377"],
    [":ascii/encode", "plain", "plain"],
  ];

Deno.test("text is read in any encoding, and what is no text as it says", () => {
  for (const [conversion, text, wanted] of cases) {
    for (const type of ["string", "category"]) {
      const name = `${type}${conversion}`;
      assertEquals(check(name, text), wanted, `${name} of ${text}`);
    }
  }
});

Deno.test("spaces are left out before text is read", () => {
  assertEquals(check("stringstrip:ascii/octal", " \xe4\t"), "\\344");
  assertEquals(check("stringstrip:latin1", "\v\f\r\n \xe4 x "), "ä x");
  // A no-break space is a letter like others.
  assertEquals(check("stringstrip:latin1", "\xa0"), "\xa0");
});

Deno.test("json is what its text is, in any encoding", () => {
  assertEquals(check("json:utf-16le", '{\0"\0a\0"\0:\x001\0}\0'), '{"a":1}');
  assertEquals(check("json:latin1", '["\xe4"]'), '["ä"]');
  assertEquals(check("json:utf8", '["\xe4"]'), undefined);
  assertEquals(check("json:utf-16le", "{}"), undefined);
  assertEquals(check("jsonstrip", " [1]\n"), "[1]");
});

Deno.test("an encoding that is none is refused", () => {
  for (
    const wrong of [
      "string:klingon",
      "string: utf8",
      "string:utf8/octal",
      "string:koi8-r/encode",
      "string:koi8-r/whatever",
      "string:utf8/replace/ignore",
      "bytes:utf8",
    ]
  ) {
    assertThrows(() => makeConverter(wrong), AxError, "Cannot convert to");
  }
});
