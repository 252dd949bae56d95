import { symlinkSync } from "node:fs";
import { type MethodFile, MethodIndex } from "../../src/build/methods.ts";
import { findProject } from "../../src/build/project.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertThrows,
  present,
} from "../support/assert.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

const METHOD = `import { defineMethod } from "ax";
export default defineMethod({ synthesis: () => 1 });\n`;

/** Indexes a project made of some files. */
function scan(dir: TempDir): MethodIndex {
  return MethodIndex.scan(findProject(dir.path));
}

function project(files: Record<string, string>): TempDir {
  return tempDir({ "ax.json": "{}", ...files });
}

/** The project's own among some files. */
function paths(files: readonly MethodFile[]): string[] {
  return files.filter((file) => !file.standard).map((file) => file.path);
}

Deno.test("a module with a default export is a method of its file's name", () => {
  using dir = project({
    "methods/top.ts": METHOD,
    "methods/group/deep/inner.ts": METHOD,
    "methods/renamed.ts": "const a = 1;\nexport { a as default };",
  });
  const index = scan(dir);
  assertEquals(paths(index.list()), [
    "methods/group/deep/inner.ts",
    "methods/renamed.ts",
    "methods/top.ts",
  ]);
  assertEquals(index.get("inner"), {
    name: "inner",
    file: dir.join("methods/group/deep/inner.ts"),
    path: "methods/group/deep/inner.ts",
    standard: false,
  });
});

Deno.test("libraries, vendored packages, hidden files, scripts are no methods", () => {
  using dir = project({
    "methods/lib/helper.ts": "export const help = 1;",
    "methods/typed.ts": "type A = 1;\nexport type { A as default };",
    "methods/vendor/package.ts": METHOD,
    "methods/.hidden/x.ts": METHOD,
    "methods/with.dot.ts": METHOD,
    "methods/plain.js": METHOD,
    "methods/build.ts": METHOD,
    "methods/build_all.ts": METHOD,
  });
  assertEquals(paths(scan(dir).list()), []);
});

Deno.test("a file that does not parse is listed, and others can be had", () => {
  using dir = project({
    "methods/good.ts": METHOD,
    "methods/bad.ts": "export default defineMethod({\n",
    "methods/badlib.ts": "export const a = ;\n",
  });
  const index = scan(dir);
  assertEquals(paths(index.list()), ["methods/bad.ts", "methods/good.ts"]);
  assertEquals(index.get("good").path, "methods/good.ts");
  assertEquals(index.get("bad").path, "methods/bad.ts");
});

Deno.test("two methods of one name are an error that names both files", () => {
  using dir = project({
    "methods/a/count.ts": METHOD,
    "methods/b/count.ts": METHOD,
    "methods/c/count.ts": "export const no = 1;",
    "methods/other.ts": METHOD,
  });
  const index = scan(dir);
  const error = assertThrows(
    () => index.get("count"),
    AxError,
    'Cannot choose method "count": there are methods/a/count.ts and ' +
      "methods/b/count.ts",
  );
  assertEquals(error.code, "method");
  assertEquals(index.get("other").name, "other");
});

Deno.test("a library may share the name of a method", () => {
  using dir = project({
    "methods/lib/count.ts": "export const no = 1;",
    "methods/count.ts": METHOD,
  });
  assertEquals(scan(dir).get("count").path, "methods/count.ts");
});

Deno.test("an unknown method is answered with the nearest known one", () => {
  using dir = project({ "methods/count_rows.ts": METHOD });
  assertThrows(
    () => scan(dir).get("count_row"),
    AxError,
    'Cannot find method "count_row": there is no file count_row.ts in the ' +
      'methods directory; did you mean "count_rows"?',
  );
});

Deno.test("asking for a library or a script as a method says what it is", () => {
  using dir = project({
    "methods/helper.ts": "export const a = 1;",
    "methods/build.ts": "export function main() {}",
  });
  const index = scan(dir);
  assertThrows(
    () => index.get("helper"),
    AxError,
    'Cannot find method "helper": methods/helper.ts has no default export',
  );
  assertThrows(() => index.get("build"), AxError, "are build scripts");
});

