import type { InputSpecs } from "../../src/core/input_spec.ts";
import {
  type DeclaredMethod,
  formatMethodTypes,
} from "../../src/core/method_types.ts";
import { assertEquals, assertMatch } from "../support/assert.ts";

/** The lines inside of `interface Methods`, without their common indent. */
function declared(...methods: readonly DeclaredMethod[]): string {
  const text = formatMethodTypes(methods);
  const body = /interface Methods \{\n([^]*) {2}\}\n\}\n$/.exec(text)?.[1] ??
    "";
  return body.replaceAll(/^ {4}/gm, "");
}

function taking(inputs: InputSpecs, description = ""): DeclaredMethod {
  return { name: "m", descriptor: { description, inputs } };
}

/** The type of one input, as a request sees it. */
function typeOf(spec: InputSpecs[string]): string {
  const line = /^ {2}readonly (.*);$/m.exec(declared(taking({ x: spec })));
  return line?.[1] ?? "";
}

Deno.test("formatMethodTypes() writes what a request passes for each kind", () => {
  assertEquals(typeOf({ kind: "string" }), "x: string");
  assertEquals(typeOf({ kind: "integer" }), "x: number");
  assertEquals(typeOf({ kind: "boolean" }), "x: boolean");
  assertEquals(typeOf({ kind: "date" }), "x: string | Date");
  assertEquals(typeOf({ kind: "file" }), "x: string");
  assertEquals(typeOf({ kind: "jobFile" }), "x: JobFile");
  assertEquals(typeOf({ kind: "job" }), "x: Job");
  assertEquals(typeOf({ kind: "dataset" }), "x: Dataset | Job");
  assertEquals(
    typeOf({ kind: "oneOf", values: ["a", 2, true] }),
    'x: "a" | 2 | true',
  );
  assertEquals(
    typeOf({ kind: "list", items: { kind: "dataset" } }),
    "x: readonly (Dataset | Job)[]",
  );
  assertEquals(
    typeOf({ kind: "list", items: { kind: "string" } }),
    "x: readonly string[]",
  );
  assertEquals(
    typeOf({ kind: "map", values: { kind: "number" } }),
    "x: { readonly [name: string]: number }",
  );
});

Deno.test("formatMethodTypes() lets a request leave out what has a default", () => {
  assertEquals(
    typeOf({ kind: "number", default: 3 }),
    "x?: number | undefined",
  );
  assertEquals(
    typeOf({ kind: "optional", inner: { kind: "job" } }),
    "x?: Job | null | undefined",
  );
});

Deno.test("formatMethodTypes() describes methods, inputs and records in comments", () => {
  const fields = { low: { kind: "number" } } as const;
  const text = declared(
    taking(
      {
        "odd name": { kind: "string", default: "*/ x" },
        range: { kind: "record", fields },
      },
      "Counts rows.\n\nAnd more.",
    ),
  );
  assertEquals(
    text,
    `/**
 * Counts rows.
 *
 * And more.
 */
readonly m: {
  /** string; default "* / x" */
  readonly "odd name"?: string | undefined;
  /** record of low */
  readonly range: {
    /** number */
    readonly low: number;
  };
};
`,
  );
});

Deno.test("formatMethodTypes() sorts by name, and takes any inputs of what is not known", () => {
  const text = declared(
    { name: "b" },
    { name: "a", descriptor: { description: "", inputs: {} } },
    { name: "b", descriptor: { description: "twice", inputs: {} } },
  );
  assertEquals(
    text,
    "readonly a: { readonly [name: string]: never };\nreadonly b: GivenInputs;\n",
  );
  assertMatch(formatMethodTypes([]), "interface Methods {\n  }\n}\n");
});

Deno.test("what is noted of an input stands above its type", () => {
  const inputs = { days: { kind: "integer", default: 7 } } as const;
  const notes = new Map([["days", "Whole ones.\nFrom */ today."]]);
  const text = formatMethodTypes([
    { name: "a", descriptor: { description: "", inputs }, notes },
  ]);
  assertMatch(
    text,
    `      /**
       * Whole ones.
       * From * / today.
       * integer; default 7
       */
      readonly days?: number | undefined;`,
  );
});
