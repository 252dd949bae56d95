/**
 * Requests of one build: each is answered by a job that exists, or by one that
 * is built now, once.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { EventSink } from "../core/events.ts";
import type { CutOff } from "../core/manifest.ts";
import type { Sha256 } from "../core/sha256.ts";
import { refsIn } from "../core/wire.ts";
import type { Why } from "../core/why.ts";
import type { BuiltJob } from "../run/protocol.ts";
import type { JobRow } from "../store/rows.ts";
import type { Answers, Asking, BuildAsk } from "./asking.ts";
import { Currency } from "./currency.ts";
import { Explainer } from "./explain.ts";
import { Gate } from "./gate.ts";
import type { Identified } from "./identify.ts";
import { buildJob } from "./job_build.ts";
import type { LoadedMethod } from "./method_library.ts";
import type { Session } from "./session.ts";
import { Turn } from "./turn.ts";
import { RunNode } from "./waiting.ts";

/** How a request was answered. */
interface Answered {
  readonly row: JobRow;
  readonly built: boolean;
}

/** A request on its way: others that equal it join in. */
interface Running {
  readonly node: RunNode;
  readonly turn: Turn;
  readonly end: Promise<Answered | undefined>;
}

/** A request, identified. */
interface Request extends Identified {
  readonly asker: Asking;
  readonly ask: BuildAsk;
  readonly method: LoadedMethod;
}

/** Answers requests. */
export class Requests implements Answers {
  readonly #session: Session;
  readonly #currency: Currency;
  readonly #explainer: Explainer;
  readonly #running = new Map<Sha256, Running>();
  readonly #gate: Gate;
  /** Requests that are not answered yet. */
  readonly #open = new Set<Promise<BuiltJob>>();
  /** Why nothing is begun any more: the script has ended. */
  #closed: AxError | undefined;
  /** What was built in this session although it existed. */
  readonly #forced = new Map<Sha256, JobRow>();

  constructor(session: Session) {
    this.#session = session;
    this.#currency = new Currency(session);
    this.#explainer = new Explainer(session.workdirs);
    const { slots, signal } = session;
    const emit: EventSink = (event) => session.emit(event);
    this.#gate = new Gate({ slots, signal, emit });
  }

