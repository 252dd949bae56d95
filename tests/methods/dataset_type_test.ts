import { assertEquals, assertThrows } from "../support/assert.ts";
import type { Dataset } from "../../src/core/datasets.ts";
import { AxError } from "../../src/core/errors.ts";
import { sliceOf } from "../../src/data/hash.ts";
import type { PlannedColumn } from "../../methods/lib/type_plan.ts";
import { RowTyper, type TypeSink } from "../../methods/lib/type_rows.ts";
import { reportTypes } from "../../methods/lib/type_report.ts";
import { makeReader } from "./convert_support.ts";
import { bytesOf, makeRandom, textOf, valuesOf } from "./csv_support.ts";
import { type AnyRow, Store } from "./type_support.ts";

/** A conversion, a text that it takes, and one that it does not take. */
const conversions: [conversion: string, good: string, bad: string][] = [
  ["int32", "-7", "7.5"],
  ["int64", "9007199254740993", "9223372036854775808"],
  ["int32_16", "ff", "fg"],
  ["int64_0", "0x10", "08"],
  ["float32", "0.1", "0,1"],
  ["float64", "nan", "one"],
  ["number", "1e3", "inf"],
  ["number:int", "42.0", "42.5"],
  ["number:string", "1e-2", "0x1"],
  ["number:digits", "99999999999999999999", "0.5"],
  ["float64", "0x1.8p3", "0x1.8p"],
  ["bool", "yes", "maybe"],
  ["floatbool", "0.0", "x"],
  ["date", "2024-02-29", "2023-02-29"],
  ["datetime", "2024-02-29T01:02:03.000004", "2024-02-29T25:00"],
  ["time", "23:59:59", "24:00"],
  ["date:%d/%m %Y", "29/2 2024", "30/2 2024"],
  ["datetime:%s", "1700000000", "now"],
  ["time:%H.%M", "7.30", "7:30"],
  ["string:ascii", "plain", "\u00e4"],
  ["category:ascii", "plain", "\u00e4"],
  ["json", '{"a":[1]}', "{a}"],
];

/** What a conversion makes of a text, by itself; nothing if it is bad. */
function convertOne(conversion: string, text: string): unknown {
  return makeReader(conversion)(textOf(new TextEncoder().encode(text)));
}

/** The raw values of one column of a dataset with one slice. */
function rawOf(rows: readonly AnyRow[], type: string): unknown[] {
  const plain = type.replace("?", "");
  return rows.map(({ x }) => {
    if (x === null) return null;
    if (x instanceof Date) {
      const millis = x.getTime();
      return plain === "date" ? millis / 86_400_000 : millis;
    }
    if (plain === "json") return JSON.stringify(x);
    return typeof x === "boolean" ? Number(x) : x;
  });
}

/** As {@linkcode rawOf} gives a value; dates lose what is below 1 ms. */
function wantedOf(value: unknown, type: string): unknown {
  return type.startsWith("datetime") && typeof value === "bigint"
    ? Number(value / 1000n)
    : value;
}

