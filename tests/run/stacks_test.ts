import { AxError } from "../../src/core/errors.ts";
import { denialHint, explainDenials } from "../../src/run/worker/denials.ts";
import { reportError } from "../../src/run/worker/stacks.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";

Deno.test("an error is reported with its message, stack and causes", () => {
  const error = new TypeError("top", {
    cause: new Error("middle", { cause: { code: 5 } }),
  });
  const { message, stack, status } = reportError(error, ["doing"]);
  assertEquals(message, "TypeError: top");
  assertEquals(status, ["doing"]);
  assertMatch(stack, /^TypeError: top\n {4}at /);
  assertMatch(stack, /\nCaused by Error: middle\n {4}at /);
  assertMatch(stack, /\nCaused by { code: 5 }$/);
});

Deno.test("an error the user can mend keeps its code and hint", () => {
  const report = reportError(
    new AxError("job", "Cannot", { hint: "Do this." }),
    [],
  );
  assertEquals([report.message, report.code, report.hint], [
    "Cannot",
    "job",
    "Do this.",
  ]);
});

Deno.test("a chain of causes that ends nowhere is cut", () => {
  const error = new Error("round");
  error.cause = error;
  assertMatch(reportError(error, []).stack, /Caused by …$/);
});

Deno.test("of an endless message as much is kept as can be read", () => {
  const { message, stack } = reportError(new RangeError("E".repeat(1e6)), []);
  const kept = `RangeError: ${"E".repeat(10_000)}… (990000 more characters)`;
  assertEquals(message, kept);
  assert(stack.length < 101_000);
  assertMatch(reportError("x".repeat(1e6), []).message, /^thrown: x+… \(/);
});

Deno.test("whatever is thrown can be reported", () => {
  assertEquals(reportError("text", []), {
    message: "thrown: text",
    stack: "",
    status: [],
  });
  assertEquals(reportError(null, []).message, "thrown: null");
  const evil = new Proxy({}, {
    getPrototypeOf: () => {
      throw new Error("no");
    },
  });
  assertEquals(
    reportError(evil, []).message,
    "thrown: something that cannot be shown",
  );
});

Deno.test("a refused read says what may be read, and how to declare it", () => {
  const denied = 'NotCapable: Requires read access to "/a b/c.csv", run ' +
    "again with the --allow-read flag";
  assertEquals(
    explainDenials(denied),
    'NotCapable: Cannot read "/a b/c.csv": it is not among what this code ' +
      "may read",
  );
  assertMatch(denialHint(denied) ?? "", "Declare it as an input: file()");
  const net = denied.replaceAll("read", "net");
  assertMatch(denialHint(net) ?? "", 'permissions: { net: ["api.example.com"]');
  assertEquals(denialHint("any other error"), undefined);
});

Deno.test("Deno still words a refusal as ax expects it", async () => {
  const worker = new Worker(
    URL.createObjectURL(
      new Blob([
        `try { Deno.readTextFileSync("/etc/hostname"); }
         catch (error) { postMessage(error.message); }`,
      ], { type: "text/javascript" }),
    ),
    { type: "module", deno: { permissions: "none" } },
  );
  const message = await new Promise<string>((told) => {
    worker.onmessage = ({ data }): void => told(data);
  });
  worker.terminate();
  assert(explainDenials(message) !== message, message);
});
