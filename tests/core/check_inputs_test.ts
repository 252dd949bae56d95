import type { Json } from "../../src/core/canonical.ts";
import {
  checkDefault,
  checkInputs,
  show,
} from "../../src/core/check_inputs.ts";
import { AxError } from "../../src/core/errors.ts";
import type { InputSpec } from "../../src/core/input_spec.ts";
import {
  boolean,
  dataset,
  date,
  datetime,
  file,
  type Input,
  type Inputs,
  integer,
  job,
  jobFile,
  list,
  number,
  oneOf,
  optional,
  record,
  specsOf,
  string,
} from "../../src/core/inputs.ts";
import { type Ref, refOf, toWire, type Wire } from "../../src/core/wire.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";

/** Runs a request of the method `count_rows` as a script makes it. */
function request(inputs: Inputs, given: unknown): Json {
  const wire: Wire = JSON.parse(JSON.stringify(toWire(given, "inputs")));
  const checked = checkInputs("count_rows", specsOf(inputs), wire);
  return JSON.parse(JSON.stringify(checked));
}

/** Asserts what the input `n` becomes; a value left out is `undefined`. */
function check(
  input: Input<unknown, unknown>,
  value: unknown,
  expected: Json,
): void {
  assertEquals(request({ n: input }, { n: value }), { n: expected });
}

/** Asserts what the message says about the input `n`. */
function refuse(
  input: Input<unknown, unknown>,
  value: unknown,
  message: string,
): void {
  refuseAll({ n: input }, { n: value }, `count_rows: ${message}`);
}

function refuseAll(inputs: Inputs, given: unknown, message: string): void {
  const error = assertThrows(() => request(inputs, given), AxError);
  assertEquals(error.message, message);
  assertEquals(error.code, "input");
}

/** A handle as a script has it. */
function handle(ref: Ref): unknown {
  return { [refOf]: ref };
}

const devJob: Ref = { "~": "job", id: "dev-1" };
const devData: Ref = { "~": "dataset", job: "dev-1", name: "sums" };
const devFile: Ref = { "~": "jobFile", job: "dev-1", path: "a/total.json" };

Deno.test("string() takes text", () => {
  check(string(), "", "");
  check(string(), "é\u0000", "é\u0000");
  check(string("total"), undefined, "total");
  check(string("total"), "other", "other");
  refuse(string(), 3, 'input "n": expected string, got 3');
  refuse(string(), null, 'input "n": expected string, got null');
  refuse(string(), undefined, 'input "n": missing, expected string');
});

Deno.test("number() takes finite numbers", () => {
  check(number(), 0.1, 0.1);
  check(number(2), undefined, 2);
  refuse(number(), "1", 'input "n": expected number, got "1"');
  refuse(number(), NaN, 'input "n": expected number, got NaN');
  refuse(number(), -Infinity, 'input "n": expected number, got -Infinity');
});

Deno.test("integer() takes whole numbers that a double holds exactly", () => {
  check(integer(), -3, -3);
  check(integer(), 5.0, 5);
  check(integer(), Number.MAX_SAFE_INTEGER, 9007199254740991);
  check(integer(7), undefined, 7);
  refuse(integer(), "x", 'input "n": expected integer, got "x"');
  refuse(integer(), 1.5, 'input "n": expected integer, got 1.5');
  refuse(
    integer(),
    2 ** 53,
    'input "n": expected integer, got 9007199254740992',
  );
});

Deno.test("a stage sees no difference between 0 and -0, as the fingerprint does", () => {
  for (const input of [number(), integer(), oneOf([0, 1])]) {
    const checked = checkInputs("m", specsOf({ n: input }), { n: -0 });
    assert(Object.is(checked["n"], 0));
  }
});

Deno.test("boolean() takes true and false only", () => {
  check(boolean(), false, false);
  check(boolean(true), undefined, true);
  refuse(boolean(), 0, 'input "n": expected boolean, got 0');
  refuse(boolean(), "true", 'input "n": expected boolean, got "true"');
});