Deno.test("every conversion types strings, categories and bytes, with nulls and defaults", () => {
  using store = new Store();
  for (const [conversion, good, bad] of conversions) {
    const [name = "", parameter] = conversion.split(/(?=:)/);
    for (const mark of ["", "?"]) {
      const full = `${name}${mark}${parameter ?? ""}`;
      for (const fallback of [undefined, null, good]) {
        const texts = [good, bad, "", null, good];
        const wanted = texts.map((text) => {
          if (text === null || text === "" && mark === "?") return null;
          const value = convertOne(full, text);
          if (value !== undefined || fallback === undefined) return value;
          return fallback === null ? null : convertOne(full, fallback);
        });
        for (const type of ["string?", "category?", "bytes?"]) {
          const source = store.write({ x: type }, [texts.map((text) => ({
            x: type === "bytes?" && text !== null
              ? new TextEncoder().encode(text)
              : text,
          }))]);
          const { made, reports } = store.type(source, {
            types: { x: full },
            defaults: fallback === undefined ? null : { x: fallback },
            filterBad: true,
          });
          const result = made.default?.columns.x ?? "";
          assertEquals(result.endsWith("?"), true, result);
          assertEquals(
            rawOf(made.default?.slices[0] ?? [], result),
            wanted.filter((value) => value !== undefined)
              .map((value) => wantedOf(value, result)),
            `${type} to ${full}, default ${fallback}`,
          );
          const failures = wanted.filter((value) => value === undefined);
          assertEquals(reports[0]?.badCount, failures.length);
          const { bad = 0, defaulted = 0 } = reports[0]?.counts.get("x") ?? {};
          assertEquals(bad, failures.length);
          const isBad = texts.filter((text) =>
            text !== null && (text !== "" || mark === "") &&
            convertOne(full, text) === undefined
          );
          assertEquals(defaulted, fallback === undefined ? 0 : isBad.length);
        }
      }
    }
  }
});

Deno.test("a column can have nulls when its source can, or its default is null, or by ?", () => {
  using store = new Store();
  const source = store.write({ a: "string", b: "category?" }, [[]]);
  const typesOf = (types: Record<string, string>, defaults = {}) =>
    store.type(source, { types, defaults }).made.default?.columns;
  assertEquals(typesOf({ a: "int32", b: "date" }), { a: "int32", b: "date?" });
  assertEquals(typesOf({ a: "int32?", b: "date?" }), {
    a: "int32?",
    b: "date?",
  });
  assertEquals(typesOf({ a: "string" }, { a: null })?.a, "string?");
});

Deno.test("columns that are not typed are inherited, or copied when rows go", () => {
  using store = new Store();
  const columns = { a: "string", n: "int32", b: "bytes" };
  const rows = [1, 2, 3].map((n) => ({
    a: n === 2 ? "x" : `${n}`,
    n,
    b: bytesOf(`b${n}`),
  }));
  const source = store.write(columns, [rows]);
  const types = { a: "int64" };
  const typed = store.type(source, { types, defaults: { a: "0" } }).made;
  assertEquals(typed.default, {
    columns: { a: "int64", n: "int32", b: "bytes" },
    hashBy: undefined,
    slices: [rows.map(({ a, n, b }) => ({ a: BigInt(Number(a) || 0), n, b }))],
    hasParent: true,
    previous: undefined,
  });
  const filtered = store.type(source, { types, filterBad: true }).made;
  assertEquals(filtered.default?.hasParent, false);
  assertEquals(filtered.default?.slices[0]?.map(({ n }) => n), [1, 3]);
  assertEquals(filtered.bad?.columns, {
    slice: "int32",
    row: "int64",
    problem: "string",
    a: "string",
  });
  assertEquals(filtered.bad?.slices[0], [{
    slice: 0,
    row: 1n,
    problem: 'column "a": cannot convert "x" to int64',
    a: "x",
  }]);
  const only = store.type(source, {
    types: { b: "string" },
    discardUntyped: true,
  }).made.default;
  assertEquals([only?.columns, only?.hasParent], [{ b: "string" }, false]);
});

/** Rows as sorted texts. */
function textsOf(rows: readonly AnyRow[]): string[] {
  return rows.map((row) =>
    JSON.stringify(
      row,
      (_, value) => typeof value === "bigint" ? `${value}n` : value,
    )
  ).sort();
}

