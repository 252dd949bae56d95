import type { Wire } from "../../src/core/wire.ts";
import { formatWire, nameOfRef } from "../../src/core/wire_text.ts";
import { assertEquals } from "../support/assert.ts";

function check(value: Wire, expected: string): void {
  assertEquals(formatWire(value), expected);
}

Deno.test("a ref is shown by the name of what it stands for", () => {
  assertEquals(nameOfRef({ "~": "job", id: "dev-1" }), "dev-1");
  check({ "~": "job", id: "dev-1" }, "dev-1");
  check({ "~": "dataset", job: "dev-1", name: "sums" }, "dev-1/sums");
  check({ "~": "jobFile", job: "dev-1", path: "a/b.json" }, "dev-1:a/b.json");
  check({ "~": "file", path: "orders.csv" }, "orders.csv");
});

Deno.test("a file with its digest, as a fingerprint has it, is shown by name", () => {
  const file = { "~": "file", path: "orders.csv", sha256: "ab12", size: 3 };
  check(file, "orders.csv");
  check([file], '["orders.csv"]');
});

Deno.test("a Date and a number beyond JSON are shown as they are written", () => {
  check({ "~": "date", ms: 0 }, "1970-01-01T00:00:00.000Z");
  check({ "~": "number", value: "NaN" }, "NaN");
});

Deno.test("a forged Date does not stop the message that shows it", () => {
  check({ "~": "date", ms: 1e300 }, "Invalid Date");
  check({ "~": "date" }, "Invalid Date");
});

Deno.test("all else is shown as JSON, with names where refs stand", () => {
  check("text", '"text"');
  check(null, "null");
  check({ b: 1, a: [true] }, '{"b":1,"a":[true]}');
  check([{ "~": "job", id: "dev-1" }, "dev-1"], '["dev-1","dev-1"]');
});

Deno.test("data that looks like a ref is shown as the data it is", () => {
  const looksLikeRef = { "~": "job", id: "dev-1" };
  check({ "~": "plain", value: looksLikeRef }, '{"~":"job","id":"dev-1"}');
  const inner = { "~": "dataset", job: "dev-1", name: "default" };
  const marked = { "~": "plain", value: { "~": 1, inner } };
  check(marked, '{"~":1,"inner":"dev-1/default"}');
  check([inner, 1], '["dev-1/default",1]');
});