Deno.test("date() takes a day as text or as a Date", () => {
  check(date(), "2024-05-01", "2024-05-01");
  check(date(), new Date(Date.UTC(2024, 4, 1, 9)), "2024-05-01");
  check(date("2024-01-01"), undefined, "2024-01-01");
  refuse(date(), "2024-02-30", 'input "n": expected date, got "2024-02-30"');
  refuse(date(), 0, 'input "n": expected date, got 0');
});

Deno.test("datetime() takes a moment as a Date or with its zone", () => {
  const noon = "2024-05-01T12:00:00.000Z";
  check(datetime(), "2024-05-01T14:00+02:00", noon);
  check(datetime(), new Date(noon), noon);
  check(datetime(new Date(noon)), undefined, noon);
  refuse(
    datetime(),
    "2024-05-01T12:00",
    'input "n": expected datetime, got "2024-05-01T12:00"',
  );
  refuse(
    datetime(),
    new Date(8.64e15),
    'input "n": expected datetime, got +275760-09-13T00:00:00.000Z',
  );
});

Deno.test("oneOf() takes the listed values, each of its own type", () => {
  const input = oneOf(["a", 1, true], 1);
  check(input, "a", "a");
  check(input, true, true);
  check(input, undefined, 1);
  refuse(input, "1", 'input "n": expected one of "a", 1, true, got "1"');
  refuse(input, [], 'input "n": expected one of "a", 1, true, got []');
});

Deno.test("list() takes values of one kind and says which one is bad", () => {
  check(list(integer()), [], []);
  check(list(date()), [new Date(0), "2024-05-01"], [
    "1970-01-01",
    "2024-05-01",
  ]);
  check(list(integer(), [1, 2]), undefined, [1, 2]);
  check(list(integer(), [1, 2]), [], []);
  refuse(list(integer()), "1", 'input "n": expected list of integer, got "1"');
  refuse(list(integer()), [1, "x"], 'input "n[1]": expected integer, got "x"');
  refuse(
    list(list(string())),
    [["a"], ["b", 3]],
    'input "n[1][1]": expected string, got 3',
  );
});

Deno.test("record() checks field by field and fills in the defaults", () => {
  const input = record({ name: string(), top: integer(10) });
  check(input, { name: "a" }, { name: "a", top: 10 });
  check(input, { top: 3, name: "a" }, { name: "a", top: 3 });
  refuse(input, {}, 'input "n.name": missing, expected string');
  refuse(input, { name: 1 }, 'input "n.name": expected string, got 1');
  refuse(
    input,
    { name: "a", tpo: 3 },
    'input "n": expected record of name, top, ' +
      'got an unknown field "tpo"; did you mean "top"?',
  );
  refuse(input, ["a"], 'input "n": expected record of name, top, got ["a"]');
});

Deno.test("a record whose fields all have defaults may be left out", () => {
  const input = record({
    inner: record({ top: integer(1) }),
    name: string(""),
  });
  check(input, undefined, { inner: { top: 1 }, name: "" });
  const part = record({ top: integer(1), name: string() });
  refuse(part, undefined, 'input "n": missing, expected record of top, name');
});

Deno.test("record() of one input takes any names, its own and strange ones", () => {
  const input = record(integer());
  check(input, {}, {});
  check(input, { b: 1, a: 2 }, { b: 1, a: 2 });
  refuse(input, { a: 1, b: "x" }, 'input "n.b": expected integer, got "x"');
  refuse(input, [1], 'input "n": expected record of integer, got [1]');
  const strange = JSON.parse('{"__proto__": 1, "constructor": 2}');
  check(input, strange, strange);
  check(input, { "~": 1 }, { "~": "plain", value: { "~": 1 } });
});

