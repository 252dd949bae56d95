import { symlinkSync } from "node:fs";
import { type Config, configKeys, readConfig } from "../../src/build/config.ts";
import { AxError, formatLocation } from "../../src/core/errors.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertThrows,
  present,
} from "../support/assert.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

/** Reads a configuration in a directory. */
function read(
  dir: TempDir,
  text: string,
  env: Record<string, string> = {},
): Config {
  return readConfig(dir.path, {
    file: "ax.json",
    text,
    env: (name) => env[name],
  });
}

/** Checks where a configuration is refused, and what is said of it. */
function refused(
  text: string,
  place: string,
  message: string,
  dir: TempDir = tempDir(),
): AxError {
  using _ = dir;
  const error = assertThrows(() => read(dir, text), AxError, message);
  assertEquals(error.code, "config");
  assertEquals(formatLocation(present(error.location)), `ax.json:${place}`);
  return error;
}

Deno.test("every key of ax.json has a default", () => {
  using dir = tempDir();
  const config = read(dir, "{}");
  assertEquals(config, {
    slices: navigator.hardwareConcurrency,
    workdirs: new Map([["dev", dir.join("workdir")]]),
    target: "dev",
    methods: [dir.join("methods")],
    input: dir.join("input"),
    results: dir.join("results"),
    permissions: {},
    jobs: navigator.hardwareConcurrency,
    durability: "full",
    compression: undefined,
  });
});

Deno.test("every key of ax.json is read, comments and a last comma allowed", () => {
  using dir = tempDir({ "more/.keep": "", "data/.keep": "", "old/.keep": "" });
  const config = read(
    dir,
    `// A project.
    {
      "$schema": ".ax/ax.schema.json",
      "slices": 7, /* odd */
      "workdirs": { "old": "old", "new.er": "new" },
      "target": "new.er",
      "methods": ["more"],
      "input": "data",
      "results": "/tmp/out",
      "permissions": {
        "net": ["api.example.com"], "env": ["TOKEN"], "read": ["/etc/hosts"],
      },
      "jobs": 3,
      "durability": "fast",
      "compression": "zstd",
    }`,
  );
  assertEquals(config, {
    slices: 7,
    workdirs: new Map([["old", dir.join("old")], ["new.er", dir.join("new")]]),
    target: "new.er",
    methods: [dir.join("more")],
    input: dir.join("data"),
    results: "/tmp/out",
    permissions: {
      net: ["api.example.com"],
      env: ["TOKEN"],
      read: ["/etc/hosts"],
    },
    jobs: 3,
    durability: "fast",
    compression: "zstd",
  });
  assertEquals(configKeys.length, Object.keys(config).length + 1);
});

Deno.test("the first workdir is the target where none is named", () => {
  using dir = tempDir({ "b/.keep": "" });
  assertEquals(read(dir, `{"workdirs": {"a": "a", "b": "b"}}`).target, "a");
});

Deno.test("variables of the environment are filled in, or their defaults", () => {
  using dir = tempDir();
  const text = `{
    "slices": "\${SLICES=4}", "results": "\${BASE}/\${SUB=x}/\${EMPTY=}y",
    "permissions": { "env": ["\${NAME=a=b}"] }
  }`;
  const config = read(dir, text, { BASE: "/base", SUB: "sub" });
  assertEquals(config.results, "/base/sub/y");
  assertEquals(config.slices, 4);
  assertEquals(config.permissions.env, ["a=b"]);
  assertEquals(read(dir, text, { BASE: "/b", SLICES: "9" }).slices, 9);
});

Deno.test("a variable that is not set is named with its place", () => {
  const error = refused(
    `{\n  "results": "\${NOWHERE}/x"\n}`,
    "2:14",
    '"results": the environment variable NOWHERE is not set',
  );
  assertMatch(present(error.hint), "${NOWHERE=…}");
});

Deno.test("what looks like a variable and is none is refused", () => {
  for (const text of ["${A", "${1}", "${}", "${a b}"]) {
    refused(`{"input": "${text}"}`, "1:11", `"input": cannot read ${text}`);
  }
});

Deno.test("an unknown key is named with the nearest known one", () => {
  const error = refused(
    `{\n  "slices": 3,\n  "workdir": {}\n}`,
    "3:3",
    'Cannot use ax.json: unknown key "workdir"; did you mean "workdirs"?',
  );
  assertMatch(present(error.hint), "slices, workdirs, target");
  refused(
    `{"permissions": {"nett": []}}`,
    "1:18",
    'unknown key "permissions.nett"; did you mean "net"?',
  );
});

Deno.test("a key that is there twice is refused", () => {
  refused(`{"jobs": 1,\n "jobs": 2}`, "2:2", '"jobs" is there twice');
});