/** Renames, types, and the columns that result: name by source column. */
const renames: [
  rename: Record<string, string | null>,
  types: readonly string[],
  wanted: string,
][] = [
  [{}, ["a"], "A=a b c"],
  [{ a: "d" }, ["b"], "d=a B=b c"],
  [{ a: "d" }, ["d"], "a D=a b c"],
  [{ a: "d" }, ["a", "d"], "A=a D=a b c"],
  [{ a: "b" }, ["c"], "b=a C=c"],
  [{ a: "b" }, ["b"], "a B=a c"],
  [{ a: null }, ["b"], "B=b c"],
  [{ a: "b", b: "a" }, ["c"], "b=a a=b C=c"],
  [{ a: "b", b: "a" }, ["b"], "B=a a=b c"],
  [{ a: "b", b: "a" }, ["a", "b"], "B=a A=b c"],
  [{ a: "b", b: null }, ["b"], "a B=a c"],
  [{ a: "b", b: "d" }, ["d"], "b=a D=b c"],
  [{ a: "a" }, ["a"], "A=a b c"],
  [{ a: "a" }, ["b"], "a B=b c"],
  [{ x: "a", y: null }, ["a"], "A=a b c"],
  // c is what the source is hashed by: it does not stay beside its copy.
  [{ c: "d" }, ["d"], "a b D=c | d"],
  [{ c: "d" }, ["a"], "A=a b d=c | d"],
  [{ a: "c" }, ["b"], "c=a B=b | -"],
  [{ a: "c" }, ["c"], "a C=a b | -"],
  [{ c: null }, ["a"], "A=a b | -"],
];

Deno.test("columns are renamed, copied, hidden and left out as rename says", () => {
  using store = new Store();
  const rows = [0, 1, 2, 3, 4, 5].map((n) => ({
    a: `1${n}`,
    b: `2${n}`,
    c: `3${n}`,
  }));
  const slices = [0, 1].map((slice) =>
    rows.filter(({ c }) => sliceOf(c, 2) === slice)
  );
  const source = store.write(
    { a: "string", b: "string", c: "string" },
    slices,
    {
      hashBy: "c",
    },
  );
  for (const [rename, names, wanted] of renames) {
    const [columns = "", hashBy = "c"] = wanted.split(" | ");
    const places = columns.split(" ").map((text) => {
      const [name = "", column = name] = text.split("=");
      return [name.toLowerCase(), column, /[A-Z]/.test(name)] as const;
    });
    const types = Object.fromEntries(names.map((name) => [name, "int32"]));
    for (const filterBad of [false, true]) {
      const { made } = store.type(source, { rename, types, filterBad });
      const what = JSON.stringify([rename, names, filterBad]);
      assertEquals(
        Object.entries(made.default?.columns ?? {}),
        places.map(([name, , isTyped]) => [name, isTyped ? "int32" : "string"]),
        what,
      );
      assertEquals(made.default?.hashBy ?? "-", hashBy, what);
      const shown = (made.default?.slices ?? []).flat().map(
        String.prototype
          .constructor as never && ((row: AnyRow) => JSON.stringify(row)),
      );
      assertEquals(
        shown.sort(),
        rows.map((row) =>
          JSON.stringify(Object.fromEntries(
            places.map(([name, column, isTyped]) => {
              const text = row[column as keyof typeof row];
              return [name, isTyped ? Number(text) : text];
            }),
          ))
        ).sort(),
        what,
      );
    }
  }
});

/** Sources of each text type, in three slices, by a column that is a number. */
function* hashSources(store: Store) {
  const texts = ["1", "02", "", "4.0", "x", "5", "-6", null, "7", "1"];
  for (const type of ["string?", "category?", "bytes?"]) {
    const rows = texts.map((text, n) => ({
      key: type === "bytes?" && text !== null
        ? new TextEncoder().encode(text)
        : text,
      n: `${n}${n === 5 ? "x" : ""}`,
      rest: n * 10,
    }));
    const columns = { key: type, n: "category", rest: "int32" };
    const dealt = [0, 1, 2].map((slice) =>
      rows.filter((_, n) => n % 3 === slice)
    );
    yield { texts, source: store.write(columns, dealt) };
    // All rows in one slice; the others are empty.
    yield { texts, source: store.write(columns, [[], rows, []]) };
    const hashed = [0, 1, 2].map((slice) =>
      rows.filter(({ key }) => sliceOf(key, 3) === slice)
    );
    yield { texts, source: store.write(columns, hashed, { hashBy: "key" }) };
  }
}

