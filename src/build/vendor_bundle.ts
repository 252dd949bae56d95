/**
 * Makes one readable module of a package and all that it needs, by Deno's own
 * bundler.
 *
 * @module
 */

import { join } from "node:path";
import { AxError } from "../core/errors.ts";
import {
  bareName,
  formatPackageSpec,
  type PackageSpec,
} from "./vendor_spec.ts";
import {
  cleanBundle,
  findForbidden,
  type InstalledPackage,
} from "./vendor_text.ts";

/** A package that is part of a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its author writes it, as in `MIT`; `unknown` when there is none. */
  readonly licence: string;
  /** What the registry says of its archive: `sha512-…`. */
  readonly integrity: string;
  /** The text of its licence, if it has one. */
  readonly licenceText?: string;
}

/** One module that stands alone. */
export interface Bundle {
  readonly text: string;
  /** The package itself first, the others by name. */
  readonly packages: readonly BundledPackage[];
}

/**
 * Bundles a package.
 *
 * @param dir An empty directory to work in.
 * @throws {AxError} `closure`, for what does not exist, and for what cannot run
 * in a method: a package that needs Node's modules or native code.
 */
export async function bundlePackage(
  spec: PackageSpec,
  dir: string,
): Promise<Bundle> {
  const { name, subpath } = spec;
  const imports = {
    [name]: formatPackageSpec({ ...spec, subpath: "" }),
    [`${name}/`]: `${
      formatPackageSpec({ ...spec, subpath: "" }).replace("npm:", "npm:/")
    }/`,
  };
  Deno.writeTextFileSync(
    join(dir, "deno.json"),
    JSON.stringify({ imports, nodeModulesDir: "auto" }),
  );
  const from = JSON.stringify(name + subpath);
  const raw = await bundleEntry(spec, dir, from);
  const installed = readInstalled(dir);
  const { text, used } = cleanBundle(raw, installed);
  const packages = used.map((dependency) => describe(dir, dependency));
  const own = packages.find((dependency) => dependency.name === name);
  for (const { path, name, version } of used) {
    if (isNative(path)) throw nativeError(spec, `${name}@${version}`);
  }
  const forbidden = findForbidden(text);
  if (forbidden !== undefined) {
    const { module, by } = forbidden;
    throw refuse(
      spec,
      `${by} imports "${module}", and methods do without Node's modules`,
      "Look for a package that runs in browsers too.",
    );
  }
  const others = packages.filter((dependency) => dependency !== own)
    .sort((a, b) => a.name < b.name ? -1 : 1);
  return { text, packages: own === undefined ? others : [own, ...others] };
}

/** Bundles all that the package exports, its default export too. */
async function bundleEntry(
  spec: PackageSpec,
  dir: string,
  from: string,
): Promise<string> {
  const all = `export * from ${from};\n`;
  const withDefault = `${all}export { default } from ${from};\n`;
  const first = await bundle(dir, withDefault);
  const text = "text" in first || !/matching export.*"default"/.test(first.why)
    ? first
    : await bundle(dir, all);
  if (!("text" in text)) throw bundleError(spec, text.why);
  if (!text.text.includes("__reExport(entry_exports")) return text.text;
  // CommonJS: what it exports is known only when it has run.
  const names = await exportedNames(dir, from);
  const list = names.length === 0 ? "default" : names.join(", ");
  const named = await bundle(dir, `export { ${list} } from ${from};\n`);
  if ("text" in named) return named.text;
  throw bundleError(spec, named.why);
}

type Bundled = { readonly text: string } | { readonly why: string };

async function bundle(dir: string, entry: string): Promise<Bundled> {
  Deno.writeTextFileSync(join(dir, "entry.js"), entry);
  const options = ["--quiet", "--platform", "browser", "-o", "out.js"];
  const { code, stderr } = await deno(["bundle", ...options, "entry.js"], dir);
  if (code !== 0) return { why: stderr };
  return { text: Deno.readTextFileSync(join(dir, "out.js")) };
}

/** Runs the package without any power but to read itself. */
async function exportedNames(dir: string, from: string): Promise<string[]> {
  Deno.writeTextFileSync(
    join(dir, "names.js"),
    `import * as all from ${from};
     console.log("\\n" + JSON.stringify(Object.keys(all)));\n`,
  );
  const allowed = [`--allow-read=${dir}`, "--no-prompt", "--quiet"];
  const { stdout } = await deno(["run", ...allowed, "names.js"], dir);
  const line = stdout.trim().split("\n").at(-1) ?? "";
  const names: unknown = line.startsWith("[") ? JSON.parse(line) : [];
  return Array.isArray(names)
    ? names.map(String).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name))
    : [];
}

