import { sha256 } from "../../src/core/sha256.ts";
import { walk } from "../../scripts/walk.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";

const root = decodeURIComponent(
  new URL("../../methods/vendor/", import.meta.url).pathname,
);

/** What `ax add` notes beside a module. */
interface Note {
  readonly package: string;
  readonly sha256: string;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly licence: string;
    readonly integrity: string;
  }[];
}

Deno.test("each package that methods bring along is what ax add made, with its licence", () => {
  const modules = walk(root, ["."]).filter((path) => path.endsWith(".js"));
  assertEquals(modules.length, 5);
  for (const path of modules) {
    const base = root + path.replace(/\.js$/, "");
    const text = Deno.readTextFileSync(`${base}.js`);
    const note: Note = JSON.parse(Deno.readTextFileSync(`${base}.json`));
    assertEquals(note.sha256, sha256(text), path);
    assertMatch(text, `made by: ax add ${note.package}\n`);
    const licences = Deno.readTextFileSync(`${base}.LICENSE.txt`);
    for (const { name, version, licence, integrity } of note.packages) {
      assertMatch(licences, `${name} ${version}: ${licence}`);
      assert(["MIT", "BSD-3-Clause"].includes(licence), `${name}: ${licence}`);
      assertMatch(integrity, "sha512-");
    }
    assert(!licences.includes("has no licence text"), path);
    assert(Deno.statSync(`${base}.d.ts`).isFile);
  }
});
