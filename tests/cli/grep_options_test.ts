import { checkAll, removeProject } from "./read_support.ts";

Deno.test.afterAll(removeProject);

Deno.test("chain lengths and ends are of the datasets in their order", async () => {
  await checkAll("grep", [
    [
      ["--cl", "1", "--cl", "2", "-O", "", "more", "more", "n"],
      "8\n10\n9\n11\n0\n2\n4\n6\n1\n3\n5\n7\n8\n10\n9\n11\n",
    ],
    [
      ["--stop-ds", "dev-1", "--stop-ds", "more", "-O"]
        .concat(["", "more", "more", "n"]),
      "8\n10\n9\n11\n",
    ],
  ]);
});

Deno.test("options in full leave columns out as their short forms do", async () => {
  await checkAll("grep", [
    [["-O", "--dont-print", "n", "w1", "dev-2/other"], "w1\nw1\n"],
    [
      ["-O", "--dont-grep", "n", "1", "dev-2/other"],
      "w1\t1\nw1\t-2\n",
    ],
  ]);
});

Deno.test("a separator goes before stops, and nothing is in colour that does not match", async () => {
  await checkAll("grep", [
    [["-T", "4", "-t", ",", "w0", "-s", "1", "dev-2/other"], "w0,0\n"],
    [
      ["--colour", "always", "-v", "-O", "-C", "1", "e", "dev-1", "name"]
        .concat(["-s", "0"]),
      "ape\n\ntwo\\nlines\n",
    ],
  ]);
});

Deno.test("ax hist needs no column where only one is in all datasets", async () => {
  await checkAll("hist", [
    [
      ["-m", "3", "-f", "csv", "dev-2/other", "dev-2"],
      "-3 - 1,5\n2 - 6,1\n7 - 11,4\n",
    ],
  ]);
});
