import { DatabaseSync } from "node:sqlite";
import { denoCacheDir, pruneDenoCaches } from "../../src/store/deno_cache.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { axProject } from "../support/ax.ts";
import { tempDir } from "../support/temp.ts";

/** The specifiers of a cache that was made by the Deno that runs this. */
function specifiers(dir: string, file: string, table: string): string[] {
  const db = new DatabaseSync(`${dir}/${file}`);
  const rows = db.prepare(`SELECT DISTINCT specifier FROM ${table}`).all();
  db.close();
  return rows.map(({ specifier }) => String(specifier));
}

Deno.test("what Deno keeps of code that was loaded from memory is forgotten, and nothing else", async () => {
  using project = axProject({
    "methods/build.ts": `export async function main(urd) {
      await urd.build("one");
    }`,
    "methods/one.ts": `import { defineMethod } from "ax";
      export default defineMethod({ synthesis: () => 1 });`,
    "deno/.keep": "",
  });
  const dir = project.join("deno");
  for (const name of ["npm", "dl", "gen"]) {
    const from = `${denoCacheDir(Deno.env)}/${name}`;
    try {
      Deno.symlinkSync(Deno.realPathSync(from), `${dir}/${name}`);
    } catch (error) {
      // A machine with no such directory needs none.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  await project.axOk(["build"], { env: { DENO_DIR: dir } });
  const caches = [
    ["v8_code_cache_v2", "codecache"],
    ["dep_analysis_cache_v2", "moduleinfocache"],
  ] as const;
  const before = caches.map(([file, table]) => specifiers(dir, file, table));
  const isBlob = (name: string) => name.startsWith("blob:");
  for (const names of before) assert(names.some(isBlob));

  assertEquals(pruneDenoCaches(dir), 0, "they are small");
  assert(pruneDenoCaches(dir, 1) > 0);
  assertEquals(
    caches.map(([file, table]) => specifiers(dir, file, table)),
    before.map((names) => names.filter((name) => !isBlob(name))),
  );
});

Deno.test("caches that are none, or not there, are left alone", () => {
  using dir = tempDir();
  dir.write("v8_code_cache_v2", "no database".repeat(10));
  assertEquals(pruneDenoCaches(dir.path, 1), 0);
  assertEquals(pruneDenoCaches(dir.join("none"), 1), 0);
});

Deno.test("Deno's caches are found by the variables it goes by", () => {
  const find = (variables: Record<string, string>) =>
    denoCacheDir({ get: (name) => variables[name] });
  assertEquals(find({ DENO_DIR: "/d", HOME: "/h" }), "/d");
  assertEquals(find({}), undefined);
  if (Deno.build.os !== "linux") return;
  assertEquals(find({ HOME: "/h" }), "/h/.cache/deno");
  assertEquals(find({ HOME: "/h", XDG_CACHE_HOME: "/x" }), "/x/deno");
});
