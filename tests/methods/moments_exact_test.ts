import { assertEquals } from "../support/assert.ts";
import { makeReader } from "./convert_support.ts";
import { makeRandom } from "./csv_support.ts";

type Random = (limit: number) => number;

const pad = (number: number, width: number): string =>
  `${number}`.padStart(width, "0");

function randomDay(random: Random): string {
  const year = random(4) === 0 ? 1 + random(9999) : 1850 + random(300);
  return `${pad(year, 4)}-${pad(1 + random(12), 2)}-${pad(1 + random(31), 2)}`;
}

function randomClock(random: Random): string {
  const decimals = random(2) === 0
    ? ""
    : `.${pad(random(10 ** 9), 9).slice(0, 1 + random(9))}`;
  const seconds = random(4) === 0 ? "" : `:${pad(random(60), 2)}${decimals}`;
  return `${pad(random(24), 2)}:${pad(random(60), 2)}${seconds}`;
}

function randomZone(random: Random): string {
  const [hours, minutes] = [pad(random(24), 2), pad(random(60), 2)];
  const sign = "+-"[random(2)];
  return [
    "",
    "Z",
    "z",
    `${sign}${hours}`,
    `${sign}${hours}${minutes}`,
    `${sign}${hours}:${minutes}`,
  ][random(6)] ?? "";
}

/** Now and then a text with one letter changed, left out or put in. */
function garble(text: string, random: Random): string {
  if (random(3) > 0) return text;
  const at = random(text.length + 1);
  const letter = "0123456789:-+.TZ z/٣"[random(19)] ?? "";
  const kept = text.slice(at + random(2));
  return text.slice(0, at) + (random(3) === 0 ? "" : letter) + kept;
}

/** Days since 1970, by Temporal; `undefined` if there is no such day. */
function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text.startsWith("0000")) {
    return undefined;
  }
  try {
    const day = Temporal.PlainDate.from(text, { overflow: "reject" });
    return Temporal.PlainDate.from("1970-01-01").until(day).days;
  } catch {
    return undefined;
  }
}

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?$/;

/** Microseconds of the day; what is below one is cut off. */
function clockOf(text: string): bigint | undefined {
  const found = CLOCK.exec(text);
  if (found === null) return undefined;
  const [, hours, minutes, seconds = "0", decimals = ""] = found;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return BigInt(whole) * 1_000_000n +
    BigInt(decimals.padEnd(6, "0").slice(0, 6));
}

/** Microseconds since 1970, as Temporal and a pattern for the rest say. */
function momentOf(text: string): bigint | undefined {
  const days = dayOf(text.slice(0, 10));
  if (days === undefined) return undefined;
  const midnight = BigInt(days) * 86_400_000_000n;
  if (text.length === 10) return midnight;
  const [, clock = "", sign, hours = "0", minutes = "0"] =
    /^[Tt ](.*?)(?:[Zz]|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?$/s
      .exec(text.slice(10)) ?? [];
  const micros = clockOf(clock);
  if (micros === undefined) return undefined;
  const offset = BigInt(Number(hours) * 60 + Number(minutes)) * 60_000_000n;
  return midnight + micros - (sign === "-" ? -offset : offset);
}

Deno.test("dates, times and datetimes are what Temporal says, and so is what is none", () => {
  const random = makeRandom(61);
  const [date, time, datetime] = ["date", "time", "datetime"].map((type) =>
    makeReader(type)
  );
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    const day = garble(randomDay(random), random);
    const clock = garble(randomClock(random), random);
    const between = "TTt "[random(4)];
    const moment = garble(
      random(9) === 0
        ? day
        : `${day}${between}${clock}${garble(randomZone(random), random)}`,
      random,
    );
    assertEquals(date?.(day), dayOf(day), day);
    const micros = clockOf(clock);
    const millis = micros === undefined ? undefined : Number(micros / 1000n);
    assertEquals(time?.(clock), millis, clock);
    const wanted = momentOf(moment);
    assertEquals(datetime?.(moment), wanted, moment);
    if (wanted === undefined) refused++;
  }
  assertEquals(refused > 3000 && refused < 16_000, true, `${refused}`);
});

Deno.test("every day of two hundred years is what Temporal says", () => {
  const [iso, pattern] = ["date", "date:%d.%m.%Y"].map((type) =>
    makeReader(type)
  );
  let day = Temporal.PlainDate.from("1896-01-01");
  for (let days = day.since("1970-01-01").days; days < 49_000; days++) {
    const [year = "", month, last] = day.toString().split("-");
    assertEquals(iso?.(day.toString()), days);
    assertEquals(pattern?.(`${last}.${month}.${year}`), days);
    day = day.add({ days: 1 });
  }
});

