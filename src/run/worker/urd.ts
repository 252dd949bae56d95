/**
 * Asking for jobs, and the jobs that come back.
 *
 * @module
 */

import { AxError } from "../../core/errors.ts";
import type {
  BuildOptions,
  GivenInputs,
  Job,
  RunningJob,
  Urd,
} from "../../core/handles.ts";
import { didYouMean } from "../../core/suggest.ts";
import { toWire, type Wire } from "../../core/wire.ts";
import type { Ask } from "../protocol.ts";
import { jobHandle } from "./built_job.ts";
import type { RequestContext } from "./request_context.ts";
import type { Status } from "./status.ts";

const OPTIONS = ["caption", "workdir", "name", "force"];
const TEXTS = ["caption", "workdir", "name"] as const;

/** Asks for jobs and remembers the answers. */
export interface Requester {
  build(
    method: string,
    inputs?: GivenInputs,
    options?: BuildOptions,
  ): Promise<Job>;
  readonly jobs: readonly Job[];
}

/** Makes what asks for jobs on behalf of one stage or script. */
export function requester(context: RequestContext): Requester {
  const jobs: Job[] = [];
  const asked = new Map<string, Promise<Job>>();
  return {
    jobs,
    async build(method, inputs = {}, options = {}): Promise<Job> {
      const ask = askFor(method, inputs, options);
      const key = options.force === true ? undefined : JSON.stringify(ask);
      const known = key === undefined ? undefined : asked.get(key);
      const pending = known ?? answer(context, ask);
      if (key !== undefined && known === undefined) {
        asked.set(key, pending);
        // A request that failed may be made again.
        pending.catch(() => asked.delete(key));
      }
      const job = await pending;
      jobs.push(job);
      return job;
    },
  };
}

async function answer(context: RequestContext, ask: Ask): Promise<Job> {
  const built = await context.link.ask(ask);
  if (built === null) throw new Error("a request was answered with nothing");
  return jobHandle(built, context);
}

function askFor(
  method: string,
  inputs: GivenInputs,
  options: BuildOptions,
): Ask {
  if (typeof method !== "string") {
    throw new AxError("method", `Cannot build ${typeof method}: name a method`);
  }
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue;
    throw new AxError(
      "input",
      `${method}: unknown option "${name}": build takes ${OPTIONS.join(", ")}` +
        didYouMean(name, OPTIONS),
    );
  }
  checkKinds(method, options);
  const wire: Record<string, Wire> = Object.create(null);
  for (const [name, value] of Object.entries(inputs)) {
    if (value === undefined) continue;
    wire[name] = named(method, () => toWire(value, name));
  }
  return { kind: "build", method, inputs: wire, options };
}

/** Types do not hold everyone: what is no text could not even travel. */
function checkKinds(method: string, options: BuildOptions): void {
  const refuse = (name: string, expected: string, value: unknown): never => {
    throw new AxError(
      "input",
      `${method}: option "${name}": expected ${expected}, got ${typeof value}`,
    );
  };
  for (const name of TEXTS) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== "string") {
      refuse(name, "a string", value);
    }
  }
  const force: unknown = options.force;
  if (force !== undefined && typeof force !== "boolean") {
    refuse("force", "a boolean", force);
  }
}

function named<Value>(method: string, work: () => Value): Value {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof AxError)) throw thrown;
    throw new AxError(thrown.code, `${method}: ${thrown.message}`);
  }
}

/** Makes what a build script's `main` gets. */
export function urdFor(
  run: RequestContext & { readonly status: Status },
  job: RunningJob,
): Urd {
  const { build, jobs } = requester(run);
  return {
    build,
    jobs,
    job,
    status: (text) => run.status.push(text),
    warn: (text) => {
      void run.link.ask({ kind: "warn", text: String(text) });
    },
  };
}
