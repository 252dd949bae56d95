import type { Json } from "../../src/core/canonical.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  isRef,
  mapRefs,
  markOf,
  type Ref,
  refOf,
  refsIn,
  toWire,
  type Wire,
} from "../../src/core/wire.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";

/** Asserts what a script's value is on the wire, and after the wire. */
function check(value: unknown, expected: Json): void {
  assertEquals(travel(toWire(value, "x")), expected);
}

/** What arrives: frames are JSON, and records on the wire have no prototype. */
function travel(value: Wire): Wire {
  return JSON.parse(JSON.stringify(value));
}

function refuse(value: unknown, message: string): void {
  const error = assertThrows(() => toWire(value, "x"), AxError, message);
  assertEquals(error.code, "input");
}

const job: Ref = { "~": "job", id: "dev-1" };
const data: Ref = { "~": "dataset", job: "dev-2", name: "default" };
const input: Ref = { "~": "file", path: "orders.csv" };
const jobFile: Ref = { "~": "jobFile", job: "dev-3", path: "total.json" };

Deno.test("what JSON can say travels as it is", () => {
  for (const value of [null, true, false, 0, -1.5, 1e300, "", "text", "~"]) {
    check(value, value);
  }
  check([1, [2, []], {}], [1, [2, []], {}]);
  check({ b: 1, a: { c: null } }, { b: 1, a: { c: null } });
});

Deno.test("what JSON cannot say travels in a marked object", () => {
  check(NaN, { "~": "number", value: "NaN" });
  check([-Infinity], [{ "~": "number", value: "-Infinity" }]);
  check(new Date(5), { "~": "date", ms: 5 });
  check({ when: [new Date(-1)] }, { when: [{ "~": "date", ms: -1 }] });
});

Deno.test("a handle travels as its ref, whatever else it holds", () => {
  check({ [refOf]: job, id: "another", load: () => 1 }, job);
  check([{ [refOf]: data }, { inner: { [refOf]: jobFile } }], [
    data,
    { inner: jobFile },
  ]);
});

Deno.test("a script's own data that looks marked is no ref", () => {
  check({ "~": "job", id: "dev-1" }, {
    "~": "plain",
    value: { "~": "job", id: "dev-1" },
  });
  check({ "~": { "~": 1 } }, {
    "~": "plain",
    value: { "~": { "~": "plain", value: { "~": 1 } } },
  });
});

Deno.test("a member that is undefined is left out, as JSON does", () => {
  check({ a: undefined, b: 1 }, { b: 1 });
});

Deno.test("a key __proto__ is a key like others", () => {
  const value = JSON.parse('{"__proto__": {"n": 1}}');
  assertEquals(
    JSON.stringify(toWire(value, "x")),
    '{"__proto__":{"n":1}}',
  );
});

Deno.test("the same object twice is no circle", () => {
  const shared = { n: 1 };
  check([shared, shared, { shared }], [shared, shared, { shared }]);
});

Deno.test("a million items travel", () => {
  const items = Array.from({ length: 1_000_000 }, (_, index) => index);
  const wire = toWire(items, "x");
  assert(Array.isArray(wire));
  assertEquals(wire.at(-1), 999_999);
});

Deno.test("what can be no input is refused with its path", () => {
  const rest = ": an input is a string, number, boolean, Date, list, record, " +
    "job, dataset or file";
  refuse(() => 1, `input "x": cannot pass function${rest}`);
  refuse(undefined, `input "x": cannot pass undefined${rest}`);
  refuse(1n, `input "x": cannot pass bigint`);
  refuse(Symbol("s"), `input "x": cannot pass symbol`);
  refuse(new Map(), `input "x": cannot pass Map`);
  refuse({ a: [0, new Set()] }, `input "x.a[1]": cannot pass Set`);
  refuse([[new Uint8Array(1)]], `input "x[0][0]": cannot pass Uint8Array`);
  refuse(
    { when: new Date(NaN) },
    `input "x.when": cannot pass an invalid Date`,
  );
  refuse(new Promise(() => {}), `input "x": cannot pass Promise`);
  refuse(Object.create({ a: 1 }), `input "x": cannot pass Object`);
});

Deno.test("a hole in a list is refused, not turned into null", () => {
  const holed = [1, 2, 3];
  delete holed[1];
  refuse(holed, `input "x[1]": cannot pass undefined`);
});

Deno.test("a list or record that holds itself is refused", () => {
  const record: Record<string, unknown> = { n: 1 };
  record["self"] = record;
  refuse(record, `input "x.self": cannot pass what holds itself`);
  const list: unknown[] = [];
  list.push({ list });
  refuse(list, `input "x[0].list": cannot pass what holds itself`);
});

Deno.test("markOf() sees the mark of an object and nothing else", () => {
  assertEquals(markOf(job), "job");
  assertEquals(markOf({ "~": "anything" }), "anything");
  for (const other of [null, "~", 1, ["~"], {}, { "~": 1 }]) {
    assertEquals(markOf(other), undefined);
  }
  assertEquals(markOf(Object.create({ "~": "job" })), undefined);
});

Deno.test("isRef() holds for the four refs, complete and without more", () => {
  for (const ref of [job, data, input, jobFile]) assert(isRef(ref));
  const others: Wire[] = [
    null,
    "dev-1",
    { "~": "job" },
    { "~": "job", id: 1 },
    { "~": "job", id: "dev-1", name: "more" },
    { "~": "dataset", job: "dev-1" },
    { "~": "date", ms: 0 },
    { "~": "plain", value: { "~": "job", id: "dev-1" } },
    { "~": "toString" },
    { id: "dev-1" },
  ];
  for (const other of others) assert(!isRef(other), JSON.stringify(other));
});

Deno.test("mapRefs() replaces refs at any depth and leaves the rest", () => {
  const value: Wire = { a: [job, 1, { b: data }], c: "text", d: null };
  const mapped = mapRefs(value, (ref) => ref["~"]);
  assertEquals(travel(mapped), {
    a: ["job", 1, { b: "dataset" }],
    c: "text",
    d: null,
  });
});

Deno.test("mapRefs() and refsIn() pass over data that looks like a ref", () => {
  const wire = toWire({ "~": "job", id: "dev-1", real: { [refOf]: data } }, "");
  assertEquals(refsIn(wire), [data]);
  assertEquals(travel(mapRefs(wire, () => "replaced")), {
    "~": "plain",
    value: { "~": "job", id: "dev-1", real: "replaced" },
  });
});

Deno.test("mapRefs() keeps a key __proto__", () => {
  const value = JSON.parse('{"__proto__": {"~": "job", "id": "dev-1"}}');
  assertEquals(
    JSON.stringify(mapRefs(value, () => 7)),
    '{"__proto__":7}',
  );
});

Deno.test("refsIn() gives each ref in order, twice if it stands twice", () => {
  assertEquals(refsIn([job, { a: data, b: [jobFile] }, job]), [
    job,
    data,
    jobFile,
    job,
  ]);
  assertEquals(refsIn("dev-1"), []);
});
