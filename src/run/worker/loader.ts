/**
 * Loads a closure from memory: one blob URL per module, dependencies first,
 * every specifier replaced by the URL of what it names.
 *
 * @module
 */

import * as ax from "../../mod.ts";
import type { LoadedModule } from "../protocol.ts";
import type { SourceNames } from "./stacks.ts";

const FACADE = Symbol.for("ax.facade");

type Namespace = Readonly<Record<string, unknown>>;

/**
 * Loads modules and returns the namespace of the last one.
 *
 * @param names Learns which path each URL stands for.
 * @param makeUrl `URL.createObjectURL`, captured before user code ran.
 */
export async function loadModules(
  modules: readonly LoadedModule[],
  names: SourceNames,
  makeUrl: (blob: Blob) => string,
): Promise<Namespace> {
  const toUrl = (code: string): string =>
    makeUrl(new Blob([code], { type: "text/javascript" }));
  const urls = new Map<string, string>();
  const facade = toUrl(facadeCode());
  urls.set("ax", facade);
  Object.defineProperty(globalThis, FACADE, { value: ax, configurable: true });
  await import(facade);
  Reflect.deleteProperty(globalThis, FACADE);
  let entry = facade;
  for (const module of modules) {
    entry = toUrl(`${rewrite(module, urls)}\n//# sourceMappingURL=data:,\n`);
    urls.set(module.path, entry);
    names.add(entry, module.parts ?? [{ path: module.path, line: 1 }]);
  }
  return await import(entry);
}

/** Exports what the bootstrap's own instance of `"ax"` exports. */
function facadeCode(): string {
  const exports = Object.keys(ax).map((name) =>
    `export const ${name} = ax.${name};`
  );
  return `const ax = globalThis[Symbol.for("ax.facade")];\n` +
    exports.join("\n");
}

function rewrite(
  module: LoadedModule,
  urls: ReadonlyMap<string, string>,
): string {
  let code = "";
  let from = 0;
  for (const { start, end, target } of module.edits) {
    code += module.code.slice(from, start);
    code += target === undefined
      ? module.code.slice(start, end).replace(/[^\n]/g, " ")
      : urlOf(target, urls);
    from = end;
  }
  return code + module.code.slice(from);
}

function urlOf(target: string, urls: ReadonlyMap<string, string>): string {
  const url = urls.get(target);
  if (url !== undefined) return url;
  throw new Error(`the closure has no module ${target}`);
}