Deno.test("rows go where the hash of the typed column says, and none is lost", () => {
  using store = new Store();
  const keyTypes = ["int32?", "int64?", "float64?", "category?", "string?"];
  for (const { texts, source } of hashSources(store)) {
    for (const type of keyTypes) {
      for (const discardUntyped of [false, true]) {
        const { made, reports } = store.type(source, {
          types: { key: type, n: "int32" },
          hashBy: "key",
          filterBad: true,
          discardUntyped,
        });
        const what = `${source.columns.get("key")} to ${type}`;
        const good = texts.flatMap((text, n) => {
          const isNull = text === null || text === "";
          const value = isNull ? null : convertOne(type, text);
          if (value === undefined || n === 5) return [];
          return [{ key: value, n, ...(!discardUntyped && { rest: n * 10 }) }];
        });
        assertEquals(made.default?.hashBy, "key");
        const slices = made.default?.slices ?? [];
        assertEquals(textsOf(slices.flat()), textsOf(good), what);
        slices.forEach((rows, slice) => {
          for (const { key } of rows) {
            assertEquals(sliceOf(key as string, 3), slice, what);
          }
        });
        const bad = made.bad?.slices.flat() ?? [];
        assertEquals(bad.length, texts.length - good.length, what);
        for (const { slice, row, n } of bad) {
          const place = [...source.rows(Number(slice))][Number(row)];
          assertEquals(place?.n, n, what);
        }
        const counts = reportTypes({ key: type, n: "int32" }, reports).result;
        assertEquals(counts.rowCount, good.length, what);
        assertEquals(counts.columns.n?.bad, 1, what);
        const failures = texts.filter((text) =>
          text !== null && text !== "" && convertOne(type, text) === undefined
        );
        assertEquals(counts.columns.key?.bad, failures.length, what);
      }
    }
  }
});

Deno.test("every type that has a hash can be hashed by", () => {
  using store = new Store();
  const texts: Record<string, (n: number) => string> = {
    int32: (n) => `${n * 7 - 30}`,
    int64: (n) => `${n}0000000000000`,
    float32: (n) => `${n / 10}`,
    float64: (n) => ["nan", "-0.0", "inf", `${n / 8}`][n % 4] ?? "",
    bool: (n) => `${n % 2}`,
    date: (n) => `2024-02-${10 + n}`,
    datetime: (n) => `1969-12-31T23:59:59.9999${10 + n}`,
    time: (n) => `00:00:${10 + n}`,
    string: (n) => `s\u00e4${n}`,
    category: (n) => `c\u00e4${n % 5}`,
    bytes: (n) => `b${n}`,
  };
  for (const [type, textOf] of Object.entries(texts)) {
    const rows = Array.from({ length: 18 }, (_, n) => ({ x: textOf(n), n }));
    for (const spec of ["string", "category"]) {
      const columns = { x: spec, n: "int32" };
      const source = store.write(columns, [rows, [], rows.slice(0, 5)]);
      // The writer refuses rows that lie in a wrong slice.
      const { made } = store.type(source, {
        types: { x: `${type}?` },
        hashBy: "x",
      });
      assertEquals(made.default?.hashBy, "x");
      const counts = made.default?.slices.map((rows) => rows.length) ?? [];
      assertEquals(counts.reduce((a, b) => a + b), 23, type);
      assertEquals(counts.filter((count) => count > 0).length > 1, true, type);
    }
  }
});

