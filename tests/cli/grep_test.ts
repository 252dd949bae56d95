import { assertEquals } from "../support/assert.ts";
import {
  checkAll,
  checkFailures,
  readProject,
  removeProject,
  run,
} from "./read_support.ts";

Deno.test.afterAll(removeProject);

Deno.test("ax grep prints the rows that match, and exits as grep does", async () => {
  await checkAll("grep", [
    [["-O", "ape", "dev-1", "n", "name"], "0\tape\n7\t東京 ape\n"],
    [["-O", "-e", "^b", "-e", "^B", "dev-1", "name"], "bee\nBear\n"],
    [["-O", "-i", "^b", "dev-1", "name", "kind"], "bee\teven\nBear\todd\n"],
    [["-F", "a.e", "dev-1", "name"], "", 1],
    [["-F", "-i", "APE", "-s", "1", "dev-1", "name"], "東京 ape\n"],
    [
      ["-O", "-v", "e", "dev-1", "n", "name"],
      '2\t\n5\t"""q"""\n',
    ],
    [["-O", "-o", "e+", "dev-1", "name"], "e\ne\nee\ne\nee\ne\n"],
    [
      ["-O", "-o", "-l", "e+", "dev-1", "name", "n", "-g", "name", "-s", "0"],
      "ape\t\ntwo\\nlines\t\nbee\t\n",
    ],
    [["-r", "", "dev-1", "n"], "0\n1\n2\n3\n4\n5\n6\n7\n"],
    [["nothing like it", "dev-1"], "", 1],
    [["-m", "0", "ape", "dev-1"], "", 1],
    [["-m", "1", "-O", "a", "dev-1", "name"], "ape\n"],
    [
      ["-s", "1", "-m", "1", "2", "dev-1", "list"],
      "[1,2]\n",
    ],
  ]);
});

Deno.test("ax grep matches values of all types as they are printed", async () => {
  await checkAll("grep", [
    [["0.25", "dev-1", "size"], "0.25\n"],
    [
      ["-F", "1152921504606846983", "dev-1", "n", "big"],
      "7\t1152921504606846983\n",
    ],
    [["-O", "odd", "dev-1", "-n", "n", "-g", "kind"], "1\n3\n5\n7\n"],
    [["T03:00:00.003", "dev-1", "at"], "1970-01-01T03:00:00.003\n"],
    [["01-08$", "dev-1", "day"], "1970-01-08\n"],
    [["-O", "tru", "dev-1", "ok", "n"], "true\t6\ntrue\t5\ntrue\t7\n"],
    [["raw6", "dev-1", "raw"], "raw6\n"],
    [["-F", "[6,7]", "dev-1", "list"], "[6,7]\n"],
    [["-F", '{"n":5}', "dev-1", "data"], '{"n":5}\n'],
    [["00:00:03", "dev-1", "time"], "00:00:03\n"],
    [["two.lines", "dev-1", "name"], "", 1],
    [["two\\slines", "dev-1", "name"], "two\\nlines\n"],
    [["null", "dev-1"], "", 1],
    [["-O", "[ae][^a-q]", "dev-1", "name"], 'two\\nlines\nBear\n"tab\there"\n'],
    [["-O", "r.*t", "dev-1", "name"], "", 1],
    [["-O", "-i", "B[e]|[x]", "dev-1", "name"], "bee\nBear\n"],
  ]);
});

Deno.test("ax grep -N matches numbers, those in text, too", async () => {
  await checkAll("grep", [
    [["-O", "-N", "1:3", "dev-1", "n"], "2\n1\n"],
    [["-O", "-N", "=0x7", "-N", "dev-1", "n", "size"], "7\t1.75\n"],
    [["-N", ">1152921504606846982", "dev-1", "big"], "1152921504606846983\n"],
    [
      ["-O", "-N", "-e", "<=0.25", "-e", "1.75", "dev-1", "size"],
      "0.0\n0.25\n1.75\n",
    ],
    [["-N", "", "dev-1", "kind"], "", 1],
    [["-O", "-N", "-v", "<6", "dev-1", "n"], "6\n7\n"],
  ]);
});

Deno.test("ax grep follows chains, and tells where rows are from", async () => {
  await checkAll("grep", [
    [
      ["-c", "-O", "-D", "-S", "-L", "ape", "more", "name"],
      "dev-1/default\t0\t0\tape\ndev-1/default\t1\t3\t東京 ape\n" +
      "dev-2/default\t0\t0\tape8\ndev-2/default\t0\t1\tape10\n" +
      "dev-2/default\t1\t0\tape9\ndev-2/default\t1\t1\tape11\n",
    ],
    [["--cl", "1", "-O", "ape", "more", "n"], "", 1],
    [[
      "--stop-ds",
      "dev-1",
      "-O",
      "-s1",
      "ape",
      "more",
      "-g",
      "name",
      "-n",
      "n",
    ], "9\n11\n"],
    [
      ["-l", "-O", "ape", "dev-1", "dev-2", "dev-2/other"],
      "dev-1/default\ndev-2/default\n",
    ],
    [
      ["-l", "-S", "-O", "9|ape$", "dev-1", "dev-2", "name"],
      "dev-1/default\t0\ndev-1/default\t1\ndev-2/default\t1\n",
    ],
    [["-l", "--json", "ape8", "-c", "more"], '{"dataset":"dev-2/default"}\n'],
    [
      ["-M", "-H", "-O", "w1|11", "dev-1", "dev-2", "dev-2/other", "word", "n"],
      "n\n11\nword\tn\nw1\t1\nw1\t-2\n",
    ],
    [
      ["--json", "-D", "ape8", "dev-2"],
      '{"dataset":"dev-2/default","data":{"n":8,"name":"ape8","size":8.0}}\n',
    ],
  ]);
});