Deno.test("a value of the wrong type is quoted with what was expected", () => {
  const whole = "expected a whole number from 1 to";
  refused(`{"slices": "4"}`, "1:12", `"slices": ${whole} 4096, got "4"`);
  refused(`{"slices": 0}`, "1:12", `"slices": ${whole} 4096, got 0`);
  refused(`{"slices": 2.5}`, "1:12", `"slices": ${whole} 4096, got 2.5`);
  refused(`{"jobs": 1025}`, "1:10", `"jobs": ${whole} 1024, got 1025`);
  refused(`{"slices": "\${X=four}"}`, "1:12", `"slices": ${whole} 4096`);
  refused(`{"input": ["a"]}`, "1:11", '"input": expected a string, got ["a"]');
  refused(`{"input": ""}`, "1:11", '"input" is empty');
  refused(`{"methods": "m"}`, "1:13", '"methods": expected a list of strings');
  refused(
    `{"permissions": {"net": [1]}}`,
    "1:26",
    '"permissions.net[0]": expected a string, got 1',
  );
  refused(
    `{"permissions": {"read": ["etc"]}}`,
    "1:27",
    '"permissions.read[0]": expected an absolute path, got "etc"',
  );
  refused(
    `{"compression": "gzip"}`,
    "1:17",
    '"compression": expected "none", "texts" or "zstd", got "gzip"',
  );
  refused(
    `{"durability": "slow"}`,
    "1:16",
    '"durability": expected "full" or "fast", got "slow"',
  );
  refused(`{"$schema": 1}`, "1:13", '"$schema": expected a string, got 1');
  refused(`[]`, "1:1", "Cannot use ax.json: expected an object, got []");
  refused(`{"workdirs": {}}`, "1:14", '"workdirs": expected a workdir');
});

Deno.test("text that is no JSON is refused where it goes wrong", () => {
  refused(`{\n  "slices" 3\n}`, "2:12", "Cannot parse ax.json: colon expected");
  refused(`{"slices": }`, "1:12", "Cannot parse ax.json: value expected");
  refused("", "1:1", "Cannot parse ax.json: value expected");
  refused(
    "[".repeat(100_000),
    "1:1",
    "Cannot parse ax.json: it is nested too deeply",
  );
});

Deno.test("a target must be among the workdirs", () => {
  const error = refused(
    `{"workdirs": {"a": "a"},\n "target": "b"}`,
    "2:12",
    'target "b" is not among the workdirs',
  );
  assertEquals(error.hint, "The workdirs are a.");
});

Deno.test("a workdir's name must fit into job ids", () => {
  for (const name of ["", "-a", "a/b", "a b", "ü", "a".repeat(65)]) {
    const text = `{"workdirs": {"${name}": "x"}}`;
    const column = text.indexOf('"x"') + 1;
    refused(text, `1:${column}`, `cannot name a workdir "${name}"`);
  }
});

Deno.test("a directory that is named and missing is an error", () => {
  refused(
    `{"methods": ["nope"]}`,
    "1:14",
    '"methods[0]": there is no directory',
  );
  refused(`{"input": "nope"}`, "1:11", '"input": there is no directory');
  refused(
    `{"workdirs": {"a": "a", "b": "b"}}`,
    "1:30",
    'workdir "b" is missing: there is no directory',
  );
});

Deno.test("a file where a directory should be is an error", () => {
  const file = (): TempDir => tempDir({ "f": "" });
  const what = "is not a directory";
  refused(`{"workdirs": {"a": "f"}}`, "1:20", what, file());
  refused(`{"workdirs": {"a": "f/g"}}`, "1:20", what, file());
  refused(`{"results": "f"}`, "1:13", what, file());
  refused(`{"input": "f"}`, "1:11", what, file());
  refused(`{"methods": ["f"]}`, "1:14", what, file());
});

Deno.test("methods must lie inside the project", () => {
  refused(
    `{"methods": ["../elsewhere"]}`,
    "1:14",
    'methods directory "../elsewhere" lies outside the project',
  );
});

Deno.test("methods must not lie around a workdir", () => {
  refused(
    `{"methods": ["methods", "."]}`,
    "1:25",
    'methods directory "." holds workdir "dev"',
    tempDir({ "methods/.keep": "" }),
  );
});

Deno.test("two workdirs at one path are refused, however it is spelled", () => {
  const same = 'workdirs "a" and "b" are the same directory';
  refused(`{"workdirs": {"a": "w", "b": "./x/../w/"}}`, "1:30", same);
  const linked = tempDir({ "w/.keep": "" });
  symlinkSync(linked.join("w"), linked.join("link"));
  refused(
    `{"workdirs": {"a": "w/new", "b": "link/new"}}`,
    "1:34",
    same,
    linked,
  );
});

Deno.test("a workdir keeps its slices where ax.json says nothing", () => {
  const made = {
    "workdir/.ax/FORMAT": '{"format":1,"name":"dev","slices":11}\n',
  };
  using dir = tempDir(made);
  assertEquals(read(dir, "{}").slices, 11);
  assertEquals(read(dir, `{"slices": 11}`).slices, 11);
  const error = refused(
    `{\n "slices": 4}`,
    "2:12",
    '"slices" is 4, but workdir "dev" has 11',
    tempDir(made),
  );
  assert(error.hint?.includes("Write 11"));
});
