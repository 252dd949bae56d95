import {
  cleanBundle,
  findForbidden,
  makesCode,
} from "../../src/build/vendor_text.ts";
import { assertEquals } from "../support/assert.ts";

const installed = [
  { folder: "a@1.0.0", name: "a", version: "1.0.0", path: "/x/a" },
  {
    folder: "@s+b@2.0.0_a@1.0.0",
    name: "@s/b",
    version: "2.0.0",
    path: "/x/b",
  },
  { folder: "c@3.0.0", name: "c", version: "3.0.0", path: "/x/c" },
];

Deno.test("cleanBundle() names packages instead of places, and tells which are in it", () => {
  const { text, used } = cleanBundle(
    `// node_modules/.deno/a@1.0.0/node_modules/a/lib/x.js
var x = __commonJS({
  "node_modules/.deno/@s+b@2.0.0_a@1.0.0/node_modules/@s/b/y.js"() {}
});

// entry.js
export { x };
`,
    installed,
  );
  assertEquals(
    text,
    `// a@1.0.0/lib/x.js
var x = __commonJS({
  "@s/b@2.0.0/y.js"() {}
});

export { x };
`,
  );
  assertEquals(used.map(({ name }) => name), ["a", "@s/b"]);
});

Deno.test("findForbidden() finds Node's modules, and which file imports them", () => {
  const head = "// a@1.0.0/first.js\nvar a = 1;\n// a@1.0.0/lib/x.js\n";
  const by = "a@1.0.0/lib/x.js";
  const found = (code: string) => findForbidden(head + code);
  assertEquals(found(`import { x } from "node:fs";`), {
    module: "node:fs",
    by,
  });
  assertEquals(found(`import "fs/promises";`), { module: "fs/promises", by });
  assertEquals(found(`var o = __require("os");`), { module: "os", by });
  assertEquals(found(`var o = __require2('node:os');`), {
    module: "node:os",
    by,
  });
  assertEquals(found(`await import("node:url");`), { module: "node:url", by });
});

Deno.test("findForbidden() lets pass what is no import", () => {
  const code = `
    // import "fs"; is what one would write
    const help = 'import x from "path"';
    const types = freeModule && freeModule.require("util").types;
    function require_os() {}
    require_os("os");
    import("./own.js");`;
  assertEquals(findForbidden(code), undefined);
});

Deno.test("makesCode() finds eval and new Function, not names that hold them", () => {
  assertEquals(makesCode(`new Function("return 1")`), true);
  assertEquals(makesCode(`x = eval(text)`), true);
  assertEquals(makesCode(`medieval(1); this.eval(2); new FunctionX()`), false);
});
