import { notesOf } from "../../src/build/types.ts";
import type { InputSpec } from "../../src/core/input_spec.ts";
import { describeMethod } from "../../src/core/method.ts";
import type { Method } from "../../src/mod.ts";
import { assertEquals } from "../support/assert.ts";

const directory = new URL("../../methods/", import.meta.url);

/** The inputs of each standard method, by its name. */
const methods = new Map<string, Readonly<Record<string, InputSpec>>>();
for (const { name: path } of Deno.readDirSync(directory)) {
  if (!path.endsWith(".ts")) continue;
  const { default: method } = await import(new URL(path, directory).href) as {
    default: Method;
  };
  methods.set(path.slice(0, -3), describeMethod(method).inputs);
}

Deno.test("each input of each standard method has a note that `ax method` shows", () => {
  const bare: string[] = [];
  for (const [name, inputs] of methods) {
    const path = `${name}.ts`;
    const file = new URL(path, directory).pathname;
    const notes = notesOf({ name, file, path, standard: true });
    for (const input of Object.keys(inputs)) {
      const isNoted = /^.[^]*\.$/.test(notes.get(input) ?? "");
      if (!isNoted) bare.push(`${name} ${input}`);
    }
  }
  assertEquals(bare, []);
  assertEquals(methods.size > 20, true);
});

Deno.test("inputs of one name are of one kind in all standard methods", () => {
  const kinds = new Map<string, string>();
  for (const [name, inputs] of methods) {
    for (const [input, spec] of Object.entries(inputs)) {
      const kind = kindOf(spec);
      const known = kinds.get(input) ?? kind;
      kinds.set(input, known);
      // Of a job with several datasets, all of them are chained.
      if (input === "previous" && /^(job|dataset)$/.test(kind)) continue;
      assertEquals(kind, known, `${input} of ${name}`);
    }
  }
  assertEquals(kinds.get("sources"), "list of dataset");
  assertEquals(kinds.get("columns"), "list of string");
});

function kindOf(spec: InputSpec): string {
  switch (spec.kind) {
    case "optional":
      return kindOf(spec.inner);
    case "list":
      return `list of ${kindOf(spec.items)}`;
    case "map":
      return `map of ${kindOf(spec.values)}`;
    default:
      return spec.kind;
  }
}
