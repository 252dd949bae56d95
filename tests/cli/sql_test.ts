import { checkFailures, removeProject } from "./read_support.ts";

Deno.test.afterAll(removeProject);

Deno.test("ax sql says what is wrong before it looks for DuckDB", async () => {
  await checkFailures("sql", [
    [["from 'dev-9'"], 1, 'Cannot find job "dev-9": the newest is "dev-3"'],
    [["from 'dev-1' join 'mroe' using (n)"], 1, 'did you mean "more"?'],
    [["  "], 2, "Cannot run an empty query"],
    [["select 1; select 2"], 2, "Cannot run several statements: give one"],
    [["from 'dev-2/other'", "--stop-ds", "dev-1"], 1, "does not follow it"],
    [["from 'dev-1'", "-f", "bxo"], 2, 'did you mean "box"?'],
    [[], 2, 'Missing required argument "query"'],
  ]);
});
