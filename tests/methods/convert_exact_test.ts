import { makeConverter } from "../../methods/lib/converters.ts";
import type { BatchColumn } from "../../methods/lib/vectors.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { fieldsOf } from "./convert_support.ts";
import { makeRandom, valuesOf } from "./csv_support.ts";

/** Converts texts at once; `undefined` for those that are bad. */
function convert(
  conversion: string,
  texts: readonly string[],
  numericComma = false,
): unknown[] {
  const converter = makeConverter(conversion, { numericComma });
  const failed = new Uint32Array(texts.length);
  converter.convert(fieldsOf(texts), failed, 1);
  const values = valuesOf(converter.column(texts.length));
  return values.map((value, row) => failed[row] === 0 ? value : undefined);
}

function assertAll(
  texts: readonly string[],
  actual: readonly unknown[],
  wanted: (text: string) => unknown,
): void {
  texts.forEach((text, row) => {
    const right = wanted(text);
    assert(
      Object.is(actual[row], right),
      `${text}: ${actual[row]} instead of ${right}`,
    );
  });
}

/** A number as a fraction of whole ones, with a positive denominator. */
type Fraction = readonly [top: bigint, bottom: bigint];

function fractionOf(decimal: string): Fraction {
  const [, sign, whole = "", decimals = "", power = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(decimal) ?? [];
  const exponent = Number(power) - decimals.length;
  const size = BigInt(whole + decimals) * 10n ** BigInt(Math.max(exponent, 0));
  const bottom = 10n ** BigInt(Math.max(-exponent, 0));
  return [sign === "-" ? -size : size, bottom];
}

function binaryFraction(value: number): Fraction {
  let bottom = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    bottom *= 2n;
  }
  return [BigInt(scaled), bottom];
}

/** The difference of two fractions, as a numerator over one denominator. */
function distance([a, b]: Fraction, [c, d]: Fraction): Fraction {
  const top = a * d - c * b;
  return [top < 0n ? -top : top, b * d];
}

function isLess([a, b]: Fraction, [c, d]: Fraction): boolean {
  return a * d < c * b;
}

const word = new DataView(new ArrayBuffer(8));

function singleOfBits(bits: number): number {
  word.setUint32(0, bits);
  return word.getFloat32(0);
}

/** The nearest single by trying those around it, the slow and plain way. */
function nearestSingle(decimal: string): number {
  const value = fractionOf(decimal.replace(/^[+-]/, ""));
  const near = Math.fround(Math.abs(Number(decimal)));
  word.setFloat32(0, near);
  const bits = word.getUint32(0);
  // The greatest single and the one that would follow it share a middle.
  const candidates = [bits - 1, bits, bits + 1]
    .filter((each) => each >= 0 && each <= 0x7f80_0000)
    .map((each) => ({
      bits: each,
      value: binaryFraction(
        each === 0x7f80_0000 ? 2 ** 128 : singleOfBits(each),
      ),
    }));
  let best = candidates[0];
  for (const each of candidates.slice(1)) {
    if (best === undefined) throw new TypeError("there is always one");
    const [old, now] = [
      distance(best.value, value),
      distance(each.value, value),
    ];
    const isTie = !isLess(old, now) && !isLess(now, old);
    if (isLess(now, old) || isTie && each.bits % 2 === 0) best = each;
  }
  const size = singleOfBits(best?.bits ?? 0);
  return decimal.startsWith("-") ? -size : size;
}

/** The exact decimal text of a whole number times a power of two. */
function decimalOf(whole: bigint, power: number): string {
  if (power >= 0) return `${whole << BigInt(power)}`;
  return `${whole * 5n ** BigInt(-power)}e${power}`;
}

function digits(random: (limit: number) => number, count: number): string {
  return Array.from({ length: count }, () => random(10)).join("");
}

function randomDecimal(random: (limit: number) => number): string {
  const sign = ["", "-", "+"][random(3)];
  const whole = digits(random, random(4) === 0 ? random(30) : random(9));
  const decimals = random(4) === 0 ? "" : `.${digits(random, 1 + random(18))}`;
  const power = random(3) === 0 ? `e${random(700) - 380}` : "";
  return whole + decimals === "" ? "7" : `${sign}${whole}${decimals}${power}`;
}