Deno.test("a build without build.ts is answered by the command that runs another", () => {
  using dir = project({ "methods/build_words.ts": "" });
  const hint = (name: string): string | undefined =>
    assertThrows(() => scan(dir).getScript(name), AxError).hint;
  assertEquals(
    hint("build"),
    'There is build_words: run "ax build words".',
  );
  assertEquals(hint("other"), "There is build_words.");
  dir.write("methods/build_all.ts", "");
  assertEquals(
    hint("build"),
    'There are build_all, build_words: run "ax build all", for one.',
  );
});

Deno.test("build scripts are found with or without build_", () => {
  using dir = project({
    "methods/build.ts": "",
    "methods/build_all.ts": "",
    "methods/sub/build_one.ts": "",
    "methods/builder.ts": METHOD,
  });
  const index = scan(dir);
  assertEquals(paths(index.scripts()), [
    "methods/build.ts",
    "methods/build_all.ts",
    "methods/sub/build_one.ts",
  ]);
  assertEquals(index.getScript("build").name, "build");
  assertEquals(index.getScript("all").name, "build_all");
  assertEquals(index.getScript("build_one").path, "methods/sub/build_one.ts");
  const error = assertThrows(
    () => index.getScript("al"),
    AxError,
    'Cannot find build script "al": there is no file build_al.ts in the ' +
      'methods directory; did you mean "all"?',
  );
  assertMatch(present(error.hint), "build, build_all, build_one");
});

Deno.test("two build scripts of one name are an error", () => {
  using dir = project({ "methods/build.ts": "", "methods/x/build.ts": "" });
  assertThrows(
    () => scan(dir).getScript("build"),
    AxError,
    "there are methods/build.ts and methods/x/build.ts",
  );
});

Deno.test("several methods directories are one, overlapping or not", () => {
  using dir = tempDir({
    "ax.json": '{"methods": ["methods", "methods/sub", "more"]}',
    "methods/sub/a.ts": METHOD,
    "more/b.ts": METHOD,
  });
  const index = scan(dir);
  assertEquals(paths(index.list()), ["methods/sub/a.ts", "more/b.ts"]);
  assertEquals(index.get("a").path, "methods/sub/a.ts");
});

Deno.test("a linked file is found, so that it can be refused by name", () => {
  using dir = project({ "elsewhere.ts": METHOD, "methods/.keep": "" });
  symlinkSync(dir.join("elsewhere.ts"), dir.join("methods/linked.ts"));
  assertEquals(scan(dir).get("linked").path, "methods/linked.ts");
});

Deno.test("what ax has learned of a file by its content is not lexed again", () => {
  using dir = project({
    "methods/one.ts": METHOD,
    "methods/two.ts": "export const a = 1;",
  });
  const texts = new Map<string, string>();
  let hits = 0;
  const memo = {
    getMemo(kind: string, key: string): string | undefined {
      const text = texts.get(`${kind} ${key}`);
      if (text !== undefined) hits++;
      return text;
    },
    setMemo(kind: string, key: string, value: string): void {
      texts.set(`${kind} ${key}`, value);
    },
  };
  const list = (): string[] =>
    paths(MethodIndex.scan(findProject(dir.path), memo).list());
  const first = list();
  const { size } = texts;
  assert(size >= 2);
  assertEquals(hits, 0);
  assertEquals(list(), first);
  assertEquals(texts.size, size);
  assertEquals(hits, size);
  dir.write("methods/two.ts", METHOD);
  assertEquals(list(), ["methods/one.ts", "methods/two.ts"]);
});

Deno.test("the methods of ax's own repository are not there twice", () => {
  const root = new URL("../../", import.meta.url).pathname;
  const index = MethodIndex.scan(findProject(decodeURIComponent(root)));
  const files = index.list().map((file) => file.file);
  assertEquals(files.length, new Set(files).size);
});
