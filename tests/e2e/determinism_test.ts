import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { makeProject, manifestOf } from "./project.ts";

const draw = `
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  const words = crypto.getRandomValues(new Uint32Array(2));
  return [
    Math.random(), Math.random(), [...bytes], [...words],
    crypto.randomUUID(),
    [...Crypto.prototype.getRandomValues.call(crypto, new Uint8Array(2))],
  ];`;

Deno.test("randomness is the same in each run of a job, and another one in each slice, stage and job", async () => {
  using project = makeProject({
    draws: `{
      inputs: { n: integer() },
      prepare() { ${draw} },
      analysis() { ${draw} },
      synthesis({ job, prepareResult, analysisResults }) {
        const last = (() => { ${draw} })();
        job.save([prepareResult, ...analysisResults, last], "drawn.json");
      },
    }`,
  }, {
    main: `
      for (const n of [1, 2]) {
        const job = await urd.build("draws", { n });
        console.log(JSON.stringify(job.load("drawn.json")));
      }`,
  });
  const read = async (...args: readonly string[]): Promise<string[]> => {
    const { stdout } = await project.axOk(["build", ...args]);
    return stdout.trimEnd().split("\n").flatMap((line) =>
      (JSON.parse(line) as unknown[]).map((part) => JSON.stringify(part))
    );
  };
  const first = await read();
  assertEquals(first.length, 8);
  assertEquals(new Set(first).size, 8);
  const [numbers = ""] = first;
  const [a, b] = JSON.parse(numbers) as number[];
  assert(a !== b);
  assertEquals(await read("--force"), first);
  assertEquals(
    manifestOf(project, "dev-4").digest,
    manifestOf(project, "dev-1").digest,
  );
});

Deno.test("every clock shows the time at which the job began", async () => {
  using project = makeProject({
    clocks: `{
      async synthesis() {
        const before = performance.now();
        await new Promise((done) => setTimeout(done, 20));
        const waited = performance.now() - before;
        const now = new Date();
        const formatter = new Intl.DateTimeFormat("en", {
          dateStyle: "short", timeStyle: "medium",
        });
        const text = (parts) => parts.map(({ value }) => value).join("");
        return {
          now: Date.now(),
          others: [
            now.getTime(),
            Temporal.Now.instant().epochMilliseconds,
            Temporal.Now.zonedDateTimeISO().epochMilliseconds,
            Temporal.Now.plainDateTimeISO().toZonedDateTime("UTC")
              .epochMilliseconds,
            performance.timeOrigin, new File([], "f").lastModified,
            new Date(now.getTime()).getTime(),
          ],
          texts: [
            Date() === now.toString(), formatter.format() === formatter.format(now),
            text(formatter.formatToParts()) === formatter.format(now),
            Temporal.Now.plainDateISO().toString() ===
              now.toISOString().slice(0, 10),
            Temporal.Now.timeZoneId(), Intl.DateTimeFormat()
              .resolvedOptions().timeZone, now.getTimezoneOffset(),
          ],
          kinds: [
            now instanceof Date, now.constructor === Date, Date.name,
            new (class extends Date {})().getTime() === now.getTime(),
            new Date(2020, 0, 1).getFullYear(), Date.UTC(1970, 0, 1),
            (1.5).toLocaleString(), (1e6).toLocaleString(),
          ],
          waited: waited >= 19,
        };
      },
    }`,
  }, {
    main: `console.log(JSON.stringify((await urd.build("clocks")).load()));`,
  });
  const { stdout } = await project.axOk(["build"]);
  const seen = JSON.parse(stdout);
  assertEquals(seen.now, Date.parse(manifestOf(project, "dev-1").startedAt));
  assertEquals(new Set(seen.others), new Set([seen.now]));
  assertEquals(seen.texts, [true, true, true, true, "UTC", "UTC", 0]);
  assertEquals(
    seen.kinds,
    [true, true, "Date", true, 2020, 0, "1.5", "1,000,000"],
  );
  assertEquals(seen.waited, true);
});

Deno.test("a build script has real time and real randomness", async () => {
  using project = makeProject({}, {
    main: `
      const start = Date.now();
      await new Promise((done) => setTimeout(done, 20));
      console.log(Date.now() - start >= 15, Math.random(), crypto.randomUUID());`,
  });
  const [one, two] = [
    (await project.axOk(["build"])).stdout,
    (await project.axOk(["build"])).stdout,
  ];
  assertMatch(one, /^true 0\.\d+ [0-9a-f-]{36}\n$/);
  assert(one !== two);
});