Deno.test("float64 is the nearest double of random decimals", () => {
  const random = makeRandom(41);
  const texts = Array.from({ length: 60_000 }, () => randomDecimal(random));
  assertAll(texts, convert("float64", texts), Number);
});

Deno.test("float32 is the nearest single of random decimals, rounded once", () => {
  const random = makeRandom(42);
  const texts = Array.from({ length: 3000 }, () => randomDecimal(random));
  assertAll(texts, convert("float32", texts), nearestSingle);
});

/** Numbers that lie between two singles, and a little beside that. */
function middles(random: (limit: number) => number): string[] {
  const edges = [0, 1, 2, 0x7f_ffff, 0x80_0000, 0x80_0001, 0x7f7f_ffff];
  const bits = edges.concat(
    Array.from({ length: 400 }, () => random(0x7f80_0000)),
  );
  return bits.flatMap((each) => {
    const [low, high] = [each, each + 1].map((bits) =>
      binaryFraction(bits === 0x7f80_0000 ? 2 ** 128 : singleOfBits(bits))
    ) as [Fraction, Fraction];
    const bottom = 2n * low[1] * high[1];
    const power = bottom.toString(2).length - 1;
    const middle = decimalOf(low[0] * high[1] + high[0] * low[1], -power);
    const [whole = "", exponent = "e0"] = middle.split(/(?=e)/);
    const below = BigInt(`${whole}000`) - 1n;
    const beside = `e${Number(exponent.slice(1)) - 3}`;
    return [middle, `${whole}.0001${exponent}`, `${below}${beside}`];
  });
}

Deno.test("float32 is right where a double lies in the middle of two singles", () => {
  const texts = middles(makeRandom(43));
  const actual = convert("float32", texts);
  assertAll(texts, actual, nearestSingle);
  // Most would be wrong on the way through a double.
  const twice = texts.filter((text, row) =>
    Math.fround(Number(text)) !== actual[row]
  );
  assert(twice.length > 300, `${twice.length} of ${texts.length}`);
  const negative = texts.map((text) => `-${text}`);
  assertAll(negative, convert("float32", negative), nearestSingle);
});

Deno.test("short decimals that a division makes a double are rounded once", () => {
  // 16777217.00000001 and such: plain digits, up to 16 of them.
  const random = makeRandom(44);
  const texts = Array.from({ length: 3000 }, () => {
    const middle = 2 ** 24 + 1 + 2 * random(2 ** 23);
    const tail = ["", ".0", ".00000001", ".0000001", ".000001"][random(5)];
    return random(2) === 0 ? `${middle}${tail}` : `${middle - 1}.99999999`;
  });
  assertAll(texts, convert("float32", texts), nearestSingle);
});

Deno.test("numbers in base 16 are rounded once, to doubles and singles", () => {
  const random = makeRandom(45);
  const cases = Array.from({ length: 4000 }, () => {
    const count = 1 + random(random(3) === 0 ? 30 : 16);
    const hex = Array.from(
      { length: count },
      () => "0123456789abcdefABCDEF"[random(22)],
    )
      .join("");
    const point = random(count + 1);
    const power =
      [random(40) - 20, random(2400) - 1200, -1074, -149][random(4)] ?? 0;
    const shown = point === count && random(2) === 0
      ? hex
      : `${hex.slice(0, point)}.${hex.slice(point)}`;
    const mark = random(4) === 0 && power === 0 ? "" : `p${power}`;
    const decimal = decimalOf(BigInt(`0x${hex}`), power - 4 * (count - point));
    const sign = ["", "-", "+"][random(3)];
    return {
      text: `${sign}0${"xX"[random(2)]}${shown}${mark}`,
      decimal: sign + decimal,
    };
  });
  const texts = cases.map(({ text }) => text);
  const decimals = new Map(cases.map(({ text, decimal }) => [text, decimal]));
  const decimal = (text: string): string => decimals.get(text) ?? "";
  assertAll(texts, convert("float64", texts), (text) => Number(decimal(text)));
  assertAll(
    texts,
    convert("float32", texts),
    (text) => nearestSingle(decimal(text)),
  );
});

