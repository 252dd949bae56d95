import { listZip } from "../../methods/lib/zip.ts";
import {
  type ChoiceInputs,
  chooseMembers,
  type ChosenMember,
} from "../../methods/lib/zip_choice.ts";
import { unzip } from "../../methods/lib/unzip.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { makeZip, type ZipEntry, type ZipOptions } from "./zip_support.ts";

/** What comes out of a zip file: names and texts. */
async function check(bytes: Uint8Array): Promise<[string, string][]> {
  using dir = tempDir({ "a.zip": bytes });
  const file = { path: dir.join("a.zip"), name: "a.zip" };
  const found: [string, string][] = [];
  for (const [index, member] of listZip(file).entries()) {
    const target = dir.join(`out.${index}`);
    await unzip(file, member, target);
    found.push([member.name, Deno.readTextFileSync(target)]);
  }
  return found;
}

const long = Array.from({ length: 100_000 }, (_, n) => `${n * n % 1009}`)
  .join("\n");

const entries: readonly ZipEntry[] = [
  { name: "a.csv", data: "x\n1\n" },
  { name: "dir/", data: "", isStored: true },
  { name: "dir/é.csv", data: "y\n2\n", isStored: true },
  { name: "long", data: long },
  { name: "empty", data: "" },
  { name: "stored empty", data: "", isStored: true },
  { name: "long", data: `${long}${long}`, isStored: true },
];

const texts = entries.filter(({ name }) => name !== "dir/")
  .map(({ name, data }) => [name, data]);

Deno.test("files come out of zip files as they went in, also out of large ones", async () => {
  const options: readonly ZipOptions[] = [
    {},
    {
      comment: "PK\x05\x06 is how the end of a directory begins, more or less",
    },
    { prefix: "#!/bin/sh\nexit\n" },
    { isLarge: true },
    { isLarge: true, prefix: "before", comment: "after" },
  ];
  for (const each of options) {
    assertEquals(await check(makeZip(entries, each)), texts);
    const large = entries.map((entry) => ({ ...entry, isLarge: true }));
    assertEquals(await check(makeZip(large, each)), texts);
  }
  assertEquals(await check(makeZip([])), []);
});

Deno.test("names that are not marked as UTF-8 are read as such if they can be", async () => {
  const data = "x";
  const says = { flags: 0 };
  const found = await check(makeZip([
    { name: "é", data, says },
    { name: Uint8Array.of(0xe9), data, says },
  ]));
  assertEquals(found.map(([name]) => name), ["é", "é"]);
});

Deno.test("a zip file that is damaged or beyond us is refused, and why", async () => {
  const one = { name: "a.csv", data: long };
  const whole = makeZip([one]);
  const stored = makeZip([{ ...one, isStored: true }]);
  const turned = (bytes: Uint8Array, at: number): Uint8Array => {
    const copy = bytes.slice();
    copy[at] = (copy[at] as number) ^ 0xff;
    return copy;
  };
  const saying = (says: ZipEntry["says"]): Uint8Array =>
    makeZip([{ ...one, ...(says && { says }) }]);
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [new Uint8Array(0), "it is no zip file, or cut off"],
    [new TextEncoder().encode("a,b\n1,2\n"), "it is no zip file, or cut off"],
    [whole.subarray(0, whole.length - 1), "it is no zip file, or cut off"],
    [whole.subarray(100), "its directory is not where it says"],
    [turned(whole, 0), '"a.csv" is not where the directory says'],
    [turned(whole, whole.length - 22 - 52), "entry 1 of its directory"],
    [turned(whole, 5000), '"a.csv" is damaged'],
    [turned(stored, 5000), '"a.csv" is damaged'],
    [saying({ crc: 1 }), '"a.csv" is damaged'],
    [saying({ size: 7 }), '"a.csv" is damaged'],
    [saying({ compressedSize: 7 }), '"a.csv" is damaged'],
    [saying({ compressedSize: 10_000_000 }), '"a.csv" is cut off'],
    [saying({ offset: 10_000_000 }), '"a.csv" is not where the directory says'],
    [saying({ flags: 1 }), '"a.csv" is encrypted'],
    [saying({ method: 12 }), '"a.csv" is compressed by method 12, and only'],
    [saying({ size: 0xffff_ffff }), 'the size of "a.csv" is missing'],
  ];
  for (const [bytes, problem] of cases) {
    const error = await assertRejects(() => check(bytes), AxError);
    assertMatch(error.message, `Cannot read "a.zip": ${problem}`);
  }
});