Deno.test("rows move for an untyped column, and for the hash column of the source when it is typed", () => {
  using store = new Store();
  const rows = [1, 2, 3, 4, 5, 6].map((n) => ({ a: `${n}`, b: `b${n}` }));
  const columns = { a: "string", b: "string" };
  const source = store.write(
    columns,
    [0, 1].map((slice) => rows.filter(({ a }) => sliceOf(a, 2) === slice)),
    { hashBy: "a" },
  );
  const of = (request: Parameters<Store["type"]>[1]) => {
    const { hashBy, hasParent, slices = [] } =
      store.type(source, request).made.default ?? {};
    assertEquals(slices.flat().length, rows.length);
    return [hashBy, hasParent];
  };
  assertEquals(of({ types: { b: "bytes" } }), ["a", true]);
  assertEquals(of({ types: { b: "bytes" }, hashBy: "a" }), ["a", true]);
  assertEquals(of({ types: { a: "int32" } }), ["a", false]);
  assertEquals(of({ types: { a: "int32" }, hashBy: "b" }), ["b", false]);
  assertEquals(of({ types: { a: "int32" }, dropHash: true }), [
    undefined,
    true,
  ]);
  assertEquals(of({ types: { b: "bytes" }, discardUntyped: true }), [
    undefined,
    false,
  ]);
});

Deno.test("defaults are hashed where they belong", () => {
  using store = new Store();
  const source = store.write({ a: "category" }, [
    [{ a: "x" }, { a: "1" }],
    [{ a: "2" }, { a: "y" }],
  ]);
  for (const [text, value] of [["17", 17], [null, null]] as const) {
    const { made, reports } = store.type(source, {
      types: { a: "int32" },
      defaults: { a: text },
      hashBy: "a",
    });
    const slices = made.default?.slices ?? [];
    assertEquals(
      textsOf(slices.flat()),
      textsOf([1, 2, value, value].map((a) => ({ a }))),
    );
    assertEquals(slices[sliceOf(value, 2)]?.filter(({ a }) => a === value), [
      { a: value },
      { a: value },
    ]);
    const { result, lines } = reportTypes({ a: "int32" }, reports);
    assertEquals(result.columns.a, { type: "int32", bad: 0, defaulted: 2 });
    assertEquals(lines, [
      '"a": 2 replaced by the default (1 in slice 0, 1 in slice 1)',
    ]);
  }
});

Deno.test("a chain becomes a chain, each dataset by its own columns", () => {
  using store = new Store();
  const one = store.write({ id: "string", v: "string" }, [
    [{ id: "1", v: "a" }],
    [{ id: "x", v: "b" }],
  ], { name: "one" });
  const two = store.write({ ID: "category", w: "int32" }, [
    [{ ID: "y", w: 1 }],
    [{ ID: "2", w: 2 }],
  ], { name: "two", previous: one });
  const { made, reports } = store.type(two, {
    types: { id: "int64" },
    rename: { ID: "id" },
    chain: true,
    filterBad: true,
    previous: store.write({ id: "int64" }, [[], []], { name: "old" }),
    previousBad: store.write({ id: "string" }, [[], []], { name: "bad old" }),
  });
  assertEquals(made["0"]?.previous, "old");
  assertEquals(made["0.bad"]?.previous, "bad old");
  assertEquals(Object.keys(made), ["0", "0.bad", "default", "bad"]);
  assertEquals(made["0"]?.columns, { id: "int64", v: "string" });
  assertEquals(made.default?.columns, {
    ID: "category",
    id: "int64",
    w: "int32",
  });
  assertEquals([made.default?.previous, made.bad?.previous], ["0", "0.bad"]);
  assertEquals(made["0.bad"]?.slices[1]?.map(({ id }) => id), ["x"]);
  assertEquals(made.bad?.slices[0]?.map(({ ID }) => ID), ["y"]);
  assertEquals(reports.map(({ badCount }) => badCount), [1, 1]);
});

