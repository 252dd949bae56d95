import {
  dropBroken,
  leastCovered,
  parseLcov,
  percentOf,
} from "../../scripts/coverage.ts";
import { closingLine, countReport } from "../../scripts/suite.ts";
import { assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

const report = (totals: string) =>
  `<?xml version="1.0"?>\n<testsuites name="deno test" ${totals}>` +
  `<testsuite tests="1" failures="1"></testsuite></testsuites>`;

Deno.test("countReport() takes the totals of the whole run", () => {
  const xml = report(`tests="7" failures="2" errors="1" time="0.1"`);
  assertEquals(countReport(xml, 1), { passed: 4, failed: 3 });
  const good = report(`tests="7" failures="0" errors="0" time="0.1"`);
  assertEquals(countReport(good, 0), { passed: 7, failed: 0 });
});

Deno.test("tests that were left out, by file, count as neither", () => {
  const files = [2, 1].map((disabled) =>
    `<testsuite name="x" tests="4" disabled="${disabled}" failures="0">` +
    `</testsuite>`
  );
  const xml =
    `<testsuites name="deno test" tests="8" failures="0" errors="0">` +
    `${files.join("\n")}</testsuites>`;
  assertEquals(countReport(xml, 0), { passed: 5, failed: 0 });
});

Deno.test("a run that breaks down without a failed test counts as failed", () => {
  assertEquals(countReport("", 1), { passed: 0, failed: 1 });
  const xml = report(`tests="7" failures="0" errors="0" time="0.1"`);
  assertEquals(countReport(xml, 1), { passed: 7, failed: 1 });
});

Deno.test("the closing line adds up what the steps counted", () => {
  const counts = [{ passed: 3, failed: 0 }, { passed: 4, failed: 2 }];
  assertEquals(closingLine(counts), "7 passed, 2 failed");
});

const lcov = `SF:/x/src/a.ts
DA:1,1
DA:2,0
DA:3,4
end_of_record
SF:/elsewhere/src/b.ts
DA:1,0
end_of_record
SF:/x/src/c.ts
DA:9,0
DA:10,0
end_of_record
`;

Deno.test("coverage is the share of the repository's lines that were run", () => {
  const files = parseLcov(lcov, "/x/");
  assertEquals(files, [
    { file: "src/a.ts", lines: 3, hit: 2 },
    { file: "src/c.ts", lines: 2, hit: 0 },
  ]);
  assertEquals(percentOf(files), 40);
  assertEquals(leastCovered(files, 1).map(({ file }) => file), ["src/c.ts"]);
});

Deno.test("half a profile, left by a process that was killed, is dropped", () => {
  using dir = tempDir({
    "a.json": "{}",
    "b.json": '{"result": [',
    "c.json": "",
  });
  dropBroken(dir.path);
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), [
    "a.json",
  ]);
});
