import { axCommand } from "../../scripts/ax_command.ts";
import { findDuckdb } from "../../src/cli/duckdb.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertNoMatch,
} from "../support/assert.ts";
import {
  axEnvironment,
  type AxProject,
  type AxResult,
  startAx,
} from "../support/ax.ts";
import { grepProject } from "./grep_support.ts";

/** Where temporary files lie: a name that is hard to quote. */
const TEMP = `it's "temp"`;

/** What the fake says of a call. */
interface Report {
  readonly args: readonly string[];
  readonly setup: string;
  readonly views: readonly string[];
  readonly files: Readonly<Record<string, readonly object[]>>;
}

/**
 * The project, and a program `duckdb` that tells what it was given. What it
 * answers when it is asked for a plan is `FAKE_PLAN`; without one, that fails.
 */
async function sqlProject(): Promise<AxProject> {
  const project = await grepProject();
  const fake = new URL("../support/fake_duckdb.ts", import.meta.url);
  const config = new URL("../../deno.json", import.meta.url);
  const words = [Deno.execPath(), "run", "-A", "--quiet", "--no-check"];
  const [settings, script] = [config, fake]
    .map(({ pathname }) => decodeURIComponent(pathname));
  const call = [...words, `--config=${settings}`, script]
    .map((word) => `'${word}'`).join(" ");
  // The fake has packages of its own, whatever ax runs on.
  const packages = Deno.env.get("DENO_DIR");
  const env = packages === undefined ? "" : `DENO_DIR='${packages}' `;
  const path = project.join("bin/duckdb");
  Deno.mkdirSync(project.join("bin"));
  Deno.writeTextFileSync(
    path,
    `#!/bin/sh
case "$*" in *"EXPLAIN "*)
  [ -n "$FAKE_PLAN" ] && printf '┌──┐\\n└──┘\\n%s\\n' "$FAKE_PLAN" && exit
  for last; do :; done
  printf 'Parser Error: LINE 1: %s\\n%s%s^\\n' "$last" \\
    '                      ' '               ' >&2
  exit 1
esac
[ -z "$FAKE_SLEEP" ] || { echo asleep >&2; exec sleep 60; }
${env}exec ${call} "$@"
`,
  );
  Deno.chmodSync(path, 0o755);
  return project;
}

function plan(tables: Readonly<Record<string, readonly string[]>>): string {
  return JSON.stringify(
    Object.entries(tables).map(([name, columns]) => ({
      name: "SEQ_SCAN",
      children: [],
      extra_info: { Table: `memory.main."${name}"`, Projections: columns },
    })),
    null,
    1,
  );
}

