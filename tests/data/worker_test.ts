import { assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { writeRows } from "./support.ts";

const data = new URL("../../src/data/", import.meta.url);

/** Runs code in a Worker that may read and write these paths alone. */
async function runInWorker(
  code: string,
  permissions: { read: string[]; write: string[] },
): Promise<unknown> {
  const blob = new Blob([code], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  const worker = new Worker(url, {
    type: "module",
    deno: { permissions },
  });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}

Deno.test("a Worker reads and writes slices with grants for those files alone", async () => {
  using dir = tempDir();
  const source = dir.join("source.arrow");
  const rows = [{ n: 1 }, { n: 2 }, { n: 39 }];
  writeRows(source, { columns: { n: "int32" }, rows });
  const target = dir.join("target.arrow");
  const code = `
    import { openSliceReader } from ${JSON.stringify(`${data}slice_reader.ts`)};
    import { openSliceWriter } from ${JSON.stringify(`${data}slice_writer.ts`)};
    using reader = openSliceReader(${JSON.stringify(source)});
    using writer = openSliceWriter(${JSON.stringify(target)}, { n: "int32" });
    let sum = 0;
    for (const n of reader.column("n")) { sum += n; writer.write({ n }); }
    const { rowCount } = writer.close();
    let refused = "";
    try { openSliceReader(${JSON.stringify(target)}).rowCount; }
    catch (error) { refused = error.message; }
    postMessage({ sum, rowCount, refused });`;
  const modules = new URL("..", data).pathname;
  const result = await runInWorker(code, {
    read: [source, modules],
    write: [target],
  });
  const refused = `Cannot read "${target}": the job may not read it`;
  assertEquals(result, { sum: 42, rowCount: 3, refused });
});

Deno.test("the layer imports neither node: modules nor packages", () => {
  for (const { name } of Deno.readDirSync(data)) {
    const text = Deno.readTextFileSync(new URL(name, data));
    const imports = [
      ...text.matchAll(/^(?:import|export)[^;]* from "([^"]+)"/gm),
    ];
    for (const [, specifier = ""] of imports) {
      assertEquals([name, /^\.\.?\//.test(specifier)], [name, true], specifier);
    }
  }
});
