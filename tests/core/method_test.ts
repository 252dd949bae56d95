import type { Json } from "../../src/core/canonical.ts";
import { AxError } from "../../src/core/errors.ts";
import { integer, string } from "../../src/core/inputs.ts";
import {
  defineMethod,
  describeMethod,
  isMethod,
  type Method,
  stages,
} from "../../src/core/method.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";

/** A method as a file may hold it whose author has no type checker. */
function untyped(definition: Readonly<Record<string, unknown>>): Method {
  return defineMethod(definition as never) as unknown as Method;
}

/** Asserts how a method is described, as it arrives in the main process. */
function check(
  definition: Readonly<Record<string, unknown>>,
  expected: Json,
): void {
  const descriptor = describeMethod(untyped(definition));
  assertEquals(JSON.parse(JSON.stringify(descriptor)), expected);
}

function refuse(
  definition: Readonly<Record<string, unknown>>,
  message: string,
): void {
  const error = assertThrows(
    () => describeMethod(untyped(definition)),
    AxError,
  );
  assertEquals(error.message, message);
  assertEquals(error.code, "method");
}

const synthesis = (): number => 1;

Deno.test("a method is described as plain data", () => {
  check({
    description: "Counts rows\n\nAt length.",
    inputs: { n: integer(3), label: string() },
    prepare: synthesis,
    analysis: synthesis,
    synthesis,
    builds: true,
    permissions: { net: ["api.example.com"] },
  }, {
    description: "Counts rows\n\nAt length.",
    builds: true,
    permissions: { net: ["api.example.com"] },
    inputs: { n: { kind: "integer", default: 3 }, label: { kind: "string" } },
    stages: ["prepare", "analysis", "synthesis"],
  });
});

Deno.test("all but one stage may be left out", () => {
  for (const stage of stages) {
    check({ [stage]: synthesis }, {
      description: "",
      builds: false,
      permissions: {},
      inputs: {},
      stages: [stage],
    });
  }
});

Deno.test("stages run in their order, however they are written", () => {
  const method = untyped({ synthesis, prepare: synthesis });
  assertEquals(describeMethod(method).stages, ["prepare", "synthesis"]);
});

Deno.test("permissions are sorted and said once, so that they are one identity", () => {
  const permissions = { read: [], net: ["b", "a", "b"], env: undefined };
  const method = untyped({ synthesis, permissions });
  assertEquals(describeMethod(method).permissions, { net: ["a", "b"] });
});

Deno.test("a method without a stage cannot run", () => {
  const message = "Cannot run a method without a stage: give it prepare, " +
    "analysis or synthesis";
  refuse({}, message);
  refuse({ description: "x", synthesis: undefined }, message);
});

Deno.test("a misspelt key is named, with the right one", () => {
  refuse(
    { sythesis: synthesis },
    'Cannot use "sythesis" in defineMethod: it takes description, builds, ' +
      "permissions, inputs, prepare, analysis, synthesis; " +
      'did you mean "synthesis"?',
  );
  refuse(
    { synthesis, permissions: { nett: [] } },
    'Cannot use "nett" in permissions: it takes net, env, read; ' +
      'did you mean "net"?',
  );
});

Deno.test("what no type checker has seen is checked when it is described", () => {
  const start = (key: string): string =>
    `Cannot use "${key}" in defineMethod: it must be`;
  refuse({ synthesis: 1 }, `${start("synthesis")} a function, got number`);
  refuse({ synthesis: null }, `${start("synthesis")} a function, got null`);
  refuse(
    { synthesis, description: 1 },
    `${start("description")} text, got number`,
  );
  refuse(
    { synthesis, builds: "yes" },
    `${start("builds")} true or false, got string`,
  );
  refuse(
    { synthesis, inputs: ["n"] },
    `${start("inputs")} a record, got a list`,
  );
  refuse(
    { synthesis, permissions: null },
    `${start("permissions")} a record, got null`,
  );
  const net = `${start("permissions.net")} a list of texts, got`;
  refuse({ synthesis, permissions: { net: "a" } }, `${net} string`);
  refuse({ synthesis, permissions: { net: [1] } }, `${net} a list`);
  refuse({ synthesis, permissions: { net: [""] } }, `${net} a list`);
});

Deno.test("isMethod() knows what defineMethod made", () => {
  assert(isMethod(defineMethod({ synthesis })));
  const others = [undefined, null, synthesis, {}, { synthesis }, "method"];
  for (const other of others) assert(!isMethod(other));
});

Deno.test("defineMethod() leaves the definition as it is", () => {
  const definition = Object.freeze({ synthesis });
  const method = defineMethod(definition);
  assertEquals(method.synthesis, synthesis);
  assertEquals(Reflect.ownKeys(definition), ["synthesis"]);
});