function query(
  project: AxProject,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<AxResult> {
  const temp = project.join(TEMP);
  Deno.mkdirSync(temp, { recursive: true });
  const AX_DUCKDB = project.join("bin/duckdb");
  return project.ax(["sql", ...args], {
    env: { AX_DUCKDB, TMPDIR: temp, ...env },
  });
}

function reportOf({ stdout }: AxResult): Report {
  return JSON.parse(stdout) as Report;
}

Deno.test("ax sql hands over the columns that DuckDB says it needs, as Parquet", async () => {
  using project = await sqlProject();
  const sql = "select sum(n) from 'dev-1' join \"dev-2/other\" using (n)";
  const FAKE_PLAN = plan({ "dev-1": ["n", "day"], "dev-2/other": ["word"] });
  const result = await query(project, [sql], { FAKE_PLAN });
  assertEquals(result.code, 0, result.stderr);
  const { args, setup, views, files } = reportOf(result);
  assertEquals([args[0], args.at(-1)], ["-csv", sql]);
  assertMatch(
    views[0] ?? "",
    /^CREATE VIEW "dev-1" AS SELECT "n" AS "n", CAST\(NULL AS VARCHAR\) AS "name", .*"day" AS "day", .* FROM read_parquet\(\['.*0\.0\.parquet', '.*0\.1\.parquet'\]\);$/,
  );
  assertMatch(
    views[1] ?? "",
    /^CREATE VIEW "dev-2\/other" AS SELECT "word" AS "word", CAST\(NULL AS INTEGER\) AS "n" FROM /,
  );
  assertEquals(Object.values(files).slice(0, 2), [
    [0, 2, 4, 6].map((n) => ({
      n,
      day: `1970-01-0${n + 1}T00:00:00.000Z`,
    })),
    [1, 3, 5, 7].map((n) => ({
      n,
      day: n === 3 ? null : `1970-01-0${n + 1}T00:00:00.000Z`,
    })),
  ]);
  assertMatch(
    result.stderr,
    /^ax: wrote \d+ B for DuckDB: 2 columns and 8 rows of dev-1\n/,
  );
  assertMatch(result.stderr, "1 column and 6 rows of dev-2/other\n");
  assert(setup.startsWith(project.join(TEMP)));
  assertEquals([...Deno.readDirSync(project.join(TEMP))], []);
});

Deno.test("values of all types get there", async () => {
  using project = await sqlProject();
  // A plan that does not tell: all columns are needed.
  const result = await query(project, ["from 'dev-1'", "--json"], {
    FAKE_PLAN: "[{}]",
  });
  const { args, files, views } = reportOf(result);
  assertEquals(args[0], "-json");
  assertEquals(Object.values(files)[1]?.[3], {
    n: 7,
    name: "東京 ape",
    size: 1.75,
    big: `${2n ** 60n + 7n}n`,
    kind: "odd",
    at: "1970-01-01T07:00:00.007Z",
    day: "1970-01-08T00:00:00.000Z",
    ok: true,
    raw: "raw7",
    list: "[7,8]",
    data: '{"n":7}',
    time: 7000,
  });
  assertMatch(views[0] ?? "", 'CAST("data" AS JSON) AS "data"');
  assertMatch(views[0] ?? "", 'CAST(CAST("list" AS JSON) AS BIGINT[])');
});

Deno.test("a query of no column writes nothing, and a chain is one table", async () => {
  using project = await sqlProject();
  const FAKE_PLAN = plan({ more: [] });
  const none = await query(project, ["select count(*) from 'more'", "-c"], {
    FAKE_PLAN,
  });
  assertEquals(none.stderr, "");
  assertMatch(reportOf(none).views[0] ?? "", / FROM range\(12\);$/);
  const chain = await query(project, ["from 'more'", "-c"], {
    FAKE_PLAN: plan({ more: ["name"] }),
  });
  const { files } = reportOf(chain);
  assertEquals(Object.values(files).map((rows) => rows.length), [4, 4, 2, 2]);
});

Deno.test("ax sql fails as DuckDB does, and says what is wrong before it writes", async () => {
  using project = await sqlProject();
  const FAKE_PLAN = plan({ "dev-1": ["n"] });
  const code = await query(project, ["select n from 'dev-1'"], {
    FAKE_PLAN,
    FAKE_CODE: "3",
  });
  assertEquals([code.code, reportOf(code).args.length > 0], [1, true]);
  // As after SIGPIPE: nobody reads on.
  const gone = await query(project, ["select n from 'dev-1'"], {
    FAKE_PLAN,
    FAKE_CODE: "141",
  });
  assertEquals(gone.code, 0);
  assertEquals([...Deno.readDirSync(project.join(TEMP))], []);
  const wrong: [string[], number, string, Record<string, string>?][] = [
    [
      ["select x frm 'dev-1'"],
      1,
      "DuckDB cannot run the query: Parser Error: LINE 1: select x frm " +
      "'dev-1'\n               ^\n",
    ],
    [
      ["select 1"],
      1,
      "DuckDB cannot run the query: it failed and said nothing\n",
      { AX_DUCKDB: "/bin/false" },
    ],
    [["select * from dev-1"], 1, "The names of datasets stand in quotes"],
    [
      ["from 'dev-1'"],
      1,
      'there is no program "duckdb" on the PATH\nInstall',
      { AX_DUCKDB: "", PATH: "/nowhere" },
    ],
    [
      ["from 'dev-1'"],
      1,
      'Cannot start "/nowhere/duckdb"',
      { AX_DUCKDB: "/nowhere/duckdb" },
    ],
    [
      ["select n from 'dev-1'"],
      1,
      "Cannot write temporary files: there is no such directory\nThey lie",
      { FAKE_PLAN, TMPDIR: "/nowhere" },
    ],
  ];
  for (const [args, exit, says, env] of wrong) {
    const result = await query(project, args, env);
    assertEquals([result.code, result.stdout], [exit, ""], result.stderr);
    assertMatch(result.stderr, says);
    assertNoMatch(result.stderr, "wrote");
  }
});

Deno.test("where temporary files have no room, ax sql says so and leaves none", async () => {
  using project = await sqlProject();
  const TMPDIR = project.join(TEMP);
  Deno.mkdirSync(TMPDIR);
  const { file, args } = axCommand(["sql", "select n from 'dev-1'"]);
  const env = {
    AX_DUCKDB: project.join("bin/duckdb"),
    FAKE_PLAN: plan({ "dev-1": ["n"] }),
    TMPDIR,
    DENO_COVERAGE_DIR: undefined,
  };
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", 'trap "" XFSZ; ulimit -f 0; exec "$@"', "sh", file, ...args],
    cwd: project.path,
    clearEnv: true,
    env: axEnvironment(env),
  }).output();
  assertMatch(
    new TextDecoder().decode(stderr),
    /^ax: Cannot write ".*0\.0\.parquet": the file would be larger than this process may write\n$/,
  );
  assertEquals([code, ...Deno.readDirSync(TMPDIR)], [1]);
});