/** One step of the reference: the texts it may be, or what it makes of one. */
interface Item {
  readonly pattern: string;
  /** How an example of it is written. */
  write(random: Random): string;
  /** How many letters it takes from the front; -1 if it does not match. */
  read(text: string, parts: Parts): number;
}

/** What a text says. */
interface Parts {
  [name: string]: number | undefined;
}

/** The length of what matches at the front; -1 if nothing does. */
function front(text: string, pattern: RegExp): number {
  const found = pattern.exec(text);
  return found?.index === 0 ? found[0].length : -1;
}

function numberItem(
  letter: string,
  [width, min, max]: readonly [width: number, min: number, max: number],
): Item {
  return {
    pattern: `%${letter}`,
    write: (random) => {
      const value = min + random(Math.min(max, 3000) - min + 1);
      return [
        `${value}`.padStart(width, "0"),
        `${value}`.padStart(width),
        `${value}`,
      ][
        random(5) > 0 ? 0 : 1 + random(2)
      ] ?? "";
    },
    read: (text, parts) => {
      const size = front(text.slice(0, width), /^[ \t\n\v\f\r]*\d+/);
      const value = Number(text.slice(0, size));
      if (size === -1 || value < min || value > max) return -1;
      parts[letter] = value;
      return size;
    },
  };
}

const MONTHS = Array.from(
  { length: 12 },
  (_, month) =>
    new Date(Date.UTC(2000, month, 1))
      .toLocaleString("en", { month: "long", timeZone: "UTC" }),
);

function literal(text: string): Item {
  return {
    pattern: text.replaceAll("%", "%%"),
    write: () => text,
    read: (rest) => rest.startsWith(text) ? text.length : -1,
  };
}

const month: Item = {
  pattern: "%b",
  write: (random) => {
    const name = MONTHS[random(12)] ?? "";
    return random(2) === 0 ? name : name.slice(0, 3).toLowerCase();
  },
  read: (text, parts) => {
    const lower = text.toLowerCase();
    const names = MONTHS.map((name) => name.toLowerCase());
    const index = names.findIndex((name) => lower.startsWith(name.slice(0, 3)));
    if (index === -1) return -1;
    parts["m"] = index + 1;
    const name = names[index] ?? "";
    return lower.startsWith(name) ? name.length : 3;
  },
};

const half: Item = {
  pattern: "%p",
  write: (random) => ["AM", "pm", "Pm", "aM"][random(4)] ?? "",
  read: (text, parts) => {
    const size = front(text, /^[ap]m/i);
    if (size > 0) parts["p"] = /^p/i.test(text) ? 1 : 0;
    return size;
  },
};

function decimals(width: number): Item {
  return {
    pattern: width === 6 ? "%f" : `%${width}f`,
    write: (random) =>
      pad(random(10 ** width), width).slice(0, 1 + random(width)),
    read: (text, parts) => {
      const size = front(text.slice(0, width), /^\d+[ \t\n\v\f\r]*/);
      if (size === -1) return -1;
      parts["f"] = Number(
        text.slice(0, size).trim().padEnd(6, "0").slice(0, 6),
      );
      return size;
    },
  };
}

const spaces: Item = {
  pattern: " ",
  write: (random) => " ".repeat(random(3)),
  read: (text) => front(text, /^[ \t\n\v\f\r]*/),
};

const wild: readonly (readonly [string, RegExp, string])[] = [
  ["% ", /^\s/, " "],
  ["%.", /^\S/, "x"],
  ["%*", /^./s, "*"],
  ["%#", /^\d/, "7"],
  ["%^", /^\D/, "-"],
  ["%@", /^[^\d\s]/, "@"],
  ["%2,4^", /^\D{2,4}/, "--"],
];

const simple: readonly Item[] = [
  numberItem("Y", [4, 1, 9999]),
  numberItem("m", [2, 1, 12]),
  numberItem("d", [2, 1, 31]),
  numberItem("H", [2, 0, 23]),
  numberItem("I", [2, 1, 12]),
  numberItem("M", [2, 0, 59]),
  numberItem("S", [2, 0, 59]),
  numberItem("y", [2, 0, 99]),
  numberItem("C", [2, 0, 99]),
  month,
  half,
  decimals(6),
  decimals(3),
  literal("-"),
  literal("/"),
  literal("%"),
  literal("x"),
  literal(":"),
  spaces,
  {
    pattern: "%2#",
    write: () => "42",
    read: (text) => front(text.slice(0, 2), /^[ \t\n\v\f\r]*\d+/),
  },
  ...wild.map(([pattern, expression, text]): Item => ({
    pattern,
    write: () => text,
    read: (rest) => front(rest, expression),
  })),
];

