import { assertEquals, assertThrows } from "../support/assert.ts";
import { AxError } from "../../src/core/errors.ts";
import { makeConverter } from "../../methods/lib/converters.ts";
import { TimeZone } from "../../methods/lib/time_zone.ts";
import { makeReader } from "./convert_support.ts";
import { makeRandom } from "./csv_support.ts";

/** The moment of a local time; both as in `2024-05-01T12:00:00`. */
function check(zone: string, local: string): string {
  const seconds = new TimeZone(zone).toUtc(Date.parse(`${local}Z`) / 1000);
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

/** A datetime that was converted in a zone. */
function convert(conversion: string, text: string, timezone: string): string {
  const micros = makeReader(conversion, { timezone })(text) as bigint;
  return new Date(Number(micros / 1000n)).toISOString();
}

Deno.test("a local time is a moment by the offset of its zone and season", () => {
  assertEquals(
    check("Europe/Stockholm", "2024-01-15T12:00:00"),
    "2024-01-15T11:00:00",
  );
  assertEquals(
    check("Europe/Stockholm", "2024-07-15T12:00:00"),
    "2024-07-15T10:00:00",
  );
  assertEquals(
    check("Asia/Kathmandu", "2024-07-15T00:00:00"),
    "2024-07-14T18:15:00",
  );
  assertEquals(check("UTC", "9999-12-31T23:59:59"), "9999-12-31T23:59:59");
});

Deno.test("a local time that comes twice is the earlier moment", () => {
  assertEquals(
    check("Europe/Berlin", "2024-10-27T01:59:59"),
    "2024-10-26T23:59:59",
  );
  assertEquals(
    check("Europe/Berlin", "2024-10-27T02:00:00"),
    "2024-10-27T00:00:00",
  );
  assertEquals(
    check("Europe/Berlin", "2024-10-27T02:59:59"),
    "2024-10-27T00:59:59",
  );
  assertEquals(
    check("Europe/Berlin", "2024-10-27T03:00:00"),
    "2024-10-27T02:00:00",
  );
});

Deno.test("a local time that was skipped is as long after the change as it says", () => {
  assertEquals(
    check("Europe/Berlin", "2024-03-31T01:59:59"),
    "2024-03-31T00:59:59",
  );
  assertEquals(
    check("Europe/Berlin", "2024-03-31T02:30:00"),
    "2024-03-31T01:30:00",
  );
  assertEquals(
    check("Europe/Berlin", "2024-03-31T03:30:00"),
    "2024-03-31T01:30:00",
  );
  // Samoa went without a whole day.
  assertEquals(
    check("Pacific/Apia", "2011-12-30T12:00:00"),
    "2011-12-30T22:00:00",
  );
  assertEquals(
    check("America/Sao_Paulo", "2018-11-04T00:00:00"),
    "2018-11-04T03:00:00",
  );
});

Deno.test("zones are what Temporal says of any local time", () => {
  const zones = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Manila",
    "America/Juneau",
    "Antarctica/Troll",
    "Africa/Monrovia",
  ];
  const random = makeRandom(11);
  const epoch = new Temporal.PlainDateTime(1970, 1, 1);
  for (const name of zones) {
    const zone = new TimeZone(name);
    const changes = changesOf(name).map((at) => at + random(200_000) - 100_000);
    const others = Array.from(
      { length: 500 },
      () => random(2 ** 31) * 145 - 62_000_000_000,
    );
    for (const seconds of [...changes, ...others]) {
      const wanted = epoch.add({ seconds }).toZonedDateTime(name);
      assertEquals(
        zone.toUtc(seconds),
        wanted.epochMilliseconds / 1000,
        `${name} ${wanted}`,
      );
    }
  }
});

/** When a zone changes its clocks, up to 2080, in seconds. */
function changesOf(name: string): number[] {
  const found: number[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant
    .from("1800-01-01T00:00Z").toZonedDateTimeISO(name);
  while (at !== null && at.year < 2080) {
    found.push(at.epochMilliseconds / 1000);
    at = at.getTimeZoneTransition("next");
  }
  return found;
}

Deno.test("datetimes are local time unless they say a moment themselves", () => {
  const zone = "America/New_York";
  assertEquals(
    convert("datetime", "2024-07-01T12:00:00.25", zone),
    "2024-07-01T16:00:00.250Z",
  );
  assertEquals(
    convert("datetime", "2024-07-01", zone),
    "2024-07-01T04:00:00.000Z",
  );
  assertEquals(
    convert("datetime", "2024-07-01T12:00:00Z", zone),
    "2024-07-01T12:00:00.000Z",
  );
  assertEquals(
    convert("datetime", "2024-07-01T12:00:00+02:00", zone),
    "2024-07-01T10:00:00.000Z",
  );
  assertEquals(
    convert("datetime:%d.%m.%Y %H:%M", "01.07.2024 12:00", zone),
    "2024-07-01T16:00:00.000Z",
  );
  assertEquals(
    convert("datetime:%s", "1700000000", zone),
    "2023-11-14T22:13:20.000Z",
  );
  assertEquals(
    convert("datetime:%J", "1700000000001", zone),
    "2023-11-14T22:13:20.001Z",
  );
  assertEquals(
    convert("datetime:%e", "45000.5", zone),
    "2023-03-15T16:00:00.000Z",
  );
  assertEquals(
    convert("datetime:%?%s", "1700000000", zone),
    "2023-11-14T22:13:20.000Z",
  );
  assertEquals(
    convert("datetime:%2?%s!%H", "5", zone),
    "1970-01-01T10:00:00.000Z",
  );
});

Deno.test("dates and times of day are those of the text in every zone", () => {
  for (const conversion of ["date:%Y%m%d %H", "time:%Y%m%d %H"]) {
    const read = (timezone: string): unknown =>
      makeReader(conversion, { timezone })("20240701 23");
    assertEquals(read("America/New_York"), read("UTC"));
  }
});

Deno.test("a zone that is none is refused by name", () => {
  for (const wrong of ["Europe/Atlantis", "nowhere", " UTC", "CETT"]) {
    assertThrows(
      () => makeConverter("datetime", { timezone: wrong }),
      AxError,
      `Cannot use time zone ${JSON.stringify(wrong)}`,
    );
  }
});
