import { declaration, declarationFile } from "../../scripts/types.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { root } from "../support/graph.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

Deno.test("the declaration of ax is fresh: if not, run deno task types", async () => {
  const written = Deno.readTextFileSync(root + declarationFile);
  assertEquals(await declaration(root) === written, true, "stale");
});

/** A project as `ax init` and `ax types` leave it. */
function projectWith(files: Readonly<Record<string, string>>): TempDir {
  return tempDir({
    "deno.json": JSON.stringify({
      imports: { ax: "./.ax/ax.d.ts" },
      compilerOptions: {
        strict: true,
        verbatimModuleSyntax: true,
        erasableSyntaxOnly: true,
        exactOptionalPropertyTypes: true,
        types: ["./.ax/methods.d.ts"],
      },
    }),
    ".ax/ax.d.ts": Deno.readTextFileSync(root + declarationFile),
    ".ax/methods.d.ts": `import type {} from "ax";
      declare module "ax" {
        interface Methods { count: { start?: number; label: string } }
      }`,
    ...files,
  });
}

/** The errors that an editor would underline, without colours. */
async function check(dir: TempDir): Promise<string> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "methods"],
    cwd: dir.path,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stderr);
  assertEquals(success, text === "", text);
  return text;
}

const method = `
import { dataset, defineMethod, number, string } from "ax";

export default defineMethod({
  inputs: {
    source: dataset({ amount: "float64" }),
    start: number(1),
    label: string(),
  },
  prepare({ inputs }) {
    return { from: inputs.start, label: inputs.label.toUpperCase() };
  },
  analysis({ prepareResult, slice }) {
    return prepareResult.from + slice;
  },
  synthesis({ analysisResults, job }) {
    const sum: number = analysisResults.merge();
    job.save({ sum }, "sum.json");
    return sum;
  },
});
`;

const script = `
import type { Urd } from "ax";

export async function main(urd: Urd): Promise<void> {
  const job = await urd.build("count", { start: 2, label: "x" });
  await urd.build("count", { label: job.id }, { caption: "c" });
  await job.linkResult();
}
`;

Deno.test("a method and a build script check against the declaration", async () => {
  using dir = projectWith({
    "methods/count.ts": method,
    "methods/build.ts": script,
  });
  assertEquals(await check(dir), "");
});

/** Mistakes: what is written instead of what, and what is said about it. */
const mistakes: readonly (readonly [string, string, string, string])[] = [
  [method, "inputs.start,", "inputs.begin,", "'begin' does not exist"],
  [method, "label.toUpperCase()", "label * 2", "arithmetic"],
  [method, '"float64"', '"double"', "not assignable"],
  [method, "const sum: number", "const sum: string", "not assignable"],
  [method, "defineMethod,", "defineMethods,", "no exported member"],
  [script, "start: 2", 'start: "2"', "not assignable to type 'number'"],
  [script, "start: 2", "begin: 2", "'begin' does not exist"],
  [script, ', label: "x"', "", "'label' is missing"],
  [script, 'build("count", { start', 'build("cuont", { start', '"cuont"'],
  [script, "caption", "captoin", "'captoin' does not exist"],
  [script, "job.linkResult", "job.linkresult", "'linkresult'"],
];

Deno.test("what a method or a build script gets wrong is an error", async () => {
  using dir = projectWith({});
  mistakes.forEach(([good, from, to], at) => {
    const broken = good.replaceAll(from, to);
    assert(broken !== good, from);
    dir.write(`methods/mistake_${at}.ts`, broken);
  });
  const errors = (await check(dir)).split(/^(?=TS\d+ )/m);
  mistakes.forEach(([, , , problem], at) => {
    const own = errors.filter((error) => error.includes(`/mistake_${at}.ts`));
    assertMatch(own.join("\n"), problem);
  });
});