/** Items that may be missing, and those that are asked for then. */
function group(kind: "-" | "?" | "/", items: readonly Item[]): Item {
  const count = items.length;
  const inner = items.map(({ pattern }) => pattern).join("");
  return {
    pattern: kind === "/"
      ? `%/${inner}`
      : `%${count === 1 ? "" : count}${kind}${inner}`,
    write: (random) =>
      kind !== "-" && random(3) === 0
        ? ""
        : items.map((item) => item.write(random)).join(""),
    read: (text, parts) => {
      const copy = { ...parts };
      const size = readAll(items, text, copy);
      if (size === -1) return kind === "-" ? -1 : 0;
      if (kind !== "-") Object.assign(parts, copy);
      return size;
    },
  };
}

function readAll(items: readonly Item[], text: string, parts: Parts): number {
  let at = 0;
  for (const item of items) {
    const size = item.read(text.slice(at), parts);
    if (size === -1) return -1;
    at += size;
  }
  return at;
}

/** The moment that parts say, put together by Temporal. */
function resolve(parts: Parts): bigint | undefined {
  const { Y, C, y, m = 1, d = 1, H, I, p, M = 0, S = 0, f = 0 } = parts;
  const written = Y ?? 1970;
  const century = C ??
    (y === undefined || Y !== undefined
      ? Math.floor(written / 100)
      : y < 69
      ? 20
      : 19);
  const year = century * 100 + (y ?? written % 100);
  const named = I ?? H ?? 0;
  const isNoon = p === 1 && I === undefined && H === undefined;
  const hour = p === undefined
    ? (I === undefined ? named : named % 12)
    : isNoon
    ? 12
    : named % 12 + 12 * p;
  if (year < 1) return undefined;
  try {
    const local = Temporal.PlainDateTime.from(
      { year, month: m, day: d, hour, minute: M, second: S },
      { overflow: "reject" },
    );
    const nanos = local.toZonedDateTime("UTC").epochNanoseconds;
    return nanos / 1000n + BigInt(f);
  } catch {
    return undefined;
  }
}

function randomItems(random: Random): Item[] {
  const pick = (): Item => simple[random(simple.length)] as Item;
  const items = Array.from({ length: 1 + random(8) }, () => {
    if (random(8) > 0) return pick();
    const inner = Array.from({ length: 1 + random(3) }, pick)
      .filter((item) => item !== spaces);
    if (inner.length === 0) return pick();
    return group(random(2) === 0 ? "-" : "?", inner);
  });
  if (random(6) === 0) items.push(group("/", [pick(), pick()]));
  // Spaces that follow each other in a pattern are one item.
  return items.filter((item, at) =>
    item !== spaces || items[at - 1] !== spaces
  );
}

Deno.test("random patterns read what a slow and plain reader reads of the same texts", () => {
  const random = makeRandom(62);
  let found = 0;
  for (let round = 0; round < 3000; round++) {
    const items = randomItems(random);
    const pattern = items.map((item) => item.pattern).join("");
    const read = makeReader(`datetime:${pattern}`);
    const readFront = makeReader(`datetimei:${pattern}`);
    for (let trial = 0; trial < 4; trial++) {
      const text = garble(
        items.map((item) => item.write(random)).join(""),
        random,
      );
      const parts: Parts = {};
      const size = readAll(items, text, parts);
      const moment = size === -1 ? undefined : resolve(parts);
      const wanted = size === text.length ? moment : undefined;
      assertEquals(read(text), wanted, `${pattern} of "${text}"`);
      assertEquals(readFront(text), moment, `${pattern} before "${text}"`);
      if (wanted !== undefined) found++;
    }
  }
  assertEquals(found > 2000, true, `${found}`);
});

Deno.test("spreadsheet days are counted as Temporal counts them", () => {
  const random = makeRandom(63);
  const epochs = ["1899-12-30", "1899-12-30", "1904-01-01"];
  for (let round = 0; round < 3000; round++) {
    const epoch = random(3);
    const days = random(2_000_000);
    const digits = random(2) === 0 ? "" : `.${pad(random(10 ** 9), 9)}`;
    const seconds = Math.round(Number(`0${digits}`) * 86_400);
    const isBefore = epoch === 1 && days < 60;
    const moment = Temporal.PlainDateTime.from(epochs[epoch] ?? "")
      .add({ days: days + (isBefore ? 1 : 0) }).add({ seconds });
    const nanos = moment.toZonedDateTime("UTC").epochNanoseconds;
    assertEquals(
      makeReader(`datetime:%${epoch}e`)(`${days}${digits}`),
      epoch === 1 && days === 60 ? undefined : nanos / 1000n,
      `${epoch} ${days}${digits}`,
    );
  }
});