Deno.test("a record may have a field called spec", () => {
  check(record({ spec: string() }), { spec: "a" }, { spec: "a" });
  check(record({ kind: string() }), { kind: "job" }, { kind: "job" });
});

Deno.test("nested paths lead through lists and records", () => {
  const input = list(record({ rows: record(list(integer())) }));
  refuse(
    input,
    [{ rows: { a: [1] } }, { rows: { b: [1, 2.5] } }],
    'input "n[1].rows.b[1]": expected integer, got 2.5',
  );
});

Deno.test("optional() may be left out or null", () => {
  check(optional(integer()), undefined, null);
  check(optional(integer()), null, null);
  check(optional(integer()), 3, 3);
  check(optional(job()), handle(devJob), devJob);
  refuse(optional(integer()), "x", 'input "n": expected integer, got "x"');
});

Deno.test("job() takes a job", () => {
  check(job(), handle(devJob), devJob);
  refuse(job(), "dev-1", 'input "n": expected job, got "dev-1"');
  refuse(
    job(),
    handle(devData),
    'input "n": expected job, got dataset dev-1/sums',
  );
  refuse(job(), undefined, 'input "n": missing, expected job');
});

Deno.test("dataset() takes a dataset, and a job for its default", () => {
  check(dataset(), handle(devData), devData);
  check(dataset(), handle(devJob), {
    "~": "dataset",
    job: "dev-1",
    name: "default",
  });
  refuse(
    dataset({ amount: "float64" }),
    handle(devFile),
    'input "n": expected dataset with amount float64, ' +
      "got file a/total.json of job dev-1",
  );
});

Deno.test("jobFile() takes a file of a job", () => {
  check(jobFile(), handle(devFile), devFile);
  refuse(jobFile(), "a", 'input "n": expected file of a job, got "a"');
  refuse(
    jobFile(),
    handle(devJob),
    'input "n": expected file of a job, got job dev-1',
  );
});

Deno.test("file() takes a path that leads down from the input directory", () => {
  check(file(), "orders.csv", { "~": "file", path: "orders.csv" });
  check(file(), "2024/ä .csv", { "~": "file", path: "2024/ä .csv" });
  refuse(
    file(),
    handle(devJob),
    'input "n": expected file under the input directory, got job dev-1',
  );
  const bad = ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a/"];
  for (const path of [...bad, "a\\b", "a\0b", "a/."]) {
    refuse(
      file(),
      path,
      `input "n": cannot use path ${JSON.stringify(path)}: ` +
        `it must lead down from its directory, as in "2024/orders.csv"`,
    );
  }
});

Deno.test("a script's own data is never taken for a job", () => {
  const data = { "~": "job", id: "dev-1" };
  refuse(job(), data, 'input "n": expected job, got {"~":"job","id":"dev-1"}');
  check(record(string()), data, { "~": "plain", value: data });
});

Deno.test("a forged ref is checked as a path or id from the script would be", () => {
  const inputs = specsOf({ n: file(), j: optional(job()) });
  const forged: Wire[] = [
    { "~": "file", path: "../../etc/passwd" },
    { "~": "file", path: "/etc/passwd" },
    { "~": "file", path: ["a"] },
    { "~": "file", path: "a", more: 1 },
    { "~": "file" },
  ];
  for (const n of forged) {
    assertThrows(
      () => checkInputs("m", inputs, { n }),
      AxError,
      'm: input "n"',
    );
  }
  const ids: Wire[] = ["../dev-1", "dev", 1, null];
  for (const id of ids) {
    const given: Wire = { n: "a", j: { "~": "job", id } };
    assertThrows(
      () => checkInputs("m", inputs, given),
      AxError,
      'm: input "j"',
    );
  }
  const path = { "~": "jobFile", job: "dev-1", path: "../job.json" };
  const files = specsOf({ n: jobFile() });
  assertThrows(
    () => checkInputs("m", files, { n: path }),
    AxError,
    "../job.json",
  );
});

