import { readClosure } from "../../src/build/closure.ts";
import type { ClosureModule } from "../../src/build/closure.ts";
import { joinModules, loadedModules } from "../../src/build/closure_join.ts";
import { lexModule } from "../../src/build/lexer.ts";
import { MethodIndex } from "../../src/build/methods.ts";
import { findProject } from "../../src/build/project.ts";
import type { Method } from "../../src/core/method.ts";
import { sha256 } from "../../src/core/sha256.ts";
import type { LoadedModule } from "../../src/run/protocol.ts";
import { SourceNames } from "../../src/run/worker/stacks.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { root } from "../support/graph.ts";
import { tempDir } from "../support/temp.ts";

/** Loads what was joined, with the real "ax". */
async function load(module: LoadedModule): Promise<Record<string, unknown>> {
  const [edit] = module.edits;
  assert(edit !== undefined && module.edits.length === 1);
  const code = module.code.slice(0, edit.start) + `file://${root}src/mod.ts` +
    module.code.slice(edit.end);
  const url = URL.createObjectURL(
    new Blob([code], { type: "text/javascript" }),
  );
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A module as a closure has it; `./x.ts` stands for `ax/x.ts`. */
function moduleOf(path: string, text: string): ClosureModule {
  const digest = sha256(text);
  const { code, imports } = lexModule(path, { text, sha256: digest });
  const edits = imports.map(({ start, end, specifier = "" }) => ({
    start,
    end,
    target: specifier.replace(/^\.\//, "ax/"),
  }));
  const bytes = new TextEncoder().encode(text);
  const size = bytes.length;
  return { path, file: path, sha256: digest, size, bytes, code, edits };
}

Deno.test("every standard method is one module when it is loaded, and the same method", async () => {
  using dir = tempDir();
  dir.write("ax.json", "{}");
  const project = findProject(dir.path);
  const files = MethodIndex.scan(project).list().filter((file) =>
    file.standard
  );
  assert(files.length > 20);
  for (const file of files) {
    const closure = await readClosure(project, file);
    const modules = loadedModules(closure);
    assertEquals(modules.length, 1, file.name);
    if (closure.modules.length === 1) continue;
    const { default: joined } = await load(modules[0] as LoadedModule);
    const { default: plain } = await import(`file://${file.file}`);
    const [a, b] = [joined, plain].map((method) => method as Method);
    assertEquals(JSON.stringify(a), JSON.stringify(b), file.name);
  }
});

Deno.test("imports and exports of all kinds are joined, line by line", async () => {
  const joined = joinModules([
    moduleOf(
      "ax/a.ts",
      `export const one = 1, two = 2;
export function three(): number { return 3; }
export class Four { readonly four = 4; }
const five = 5;
export { five as cinque, one as "odd name" };
`,
    ),
    moduleOf(
      "ax/b.ts",
      `import * as a from "./a.ts";
import {
  two as zwei,
  type Four,
  three,
} from "./a.ts";
import "./a.ts";
export default { sum: a.one + zwei + three() };
export type { Four };
`,
    ),
    moduleOf(
      "ax/c.ts",
      `import b from "./b.ts";
import { cinque, Four } from "./a.ts";
import { AxError } from "ax";
const local = 6;
export default () => {
  if (local > 0) throw new AxError("input", \`\${b.sum} \${cinque} \${new Four().four}\`);
};
`,
    ),
  ]);
  assert(joined !== undefined);
  const { default: run } = await load(joined);
  const names = new SourceNames();
  try {
    (run as () => void)();
    assert(false);
  } catch (error) {
    assert(error instanceof Error);
    assertEquals(error.message, "6 5 4");
    const [, url = ""] = /(blob:null\/[0-9a-f-]{36})/.exec(error.stack ?? "") ??
      [];
    names.add(url, joined.parts ?? []);
    assertMatch(names.restore(error.stack ?? ""), /ax\/c\.ts:6:24/);
    assertEquals(names.restore(url), "ax/c.ts");
  }
});

Deno.test("what would not be the same when joined is left in its modules", () => {
  const last = moduleOf("ax/z.ts", "export default 1;\n");
  for (
    const text of [
      "export let changes = 1;\n",
      "export var changes = 1;\n",
      'export * from "ax";\n',
      'export { AxError } from "ax";\n',
      'await import("ax");\n',
      "export const here = import.meta.url;\n",
      "export default function () {}\n",
      "export default class {}\n",
    ]
  ) {
    const modules = [moduleOf("ax/a.ts", text), last];
    assertEquals(joinModules(modules), undefined, text);
  }
});
