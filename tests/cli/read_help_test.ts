import { assertEquals, assertMatch } from "../support/assert.ts";
import { run } from "./read_support.ts";

Deno.test("commands that read rows have a help with examples", async () => {
  for (const name of ["ds", "head", "cat", "grep", "hist", "sql"]) {
    const { code, stdout, stderr } = await run(".", [name, "--help"]);
    assertEquals([code, stderr], [0, ""], name);
    assertMatch(stdout, `Usage: ax ${name} `);
    assertMatch(stdout, `\nExamples:\n  ax ${name} `);
    assertMatch(stdout, "--json");
  }
});

Deno.test("ax grep tells its exit codes, and ax sql what it writes where", async () => {
  const grep = await run(".", ["grep", "--help"]);
  assertMatch(
    grep.stdout,
    "Exit code: 0 if a row matched, 1 if none did, 2 if something went wrong.",
  );
  const sql = await run(".", ["sql", "--help"]);
  assertMatch(sql.stdout, /Parquet\s+into the directory for temporary files/);
});

Deno.test("what may take long says how to ask how far it is", async () => {
  for (const name of ["build", "cat", "grep", "hist", "sql"]) {
    const { stdout } = await run(".", [name, "--help"]);
    assertMatch(stdout, /kill -USR1/, name);
  }
});

Deno.test("a mistyped option is answered by the one that was meant", async () => {
  const wrong: [string[], string][] = [
    [["cat", "--orderd", "x"], 'did you mean "--ordered"?'],
    [["hist", "--toplits", "x"], 'did you mean "--toplist"?'],
    [["sql", "--jsno", "x"], 'did you mean "--json"?'],
    [["ds", "--slcies", "x"], 'did you mean "--slices"?'],
    [["head", "--row", "2"], 'did you mean "--rows"?'],
  ];
  for (const [args, says] of wrong) {
    const { code, stdout, stderr } = await run(".", args);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, says);
  }
});
