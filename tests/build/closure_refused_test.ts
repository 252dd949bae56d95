import { symlinkSync } from "node:fs";
import { readClosure } from "../../src/build/closure.ts";
import { UnparsableError } from "../../src/build/lexer.ts";
import { locateSyntaxError } from "../../src/build/lexer_syntax.ts";
import { findProject } from "../../src/build/project.ts";
import { AxError, formatLocation } from "../../src/core/errors.ts";
import {
  assertEquals,
  assertMatch,
  assertRejects,
  present,
} from "../support/assert.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

/** Reads the closure of `methods/m.ts`, which must be refused. */
async function refused(
  dir: TempDir,
  place: string,
  message: string,
): Promise<AxError> {
  const file = {
    name: "m",
    file: dir.join("methods/m.ts"),
    path: "methods/m.ts",
    standard: false,
  };
  const error = await assertRejects(
    () => readClosure(findProject(dir.path), file),
    AxError,
    message,
  );
  assertEquals(error.code, "closure");
  assertEquals(formatLocation(present(error.location)), place);
  return error;
}

/** Checks that one import in an otherwise good file is refused. */
async function check(
  line: string,
  message: string,
  hint: string,
  files: Record<string, string> = {},
): Promise<void> {
  using dir = project(`\n  ${line}\nexport default 1;\n`, files);
  const quote = /import\((.*)\)/.test(line)
    ? line.indexOf("import(") + "import(".length
    : line.search(/["']/);
  const place = `methods/m.ts:2:${quote + 3}`;
  const error = await refused(dir, place, message);
  assertMatch(present(error.hint), hint);
}

function project(method: string, files: Record<string, string> = {}): TempDir {
  return tempDir({ "ax.json": "{}", "methods/m.ts": method, ...files });
}

Deno.test("a package is refused, under whatever name", async () => {
  const bundle = 'bundled copy of the package under "methods/vendor/"';
  const part = "packages are not part of a job";
  await check(
    `import "npm:zod@3";`,
    `it imports "npm:zod@3": ${part}`,
    'Run "ax add npm:zod@3", and import "zod".',
  );
  await check(
    `import "npm:@a/b@1.2.3/c";`,
    part,
    'Run "ax add npm:@a/b@1.2.3/c", and import "@a/b/c".',
  );
  await check(`import "npm:?";`, part, bundle);
  await check(
    `import "jsr:@std/x";`,
    `it imports "jsr:@std/x": ${part}`,
    bundle,
  );
  await check(
    `import { z } from "zod";`,
    'Cannot run methods/m.ts: it imports "zod": no package is part of a job',
    'For a package from npm run "ax add npm:zod"',
  );
  await check(
    `import { z } from "zod";`,
    'it imports "zod", which deno.json maps to "npm:zod@3": packages',
    'Run "ax add npm:zod@3", and import "zod".',
    { "deno.json": '{"imports": {"zod": "npm:zod@3"}}' },
  );
});

Deno.test("a misspelt name is answered with the nearest known one", async () => {
  await check(`import "axe";`, 'did you mean "ax"?', "");
  await check(`import "shrot";`, 'did you mean "short"?', "", {
    "deno.json": '{"imports": {"short": "./methods/x.ts"}}',
  });
});

Deno.test("what is no file of the project is refused", async () => {
  await check(
    `import "https://a.b/c.ts";`,
    "a server sends",
    "methods/vendor/",
  );
  await check(`import "http://a.b/c.ts";`, "a server sends", "methods/vendor/");
  await check(`import "node:fs";`, "without Node's modules", "job.save");
  await check(`import "data:text/javascript,1";`, "imports files", "a file");
  await check(`import "/etc/x.ts";`, "differs between machines", "./x.ts");
  await check(`import "file:///x.ts";`, "must be relative", "./x.ts");
  await check(`import "#x";`, "private names", "./x.ts");
  await check(
    `import "../../x.ts";`,
    'it imports "../../x.ts", which lies outside the project',
    'copy the file to "methods/"',
  );
  await check(`import "../../../../../../../../x.ts";`, "outside", "copy");
  await check(`import "./%2e%2e/../../x.ts";`, "outside", "copy");
  await check(`import "./x.ts?v=1";`, "no query", "Leave out");
  await check(`import "./x.ts#v";`, "no query", "Leave out");
  await check(`import "./a%2Fb.ts";`, "is no file name", "Mend");
});

Deno.test("a computed import is refused", async () => {
  const what = "it imports a computed name";
  const hint = 'import("./x.ts")';
  await check("await import(name);", what, hint);
  await check('await import("./" + name);', what, hint);
  await check("await import(`./${name}.ts`);", what, hint);
  await check('await import(("./x.ts"));', what, hint);
  await check('await import("./x.ts" + "");', what, hint);
});

Deno.test("import attributes other than type json are refused", async () => {
  const files = {
    "methods/a.txt": "",
    "methods/x.ts": "",
    "methods/a.json": "1",
  };
  const what = "import attributes other than";
  const cases = [
    `import a from "./a.txt" with { type: "text" };`,
    `import a from "./a.json" with { type: "json", more: "1" };`,
    `import("./a.json", options);`,
    `import("./a.json", { with: { type: kind } });`,
    `import("./a.json", { with: { type: "json" }, ...more });`,
  ];
  for (const line of cases) await check(line, what, "file()", files);
  await check(
    `import "./x.ts" with { type: "json" };`,
    "as JSON, which it is not",
    "Leave out",
    files,
  );
  await check(
    `import "ax" with { type: "json" };`,
    '"ax" takes no import attributes',
    "Leave",
  );
});

Deno.test("an import in phases is refused", async () => {
  const files = { "methods/x.ts": "" };
  await check(
    `import defer * as x from "./x.ts";`,
    '"import defer" or "import source"',
    "plain",
    files,
  );
});

Deno.test("a file that is not there is refused, and the right one guessed", async () => {
  const files = {
    "methods/x.ts": "",
    "methods/lib/deep.ts": "",
    "methods/pack/mod.ts": "",
  };
  await check(
    `import "./x";`,
    'it imports "./x", but there is no file "methods/x"',
    'Did you mean "./x.ts"?',
    files,
  );
  await check(`import "./x.js";`, "no file", 'Did you mean "./x.ts"?', files);
  await check(
    `import "./pack";`,
    "but there is no file: a directory",
    'Did you mean "./pack/mod.ts"?',
    files,
  );
  await check(
    `import "./lib/deeep.ts";`,
    "no file",
    'did you mean "./lib/deep.ts"?',
    files,
  );
  await check(`import "./none/y.ts";`, "no file", "Check the name", files);
});

Deno.test("a file of another kind is refused", async () => {
  const kinds = {
    mts: "Name the file .ts.",
    mjs: "Name the file .js.",
    cjs: "CommonJS does not run here",
    tsx: "JSX needs a compiler",
    wasm: "file()",
  };
  for (const [kind, hint] of Object.entries(kinds)) {
    await check(
      `import "./x.${kind}";`,
      `a method can import .ts, .js and .json files, not ".${kind}"`,
      hint,
      { [`methods/x.${kind}`]: "" },
    );
  }
});

Deno.test("a symbolic link is refused wherever it stands", async () => {
  using dir = project(`import "./link/x.ts";\nexport default 1;`, {
    "elsewhere/x.ts": "",
  });
  symlinkSync(dir.join("elsewhere"), dir.join("methods/link"));
  await refused(
    dir,
    "methods/m.ts:1:8",
    'it imports "./link/x.ts", where "methods/link" is a symbolic link',
  );
  dir.write("methods/m.ts", `import "./x.ts";\nexport default 1;`);
  symlinkSync(dir.join("elsewhere/x.ts"), dir.join("methods/x.ts"));
  await refused(dir, "methods/m.ts:1:8", '"methods/x.ts" is a symbolic link');
  symlinkSync(dir.join("nowhere.ts"), dir.join("methods/broken.ts"));
  dir.write("methods/m.ts", `import "./broken.ts";\nexport default 1;`);
  await refused(dir, "methods/m.ts:1:8", "is a symbolic link");
});

Deno.test("a method that is a symbolic link itself is refused", async () => {
  using dir = tempDir({ "ax.json": "{}", "real/m.ts": "export default 1;" });
  symlinkSync(dir.join("real"), dir.join("methods"));
  const file = dir.join("methods/m.ts");
  const method = { name: "m", file, path: "methods/m.ts", standard: false };
  await assertRejects(
    () => readClosure(findProject(dir.path), method),
    AxError,
    'Cannot run methods/m.ts: "methods" is a symbolic link',
  );
});

Deno.test("a circle of imports is refused where it closes", async () => {
  using dir = project(`import "./a.ts";\nexport default 1;`, {
    "methods/a.ts": `import "./b.ts";`,
    "methods/b.ts": `// Back again.\nconst a = () => import("./a.ts");`,
  });
  const error = await refused(
    dir,
    "methods/b.ts:2:24",
    "Cannot run methods/b.ts: its imports make a circle: " +
      "methods/a.ts → methods/b.ts → methods/a.ts",
  );
  assertMatch(present(error.hint), "import type");
  dir.write("methods/m.ts", `import "./m.ts";\nexport default 1;`);
  await refused(dir, "methods/m.ts:1:8", "methods/m.ts → methods/m.ts");
});

Deno.test("two files may import the same one: no circle", async () => {
  using dir = project(`import "./a.ts"; import "./b.ts"; export default 1;`, {
    "methods/a.ts": `import "./b.ts";`,
    "methods/b.ts": "",
  });
  const file = dir.join("methods/m.ts");
  const method = { name: "m", file, path: "methods/m.ts", standard: false };
  const closure = await readClosure(findProject(dir.path), method);
  assertEquals(closure.modules.length, 3);
});

Deno.test("TypeScript that needs code in its place is refused", async () => {
  const cases: [string, string][] = [
    ["enum A { B }", "TypeScript enum is not supported"],
    ["namespace A { export const b = 1; }", "TypeScript namespace declaration"],
    ["import a = b.c;", "TypeScript import equals declaration"],
  ];
  for (const [line, what] of cases) {
    using dir = project(`import "./x.ts";\nexport default 1;`, {
      "methods/x.ts": `\n  ${line}\n`,
    });
    const error = await refused(
      dir,
      "methods/x.ts:2:3",
      `Cannot run methods/x.ts: ${what}`,
    );
    assertMatch(present(error.hint), "an object for an enum");
  }
  using dir = project("class A { constructor(private x: number) {} }");
  await refused(dir, "methods/m.ts:1:31", "TypeScript parameter property");
});

Deno.test("what does not parse is refused where it does not", async () => {
  const cases: [string, string, string][] = [
    ["const é = ;", "2:11", "expression expected"],
    ["function f() {\n", "3:1", "it ends too early"],
    ["const a = `x\n\n", "2:11", "unterminated template"],
    ["let a = 1 +* 2;", "2:12", "expression expected"],
  ];
  for (const [text, place, what] of cases) {
    using dir = project(`// A comment.\n${text}`);
    const error = await refused(
      dir,
      `methods/m.ts:${place}`,
      `Cannot parse methods/m.ts: ${what}`,
    );
    assertEquals(error.name, "AxError");
  }
});

Deno.test("asking where a text does not parse never runs it", async () => {
  const global = globalThis as { axRan?: boolean };
  const error = new UnparsableError("m.ts", new Error());
  for (const rest of ["", "//", "({", "`", "`${", "/*", "/a", "a", "'"]) {
    const text = `globalThis.axRan = true;\n${rest}`;
    const located = await locateSyntaxError("m.ts", text, error);
    assertMatch(located.message, "Cannot parse m.ts: ");
    assertEquals(global.axRan, undefined);
  }
});

Deno.test("JavaScript with an open bracket is refused with its line", async () => {
  using dir = project(`import "./x.js"; export default 1;`, {
    "methods/x.js": "const a = 1;\nimport x from ;\n",
  });
  await refused(dir, "methods/x.js:2:15", "Cannot parse methods/x.js");
});

Deno.test("JSON that does not parse is refused with its line", async () => {
  using dir = project(
    `import a from "./a.json" with { type: "json" }; export default a;`,
    { "methods/a.json": '{\n  "a": 1,\n}\n' },
  );
  await refused(dir, "methods/a.json:3:1", "Cannot parse methods/a.json");
});

Deno.test("a file that is no UTF-8 is refused by name", async () => {
  using dir = project(`import "./x.ts";\nexport default 1;`);
  Deno.writeFileSync(dir.join("methods/x.ts"), new Uint8Array([0x2f, 0xff]));
  const file = dir.join("methods/m.ts");
  const method = { name: "m", file, path: "methods/m.ts", standard: false };
  await assertRejects(
    () => readClosure(findProject(dir.path), method),
    AxError,
    "Cannot read methods/x.ts: it is not UTF-8",
  );
});

Deno.test("a method without a default export is told what it lacks", async () => {
  using dir = project("export const a = 1;");
  const file = dir.join("methods/m.ts");
  const method = { name: "m", file, path: "methods/m.ts", standard: false };
  const error = await assertRejects(
    () => readClosure(findProject(dir.path), method),
    AxError,
    "Cannot use methods/m.ts as a method: it has no default export",
  );
  assertEquals(error.code, "method");
});
