/**
 * The portable file where things are not as they should be. That it does all
 * that ax does is shown by the other end-to-end tests, which are run against
 * it, too.
 */

import { join } from "node:path";
import { packPortable } from "../../scripts/portable.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { removeTree, type TempDir, tempDir } from "../support/temp.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const portable = await packPortable(join(root, "dist/ax"));

/** All that the file says it needs, and what its script needs beside. */
const tools = [
  "gzip",
  "mkdir",
  "mktemp",
  "mv",
  "rm",
  "sh",
  "tail",
  "tar",
  "uname",
  "wc",
];

/** The user and group that own nothing, when we are root. */
const user = Deno.uid() === 0 ? { uid: 65534, gid: 65534 } : {};

/** A machine as the portable file finds it: a home, and a PATH of its own. */
interface Machine extends TempDir {
  /** The downloaded file, in a directory with a space and an umlaut. */
  readonly ax: string;
  readonly home: string;
  /** Where it unpacks unless it is told otherwise. */
  readonly cache: string;
  /** Puts a program before others on the PATH. */
  stub(name: string, script: string): void;
  start(
    args: readonly string[],
    options?: {
      readonly env?: Readonly<Record<string, string | undefined>>;
      readonly cwd?: string;
      /** What to run in place of the file itself. */
      readonly program?: readonly [string, ...string[]];
    },
  ): Deno.ChildProcess;
}

function machine(): Machine {
  const dir = tempDir();
  const home = join(dir.path, "zu Hause");
  const ax = dir.write("ein Ört/ax", "");
  Deno.copyFileSync(portable.path, ax);
  Deno.chmodSync(ax, 0o755);
  Deno.mkdirSync(home);
  Deno.mkdirSync(dir.join("stubs"));
  Deno.mkdirSync(dir.join("tools"));
  for (const tool of tools) {
    Deno.symlinkSync(which(tool), dir.join("tools", tool));
  }
  Deno.chmodSync(dir.path, 0o755);
  if (user.uid !== undefined) Deno.chownSync(home, user.uid, user.gid);
  return {
    ...dir,
    ax,
    home,
    cache: join(home, ".cache/ax"),
    stub: (name, script) =>
      Deno.chmodSync(dir.write(`stubs/${name}`, `#!/bin/sh\n${script}`), 0o755),
    start(args, { env = {}, cwd = dir.path, program = [ax] } = {}) {
      const all = {
        PATH: `${dir.join("stubs")}:${dir.join("tools")}`,
        HOME: home,
        NO_COLOR: "1",
        ...env,
      };
      const [file, ...before] = program;
      return new Deno.Command(file, {
        args: [...before, ...args],
        cwd,
        clearEnv: true,
        env: Object.fromEntries(
          Object.entries(all).filter((pair): pair is [string, string] =>
            pair[1] !== undefined
          ),
        ),
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        ...user,
      }).spawn();
    },
  };
}

function which(tool: string): string {
  const { stdout } = new Deno.Command("sh", {
    args: ["-c", `command -v ${tool}`],
  }).outputSync();
  return new TextDecoder().decode(stdout).trim();
}

