import { importPart } from "../../methods/lib/csv_import.ts";
import { finishImport } from "../../methods/lib/csv_finish.ts";
import { planImport, type PlanOptions } from "../../methods/lib/csv_plan.ts";
import { assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { makeRandom, planDefaults, valuesOf } from "./csv_support.ts";

const options: PlanOptions = {
  ...planDefaults,
  columnLines: 0,
  columns: ["a", "b", "c"],
  otherTypes: "string",
  allowBad: true,
};

/** Good and bad lines with their numbers, and the value of the job. */
function check(
  path: string,
  slices: number,
  given: Partial<PlanOptions>,
): string[] {
  const name = "a.csv";
  const whole = planImport({ path, name }, { ...options, ...given }, slices);
  const found: [line: number, text: string][] = [];
  const reports = whole.parts.map((part) =>
    importPart(whole.plan, part, {
      rows(columns, { base, offsets }) {
        const all = Object.values(columns).map(valuesOf);
        offsets.forEach((offset, row) => {
          const fields = all.map((values) => String(values[row]));
          found.push([base + offset, JSON.stringify(fields)]);
        });
      },
      odd: ({ kind, line, data, problem }) =>
        found.push([line, `${kind} ${problem} ${data}`]),
    })
  );
  const result = finishImport(whole, reports, name);
  const lines = found.sort(([a], [b]) => a - b).map(([n, text]) =>
    `${n} ${text}`
  );
  return [JSON.stringify(result), ...lines];
}

const good = ["", "12", "plain", '"x,y"', '"l1\nl2"', '"q""q"', '"\r"', '","'];
const bad = ['"', 'a"b', '"a"b', "\0", '"\n', '"1,2,3\n4,5,6'];

Deno.test("where bad lines are allowed, any number of slices finds the same ones", () => {
  const random = makeRandom(33);
  const pick = (texts: readonly string[]): string =>
    texts[random(texts.length)] ?? "";
  for (let turn = 0; turn < 150; turn++) {
    let text = "";
    for (let row = random(60); row > 0; row--) {
      const size = random(12) === 0 ? random(5) : 3;
      const fields = Array.from(
        { length: size },
        () => pick(random(25) === 0 ? bad : good),
      );
      text += fields.join(",") + pick(["\n", "\r\n"]);
    }
    using dir = tempDir({ "a.csv": text });
    const path = dir.join("a.csv");
    const given = {
      skipEmptyLines: random(2) === 0,
      comment: pick(["", "p"]),
      quotes: pick(['"', "both", "'", ""]),
    };
    const one = check(path, 1, given);
    for (const slices of [2, 3, 7]) {
      assertEquals(check(path, slices, given), one, JSON.stringify(text));
    }
  }
});