Deno.test("base 16 has digits, one point, and powers of two in base 10", () => {
  const cases: Record<string, number | undefined> = {
    "0x1.8p3": 12,
    " -0X.8P+1\t": -1,
    "0x10.": 16,
    "0x0p5": 0,
    "-0x0": -0,
    "0x1p-1074": 5e-324,
    "0x1p-1075": 0,
    "0x1.8p-1075": 5e-324,
    "0x1p1024": Infinity,
    "-0x1p99999999999999999999": -Infinity,
    "0x1p-99999999999999999999": 0,
    "0x1.fffffffffffff8p1023": Infinity,
    "0x1.fffffffffffff7p1023": Number.MAX_VALUE,
    "0x": undefined,
    "0x.": undefined,
    "0x.p1": undefined,
    "0x1p": undefined,
    "0x1p1.5": undefined,
    "0x1g": undefined,
    "0x1.2.3": undefined,
    "1p3": undefined,
  };
  const texts = Object.keys(cases);
  assertAll(texts, convert("float64", texts), (text) => cases[text]);
  assertEquals(convert("float64", ["0x1,8p3", "0x1.8"], true), [12, undefined]);
  assertEquals(convert("float64i", ["0x1p", "0x", "0x.p", "0xfg"]), [
    1,
    0,
    0,
    15,
  ]);
  assertEquals(convert("floatbool", ["0x0", "0x.1", "0xg"]), [0, 1, undefined]);
  assertEquals(convert("number", ["0x1", "nan"]), [undefined, undefined]);
});

Deno.test("a number is what it says, or refused", () => {
  const random = makeRandom(46);
  const texts = Array.from({ length: 20_000 }, () => randomDecimal(random));
  assertAll(texts, convert("number", texts), (text) => {
    const value = Number(text);
    const isZero = !/[1-9]/.test(text.replace(/e.*/, ""));
    if (!Number.isFinite(value) || value === 0 && !isZero) return undefined;
    const isWhole = /^[+-]?\d+\.?0*$/.test(text);
    const isRounded = isWhole &&
      BigInt(text.replace(/\..*/, "")) !== BigInt(value);
    return isRounded ? undefined : value + 0;
  });
  assertEquals(
    convert("number", ["-0", "-0.0", "1_000", "-1_0_0", "1__0", "_1", "1_"]),
    [0, 0, 1000, -100, undefined, undefined, undefined],
  );
  assertEquals(
    convert("number:int", [" 1_000 ", "-9_223_372_036_854_775_808", "1_0.0"]),
    [1000n, -(2n ** 63n), undefined],
  );
  assertEquals(
    convert("number:int", ["9_223_372_036_854_775_808", "_1", "1_"]),
    [undefined, undefined, undefined],
  );
});

Deno.test("numbers of any size keep their value as text, and equal ones are equal", () => {
  const random = makeRandom(47);
  const texts = Array.from({ length: 5000 }, () => {
    const text = randomDecimal(random);
    return random(3) === 0
      ? `${digits(random, 40)}${text.replace(/^[+-]/, "")}`
      : text;
  });
  convert("number:string", texts).forEach((made, row) => {
    const text = texts[row] ?? "";
    const written = made as string;
    assert(
      /^(?:0|-?(?:0\.\d*[1-9]|[1-9]\d*(?:\.\d*[1-9])?))$/.test(written),
      written,
    );
    const [difference] = distance(fractionOf(written), fractionOf(text));
    assertEquals(difference, 0n, `${text} ${written}`);
  });
  const cases: Record<string, string | undefined> = {
    "": undefined,
    ".": undefined,
    "-": undefined,
    "e5": undefined,
    "nan": undefined,
    "0x10": undefined,
    "-0.0": "0",
    "+007.50": "7.5",
    ".5": "0.5",
    "5.": "5",
    "1e-3": "0.001",
    "12.5E1": "125",
    "1e400": `1${"0".repeat(400)}`,
    "1e401": undefined,
    "1e-99999999999": undefined,
    " 1_000 ": "1000",
    [`${2n ** 1007n}`]: `${2n ** 1007n}`,
    [`-${"9".repeat(5000)}`]: `-${"9".repeat(5000)}`,
  };
  const keys = Object.keys(cases);
  assertAll(keys, convert("number:string", keys), (text) => cases[text]);
  assertEquals(
    convert("number:digits", [
      "42.0",
      "43.",
      "1e5",
      "0.5",
      `${2n ** 70n}`,
      "x",
    ]),
    ["42", "43", undefined, undefined, `${2n ** 70n}`, undefined],
  );
  assertEquals(convert("number:string", ["1,50", "1.5"], true), [
    "1.5",
    undefined,
  ]);
});

