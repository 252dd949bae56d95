import type { DescribedMethod } from "../../src/build/build.ts";
import { formatMethod, formatMethods } from "../../src/cli/method_view.ts";
import { makeStyle } from "../../src/cli/style.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals } from "../support/assert.ts";

const plain = makeStyle(false);

function method(
  name: string,
  standard: boolean,
  more: Partial<DescribedMethod> = {},
): DescribedMethod {
  const path = `${standard ? "ax/" : ""}methods/${name}.ts`;
  const file = { name, file: `/p/${path}`, path, standard };
  const descriptor = {
    description: `Does ${name}.\nAt length.`,
    builds: false,
    permissions: {},
    inputs: {},
    stages: ["synthesis"] as const,
  };
  return { file, descriptor, ...more };
}

Deno.test("methods are listed by first lines, the project's own first", () => {
  const { file } = method("broken", false);
  const broken = { file, error: new AxError("method", "Cannot parse it") };
  const lines = formatMethods(
    [method("csvimport", true), method("count", false), broken],
    plain,
  );
  assertEquals(lines, [
    "count   Does count.",
    "broken  does not load",
    "",
    "Methods of ax",
    "csvimport  Does csvimport.",
  ]);
});

Deno.test("a method shows what it takes, its defaults and what it needs", () => {
  const { file } = method("fetch_rates", false);
  const lines = formatMethod(
    {
      file,
      descriptor: {
        description: "Fetches rates.",
        builds: true,
        permissions: { net: ["api.example.com"] },
        inputs: {
          days: { kind: "integer", default: 7 },
          source: { kind: "dataset", columns: { amount: "float64" } },
          note: { kind: "optional", inner: { kind: "string" } },
        },
        stages: ["prepare", "synthesis"],
      },
      notes: new Map([["source", "The rates.\nOld ones, too"], ["gone", "no"]]),
    },
    plain,
    20,
  );
  assertEquals(lines, [
    "fetch_rates  methods/fetch_rates.ts",
    "Fetches rates.",
    "",
    "Inputs",
    "  days    integer                      default 7",
    "  source  dataset with amount float64",
    "      The rates.",
    "      Old ones, too",
    "  note    string, optional",
    "",
    "Stages prepare, synthesis",
    "It asks for jobs itself.",
    "It must be granted net: api.example.com",
  ]);
});

Deno.test("a method shows what the fields of records in its inputs take", () => {
  const { file, descriptor } = method("filter", true);
  if (descriptor === undefined) throw new Error("no descriptor");
  const inputs = {
    where: {
      kind: "list",
      items: {
        kind: "record",
        fields: {
          column: { kind: "string" },
          op: { kind: "oneOf", values: ["=", "<"], default: "=" },
        },
      },
    },
    plain: { kind: "map", values: { kind: "string" } },
  } as const;
  const notes = new Map([["where", "All must hold."]]);
  const lines = formatMethod(
    { file, descriptor: { ...descriptor, inputs }, notes },
    plain,
  );
  assertEquals(lines.slice(lines.indexOf("Inputs")), [
    "Inputs",
    "  where  list of record of column, op",
    "      All must hold.",
    "      - column: string",
    '      - op: one of "=", "<", default "="',
    "  plain  record of string",
    "",
    "Stages synthesis",
  ]);
});
