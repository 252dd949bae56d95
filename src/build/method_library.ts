/**
 * The project's methods, as one build sees them: each read once.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import { API_VERSION, type KeyPart, methodParts } from "../core/fingerprint.ts";
import type { MethodDescriptor } from "../core/method.ts";
import type { Sha256 } from "../core/sha256.ts";
import { version } from "../core/version.ts";
import type { ExecutorPool } from "../run/pool.ts";
import type { LoadedClosure } from "../run/protocol.ts";
import { describeLoss } from "../run/self.ts";
import { Slots } from "../run/slots.ts";
import { type Closure, readClosure, sourceParts } from "./closure.ts";
import { loadedModules } from "./closure_join.ts";
import type { Memo } from "./lexer.ts";
import { type MethodFile, MethodIndex } from "./methods.ts";
import { checkPermissions } from "./permissions.ts";
import type { Project } from "./project.ts";

/** A method that is ready to be asked for. */
export interface LoadedMethod {
  readonly file: MethodFile;
  readonly closure: Closure;
  readonly loaded: LoadedClosure;
  readonly descriptor: MethodDescriptor;
  /** The parts of a fingerprint that do not depend on the inputs. */
  readonly parts: readonly KeyPart[];
}

/** A build script that is ready to run. */
export interface LoadedScript {
  readonly file: MethodFile;
  readonly closure: Closure;
  readonly loaded: LoadedClosure;
}

/** Finds, reads and describes methods. */
export class MethodLibrary {
  readonly index: MethodIndex;
  readonly #project: Project;
  readonly #pool: ExecutorPool;
  readonly #memo: Memo;
  readonly #signal: AbortSignal | undefined;
  readonly #methods = new Map<string, Promise<LoadedMethod>>();
  readonly #ready = new Map<string, LoadedMethod>();
  /** Each that is described takes an executor of its own. */
  readonly #describing = new Slots(navigator.hardwareConcurrency);

  /** @param signal Stops what a method does while it is loaded. */
  constructor(
    project: Project,
    pool: ExecutorPool,
    memo: Memo,
    signal?: AbortSignal,
  ) {
    this.index = MethodIndex.scan(project, memo);
    this.#signal = signal;
    this.#project = project;
    this.#pool = pool;
    this.#memo = memo;
  }

  /** A method that was loaded before; saves a turn of the event loop. */
  find(name: string): LoadedMethod | undefined {
    return this.#ready.get(name);
  }

  /** Loads a method, once. */
  get(name: string): Promise<LoadedMethod> {
    const known = this.#methods.get(name);
    if (known !== undefined) return known;
    const loading = this.#load(name);
    this.#methods.set(name, loading);
    return loading;
  }

  /** Reads a build script. */
  async script(name: string): Promise<LoadedScript> {
    const file = this.index.getScript(name);
    const closure = await readClosure(this.#project, file, this.#memo);
    return { file, closure, loaded: loadedOf(closure) };
  }

  async #load(name: string): Promise<LoadedMethod> {
    const file = this.index.get(name);
    const closure = await readClosure(this.#project, file, this.#memo);
    const loaded = loadedOf(closure);
    const descriptor = await this.#describe(file, loaded);
    const { config } = this.#project;
    const permissions = checkPermissions(
      file.name,
      descriptor.permissions,
      config.permissions,
    );
    const parts = methodParts({
      method: name,
      slices: config.slices,
      sources: sourceParts(closure),
      permissions,
    });
    const method = { file, closure, loaded, descriptor, parts };
    this.#ready.set(name, method);
    return method;
  }

  /** What the method declares: remembered by content, else loaded once. */
  async #describe(
    file: MethodFile,
    loaded: LoadedClosure,
  ): Promise<MethodDescriptor> {
    const known = findDescriptor(this.#memo, loaded.digest);
    if (known !== undefined) return known;
    using _slot = await this.#describing.acquire(this.#signal);
    this.#signal?.throwIfAborted();
    const executor = this.#pool.acquire();
    const kill = (): void => executor.kill();
    this.#signal?.addEventListener("abort", kill);
    try {
      const descriptor = await executor.describe(loaded);
      this.#memo.setMemo(
        "descriptor",
        descriptorKey(loaded.digest),
        JSON.stringify(descriptor),
      );
      return descriptor;
    } catch (thrown) {
      throw describeFailure(file, thrown);
    } finally {
      this.#signal?.removeEventListener("abort", kill);
      this.#pool.release(executor);
    }
  }
}

/** What is remembered of a closure that an executor has described before. */
export function findDescriptor(
  memo: Memo,
  digest: Sha256,
): MethodDescriptor | undefined {
  const known = memo.getMemo("descriptor", descriptorKey(digest));
  return known === undefined ? undefined : JSON.parse(known);
}

function descriptorKey(digest: Sha256): string {
  return `${version}/${API_VERSION}/${digest}`;
}

/** What an executor needs of a closure. */
function loadedOf(closure: Closure): LoadedClosure {
  let modules: LoadedClosure["modules"] | undefined;
  return {
    digest: closure.digest,
    // Most builds find every job, and load nothing.
    get modules() {
      return modules ??= loadedModules(closure);
    },
  };
}

function describeFailure(file: MethodFile, thrown: unknown): AxError {
  const loss = describeLoss();
  if (loss !== undefined) {
    return new AxError("build", `Cannot load ${file.name}: ${loss}`);
  }
  const { message, cause, hint } = thrown as AxError;
  const stack = (cause as { stack?: string } | undefined)?.stack ?? "";
  const at = /\(?([^\s()]+):(\d+):(\d+)\)?/.exec(stack);
  const location = at === null
    ? { file: file.path, line: 1, column: 1 }
    : { file: at[1] ?? file.path, line: Number(at[2]), column: Number(at[3]) };
  return new AxError("method", `Cannot load ${file.name}: ${message}`, {
    location,
    cause: thrown,
    ...(hint === undefined ? {} : { hint }),
  });
}