Deno.test("a forged mark is no value of any other kind", () => {
  const forged: Wire[] = [
    { "~": "number", value: "1" },
    { "~": "plain" },
    { "~": "plain", value: [1] },
    { "~": "date", ms: 1e300 },
    { "~": "unknown" },
  ];
  const inputs = {
    a: number(),
    b: record(string()),
    c: date(),
    d: list(job()),
  };
  for (const value of forged) {
    for (const [name, input] of Object.entries(inputs)) {
      const specs = specsOf({ [name]: input });
      assertThrows(() => checkInputs("m", specs, { [name]: value }), AxError);
    }
  }
});

Deno.test("an input that the method does not declare is named, with what is", () => {
  refuseAll(
    { source: string(), label: string("") },
    { source: "a", lable: "b" },
    'count_rows: unknown input "lable": it takes source, label; ' +
      'did you mean "label"?',
  );
  refuseAll({}, { n: 1 }, 'count_rows: unknown input "n": it takes none');
  const hidden = JSON.parse('{"__proto__": 1}');
  refuseAll({}, hidden, 'count_rows: unknown input "__proto__": it takes none');
});

Deno.test("inputs are a record", () => {
  const message = "count_rows: the inputs must be a record, got ";
  refuseAll({}, [1], `${message}[1]`);
  refuseAll({}, null, `${message}null`);
  refuseAll({}, handle(devJob), `${message}job dev-1`);
});

Deno.test("an input may be called as something that every object has", () => {
  const inputs = { constructor: string("a"), toString: integer() };
  assertEquals(request(inputs, { toString: 1 }), {
    constructor: "a",
    toString: 1,
  });
  refuseAll(
    inputs,
    {},
    'count_rows: input "toString": missing, expected integer',
  );
});

Deno.test("checked inputs stand in the order of the declaration", () => {
  const inputs = { b: integer(), a: integer(1), c: integer() };
  const checked = request(inputs, { c: 3, b: 2 }) as Record<string, Json>;
  assertEquals(Object.keys(checked), ["b", "a", "c"]);
});

Deno.test("checking what was checked changes nothing", () => {
  const inputs: Inputs = {
    when: datetime(),
    day: date("2024-05-01"),
    rows: list(record({ n: integer(1), map: record(file()) })),
    source: dataset(),
    none: optional(string()),
  };
  const once = request(inputs, {
    when: new Date(0),
    rows: [{ map: { a: "x.csv", "~": "y.csv" } }],
    source: handle(devJob),
  });
  assertEquals(
    JSON.parse(JSON.stringify(checkInputs("m", specsOf(inputs), once))),
    once,
  );
});

Deno.test("checkDefault() spells a default as a request would be", () => {
  const spec: InputSpec = { kind: "list", items: { kind: "date" } };
  assertEquals(checkDefault(spec, [new Date(0)]), ["1970-01-01"]);
  const error = assertThrows(() => checkDefault(spec, ["1.1.1970"]), AxError);
  assertEquals(error.code, "method");
  assertEquals(
    error.message,
    'Cannot declare list(): default[0]: expected date, got "1.1.1970"',
  );
});

Deno.test("checkDefault() says what can be no default at all", () => {
  const error = assertThrows(
    () => checkDefault({ kind: "string" }, () => "x"),
    AxError,
    'Cannot declare string(): input "default": cannot pass function',
  );
  assertEquals(error.code, "method");
});

Deno.test("show() keeps to the script's words and to one line's length", () => {
  assertEquals(show("x"), '"x"');
  assertEquals(show({ "~": "file", path: "a b.csv" }), 'file "a b.csv"');
  assertEquals(show(devData), "dataset dev-1/sums");
  assertEquals(show([devJob]), '["dev-1"]');
  assertEquals(show({ "~": "number", value: "NaN" }), "NaN");
  const long = show("x".repeat(100));
  assertEquals(long, `"${"x".repeat(56)}...`);
});