/**
 * Runs Deno: the one that ax runs under, or else the one on the PATH.
 *
 * @throws {AxError} `project`, if there is none.
 */
async function deno(
  args: readonly string[],
  cwd: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = Deno.build.standalone ? "deno" : Deno.execPath();
  try {
    const { code, stdout, stderr } = await new Deno.Command(file, {
      args: [...args],
      cwd,
      env: {
        NO_COLOR: "1",
        DENO_NO_UPDATE_CHECK: "1",
        // Many a registry is reached through a company's proxy.
        DENO_TLS_CA_STORE: Deno.env.get("DENO_TLS_CA_STORE") ??
          "mozilla,system",
      },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return {
      code,
      stdout: decoder.decode(stdout),
      stderr: decoder.decode(stderr),
    };
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new AxError(
      "project",
      "Cannot add a package: this needs Deno, and there is none on the PATH",
      {
        hint: "Install Deno, or use the portable file of ax, which has it " +
          "inside.",
        cause,
      },
    );
  }
}

function bundleError(spec: PackageSpec, why: string): AxError {
  if (/loader.*\.node\b|\.node"/.test(why)) {
    return nativeError(spec, bareName(spec));
  }
  const lines = why.split("\n").map((line) => line.trim());
  const end = lines.findIndex((line) => line.startsWith("Stack backtrace"));
  const cause = lines.indexOf("Caused by:");
  const told = lines.slice(Math.max(0, cause + 1), end < 0 ? undefined : end)
    .filter((line) => line !== "" && line !== "error: bundling failed")
    .map((line) => line.replace(/^(error|\d+): /, "").replace(/\.$/, ""));
  // The first one says what failed, the last one why.
  const reason = [...new Set([told[0], told.at(-1)])].join(": ") ||
    "Deno could not bundle it";
  const hint = /Failed loading|sending request/.test(reason)
    ? "Check the network, and which registry ~/.npmrc names."
    : "Check its name and its version.";
  return refuse(spec, reason, hint);
}

function nativeError(spec: PackageSpec, which: string): AxError {
  return refuse(
    spec,
    `${which} has native code, which is compiled for one kind of machine`,
    "Look for a package that is JavaScript alone.",
  );
}

/** The error for a package that cannot be added. */
export function refuse(spec: PackageSpec, why: string, hint: string): AxError {
  const name = formatPackageSpec(spec);
  return new AxError("closure", `Cannot add ${name}: ${why}`, { hint });
}

/** What Deno has put below `node_modules/.deno/`. */
function readInstalled(dir: string): InstalledPackage[] {
  const store = join(dir, "node_modules/.deno");
  const found: InstalledPackage[] = [];
  for (const { name: folder, isDirectory } of Deno.readDirSync(store)) {
    const at = folder.lastIndexOf("@");
    if (!isDirectory || at < 1) continue;
    const name = folder.replace(/@[^@_]*(_.*)?$/, "").replace("+", "/");
    const path = join(store, folder, "node_modules", name);
    const { version } = readJson(join(path, "package.json"));
    found.push({ folder, name, version: String(version), path });
  }
  return found;
}

function describe(dir: string, installed: InstalledPackage): BundledPackage {
  const { name, version, path } = installed;
  const { license, licenses } = readJson(join(path, "package.json"));
  const lock = readJson(join(dir, "deno.lock"))["npm"] as
    | Readonly<Record<string, { readonly integrity?: string }>>
    | undefined;
  const entry = Object.entries(lock ?? {})
    .find(([key]) => key.split("_")[0] === `${name}@${version}`.split("_")[0]);
  const text = licenceText(path);
  return {
    name,
    version,
    licence: licenceName(license ?? licenses),
    integrity: entry?.[1].integrity ?? "unknown",
    ...(text === undefined ? {} : { licenceText: text }),
  };
}

/** As a name, or as older packages write it: `{ type }`, or a list of those. */
function licenceName(value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  if (Array.isArray(value)) return value.map(licenceName).join(" OR ");
  const { type } = (value ?? {}) as { readonly type?: unknown };
  return typeof type === "string" ? type : "unknown";
}

function licenceText(path: string): string | undefined {
  const names = [...Deno.readDirSync(path)].map(({ name }) => name).sort();
  const file = names.find((name) => /^(licen[sc]e|copying)\b/i.test(name));
  if (file === undefined) return undefined;
  const full = join(path, file);
  return Deno.statSync(full).isFile ? Deno.readTextFileSync(full) : undefined;
}

function isNative(path: string): boolean {
  const { gypfile } = readJson(join(path, "package.json"));
  if (gypfile === true) return true;
  return [...Deno.readDirSync(path)].some(({ name }) =>
    name === "binding.gyp" || name.endsWith(".node")
  );
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Deno.readTextFileSync(path));
}
