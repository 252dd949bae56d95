import { initProject } from "../../src/build/init.ts";
import { assertEquals, assertMatch } from "../support/assert.ts";
import { ax, axOk } from "../support/ax.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("a new project runs at once, and is found when it runs again", async () => {
  using dir = tempDir();
  initProject(dir.path, { git: false, slices: 2 });
  const build = async (): Promise<string> => {
    const { stdout, stderr } = await axOk(["build"], { cwd: dir.path });
    return stdout + stderr;
  };
  assertMatch(await build(), "2 built, 0 reused, 0 failed");
  const report = dir.read("results/revenue.txt");
  assertEquals(
    report,
    `coffee       42.00  ##############################
sandwich     39.00  ############################
croissant    15.40  ###########
cake         11.70  ########
tea           7.80  ######
total       115.90
`,
  );
  assertMatch(await build(), "0 built, 2 reused, 0 failed");
  // One order more: read again, and added up again.
  const orders = dir.read("input/orders.csv");
  dir.write("input/orders.csv", `${orders}2024-03-07,tea,1,2.60\n`);
  assertMatch(await build(), "2 built, 0 reused, 0 failed");
  assertMatch(dir.read("results/revenue.txt"), "total       118.50\n");
  // A comment in one method: run again, with the same result.
  const method = dir.read("methods/read_orders.ts");
  dir.write("methods/read_orders.ts", `// Changed.\n${method}`);
  assertMatch(await build(), "1 built, 1 reused, 0 failed");
});

Deno.test("a method that cannot run is named with its place, and others run", async () => {
  using dir = tempDir();
  initProject(dir.path, { git: false, slices: 2 });
  const method = dir.read("methods/revenue.ts");
  dir.write("methods/revenue.ts", `${method}const open = ;\n`);
  const { code, stdout, stderr } = await ax(["build"], { cwd: dir.path });
  assertEquals(code, 1);
  const said = stdout + stderr;
  const line = method.split("\n").length;
  assertMatch(said, `methods/revenue.ts:${line}:14: Cannot parse`);
  assertMatch(said, "1 built, 0 reused");
});