Deno.test("kill -USR1 asks about a query, ^C ends it and leaves nothing behind", async () => {
  using project = await sqlProject();
  Deno.mkdirSync(project.join(TEMP));
  await using process = startAx(["sql", "from 'dev-1'"], {
    cwd: project.path,
    env: {
      AX_DUCKDB: project.join("bin/duckdb"),
      TMPDIR: project.join(TEMP),
      FAKE_PLAN: plan({ "dev-1": ["n"] }),
      FAKE_SLEEP: "1",
    },
  });
  await process.waitFor("asleep");
  // What would end it by itself is a question.
  process.kill("SIGUSR1");
  await process.waitFor("ax: DuckDB runs the query\n");
  process.kill("SIGINT");
  const { code } = await process.result;
  assertEquals([code, ...Deno.readDirSync(project.join(TEMP))], [130]);
});

Deno.test("columns that DuckDB would not tell apart are called otherwise, and told", async () => {
  using project = await sqlProject();
  project.write(
    "methods/odd.ts",
    `import { defineMethod } from "ax";
export default defineMethod({ prepare({ job }) {
  job.createDataset({ columns: { Name: "int32", name: "string", "": "int32" } })
    .write({ Name: 1, name: "x", "": 2 });
} });
`,
  );
  project.write(
    "methods/build_odd.ts",
    `export const main = (urd) => urd.build("odd");\n`,
  );
  await project.axOk(["build", "odd"]);
  const FAKE_PLAN = plan({ odd: ["name_1", "unnamed"] });
  const result = await query(project, ["from 'odd'"], { FAKE_PLAN });
  assertEquals(result.code, 0, result.stderr);
  assertMatch(
    result.stderr,
    "ax: column name of odd is called name_1 here, as DuckDB tells names " +
      'apart\nax: column "" of odd is called unnamed here',
  );
  const { files, views } = reportOf(result);
  assertEquals(Object.values(files), [[{ name_1: "x", unnamed: 2 }]]);
  assertMatch(
    views[0] ?? "",
    'SELECT CAST(NULL AS INTEGER) AS "Name", "name_1" AS "name_1", ' +
      '"unnamed" AS "unnamed" FROM read_parquet',
  );
  // A plan that names what is not there tells nothing.
  const unsure = await query(project, ["from 'odd'"], {
    FAKE_PLAN: plan({ odd: ["na", "me"] }),
  });
  assertEquals(Object.values(reportOf(unsure).files), [
    [{ Name: 1, name_1: "x", unnamed: 2 }],
  ]);
});

// Where the real program is, it must agree.
for (const duckdb of presentDuckdb()) {
  Deno.test("ax sql gives what DuckDB answers", async () => {
    using project = await grepProject();
    project.write("methods/x.csv", "n,x\n-3,1\n2,2\n");
    const cases: [string[], string][] = [
      [
        ["select kind, sum(size) s from 'dev-1' group by 1 order by 1"],
        "kind,s\neven,3.0\nodd,4.0\n",
      ],
      [
        [
          'select n, name, "at", "day", list[2] as l, data.n as d, ' +
          "big, \"time\", decode(raw) as raw from 'dev-1' where n in (3, 7) " +
          "order by n",
        ],
        "n,name,at,day,l,d,big,time,raw\n" +
        '3,"tab\there",1970-01-01 03:00:00.003,NULL,4,3,1152921504606846979,' +
        "00:00:03,raw3\n" +
        '7,"東京 ape",1970-01-01 07:00:00.007,1970-01-08,8,7,' +
        "1152921504606846983,00:00:07,raw7\n",
      ],
      [["select count(*) c from 'more', 'dev-2/other' o", "-c"], "c\n72\n"],
      [["select count(*) c from 'dev-1' where name is null"], "c\n1\n"],
      [
        ["select sum(x) s from 'dev-2/other' join 'methods/x.csv' using (n)"],
        "s\n3\n",
      ],
      [["select max(n) m from 'dev-1'", "--json"], '[{"m":7}]\n'],
      [
        ["select column_name c, min from (summarize 'dev-2/other')"],
        "c,min\nword,w0\nn,-3\n",
      ],
    ];
    for (const [args, stdout] of cases) {
      const result = await project.axOk(["sql", ...args], {
        env: { AX_DUCKDB: duckdb },
      });
      assertEquals(result.stdout, stdout, args.join(" "));
    }
  });
}

function presentDuckdb(): string[] {
  try {
    return [findDuckdb((name) => Deno.env.get(name))];
  } catch {
    return [];
  }
}