Deno.test("each dataset of a chain stays hashed by what it is hashed by", () => {
  using store = new Store();
  const rows = [0, 1, 2, 3, 4, 5].map((n) => ({ a: `${n}`, b: `b${n}` }));
  const columns = { a: "string", b: "string" };
  const dealt = (hashBy: "a" | "b") =>
    [0, 1].map((slice) =>
      rows.filter((row) => sliceOf(row[hashBy], 2) === slice)
    );
  const first = store.write(columns, dealt("a"), { hashBy: "a" });
  const second = store.write(columns, dealt("b"), {
    hashBy: "b",
    previous: first,
  });
  const third = store.write(columns, [rows, []], { previous: second });
  const hashes = (request: Partial<Parameters<Store["type"]>[1]>) => {
    const all = { types: { a: "int32" }, chain: true, ...request };
    const { made } = store.type(third, all);
    return Object.values(made).map(({ hashBy, slices }) => {
      assertEquals(
        slices.flat().map(({ a }) => a).sort(),
        [0, 1, 2, 3, 4, 5],
      );
      slices.forEach((rows, slice) => {
        for (const row of rows) {
          const key = row[hashBy ?? ""] as string;
          if (hashBy !== undefined) assertEquals(sliceOf(key, 2), slice);
        }
      });
      return hashBy;
    });
  };
  assertEquals(hashes({}), ["a", "b", undefined]);
  assertEquals(hashes({ hashBy: "a" }), ["a", "a", "a"]);
  assertEquals(hashes({ hashBy: "b" }), ["b", "b", "b"]);
  assertEquals(hashes({ dropHash: true }), [undefined, undefined, undefined]);
});

Deno.test("a chain is typed back to a dataset, or as many of its newest as are asked for", () => {
  using store = new Store();
  const chain = [1, 2, 3, 4].reduce<Dataset[]>((chain, n) => {
    const previous = chain.at(-1);
    const options = { name: `${n}`, ...(previous && { previous }) };
    const rows = [[{ id: `${n}` }]];
    return [...chain, store.write({ id: "string" }, rows, options)];
  }, []);
  const [, second, third, source] = chain as [
    Dataset,
    Dataset,
    Dataset,
    Dataset,
  ];
  const idsOf = (request: Partial<Parameters<Store["type"]>[1]>) => {
    const all = { types: { id: "int32" }, chain: true, ...request };
    const { made } = store.type(source, all);
    return Object.values(made).flatMap(({ slices }) =>
      slices.flat().map(({ id }) => id)
    );
  };
  assertEquals(idsOf({}), [1, 2, 3, 4]);
  assertEquals(idsOf({ length: 1 }), [4]);
  assertEquals(idsOf({ length: 3 }), [2, 3, 4]);
  assertEquals(idsOf({ length: 9 }), [1, 2, 3, 4]);
  assertEquals(idsOf({ stopAt: second }), [3, 4]);
  assertEquals(idsOf({ stopAt: second, length: 1 }), [4]);
  assertEquals(idsOf({ stopAt: third, length: 3 }), [4]);
  for (
    const [request, message] of [
      [{ length: 1, chain: false }, 'Cannot use "length" without "chain"'],
      [{ stopAt: third, chain: false }, 'Cannot use "stopAt" without "chain"'],
      [{ length: 0 }, '"length" is 1 or more'],
      [{ length: -1 }, "Cannot read -1 datasets of a chain"],
      [{ stopAt: source }, '"stopAt" is "source" itself'],
    ] as const
  ) assertThrows(() => idsOf(request), AxError, message);
});

Deno.test("numbers with too many digits keep them as text, and the error says so", () => {
  using store = new Store();
  const large = `${2n ** 1007n - 1n}`;
  const rows = [large, `-0${large}.0`, "1_000", "-0"].map((x) => ({ x }));
  for (const type of ["string", "category"]) {
    const source = store.write({ x: type }, [rows]);
    const { made } = store.type(source, { types: { x: "number:digits" } });
    assertEquals(made.default?.columns, { x: "string" });
    assertEquals(
      made.default?.slices[0]?.map(({ x }) => BigInt(x as string)),
      [2n ** 1007n - 1n, -(2n ** 1007n - 1n), 1000n, 0n],
    );
    for (const conversion of ["int64", "number", "number:int"]) {
      const { hint } = assertThrows(
        () => store.type(source, { types: { x: conversion } }),
        AxError,
        `in column "x", row 0, slice 0 of "default": it is no ${conversion}`,
      );
      assertEquals(hint?.includes('{ "x": "number:digits" }'), true, hint);
    }
  }
});

