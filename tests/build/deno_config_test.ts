import { mapName } from "../../src/build/deno_config.ts";
import { assertEquals, assertMatch } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

const before = `{
    // Ours.
    "imports": { "x": "./x.ts" }
}
`;

Deno.test("deno.json is changed whole or not at all, in its own style", () => {
  using dir = tempDir({ "real/deno.json": before });
  const file = dir.join("real/deno.json");
  Deno.chmodSync(file, 0o640);
  Deno.symlinkSync("real/deno.json", dir.join("deno.json"));
  // Whoever is reading it reads it to its end: it is not emptied first, which
  // on a full disk would be all that happens to it.
  using reader = Deno.openSync(file);
  const target = "./.ax/ax.d.ts";
  mapName(dir.path, "ax", target, { replace: false });
  const bytes = new Uint8Array(before.length);
  reader.readSync(bytes);
  assertEquals(new TextDecoder().decode(bytes), before);
  const after = dir.read("deno.json");
  assertMatch(after, /^\{\n {4}\/\/ Ours\.\n {4}"imports": \{/);
  assertMatch(after, '"ax": "./.ax/ax.d.ts"');
  assertEquals((Deno.statSync(file).mode ?? 0) & 0o777, 0o640);
  assertEquals(Deno.lstatSync(dir.join("deno.json")).isSymlink, true);
  assertEquals(
    [...Deno.readDirSync(dir.join("real"))].map(({ name }) => name),
    ["deno.json"],
  );
});

Deno.test("a deno.json that leads nowhere gives way to a plain file, which nobody can execute", () => {
  using dir = tempDir();
  Deno.symlinkSync("gone.json", dir.join("deno.json"));
  const { changed } = mapName(dir.path, "ax", "./ax.ts", { replace: false });
  assertEquals(changed, true);
  const { isFile, mode } = Deno.lstatSync(dir.join("deno.json"));
  assertEquals([isFile, (mode ?? 0) & 0o111], [true, 0]);
  assertMatch(dir.read("deno.json"), '"ax": "./ax.ts"');
});
