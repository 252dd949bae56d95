import { assertEquals, assertMatch } from "../support/assert.ts";
import { failureOf, makeProject, manifestOf, method } from "./project.ts";

/** What a method tries, and how that ends: `may`, or the error's beginning. */
const attempts:
  readonly (readonly [name: string, code: string, end: string])[] = [
    ["read its own file", `Deno.readTextFileSync(job.path("own.txt"))`, "may"],
    ["read its input", `inputs.f.text()`, "may"],
    [
      "read another input file",
      `Deno.readTextFileSync(ROOT + "/input/b.txt")`,
      "NotCapable",
    ],
    [
      "read the input by a way around",
      `Deno.readTextFileSync(ROOT + "/input/../ax.json")`,
      "NotCapable",
    ],
    ["read its input job", `inputs.from.load()`, "may"],
    [
      "read that job's manifest",
      `Deno.readTextFileSync(ROOT + "/workdir/dev-1/job.json")`,
      "NotCapable",
    ],
    [
      "read another job",
      `Deno.readTextFileSync(ROOT + "/workdir/dev-2/files/result.json")`,
      "NotCapable",
    ],
    [
      "read its own source",
      `Deno.readTextFileSync(ROOT + "/methods/tries.ts")`,
      "NotCapable",
    ],
    [
      "read what a process is",
      `Deno.readTextFileSync("/proc/self/environ")`,
      "NotCapable",
    ],
    [
      "read at the root, later",
      `await Deno.readTextFile("/etc/hostname")`,
      "NotCapable",
    ],
    ["list a directory", `[...Deno.readDirSync(ROOT)]`, "NotCapable"],
    ["look at a file", `Deno.statSync(ROOT + "/ax.json")`, "NotCapable"],
    [
      "write outside",
      `Deno.writeTextFileSync(ROOT + "/pwned", "")`,
      "NotCapable",
    ],
    [
      "write into its input job",
      `Deno.writeTextFileSync(ROOT + "/workdir/dev-1/files/x", "")`,
      "NotCapable",
    ],
    [
      "write beside its files",
      `Deno.writeTextFileSync(job.path("x").replace("files/x", "job.json"), "")`,
      "NotCapable",
    ],
    [
      "rename its file away",
      `Deno.renameSync(job.path("own.txt"), ROOT + "/pwned")`,
      "NotCapable",
    ],
    [
      "copy a file in",
      `Deno.copyFileSync("/etc/hostname", job.path("x"))`,
      "NotCapable",
    ],
    ["link", `Deno.symlinkSync("/etc/hostname", job.path("x"))`, "TypeError"],
    [
      "change modes",
      `Deno.chmodSync(job.path("own.txt"), 0o4777)`,
      "TypeError",
    ],
    ["fetch", `await fetch("http://127.0.0.1:1/")`, "ReferenceError"],
    ["open a socket", `await Deno.connect({ port: 1 })`, "TypeError"],
    ["listen", `Deno.listen({ port: 0 })`, "TypeError"],
    [
      "open a web socket",
      `new WebSocket("ws://127.0.0.1:1")`,
      "ReferenceError",
    ],
    ["see the environment", `Deno.env.get("HOME")`, "TypeError"],
    ["run a program", `new Deno.Command("ls")`, "TypeError"],
    [
      "start a Worker",
      `new Worker("data:text/javascript,1")`,
      "ReferenceError",
    ],
    ["reach Node", `process.env`, "ReferenceError"],
    [
      "reach Node's modules",
      `globalThis.process.getBuiltinModule("fs")`,
      "TypeError",
    ],
    ["evaluate text", `eval("1")`, "EvalError"],
    ["make a function of text", `new Function("return 1")()`, "EvalError"],
    [
      "make one by a constructor",
      `(() => {}).constructor("return 1")()`,
      "EvalError",
    ],
    [
      "make a generator of text",
      `(function* () {}).constructor("yield 1")()`,
      "EvalError",
    ],
    ["end the process", `Deno.exit(0)`, "TypeError"],
    ["kill a process", `Deno.kill(1)`, "TypeError"],
    [
      "catch signals",
      `Deno.addSignalListener("SIGINT", () => {})`,
      "TypeError",
    ],
    ["load a library", `Deno.dlopen("libc.so.6", {})`, "TypeError"],
    [
      "ask for permissions",
      `Deno.permissions.requestSync({ name: "read" })`,
      "TypeError",
    ],
    [
      "put Deno back",
      `Object.defineProperty(globalThis, "Deno", { value: 1 })`,
      "TypeError",
    ],
    [
      "find Deno's internals",
      `Deno[Object.getOwnPropertySymbols(Deno)[0]].core`,
      "TypeError",
    ],
    ["end its Worker", `close()`, "ReferenceError"],
    ["speak for ax", `postMessage({ type: "end" })`, "ReferenceError"],
    [
      "speak by a prototype",
      `Object.getPrototypeOf(globalThis).constructor.prototype.postMessage({})`,
      "TypeError",
    ],
    ["listen in", `addEventListener("message", () => {})`, "Error"],
    [
      "listen in by a prototype",
      `EventTarget.prototype.addEventListener.call(globalThis, "message", () => {})`,
      "Error",
    ],
    ["keep a cache", `await caches.open("x")`, "ReferenceError"],
    ["store", `localStorage.setItem("a", "b")`, "ReferenceError"],
    ["broadcast", `new BroadcastChannel("x")`, "ReferenceError"],
    ["lock", `navigator.locks`, "ReferenceError"],
    [
      "generate a key",
      `await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign"])`,
      "Error",
    ],
    ["hash", `await crypto.subtle.digest("SHA-256", new Uint8Array(1))`, "may"],
  ];