Deno.test("complex numbers become lists, whatever the text comes as", () => {
  using store = new Store();
  const texts = ["1-2j", "x", "", null, "3", "1-2j"];
  for (const type of ["string?", "category?"]) {
    const source = store.write({ x: type, n: "int32" }, [
      texts.slice(0, 3).map((x, n) => ({ x, n })),
      texts.slice(3).map((x, n) => ({ x, n: n + 3 })),
    ]);
    for (const request of [{}, { hashBy: "n" }, { defaults: { x: "j" } }]) {
      const { made } = store.type(source, {
        types: { x: "complex64?" },
        filterBad: true,
        ...request,
      });
      assertEquals(made.default?.columns.x, "list<float64>?");
      const rows = (made.default?.slices.flat() ?? [])
        .map(({ x, n }) => [n, x]).sort(([a], [b]) => Number(a) - Number(b));
      const wanted = [[1, -2], [0, 1], null, null, [3, 0], [1, -2]]
        .map((x, n) => [n, x]);
      const isBad = !("defaults" in request);
      assertEquals(rows, wanted.filter(([n]) => n !== 1 || !isBad));
    }
    assertThrows(
      () => store.type(source, { types: { x: "complex64" }, hashBy: "x" }),
      AxError,
      "its type is list<float64>",
    );
  }
});

Deno.test("names of bad rows give way to those of the columns", () => {
  using store = new Store();
  const source = store.write({ row: "string", slice: "string" }, [
    [{ row: "x", slice: "y" }],
  ]);
  const { made } = store.type(source, {
    types: { row: "int32", slice: "int32" },
    filterBad: true,
  });
  assertEquals(made.bad?.slices[0], [{
    slice_: 0,
    row_: 0n,
    problem: 'column "row": cannot convert "x" to int32',
    row: "x",
    slice: "y",
  }]);
});

Deno.test("the first bad value is named with its column, row, slice and dataset", () => {
  using store = new Store();
  const long = "y".repeat(70);
  const rows = Array.from({ length: 70_000 }, (_, n) => ({
    a: `${n}`,
    b: n >= 69_990 ? `${long}${n}` : `${n}`,
  }));
  const source = store.write({ a: "category", b: "string" }, [[], rows]);
  for (const request of [{}, { hashBy: "a" }, { hashBy: "b" }]) {
    assertThrows(
      () =>
        store.type(source, { types: { a: "int32", b: "int32" }, ...request }),
      AxError,
      `Cannot convert "${"y".repeat(57)}…" in column "b", row 69990, ` +
        `slice 1 of "default": it is no int32`,
    );
  }
});

