import { configKeys, readConfig } from "../../src/build/config.ts";
import { configSchema } from "../../src/build/config_schema.ts";
import { AxError } from "../../src/core/errors.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

/** The part of JSON Schema that the schema of `ax.json` uses. */
interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly minProperties?: number;
  readonly propertyNames?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const known = [
  "$ref",
  "$schema",
  "anyOf",
  "type",
  "enum",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "items",
  "minProperties",
  "propertyNames",
  "properties",
  "additionalProperties",
  "definitions",
  "title",
  "description",
  "allowTrailingCommas",
];

const root = JSON.parse(configSchema) as Schema;

/** Whether a value is as the schema says. */
function valid(schema: Schema, value: unknown): boolean {
  for (const word of Object.keys(schema)) {
    assert(known.includes(word), `The test does not know "${word}"`);
  }
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/definitions/", "");
    return valid(root.definitions?.[name] ?? {}, value);
  }
  return (schema.anyOf?.some((one) => valid(one, value)) ?? true) &&
    (schema.enum?.includes(value) ?? true) && hasType(schema.type, value) &&
    fits(schema, value);
}

function hasType(type: string | undefined, value: unknown): boolean {
  switch (type) {
    case undefined:
      return true;
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return isRecord(value);
    case "string":
      return typeof value === "string";
    default:
      throw new Error(`The test does not know type "${type}"`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(schema: Schema, value: unknown): boolean {
  if (typeof value === "number") {
    return value >= (schema.minimum ?? -Infinity) &&
      value <= (schema.maximum ?? Infinity);
  }
  if (typeof value === "string") {
    return value.length >= (schema.minLength ?? 0) &&
      value.length <= (schema.maxLength ?? Infinity) &&
      new RegExp(schema.pattern ?? "", "u").test(value);
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined || value.every((item) => valid(items, item));
  }
  return !isRecord(value) || membersFit(schema, value);
}

function membersFit(schema: Schema, value: Record<string, unknown>): boolean {
  const { properties, additionalProperties, propertyNames } = schema;
  return Object.keys(value).length >= (schema.minProperties ?? 0) &&
    Object.entries(value).every(([name, member]) => {
      if (propertyNames !== undefined && !valid(propertyNames, name)) {
        return false;
      }
      const own = properties?.[name] ?? additionalProperties;
      return own === undefined || (own !== false && valid(own, member));
    });
}

/** Whether ax takes it, in a directory where every path is there. */
function accepted(value: unknown): boolean {
  using dir = tempDir({ "d/.keep": "", "e/.keep": "" });
  const env: Record<string, string> = {
    N: "4",
    D: "fast",
    C: "zstd",
    P: "d",
    R: "/etc",
  };
  const text = JSON.stringify(value);
  try {
    readConfig(dir.path, { file: "ax.json", text, env: (name) => env[name] });
    return true;
  } catch (error) {
    if (error instanceof AxError && error.code === "config") return false;
    throw error;
  }
}

const good: readonly unknown[] = [
  {},
  { $schema: ".ax/ax.schema.json" },
  { slices: 1 },
  { slices: 4096 },
  { slices: "${N}" },
  { slices: "${OTHER=7}" },
  { workdirs: { "a": "d" } },
  { workdirs: { "A_1.b-c": "${P}", "z": "e" }, target: "z" },
  { methods: ["d", "e"] },
  { methods: [] },
  { input: "d", results: "${OTHER=x}/y" },
  { permissions: {} },
  { permissions: { net: ["a.b"], env: [], read: ["/etc", "${R}"] } },
  { jobs: 1 },
  { jobs: "${N}" },
  { durability: "full" },
  { durability: "fast" },
  { durability: "${D}" },
  { compression: "none" },
  { compression: "zstd" },
  { compression: "${C}" },
];

const bad: readonly unknown[] = [
  [],
  null,
  1,
  { slice: 1 },
  { $schema: 1 },
  { $schema: "" },
  { slices: 0 },
  { slices: 4097 },
  { slices: 1.5 },
  { slices: "4" },
  { slices: "${}" },
  { slices: null },
  { slices: true },
  { workdirs: {} },
  { workdirs: [] },
  { workdirs: { "": "d" } },
  { workdirs: { "-a": "d" } },
  { workdirs: { "a-": "d" } },
  { workdirs: { "a b": "d" } },
  { workdirs: { ["a".repeat(65)]: "d" } },
  { workdirs: { a: "" } },
  { workdirs: { a: 1 } },
  { target: 1 },
  { target: "" },
  { methods: "d" },
  { methods: [1] },
  { methods: [""] },
  { input: "" },
  { input: ["d"] },
  { results: 1 },
  { permissions: [] },
  { permissions: { run: ["ls"] } },
  { permissions: { net: "a.b" } },
  { permissions: { env: [1] } },
  { permissions: { read: ["etc"] } },
  { jobs: 0 },
  { jobs: 1025 },
  { durability: "" },
  { durability: "slow" },
  { durability: true },
  { compression: "gzip" },
  { compression: 1 },
];

Deno.test("the schema has the keys that ax knows, each one described", () => {
  assertEquals(Object.keys(root.properties ?? {}), [...configKeys]);
  const described = configSchema.match(/"description":/g) ?? [];
  // Itself, its keys, and the three permissions.
  assertEquals(described.length, 1 + configKeys.length + 3);
});

Deno.test("what ax takes, its schema takes", () => {
  for (const value of good) {
    const text = JSON.stringify(value);
    assert(accepted(value), `ax refuses ${text}`);
    assert(valid(root, value), `the schema refuses ${text}`);
  }
});

Deno.test("what ax refuses, its schema refuses", () => {
  for (const value of bad) {
    const text = JSON.stringify(value);
    assert(!accepted(value), `ax takes ${text}`);
    assert(!valid(root, value), `the schema takes ${text}`);
  }
});
