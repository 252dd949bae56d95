/**
 * `deno task portable`: packs ax and the running Deno into one file that
 * unpacks itself and needs neither Deno, Node nor the network.
 *
 * It is written to `dist/ax`, or where `--output=FILE` says. What Deno itself
 * becomes is kept in `dist/`, because to compress it takes long.
 *
 * @module
 */

import { createHash, hash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { version } from "../src/core/version.ts";
import { bundleFlags } from "../src/run/self.ts";
import { bundleProgram } from "./portable/bundle.ts";
import { tarEnd, type TarFile, tarPiece } from "./portable/tar.ts";

/** The root of the repository, with a slash at its end. */
const root = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** What was packed. */
export interface Portable {
  /** The file, absolute. */
  readonly path: string;
  /** The name of the directory that it unpacks into. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** What it takes when it is unpacked. */
  readonly unpackedBytes: number;
}

if (import.meta.main) {
  const output = Deno.args.find((arg) => arg.startsWith("--output="))
    ?.slice("--output=".length);
  const made = await packPortable(resolve(output ?? join(root, "dist/ax")));
  const megabytes = (made.sizeBytes / 1e6).toFixed(1);
  console.log(`${made.path}: ${megabytes} MB, unpacks to ${made.digest}`);
}

/**
 * Makes the portable file.
 *
 * @param path Where to write it; whatever is there is replaced.
 * @throws {Error} If the program cannot be bundled.
 */
export async function packPortable(path: string): Promise<Portable> {
  const program = (await bundleProgram(root))
    .map((file) => ({ ...file, path: `app/${file.path}` }));
  const runtime = packRuntime(join(root, "dist"));
  const archive = tarPiece(program);
  const rest = gzipSync(joinBytes([archive, tarEnd]), { level: 9 });
  const payload = joinBytes([runtime.bytes, rest]);
  const digest = hash("sha256", payload, "hex").slice(0, 32);
  const unpackedBytes = runtime.unpackedBytes + archive.length;
  const head = formatHeader({ payload: payload.length, digest, unpackedBytes });
  writeWhole(path, joinBytes([head, payload]));
  const sizeBytes = head.length + payload.length;
  return { path, digest, sizeBytes, unpackedBytes };
}

/** The running Deno as the first piece of the archive, compressed. */
function packRuntime(
  cacheDir: string,
): { readonly bytes: Uint8Array; readonly unpackedBytes: number } {
  const bytes = Deno.readFileSync(Deno.execPath());
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const kept = join(cacheDir, `deno-${Deno.version.deno}-${name}.tar.gz`);
  const unpackedBytes = bytes.length;
  try {
    return { bytes: Deno.readFileSync(kept), unpackedBytes };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const file: TarFile = { path: "bin/deno", bytes, executable: true };
  const packed = gzipSync(tarPiece([file]), { level: 9 });
  writeWhole(kept, packed);
  return { bytes: packed, unpackedBytes };
}

interface HeaderFacts {
  /** The size of what follows the header. */
  readonly payload: number;
  readonly digest: string;
  readonly unpackedBytes: number;
}

/** The script that the file begins with. */
export function formatHeader(facts: HeaderFacts): Uint8Array<ArrayBuffer> {
  const template = Deno.readTextFileSync(
    new URL("./portable/header.sh", import.meta.url),
  );
  const values: Record<string, string> = {
    VERSION: version,
    SYSTEM: systemName(),
    DIGEST: facts.digest,
    FLAGS: bundleFlags.map(quote).join(" "),
    MEGABYTES: String(Math.ceil(facts.unpackedBytes / 1e6)),
  };
  let size = 0;
  for (;;) {
    const all: Record<string, string> = {
      ...values,
      // `tail -c +1` is all of a file.
      OFFSET: String(size + 1),
      SIZE: String(size + facts.payload),
    };
    const text = template.replace(/@([A-Z]+)@/g, (_, name) => all[name] ?? "");
    const bytes = new TextEncoder().encode(text);
    if (bytes.length === size) return bytes;
    size = bytes.length;
  }
}

/** What `uname -s -m` says where the running Deno can run. */
function systemName(): string {
  const { os, arch } = Deno.build;
  if (os === "darwin") {
    return arch === "aarch64" ? "Darwin arm64" : "Darwin x86_64";
  }
  return `Linux ${arch}`;
}

function quote(word: string): string {
  return /^[\w=,./:-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Writes aside and renames, so that a file that runs is never half there. */
function writeWhole(path: string, bytes: Uint8Array): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${crypto.randomUUID()}`;
  Deno.writeFileSync(draft, bytes, { createNew: true });
  Deno.chmodSync(draft, 0o755);
  Deno.renameSync(draft, path);
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