/** Requests for the columns s, c, b, n, l, and what is wrong with them. */
const wrong: [Partial<Parameters<Store["type"]>[1]>, message: string][] = [
  [{ types: {} }, '"types" is empty'],
  [{ types: { x: "int32" } }, 'no column "x": the dataset has "s", "c"'],
  [{ types: { n: "int32" } }, 'column "n" is of type int32, not string'],
  [{ types: { l: "json" } }, 'column "l" is of type list<string>, not'],
  [{ types: { s: "int16" } }, 'Cannot convert to "int16"'],
  [{ types: { s: "auto" } }, 'Cannot convert to "auto"'],
  [{ types: { s: "string:latin1" } }, 'column "s" is of type string and holds'],
  [{ types: { c: "category:koi8-r" } }, "an encoding is for columns of type"],
  [{ defaults: { c: "1" } }, '"defaults" names "c", and "types" does not'],
  [
    { types: { user: "int32" }, defaults: { usr: "1" } },
    '"defaults" names "usr", and "types" does not; did you mean "user"?',
  ],
  [{ defaults: { s: "x" } }, 'Cannot use "x" as default of column "s"'],
  [{ rename: { s: "x", c: "x" } }, '"s" and "c" would both be called "x"'],
  [
    { rename: { s: null } },
    'there is no column "s": the renamed dataset has "c", "b", "n", "l", "user"',
  ],
  [
    { rename: { user: "name" }, types: { user: "int32" } },
    'no column "user": the renamed dataset has "s", "c", "b", "n", "l", "name"',
  ],
  [{ types: { usr: "int32" } }, '"l", "user"; did you mean "user"?'],
  [{ hashBy: "x" }, 'no column "x" to hash by: the result has "s", "c"'],
  [{ hashBy: "User" }, '"l", "user"; did you mean "user"?'],
  [{ hashBy: "n", discardUntyped: true }, 'no column "n" to hash by'],
  [{ hashBy: "s", dropHash: true }, '"hashBy" and "dropHash" exclude'],
  [{ hashBy: "l" }, 'column "l" cannot be hashed by: its type is list<string>'],
  [{ types: { s: "json" }, hashBy: "s" }, "its type is json"],
  [{ timezone: "Moon", types: { s: "datetime" } }, 'time zone "Moon"'],
];

Deno.test("what cannot be asked for is refused before anything is read", () => {
  using store = new Store();
  const source = store.write({
    s: "string",
    c: "category",
    b: "bytes",
    n: "int32",
    l: "list<string>",
    user: "string",
  }, [[]]);
  for (const [request, message] of wrong) {
    assertThrows(
      () => store.type(source, { types: { s: "int32" }, ...request }),
      AxError,
      message,
    );
  }
});

Deno.test("many batches of random text give what each text gives", () => {
  using store = new Store();
  const random = makeRandom(7);
  const words = ["1", "-20", "", "x", "300", "4e2", "ä", "2024-01-01"];
  const slices = [0, 1].map(() =>
    Array.from({ length: 66_000 + random(70_000) }, () => {
      const text = random(9) === 0 ? null : words[random(words.length)] ?? "";
      return { s: text, c: text, n: random(1000) };
    })
  );
  const columns = { s: "string?", c: "category?", n: "int32" };
  const source = store.write(columns, slices);
  const { made } = store.type(source, {
    types: { s: "float64", c: "float64" },
    defaults: { s: null, c: "-1" },
  });
  slices.forEach((rows, slice) => {
    const wanted = rows.map(({ s, n }) => {
      const isNumber = s !== null && /^[-\de]+$/.test(s) && !/\d-/.test(s);
      const value = isNumber ? Number(s) : null;
      return { s: value, c: s === null ? null : value ?? -1, n };
    });
    assertEquals(made.default?.slices[slice], wanted);
  });
});

Deno.test("of tens of thousands of columns, the one that cannot be converted is named", () => {
  using store = new Store();
  const source = store.write({ a: "string" }, [[{ a: "x" }, { a: "1" }]]);
  const columns = Array.from({ length: 65_540 }, (_, n): PlannedColumn => ({
    name: `c${n}`,
    column: "a",
    sourceType: "string",
    type: n === 65_536 ? "int32" : "bytes",
    conversion: n === 65_536 ? "int32" : "bytes",
  }));
  const bad: string[] = [];
  const sink: TypeSink = {
    rows: ({ c0 }) => assertEquals(valuesOf(c0 as never).length, 1),
    bad: (rows) => bad.push(...rows.map(({ column }) => column.name)),
  };
  const plan = { columns, hashBy: undefined, isMoved: false };
  const options = { timezone: "UTC", numericComma: false } as never;
  const place = { slice: 0, slices: 1 };
  const typer = new RowTyper(plan, options, { place, sink, isCopied: true });
  typer.run(source);
  assertEquals(bad, ["c65536"]);
});