Deno.test("a method reads its inputs, writes its files, and can do nothing else", async () => {
  const tries = attempts.map(([name, code]) =>
    `await attempt(${JSON.stringify(name)}, async () => { ${code}; });`
  );
  using project = makeProject({
    one: `{ synthesis: () => 1 }`,
    two: `{ synthesis: () => 2 }`,
  }, {
    files: { "input/a.txt": "a", "input/b.txt": "b" },
    main: `
      const from = await urd.build("one");
      await urd.build("two");
      const job = await urd.build("tries", { f: "a.txt", from });
      console.log(JSON.stringify(job.load()));`,
  });
  const code = method(`{
    inputs: { f: file(), from: job() },
    async synthesis({ inputs, job }) {
      const ends = {};
      const attempt = async (name, work) => {
        try {
          await work();
          ends[name] = "may";
        } catch (error) {
          ends[name] = error.name;
        }
      };
      job.write("own.txt", "own");
      ${tries.join("\n")}
      return ends;
    },
  }`);
  project.write(
    "methods/tries.ts",
    code.replaceAll("ROOT", JSON.stringify(project.path)),
  );
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    JSON.parse(stdout),
    Object.fromEntries(attempts.map(([name, , end]) => [name, end])),
  );
  const names = [...Deno.readDirSync(project.path)].map(({ name }) => name);
  assertEquals(names.includes("pwned"), false);
});

Deno.test("a refused read says how to declare what is read", async () => {
  using project = makeProject({
    reads: `{
      synthesis() {
        try {
          Deno.readTextFileSync("/etc/hostname");
        } catch (error) {
          throw new Error("no host name", { cause: error });
        }
      },
    }`,
    writes: `{ synthesis() { Deno.writeTextFileSync("/pwned", ""); } }`,
  }, {
    main: `
      await urd.build("reads").catch(() => {});
      await urd.build("writes");`,
  });
  const { stderr } = await project.ax(["build"]);
  assertMatch(
    stderr,
    `Cannot read "/etc/hostname": it is not among what this code may read`,
  );
  assertMatch(stderr, "Declare it as an input: file() for what lies in");
  assertMatch(failureOf(project, "dev-2").message, `Cannot write "/pwned": `);
  assertMatch(failureOf(project, "dev-2").hint ?? "", "job.save, job.write");
});