Deno.test("ax grep shows rows around a match, within its slice", async () => {
  await checkAll("grep", [
    [["-O", "-A", "1", "^[04]$", "dev-1", "n"], "0\n2\n4\n6\n"],
    [["-O", "-B", "1", "^[13]$", "dev-1", "n"], "1\n3\n"],
    [["-O", "-C", "1", "5", "dev-1", "n"], "3\n5\n7\n"],
    [["-O", "-C", "9", "-A", "0", "4", "dev-1", "n"], "0\n2\n4\n"],
    [["-O", "-m", "1", "-A", "2", "[0-9]", "dev-1", "n"], "0\n2\n4\n"],
    [["-r", "-B", "2", "3", "dev-1", "n"], "1\n2\n3\n"],
  ]);
});

Deno.test("ax grep leaves columns out, and prints equal rows once", async () => {
  await checkAll("grep", [
    [
      ["-O", "w", "dev-2/other", "+n", "word", "-s", "0", "-g", "word"],
      "-3\n-1\n1\n",
    ],
    [["-O", "1", "dev-2/other", "+g", "n"], "w1\t1\nw1\t-2\n"],
    [["+g", "n", "-O", "1", "dev-2/other"], "w1\t1\nw1\t-2\n"],
    [["-u", "", "dev-2/other", "word"], "w0\nw2\nw1\n"],
    [["--unique-by", "word", "", "dev-2/other"], "w0\t-3\nw2\t-1\nw1\t1\n"],
    [
      ["-u", "-i", "-e", "ape|bear", "dev-1", "kind", "-g", "name"],
      "even\nodd\n",
    ],
    [["-t", ", ", "w0", "-s", "1", "dev-2/other"], "w0, 0\n"],
    [["-T", "4", "w0", "-s", "1", "dev-2/other"], "w0  0\n"],
    [["-T", "field=6,gap=1", "w0", "-s1", "dev-2/other"], "w0    0\n"],
    [
      ["--colour", "always", "0", "-s1", "dev-2/other"],
      "w\x1b[1;31m0\x1b[22;39m\t\x1b[1;31m0\x1b[22;39m\n",
    ],
    [
      ["--colour", "always", "-O", "-C", "1", "5", "dev-1", "n"],
      "3\n\x1b[1;31m5\x1b[22;39m\n7\n",
    ],
    [
      ["--lined", "w", "-s1", "dev-2/other", "word"],
      "w1\n\x1b[100mw0\x1b[49m\nw2\n",
    ],
  ]);
});

Deno.test("ax grep ends with 2 when it cannot search, and says why", async () => {
  await checkFailures("grep", [
    [[], 2, "Cannot search for nothing: give a pattern"],
    [["x"], 2, "Cannot read without a dataset: name one"],
    [["x", "dev-9"], 2, 'Cannot find job "dev-9": the newest is "dev-3"'],
    [["x", "dev-1", "nmae"], 2, 'did you mean "name"?'],
    [["x", "dev-1", "-g", "siez"], 2, 'did you mean "size"?'],
    [["(", "dev-1"], 2, 'Cannot use "(" as a pattern: Unterminated group'],
    [["-N", "x", "dev-1"], 2, 'Cannot use "x" as a pattern of numbers'],
    [["-N", "-F", "1", "dev-1"], 2, "Cannot use -F with -N"],
    [["-s", "2", "x", "dev-1"], 2, "it has slices 0 to 1"],
    [["-T", "0", "x", "dev-1"], 2, 'Cannot use "0" for --tab-length'],
    [["-f", "cvs", "x", "dev-1"], 2, 'did you mean "csv"?'],
    [["--ignroe-case", "x", "dev-1"], 2, 'did you mean "--ignore-case"?'],
    [["--stop-ds", "dev-2", "x", "dev-1"], 2, "does not follow it"],
    [["x", "dev-1", "+g", "n", "-g", "n"], 2, "Cannot use +g with -g"],
    [["x", "dev-1", "+g"], 2, "Cannot use +g without a column"],
  ]);
});

Deno.test("ax cat prints all rows, and no match is needed", async () => {
  await checkAll("cat", [
    [
      ["-r", "-H", "dev-1", "n", "name", "-m", "3"],
      "n\tname\n0\tape\n1\tBear\n2\t\n",
    ],
    [["-f", "raw", "-s", "1", "-m", "2", "dev-1", "name"], "Bear\ntab\there\n"],
    [["-O", "-c", "more", "n"], "0\n2\n4\n6\n1\n3\n5\n7\n8\n10\n9\n11\n"],
    [
      ["--json", "-s", "1", "dev-2/other"],
      '{"word":"w1","n":-2}\n{"word":"w0","n":0}\n{"word":"w2","n":2}\n',
    ],
    [["dev-1", "+n", "n", "-m", "0"], ""],
    [["-u", "-i", "dev-1", "kind"], "even\nodd\n"],
  ]);
  await checkFailures("cat", [
    [["dev-9"], 1, 'Cannot find job "dev-9"'],
    [["dev-1", "-e", "x"], 2, 'Unknown option "-e"'],
  ]);
});

Deno.test("on a terminal fields are aligned", async () => {
  const { path } = await readProject();
  const { stdout } = await run(path, ["cat", "dev-2/other", "-s", "0"], true);
  assertEquals(stdout.split("\n")[0], `w0${" ".repeat(14)}-3`);
});
