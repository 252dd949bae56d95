import { inputNotes } from "../../src/core/input_notes.ts";
import { assertEquals } from "../support/assert.ts";

function notes(inputs: string, before = ""): Record<string, string> {
  const source = `import { defineMethod } from "ax";
${before}
export default defineMethod({
  description: "inputs: { no: 1 }", // inputs: { neither: 1 }
  inputs: {${inputs}},
  // Not of an input.
  synthesis({ inputs }) { return { /** no */ a: inputs.a }; },
});`;
  return Object.fromEntries(inputNotes(source));
}

Deno.test("the note of an input stands above it, or behind it on its line", () => {
  assertEquals(
    notes(`
    a: string(), // behind
    /** Above. */
    b: list(record({
      /** Of a field, which is none of ours. */
      inner: string(), // nor this
    })), // not needed
    // In two
    // lines.
    c: oneOf(["}", ")"]),
    none: job(),
    /**
     * A paragraph
     * of two lines.
     *
     * - another
     */
    "d-e": optional(number(1)), f: file(), // the last of the line
    /* last */ last: job()
  `),
    {
      a: "behind",
      b: "Above.",
      c: "In two lines.",
      "d-e": "A paragraph of two lines.\n- another",
      f: "the last of the line",
      last: "last",
    },
  );
});

Deno.test("patterns, texts and templates do not lead astray", () => {
  const before =
    "const odd = [/[\"'`/{]/g, `${'}'} inputs: {`, '//', 4 / 2 / 1];";
  assertEquals(notes("\n /** Yes: {. */\n a: string('}'),\n", before), {
    a: "Yes: {.",
  });
});

Deno.test("inputs that are written elsewhere have no notes", () => {
  assertEquals(notes("...common, /** No name. */ ...more"), {});
  assertEquals(inputNotes("export default defineMethod({ inputs })").size, 0);
  assertEquals(
    inputNotes("export default defineMethod({ inputs: x })").size,
    0,
  );
  assertEquals(inputNotes("inputs: { a: '").size, 0);
  assertEquals(inputNotes("").size, 0);
});

Deno.test("records that are spread into inputs bring their notes along", () => {
  const files: Record<string, string> = {
    "lib/a.ts": `
      import { b as inner } from "./b.ts";
      const a = { /** Of nothing. */ x: string() };
      export const common = {
        /** A text. */
        text: string("a, }"),
        ...inner, // and more
        count: integer(1), // How many.
      };`,
    "lib/b.ts": `export const b = { flag: boolean(),\n/** B. */ last: job() };`,
  };
  const source = `
    import { common as csv, other } from "./lib/a.ts";
    import type { nothing } from "./lib/none.ts";
    const own = { /** Own. */ mine: string(), ...own };
    export default defineMethod({ inputs: {
      /** First. */ first: file(),
      ...csv,
      ...own,
      ...nothing, ...other, ...csv(1), ...{ /** Unnamed. */ no: string() },
      /** Instead. */ last: job(),
    } });`;
  const asked: string[] = [];
  const found = inputNotes(source, "m.ts", (specifier, from) => {
    asked.push(`${from} ${specifier}`);
    const name = `lib/${specifier.slice(specifier.lastIndexOf("/") + 1)}`;
    const source = files[name];
    return source === undefined ? undefined : { name, source };
  });
  assertEquals(Object.fromEntries(found), {
    first: "First.",
    text: "A text.",
    last: "Instead.",
    count: "How many.",
    mine: "Own.",
  });
  assertEquals(asked, [
    "m.ts ./lib/a.ts",
    "lib/a.ts ./b.ts",
    "m.ts ./lib/a.ts",
  ]);
  assertEquals([...inputNotes(source).keys()], ["first", "mine", "last"]);
});