Deno.test("what code may not import is refused before anything runs", async () => {
  using project = makeProject({
    computed: `{ synthesis: ({ inputs }) => import("./" + inputs.name) }`,
  }, { main: `await urd.build("computed");` });
  const { code, stderr } = await project.ax(["build"]);
  assertEquals(code, 1);
  assertMatch(stderr, /methods\/computed.ts:5:\d+: Cannot /);
});

Deno.test("a permission works when both the method and the project say so, and is identity", async () => {
  const serve = (): Deno.HttpServer<Deno.NetAddr> =>
    Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () => new Response("hello"),
    );
  await using server = serve();
  await using other = serve();
  const host = `127.0.0.1:${server.addr.port}`;
  const config = (granted: object): string =>
    JSON.stringify({ slices: 1, durability: "fast", permissions: granted });
  using project = makeProject({
    asks: `{
      permissions: { net: ["${host}"], env: ["AX_TEST_WORD"], read: ["/etc/passwd"] },
      async synthesis() {
        const end = (work) => work().then(String, (error) => error.name);
        return [
          await end(async () => (await fetch("http://${host}/")).text()),
          await end(async () => (await fetch("http://127.0.0.1:${other.addr.port}/")).text()),
          await end(async () => Deno.env.get("AX_TEST_WORD")),
          await end(async () => Deno.env.get("HOME")),
          await end(async () => Deno.readTextFileSync("/etc/passwd").length > 0),
          await end(async () => Deno.readTextFileSync("/etc/hostname")),
        ];
      },
    }`,
    modest: `{ async synthesis() { return typeof fetch; } }`,
  }, {
    main: `
      console.log(JSON.stringify((await urd.build("asks")).load()));
      console.log((await urd.build("modest")).load());`,
  });
  const env = { AX_TEST_WORD: "word" };
  const some = { net: [host], env: ["AX_TEST_WORD"] };
  project.write("ax.json", config(some));
  const refused = await project.ax(["build"], { env });
  assertEquals(refused.code, 1);
  assertMatch(
    refused.stderr,
    `Cannot run asks: it asks for read ["/etc/passwd"], which the project does not grant`,
  );
  assertMatch(
    refused.stderr,
    `Add "permissions": { "read": ["/etc/passwd"] } to ax.json.`,
  );
  const all = { ...some, read: ["/etc/passwd"] };
  project.write("ax.json", config(all));
  const { stdout } = await project.axOk(["build"], { env });
  assertEquals(
    stdout,
    `["hello","NotCapable","word","NotCapable","true","NotCapable"]\nundefined\n`,
  );
  const { parts, sandbox } = manifestOf(project, "dev-2");
  assertEquals(sandbox.permissions, all);
  assertEquals(
    parts.filter(({ section }) => section === "permission")
      .map(({ value }) => value),
    [all],
  );
  // More granted than asked for changes nothing.
  project.write("ax.json", config({ ...all, net: [host, "a.example"] }));
  assertMatch(
    (await project.axOk(["build"], { env })).stderr,
    "0 built, 2 reused",
  );
});

Deno.test("loading the codec of zstd leaves nothing behind that a method could use", async () => {
  using project = makeProject({
    pack: `{
      synthesis({ job }) {
        const names = () => [
          ...Object.getOwnPropertyNames(globalThis),
          ...Object.getOwnPropertyNames(Deno),
        ].sort().join();
        const before = names();
        const seen = [];
        const map = Array.prototype.map;
        Array.prototype.map = function (...args) {
          seen.push(Object.keys(Deno).filter((name) => !before.includes(name)));
          return map.apply(this, args);
        };
        {
          using out = job.open("a.zst", { compression: "zstd" });
          out.write("abc");
        }
        Array.prototype.map = map;
        return { same: names() === before, during: [...new Set(seen.flat())].sort() };
      },
    }`,
  }, {
    main: `console.log(JSON.stringify((await urd.build("pack")).load()));`,
  });
  const { stdout } = await project.axOk(["build"]);
  const { same, during } = JSON.parse(stdout);
  assertEquals(same, true);
  // Stand-ins that tell nobody anything, or none if map is not called then.
  assertEquals(
    during.filter((name: string) =>
      !["cwd", "env", "execPath", "mainModule", "pid", "ppid"].includes(name)
    ),
    [],
  );
});