Deno.test("whole numbers end where their type ends, in every base", () => {
  for (const [type, size] of [["int32", 31n], ["int64", 63n]] as const) {
    for (const base of [2, 8, 10, 16, 0]) {
      const values = Array.from({ length: 70 }, (_, bit) => 2n ** BigInt(bit))
        .flatMap((power) => [-1n, 0n, 1n].map((n) => power + n))
        .flatMap((value) => [value, -value]);
      const real = base === 0 ? 16 : base;
      const texts = values.map((value) => {
        const digits = (value < 0n ? -value : value).toString(real);
        return `${value < 0n ? "-" : ""}${base === 0 ? "0x" : ""}${digits}`;
      });
      const actual = convert(`${type}_${base}`, texts);
      values.forEach((value, row) => {
        const fits = value >= -(2n ** size) && value < 2n ** size;
        const made = actual[row];
        assertEquals(
          made === undefined ? undefined : BigInt(made as number),
          fits ? value : undefined,
          `${type}_${base} ${texts[row]}`,
        );
      });
    }
  }
});

Deno.test("a decimal comma changes the sign and nothing else", () => {
  const random = makeRandom(48);
  const texts = Array.from({ length: 4000 }, () => randomDecimal(random));
  const commas = texts.map((text) => text.replace(".", ","));
  for (const type of ["float64", "float32", "number", "number:string"]) {
    const right = convert(type, texts);
    convert(type, commas, true).forEach((value, row) =>
      assert(Object.is(value, right[row]), `${type} ${commas[row]}: ${value}`)
    );
    const strange = texts.filter((text) => text.includes("."));
    const made = convert(type, strange, true);
    assertEquals(made.filter((value) => value !== undefined), []);
  }
});

/** The parts of each complex number; `undefined` if it is none. */
function convertComplex(type: string, texts: readonly string[]): unknown[] {
  const converter = makeConverter(type);
  const failed = new Uint32Array(texts.length);
  converter.convert(fieldsOf(texts), failed, 1);
  const { offsets, elements, valid } = converter.column(
    texts.length,
  ) as BatchColumn & { elements: { values: Float64Array } };
  return texts.map((_, row) => {
    if (failed[row] !== 0) return undefined;
    if (valid?.[row] === 0) return null;
    return [...elements.values.subarray(offsets?.[row], offsets?.[row + 1])];
  });
}

Deno.test("complex numbers are lists of two, as Python reads them", () => {
  const cases: Record<string, number[] | undefined> = {
    "1+2j": [1, 2],
    "(1-2j)": [1, -2],
    " ( -1.5e3-.5J ) ": [-1500, -0.5],
    "3": [3, 0],
    "-4.5j": [0, -4.5],
    "j": [0, 1],
    "-j": [0, -1],
    "1+j": [1, 1],
    "1e+2-1e-2j": [100, -0.01],
    "nan+infj": [NaN, Infinity],
    "-inf-nanj": [-Infinity, NaN],
    "": undefined,
    "()": undefined,
    "+": undefined,
    "1 + 2j": undefined,
    "1+2": undefined,
    "1+2i": undefined,
    "1 2j": undefined,
    "12j3": undefined,
    "1j2j": undefined,
    "(1+2j": undefined,
    "1++2j": undefined,
    "0x1+2j": undefined,
    "nanj1": undefined,
  };
  const texts = Object.keys(cases);
  assertEquals(convertComplex("complex64", texts), Object.values(cases));
  assertEquals(
    convertComplex("complex32?", ["0.1-16777217.00000001j", "", "j"]),
    [
      [Math.fround(0.1), -16777218],
      null,
      [0, 1],
    ],
  );
});