  /**
   * Answers without waiting, when the method is known and a plain job answers.
   *
   * @returns `undefined` when it takes more than a look-up.
   */
  findAtOnce(asker: Asking, ask: BuildAsk): BuiltJob | undefined {
    const method = this.#session.library.find(ask.method);
    if (method === undefined || this.#isForced(ask)) return undefined;
    const identified = this.#session.identifier.identify(method, ask.inputs);
    if ("dependsOn" in identified) return undefined;
    if (this.#running.has(identified.fingerprint)) return undefined;
    const [row] = this.#session.workdirs.findByFingerprint(
      identified.fingerprint,
    );
    if (row === undefined || row.hasRequests) return undefined;
    return this.#reuse({ ...identified, asker, ask, method }, row);
  }

  /** Answers, and builds if need be. */
  answer(asker: Asking, ask: BuildAsk): Promise<BuiltJob> {
    const answer = this.#answer(asker, ask);
    this.#open.add(answer);
    const close = (): void => void this.#open.delete(answer);
    answer.then(close, close);
    return answer;
  }

  async #answer(asker: Asking, ask: BuildAsk): Promise<BuiltJob> {
    const session = this.#session;
    const method = await session.library.get(ask.method);
    // What a job asks for is still needed: that job is waited for.
    if (asker.node.depth === 0 && this.#closed !== undefined) {
      throw this.#closed;
    }
    const identified = session.identifier.identify(method, ask.inputs);
    if ("dependsOn" in identified) {
      return this.#plan(asker, ask, {
        kind: "depends",
        on: identified.dependsOn,
      });
    }
    const request = { ...identified, asker, ask, method };
    const known = this.#running.get(request.fingerprint);
    const answered = await this.#await(asker, known ?? this.#start(request));
    if (answered === undefined) {
      const why = await this.#explain(request);
      return this.#plan(asker, ask, why);
    }
    const { row, built } = answered;
    if (!built) return this.#reuse(request, row);
    return this.#record(request, row, known === undefined);
  }

  async #await(
    asker: Asking,
    { node, turn, end }: Running,
  ): Promise<Answered | undefined> {
    turn.join(asker.node.depth);
    // Sooner, the slot would go to a job that nothing waits for yet.
    const rests = await turn.begun;
    const wait = asker.node.waitFor(node, end);
    return await (rests ? asker.rest(wait) : wait);
  }

  /** Takes requests of a script that begins. */
  begin(): void {
    this.#closed = undefined;
  }

  /**
   * Waits for what a script that has failed left running. What waits for a
   * slot is not begun.
   */
  async drain(): Promise<void> {
    this.#closed = new AxError(
      "cancelled",
      "the build script ended before it could begin",
    );
    for (const { turn } of this.#running.values()) turn.close(this.#closed);
    while (this.#open.size > 0) await Promise.allSettled(this.#open);
  }

  #isForced(ask: BuildAsk): boolean {
    return this.#session.force || ask.options.force === true;
  }

  #start(request: Request): Running {
    const { fingerprint, asker, method } = request;
    const { slots, signal } = this.#session;
    const node = new RunNode(method.file.name, asker.node);
    const turn = new Turn(slots, asker.node.depth, signal);
    const end = this.#resolve(request, node, turn).finally(() => {
      turn.pass();
      this.#running.delete(fingerprint);
    });
    const running = { node, turn, end };
    this.#running.set(fingerprint, running);
    return running;
  }

  /** Finds the job or builds it; `undefined` for a dry run. */
  async #resolve(
    request: Request,
    node: RunNode,
    turn: Turn,
  ): Promise<Answered | undefined> {
    const session = this.#session;
    const { fingerprint, asker, ask } = request;
    const before = this.#forced.get(fingerprint);
    if (before !== undefined) return { row: before, built: false };
    const found = await this.#findAnswer(request);
    if (found !== undefined) return { row: found, built: false };
    if (session.dryRun) return undefined;
    const workdir = session.workdirs.getWritable(
      ask.options.workdir ?? asker.workdir,
    );
    const place = { fingerprint, node, workdir, turn, parent: asker.run };
    using entered = await this.#gate.enter(place);
    // Another build may have made it meanwhile.
    const late = await this.#findAnswer(request);
    if (late !== undefined) return { row: late, built: false };
    const why = await this.#explain(request);
    const { slot } = entered;
    const build = { ...request, answers: this, node, workdir, why, slot };
    const row = await buildJob(session, build);
    if (this.#isForced(ask)) this.#forced.set(fingerprint, row);
    return { row, built: true };
  }

  /** The current job that answers; none, if it is to be built in any case. */
  async #findAnswer(
    { fingerprint, ask }: Request,
  ): Promise<JobRow | undefined> {
    if (this.#isForced(ask)) return undefined;
    for (const row of this.#session.workdirs.findByFingerprint(fingerprint)) {
      if (await this.#currency.isCurrent(row)) return row;
    }
    return undefined;
  }

  async #explain(request: Request): Promise<Why> {
    const { fingerprint, method, parts, ask } = request;
    const { workdirs } = this.#session;
    const stale: JobRow[] = [...workdirs.findByFingerprint(fingerprint)];
    const [same] = stale;
    if (same !== undefined && this.#isForced(ask)) {
      return { kind: "forced", against: same.id };
    }
    if (same !== undefined) {
      const subjobs = await this.#currency.staleSubjobs(same);
      return subjobs.length === 0
        ? { kind: "again", against: same.id }
        : { kind: "subjob", against: same.id, subjobs };
    }
    return this.#explainer.explain(method.file.name, parts);
  }

  #plan(asker: Asking, ask: BuildAsk, why: Why): BuiltJob {
    const { id } = this.#session.identifier.plan(ask.method);
    const { caption } = ask.options;
    this.#session.emit({
      type: "planned",
      method: ask.method,
      parent: asker.run,
      why,
      ...(caption === undefined ? {} : { caption }),
    });
    const name = ask.options.name ?? ask.method;
    return { id, dir: "", method: ask.method, name, planned: true };
  }

  #reuse(request: Request, row: JobRow): BuiltJob {
    const cutOff = this.#cutOffs(request, row);
    this.#session.emit({
      type: "reused",
      method: row.method,
      job: row.id,
      parent: request.asker.run,
      savedMs: row.elapsedMs,
      cutOff,
    });
    return this.#record(request, row, false, cutOff);
  }

  #record(
    request: Request,
    row: JobRow,
    built: boolean,
    cutOff: readonly CutOff[] = [],
  ): BuiltJob {
    const { asker, ask, fingerprint } = request;
    const name = ask.options.name ?? ask.method;
    asker.requests.push({
      method: ask.method,
      name,
      fingerprint,
      job: row.id,
      built,
      ...(cutOff.length === 0 ? {} : { cutOff }),
    });
    return { id: row.id, dir: row.dir, method: ask.method, name };
  }

  /** Where the answer was made with other jobs than those asked with. */
  #cutOffs(request: Request, row: JobRow): CutOff[] {
    const cutOffs: CutOff[] = [];
    for (const [input, value] of Object.entries(request.inputs)) {
      const asked = new Set(
        refsIn(value).flatMap((ref) =>
          ref["~"] === "file" ? [] : ref["~"] === "job" ? [ref.id] : [ref.job]
        ),
      );
      if (asked.size === 0) continue;
      const made = this.#session.workdirs.get(row.workdir).inputsOf(row.id)
        .filter(({ name }) => name === input).map(({ dep }) => String(dep));
      const others = made.filter((id) => !asked.has(id));
      const missing = [...asked].filter((id) => !made.includes(id));
      missing.forEach((id, at) => {
        const answered = others[at];
        if (answered !== undefined) {
          cutOffs.push({ input, asked: id, answered });
        }
      });
    }
    return cutOffs;
  }
}
