/**
 * Who waits for whom between builds, so that jobs of two processes that ask
 * for each other in a circle are an error and not builds that never end.
 *
 * Each process that waits long notes in the files of the locks that it holds
 * which other locks these jobs wait for. A wait that is in a circle finds
 * itself again when it follows the notes.
 *
 * @module
 */

import { type NotedLock, readLockNote } from "../store/locks.ts";
import { circleError, type RunNode } from "./waiting.ts";

/** How often to look. A circle is one when it is seen twice. */
const LOOK_MS = 400;

/** What is noted in the file of a lock. */
interface Note {
  /** The name of the method that runs. */
  readonly method: string;
  readonly waits: readonly Edge[];
}

/** That a job waits for a lock. */
interface Edge {
  /** Never used for another wait. */
  readonly id: string;
  /** The lock's file, absolute. */
  readonly lock: string;
}

/** The lock of a job that runs. */
export interface HeldLock {
  /** The lock's file, absolute. */
  readonly path: string;
  readonly lock: NotedLock;
}

/** A wait for a lock; disposing of it ends it. */
export interface LockWait extends Disposable {
  /** Aborted with an error when nobody will ever give the lock back. */
  readonly signal: AbortSignal;
}

interface Wait {
  readonly node: RunNode;
  readonly edge: Edge;
  readonly circle: AbortController;
  /** The circle that was seen at the last look. */
  seen: string;
}

/** The locks that the jobs of one build hold, and those that they wait for. */
export class LockWaits {
  readonly #lookMs: number;
  readonly #held = new Map<RunNode, HeldLock & { noted: string }>();
  readonly #waits = new Map<RunNode, Wait>();
  #timer: ReturnType<typeof setInterval> | undefined;
  /** What makes the ids of this process its own. */
  readonly #process = crypto.randomUUID();
  #count = 0;
  readonly #edges = new WeakMap<RunNode, WeakMap<RunNode, string>>();

  /** @param lookMs How often to look, for tests. */
  constructor(lookMs = LOOK_MS) {
    this.#lookMs = lookMs;
  }

  /** That a run holds a lock, until disposed. */
  hold(node: RunNode, held: HeldLock): Disposable {
    this.#held.set(node, { ...held, noted: "" });
    return { [Symbol.dispose]: () => void this.#held.delete(node) };
  }

  /** That a run waits for a lock which another process holds. */
  begin(node: RunNode, path: string): LockWait {
    const edge = { id: this.#newId(), lock: path };
    const circle = new AbortController();
    this.#waits.set(node, { node, edge, circle, seen: "" });
    this.#timer ??= setInterval(() => this.#look(), this.#lookMs);
    return {
      signal: circle.signal,
      [Symbol.dispose]: () => {
        this.#waits.delete(node);
        if (this.#waits.size > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  #newId(): string {
    return `${this.#process}/${++this.#count}`;
  }

  /** Notes who waits for what now, then looks for circles. */
  #look(): void {
    for (const [node, held] of this.#held) {
      const note: Note = { method: node.label, waits: this.#edgesOf(node) };
      const text = note.waits.length === 0 ? "" : JSON.stringify(note);
      if (text === held.noted) continue;
      held.lock.note(text);
      held.noted = text;
    }
    for (const wait of this.#waits.values()) this.#check(wait);
  }

  #edgesOf(node: RunNode): Edge[] {
    return [...node.waitsFor()].flatMap((next) => {
      const wait = this.#waits.get(next);
      if (wait !== undefined) return wait.edge;
      const held = this.#held.get(next);
      return held === undefined
        ? []
        : { id: this.#idOf(node, next), lock: held.path };
    });
  }

  #idOf(from: RunNode, to: RunNode): string {
    const ids = this.#edges.get(from) ?? new WeakMap<RunNode, string>();
    this.#edges.set(from, ids);
    const id = ids.get(to) ?? this.#newId();
    ids.set(to, id);
    return id;
  }

  /**
   * A circle that was there at the last look, wait for wait, was there between
   * the two looks all at once: it will never end.
   */
  #check(wait: Wait): void {
    // Nobody can lead back to a wait that nobody here waits for.
    const isNoted = [...this.#held.values()].some(({ noted }) =>
      noted.includes(wait.edge.id)
    );
    const circle = isNoted ? findCircle(wait.edge) : undefined;
    const seen = circle?.map(({ id }) => id).join(" ") ?? "";
    if (circle !== undefined && seen === wait.seen) {
      const names = circle.map(({ method }) => method);
      // The last one waits for the first.
      wait.circle.abort(
        circleError(
          [...names, names[0] ?? ""],
          "Another build runs some of them. ",
        ),
      );
    }
    wait.seen = seen;
  }
}

/** A job in a circle, and its wait for the next. */
interface Step {
  readonly method: string;
  readonly id: string;
}

/** The way from the lock that is waited for back to the wait, if any. */
function findCircle(goal: Edge): Step[] | undefined {
  const seen = new Set<string>();
  const follow = (lock: string): Step[] | undefined => {
    if (seen.has(lock)) return undefined;
    seen.add(lock);
    const { method, waits } = readNote(lock);
    for (const { id, lock: next } of waits) {
      if (id === goal.id) return [{ method, id }];
      const rest = follow(next);
      if (rest !== undefined) return [{ method, id }, ...rest];
    }
    return undefined;
  };
  return follow(goal.lock);
}

const LOCK_PATH = /\/\.ax\/locks\/[0-9a-f]{64}$/;

/** Reads what a holder has noted; what is no note says nothing. */
function readNote(lock: string): Note {
  const none: Note = { method: "", waits: [] };
  if (!LOCK_PATH.test(lock)) return none;
  try {
    const note = JSON.parse(readLockNote(lock) ?? "null") as Partial<Note>;
    return isNote(note) ? note : none;
  } catch (error) {
    // Half of it is there at this moment.
    if (error instanceof SyntaxError) return none;
    throw error;
  }
}

function isNote(note: Partial<Note> | null): note is Note {
  return typeof note?.method === "string" && Array.isArray(note.waits) &&
    note.waits.every((edge: Partial<Edge> | null) =>
      typeof edge?.id === "string" && typeof edge.lock === "string"
    );
}