async function ended(
  child: Deno.ChildProcess,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** The names in a directory; none when it is not there. */
function names(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Fails unless ax said this, and no more, and left nothing half done. */
async function check(
  child: Deno.ChildProcess,
  cache: string,
  said: string | RegExp,
): Promise<void> {
  const { code, stdout, stderr } = await ended(child);
  assertMatch(stderr, said);
  assertEquals([code, stdout], [1, ""]);
  assertEquals(names(cache), []);
}

const writable =
  "\nax: Set AX_CACHE to a directory that you may write and run programs " +
  "from.\n";

Deno.test("two first starts at once unpack to one directory, which needs no writing from then on", async () => {
  using box = machine();
  // What lies above the cache is not ax's, and says nothing to it.
  box.write("zu Hause/deno.json", `{ "imports": { "node:path": "./no.js" } }`);
  box.write("zu Hause/package.json", `{ "type": "commonjs" }`);
  const both = [box.start(["--version"]), box.start(["--version"])];
  for (const { code, stdout, stderr } of await Promise.all(both.map(ended))) {
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^ax \d/);
  }
  assertEquals(names(box.cache), [portable.digest]);
  assertEquals(names(join(box.cache, portable.digest)).slice(0, 2), [
    "app",
    "bin",
  ]);

  removeTree(join(box.cache, portable.digest, "deno"));
  for (const path of [join(box.cache, portable.digest), box.cache]) {
    Deno.chmodSync(path, 0o555);
  }
  box.stub("tar", "exit 9\n");
  const env = { HOME: undefined, AX_CACHE: box.cache };
  const again = await ended(box.start(["build", "--help"], { env }));
  assertEquals([again.code, again.stderr], [0, ""]);
  assertMatch(again.stdout, "Usage: ax build");
});

Deno.test("what is missing of an unpacked ax is unpacked again", async () => {
  using box = machine();
  const place = box.join("zu Hause/.cache/ax", portable.digest);
  Deno.mkdirSync(join(place, "bin"), { recursive: true });
  if (user.uid !== undefined) {
    for (const path of [place, box.cache, join(box.home, ".cache")]) {
      Deno.chownSync(path, user.uid, user.gid);
    }
    Deno.chownSync(join(place, "bin"), user.uid, user.gid);
  }
  const { code, stderr } = await ended(
    box.start(["--version"], { program: ["/bin/sh", box.ax] }),
  );
  assertEquals([code, stderr], [0, ""]);
  assertEquals(names(box.cache), [portable.digest]);
});

Deno.test("a home that cannot be written is named, with what to do", async () => {
  using box = machine();
  Deno.chmodSync(box.home, 0o555);
  const said = `ax: Cannot unpack ax into ${box.cache}: Permission denied` +
    writable;
  await check(box.start(["--version"]), box.cache, said);
});

Deno.test("without a home ax asks for AX_CACHE", async () => {
  using box = machine();
  const env = { HOME: undefined };
  const said = "ax: Cannot tell where to unpack ax: HOME is not set" + writable;
  await check(box.start(["--version"], { env }), box.cache, said);
});

Deno.test("XDG_CACHE_HOME comes before HOME, AX_CACHE before both", async () => {
  using box = machine();
  box.stub("mktemp", 'echo mktemp: in "$2": Permission denied >&2; exit 1\n');
  const env = { XDG_CACHE_HOME: join(box.home, "xdg"), AX_CACHE: "" };
  const xdg = await ended(box.start(["--version"], { env }));
  assertMatch(xdg.stderr, `into ${join(box.home, "xdg/ax")}:`);
  const own = await ended(
    box.start(["--version"], {
      env: { ...env, AX_CACHE: "mine" },
      cwd: box.home,
    }),
  );
  assertMatch(own.stderr, `into ${join(box.home, "mine")}:`);
});

Deno.test("a full disk is told from all else", async () => {
  using box = machine();
  box.stub(
    "tar",
    "tail -c 1 >&2\n" +
      "echo 'tar: bin/deno: Cannot write: No space left on device' >&2\n" +
      "exit 2\n",
  );
  const said = /^ax: Cannot unpack ax into .*: the disk is full\nax: Make room/;
  await check(box.start(["--version"]), box.cache, said);
});

Deno.test("a cache that programs cannot be run from is found out at once", async () => {
  using box = machine();
  box.stub("tar", `"${box.join("tools/tar")}" "$@" && chmod a-x "$4"/bin/*\n`);
  Deno.symlinkSync(which("chmod"), box.join("tools/chmod"));
  const said = `ax: Cannot run programs from ${box.cache}: is it mounted ` +
    `noexec?` + writable;
  await check(box.start(["--version"]), box.cache, said);
});

Deno.test("a file that was cut off or changed on its way is refused", async () => {
  using box = machine();
  const { sizeBytes } = portable;
  Deno.truncateSync(box.ax, sizeBytes - 1);
  const short = `it is damaged (${sizeBytes - 1} bytes, not ${sizeBytes})`;
  await check(box.start(["--version"]), box.cache, short);
  Deno.copyFileSync(portable.path, box.ax);
  {
    using file = Deno.openSync(box.ax, { write: true });
    file.seekSync(sizeBytes - 1000, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(100).fill(7));
  }
  const changed = /Cannot unpack .*\nax: If the file is damaged, download/s;
  await check(box.start(["--version"]), box.cache, changed);
});

Deno.test("another system than the file is made for is named", async () => {
  using box = machine();
  box.stub("uname", "echo Plan9 pdp11\n");
  const said = /^ax: Cannot run on Plan9 pdp11: this file is made for \w+/;
  await check(box.start(["--version"]), box.cache, said);
});

Deno.test("a first start that is stopped leaves nothing", async () => {
  using box = machine();
  box.stub("gzip", 'echo here > "$HOME/unpacking"; kill -TERM $PPID\n');
  const child = box.start(["--version"]);
  const { code } = await ended(child);
  assert(code !== 0);
  assertEquals(names(box.home), [".cache", "unpacking"]);
  assertEquals(names(box.cache), []);
});

Deno.test("an ax that is moved away while it builds is named as the reason", async () => {
  using box = machine();
  const project = box.join("zu Hause/project");
  const write = (name: string, text: string): void => {
    box.write(`zu Hause/project/${name}`, text);
  };
  write("ax.json", "{}");
  write("input/there.txt", "");
  write(
    "methods/look.ts",
    `import { defineMethod, file } from "ax";
    export default defineMethod({ inputs: { at: file() }, synthesis() {} });`,
  );
  write(
    "methods/build.ts",
    `export async function main(urd) {
      console.log("waiting");
      const sleep = () => new Promise((done) => setTimeout(done, 20));
      for (;;) {
        try {
          return await urd.build("look", { at: "go.txt" });
        } catch (error) {
          if (!String(error).includes("go.txt")) throw error;
          await sleep();
        }
      }
    }`,
  );
  if (user.uid !== undefined) own(project);
  const child = box.start(["build"], { cwd: project });
  const [stderr] = await Promise.all([
    textOf(child.stderr),
    textOf(child.stdout, (printed) => {
      if (!printed.includes("waiting")) return;
      Deno.renameSync(box.cache, `${box.cache}.moved`);
      write("input/go.txt", "go");
    }),
  ]);
  const { code } = await child.status;
  const lost = /\/(bin\/deno|app\/\S+\.js) was moved or deleted while ax was/;
  assertMatch(stderr, lost);
  assertMatch(stderr, "; put it back, and build again\n");
  assertEquals(code, 1);
});

/** All that a stream gives; `onText` hears each part as it comes. */
async function textOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onText: (part: string) => void = () => {},
): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    onText(part);
    text += part;
  }
  return text;
}

function own(path: string): void {
  Deno.chownSync(path, user.uid ?? null, user.gid ?? null);
  if (!Deno.statSync(path).isDirectory) return;
  for (const { name } of Deno.readDirSync(path)) own(join(path, name));
}

Deno.test("deno task compile says when its runtime cannot be had, and names deno task portable", async () => {
  using dir = tempDir();
  const output = dir.join("ax");
  const { DENORT_BIN: _, ...env } = Deno.env.toObject();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "task",
      "--quiet",
      "compile",
      // Nobody has the runtime of this one lying about.
      "--target=x86_64-pc-windows-msvc",
      `--output=${output}`,
    ],
    cwd: root,
    clearEnv: true,
    env: { ...env, HTTPS_PROXY: "http://127.0.0.1:1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { code, stdout, stderr } = await ended(child);
  assertMatch(stderr, /^Cannot compile: Deno's runtime for compiled programs/);
  assertMatch(stderr, 'or run "deno task portable", which needs none.\n');
  assertEquals([code, stdout, names(dir.path)], [1, "", []]);
});
