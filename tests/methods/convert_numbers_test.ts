import { assertEquals } from "../support/assert.ts";
import { makeReader } from "./convert_support.ts";
import { makeRandom } from "./csv_support.ts";

function check(conversion: string, cases: Readonly<Record<string, unknown>>) {
  const convert = makeReader(conversion);
  for (const [text, wanted] of Object.entries(cases)) {
    assertEquals(convert(text), wanted, `${conversion} of "${text}"`);
  }
}

/** A whole number by the book: spaces, sign, prefix, digits, spaces. */
function readWhole(text: string, base: number): bigint | undefined {
  const [, sign, rest = ""] =
    /^[ \t\n\v\f\r]*([+-]?)(.*?)[ \t\n\v\f\r]*$/s.exec(text) ?? [];
  const prefixed = /^0x([\da-f]+)$/i.exec(rest);
  const isHex = prefixed !== null && (base === 16 || base === 0);
  const digits = isHex ? prefixed[1] ?? "" : rest;
  const real = isHex ? 16 : base === 0 ? (rest.startsWith("0") ? 8 : 10) : base;
  const all = "0123456789abcdef".slice(0, real);
  if (digits === "") return undefined;
  let value = 0n;
  for (const digit of digits.toLowerCase()) {
    if (!all.includes(digit)) return undefined;
    value = value * BigInt(real) + BigInt(all.indexOf(digit));
  }
  return sign === "-" ? -value : value;
}

Deno.test("whole numbers in all bases are what the book says of random text", () => {
  const random = makeRandom(21);
  const letters = "0011223789afFxX-+ \t";
  for (const base of [0, 2, 8, 10, 16]) {
    const name = base === 10 ? "" : `_${base}`;
    const small = makeReader(`int32${name}`);
    const large = makeReader(`int64${name}`);
    for (let round = 0; round < 4000; round++) {
      const size = random(4) === 0 ? random(70) : random(7);
      let text = Array.from(
        { length: size },
        () => letters[random(letters.length)],
      ).join("");
      if (random(2) === 0) text = text.replace(/[^\da-f]/gi, "");
      if (random(3) === 0) text = `0x${text}`;
      if (random(3) === 0) text = ` ${"-+"[random(2)]}${text}  `;
      const value = readWhole(text, base);
      const fits = (bits: bigint): boolean =>
        value !== undefined && value >= -(1n << bits) && value < 1n << bits;
      const what = `base ${base} of "${text}"`;
      assertEquals(small(text), fits(31n) ? Number(value) : undefined, what);
      assertEquals(large(text), fits(63n) ? value : undefined, what);
    }
  }
});

Deno.test("whole numbers reach to both ends of their type in every base", () => {
  check("int32", {
    "2147483647": 2147483647,
    "-2147483648": -2147483648,
    "2147483648": undefined,
    "-2147483649": undefined,
    "0000000000000000000007": 7,
  });
  check("int32_16", {
    "7fffffff": 2147483647,
    "80000000": undefined,
    "-80000000": -2147483648,
    "0X1f": 31,
    "0x0x1": undefined,
  });
  check("int64_8", {
    "777777777777777777777": 2n ** 63n - 1n,
    "1000000000000000000000": undefined,
    "-1000000000000000000000": -(2n ** 63n),
    "8": undefined,
    "0x7": undefined,
  });
  check("int64_0", {
    "0x7fffffffffffffff": 2n ** 63n - 1n,
    "0777": 511n,
    "0": 0n,
    "0x": undefined,
    "09": undefined,
    "-010": -8n,
  });
});

Deno.test("what follows a number is ignored where that is asked for", () => {
  check("int32i", {
    "12 apples": 12,
    "-3.9": -3,
    "": 0,
    "apples": 0,
    "- 5": 0,
    " \t7": 7,
    "99999999999": undefined,
    "1e3": 1,
  });
  check("int64_16i", { "ffg": 255n, "0xz": 0n, "0x1z": 1n });
  check("int32_0i", { "08": 0, "0x1f!": 31, "19z": 19 });
  check("float64i", {
    "1.5.5": 1.5,
    "1e5e5": 1e5,
    "1e": 1,
    "infinite": Infinity,
    "nano": NaN,
    ".": 0,
    "-.5x": -0.5,
    "$5": 0,
  });
  check("float32i", { "0.1m": Math.fround(0.1) });
  check("floatbooli", { "1 yes": 1, "0.0 no": 0, "yes": 0 });
});

Deno.test("floats have signs, points, exponents and spaces around them", () => {
  check("float64", {
    "+.5": 0.5,
    "-5.": -5,
    "1E+2": 100,
    "1e-400": 0,
    "-1e400": -Infinity,
    " 1.5\t\n": 1.5,
    "+infinity": Infinity,
    "-NaN": NaN,
    "infinit": undefined,
    "1 5": undefined,
    "+-1": undefined,
    "1e1.5": undefined,
    "0x1p3": 8,
    "1_000": undefined,
    "١": undefined,
  });
  check("float32", { "3.4e38": Math.fround(3.4e38), "3.5e38": Infinity });
  check("number", {
    "42.0": 42,
    "43.": 43,
    ".0": 0,
    "-0.0": 0,
    "1e5": 100000,
    ".": undefined,
    "nan": undefined,
    "1e999": undefined,
    "0x10": undefined,
    "1p3": undefined,
  });
  check("number:int", {
    "42.000": 42n,
    "-7.": -7n,
    "+7": 7n,
    ".0": 0n,
    "-.0": undefined,
    ".": undefined,
    "1e5": undefined,
    "nan": undefined,
    "0.5": undefined,
    "9223372036854775807.0": 2n ** 63n - 1n,
    "9223372036854775808": undefined,
  });
});

Deno.test("with a decimal comma, points are no part of numbers", () => {
  for (const type of ["float64", "float32", "number"]) {
    const convert = makeReader(type, { numericComma: true });
    assertEquals(
      ["1,5", "-,5", "5,", "1e-1", "1.5", "1,5,5", ","].map(convert),
      [
        1.5,
        -0.5,
        5,
        type === "float32" ? Math.fround(0.1) : 0.1,
        undefined,
        undefined,
        undefined,
      ],
      type,
    );
  }
  assertEquals(makeReader("number:int", { numericComma: true })("42,0"), 42n);
  assertEquals(
    makeReader("number:int", { numericComma: true })("42.0"),
    undefined,
  );
  assertEquals(makeReader("floatbool", { numericComma: true })("0,1"), 1);
  assertEquals(makeReader("float64i", { numericComma: true })("1,5.7"), 1.5);
  assertEquals(makeReader("int32", { numericComma: true })("1,0"), undefined);
});

Deno.test("bools are false by few words, or by being 0", () => {
  check("strbool", {
    "False": 0,
    "F": 0,
    "NO": 0,
    "Off": 0,
    "nil": 0,
    "Null": 0,
    "": 0,
    "0": 0,
    "0.0": 1,
    " ": 1,
    "none": 1,
    "true": 1,
  });
  check("floatbool", {
    "1e-400": 0,
    "-0": 0,
    "nan": 1,
    "inf": 1,
    "0x0": 0,
    "0xg": undefined,
    "": undefined,
  });
  check("bool", { "tRuE": 1, "OFF": 0, "2": undefined, " 1": undefined });
});