/** The files that are chosen, as `FILE=DATASET`. */
function choose(
  names: readonly string[],
  inputs: Partial<ChoiceInputs> = {},
): string {
  return chosenOf(names, inputs)
    .map(({ member, dataset }) => `${member.name}=${dataset}`)
    .join(" ");
}

function chosenOf(
  names: readonly string[],
  inputs: Partial<ChoiceInputs> = {},
): readonly ChosenMember[] {
  const members = names.map((name, offset) => ({ name, offset }));
  return chooseMembers(
    { path: "", name: "a.zip" },
    members as never,
    {
      files: [],
      include: "",
      exclude: "",
      stripDirs: false,
      chaining: "auto",
      ...inputs,
    },
  ).members;
}

Deno.test("datasets are named after their files, each its own", () => {
  const names = ["b/x.csv", "a", "b x.csv", "b_x.csv", "a", "default", "é/ü"];
  assertEquals(
    choose(names, { chaining: "off" }),
    "b/x.csv=b_x.csv a=a b x.csv=b_x.csv_ b_x.csv=b_x.csv__ a=a_ " +
      "default=default é/ü=___",
  );
  assertEquals(
    choose(names, { stripDirs: true }),
    "b/x.csv=x.csv a=a b x.csv=b_x.csv b_x.csv=b_x.csv_ a=a_ " +
      "default=default_ é/ü=_",
  );
  assertEquals(choose(["default"], { chaining: "off" }), "default=default_");
});

Deno.test("files are chosen by name or pattern, and chained in any order", () => {
  const names = ["b/2.csv", "a.csv", "b/1.csv", "c.txt"];
  assertEquals(
    choose(names, { include: "[12]|txt", exclude: "^c" }),
    "b/2.csv=b_2.csv b/1.csv=b_1.csv",
  );
  const files = [
    { name: "c.txt", dataset: "z" },
    { name: "b/2.csv", dataset: "y" },
    { name: "a.csv", dataset: null },
  ];
  const given = "c.txt=z b/2.csv=y a.csv=a.csv";
  const orders = {
    auto: given,
    given,
    off: given,
    zip: "b/2.csv=y a.csv=a.csv c.txt=z",
    filename: "a.csv=a.csv b/2.csv=y c.txt=z",
    dataset: "a.csv=a.csv b/2.csv=y c.txt=z",
  } as const;
  for (const [chaining, wanted] of Object.entries(orders)) {
    assertEquals(choose(names, { files, chaining: chaining as "zip" }), wanted);
  }
  const [one, two] = files;
  const named = [{ ...one, dataset: "default" }, two] as typeof files;
  assertEquals(
    choose(names, { files: named, chaining: "zip" }),
    "b/2.csv=y c.txt=default",
  );
});

Deno.test("of two files of one name, the later one is meant", () => {
  const files = [{ name: "a", dataset: null }];
  const [chosen] = chosenOf(["a", "b", "a", "c"], { files });
  assertEquals(chosen?.member, { name: "a", offset: 2 } as never);
});

Deno.test("a choice of files that cannot be is refused, and why", () => {
  const names = ["b/2.csv", "a.csv"];
  const check = (inputs: Partial<ChoiceInputs>, wanted: string): void => {
    assertThrows(() => choose(names, inputs), AxError, wanted);
  };
  const file = (name: string, dataset: string | null) => ({ name, dataset });
  check(
    { files: [file("c", null)] },
    'it has no file "c": there is "b/2.csv", "a.csv"',
  );
  check({ include: "x" }, "none of its 2 files is one that");
  check({ include: "(" }, 'Cannot use "include" "(": ');
  check({ exclude: "[" }, 'Cannot use "exclude" "[": ');
  check({ chaining: "given" }, '"chaining" is "given", and "files" are not');
  check(
    { files: [file("a.csv", "a")], exclude: "b" },
    '"files" goes without "include" and "exclude"',
  );
  check(
    { files: [file("a.csv", "a"), file("b/2.csv", "a")] },
    'two datasets would be called "a"',
  );
  check(
    { files: [file("a.csv", "default"), file("b/2.csv", "b")] },
    'dataset "default" is that of "a.csv", which is not the last one',
  );
});
