import { assertEquals } from "../support/assert.ts";
import { makeProject } from "./project.ts";

/** A method that makes up a table: its columns and rows follow from a seed. */
const make = `{
  inputs: { seed: integer(), from: integer(), to: integer(), previous: optional(dataset()) },
  synthesis({ inputs: { seed, from, to, previous }, job }) {
    const next = (state) => () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), state | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const shape = next(seed);
    const texts = ["", "a", "é", "🦊 fox", "\\0", "b".repeat(50), "ä\\n"];
    const values = {
      bool: (r) => r() < 0.5,
      int32: (r) => Math.floor(r() * 20) - 10,
      int64: (r) => BigInt(Math.floor(r() * 9)) - (2n ** 63n) * BigInt(r() < 0.2),
      float32: (r) => [NaN, -0, 0, 1.5, Infinity, -7][Math.floor(r() * 6)],
      float64: (r) => [NaN, -0, 0, 1e300, -Infinity, r()][Math.floor(r() * 6)],
      string: (r) => texts[Math.floor(r() * texts.length)],
      category: (r) => texts[Math.floor(r() * 3)],
      bytes: (r) => Uint8Array.from({ length: r() * 4 }, () => r() * 3),
      date: (r) => new Date(Math.floor(r() * 9 - 4) * 86400000),
      datetime: (r) => new Date(Math.floor(r() * 9) * 1e11 - 3e11),
      time: (r) => Math.floor(r() * 5) * 1000,
    };
    const types = Object.keys(values);
    const columns = [["n", "int32"]];
    for (let i = 0; i < 5; i++) {
      const type = types[Math.floor(shape() * types.length)];
      columns.push(["c" + i + type, type + (shape() < 0.5 ? "?" : "")]);
    }
    columns.push(["tags", "list<string?>"], ["data", "json"]);
    using out = job.createDataset({ columns, previous: previous ?? undefined });
    for (let n = from; n < to; n++) {
      const r = next(seed * 1000 + n);
      out.writeValues(...columns.map(([name, type]) => {
        if (name === "n") return n;
        if (name === "tags") return r() < 0.3 ? [] : [null, values.string(r)];
        if (name === "data") return { n, x: [r() < 0.5] };
        if (type.endsWith("?") && r() < 0.3) return null;
        return values[type.replace("?", "")](r);
      }));
    }
  },
}`;

/** Builds everything from one source, and prints the rows of each result. */
const main = `
  const text = (value) => value instanceof Date ? value.toISOString()
    : typeof value === "bigint" ? value + "n"
    : Object.is(value, -0) ? "-0"
    : typeof value === "number" ? String(value)
    : value instanceof Uint8Array ? "b" + value.join()
    : Array.isArray(value) ? "[" + value.map(text) + "]"
    : JSON.stringify(value);
  const digest = async (lines) => {
    const bytes = new TextEncoder().encode(lines.join());
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 16);
  };
  const facts = async (source, how = "all") => {
    const rows = Array.from(source.rows(how), (row) => Object.values(row).map(text).join("|"));
    return { count: rows.length, inOrder: await digest(rows), all: await digest(rows.sort()) };
  };
  const check = async (seed) => {
    const first = await urd.build("make", { seed, from: 0, to: 60 });
    const source = await urd.build("make", { seed, from: 60, to: 150, previous: first });
    const names = [...source.dataset().columns.keys()];
    const by = [names[1 + seed % 4], names[2 + seed % 4]]
      .filter((name) => !name.includes("bytes"));
    const requests = {
      sort: ["dataset_sort", { source, by: [...by, "n"], descending: by.slice(0, 1) }],
      across: ["dataset_sort", {
        source, by: [...by, "n"], descending: by.slice(1), acrossSlices: true,
        nulls: "last", chain: true,
      }],
      hashed: ["dataset_hashpart", { source, hashBy: names[1 + seed % 5], chain: true }],
      concat: ["dataset_concat", { source }],
      unturned: ["dataset_unroundrobin", { source }],
    };
    const jobs = await Promise.all(Object.values(requests)
      .map(([method, inputs]) => urd.build(method, inputs)));
    const found = {
      source: await facts(source.dataset()),
      chain: await facts(source.dataset().chain()),
      turns: await facts(source.dataset(), "roundrobin"),
    };
    for (const [index, name] of Object.keys(requests).entries()) {
      const made = jobs[index].dataset();
      found[name] = await facts(name === "hashed" ? made.chain() : made);
    }
    console.log(JSON.stringify({ seed, found }));
  };
  for (const seed of [1, 2]) await check(seed);`;

/** How many rows there are, and digests of them as they come, and sorted. */
interface Facts {
  readonly count: number;
  readonly inOrder: string;
  readonly all: string;
}

interface Result {
  readonly seed: number;
  readonly found: Readonly<Record<string, Facts>>;
}

async function resultsOf(slices: number): Promise<Result[]> {
  using project = makeProject({ make }, { config: { slices }, main });
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("methods keep every row of any table, in an order that slices do not change", async () => {
  const one = await resultsOf(1);
  const three = await resultsOf(3);
  assertEquals(one.map(({ seed }) => seed), [1, 2]);
  for (const { found } of [...one, ...three]) {
    assertEquals([found["source"]?.count, found["chain"]?.count], [90, 150]);
    assertEquals(found["unturned"], found["turns"]);
    assertEquals(found["sort"]?.all, found["source"]?.all);
    for (const name of ["across", "hashed", "concat"]) {
      assertEquals(found[name]?.all, found["chain"]?.all, name);
    }
  }
  for (const [index, { found }] of three.entries()) {
    const first = one[index]?.found ?? {};
    for (const name of ["across", "turns", "unturned"]) {
      assertEquals(found[name], first[name], name);
    }
    for (const name of ["source", "chain", "sort", "hashed", "concat"]) {
      assertEquals(found[name]?.all, first[name]?.all, name);
    }
  }
});
