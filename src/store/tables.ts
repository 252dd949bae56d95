/**
 * The tables of the catalog and every statement about them.
 *
 * @module
 */

import type { DatabaseSync, StatementSync } from "node:sqlite";
import type {
  EdgeRow,
  JobFilter,
  JobRecord,
  StoredEdge,
  StoredJob,
} from "./rows.ts";

/** Marks a SQLite file as a catalog of ax: "axct". */
const APPLICATION = 0x61786374;

/** The version of the tables. An older catalog is rebuilt, not converted. */
export const CATALOG_VERSION = 1;

const SCHEMA = `
CREATE TABLE job (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  method TEXT NOT NULL,
  caption TEXT,
  fingerprint TEXT,
  digest TEXT,
  startedAt TEXT NOT NULL,
  elapsedMs REAL NOT NULL,
  hasRequests INTEGER NOT NULL,
  parent TEXT,
  size INTEGER NOT NULL,
  mtime INTEGER NOT NULL
) STRICT;
CREATE TABLE edge (
  job INTEGER NOT NULL,
  place INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  dep TEXT NOT NULL,
  PRIMARY KEY (job, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE state (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  last INTEGER NOT NULL,
  mtime INTEGER NOT NULL
) STRICT;
INSERT INTO state VALUES (1, 0, 0);`;

/** Made after the rows of a rebuild are in, which is faster. */
const INDEXES = `
CREATE INDEX job_fingerprint ON job (fingerprint, number)
  WHERE state = 'done' AND fingerprint IS NOT NULL;
CREATE INDEX job_method ON job (method, kind, state, number);
CREATE INDEX edge_dep ON edge (dep, job);
PRAGMA application_id=${APPLICATION};
PRAGMA user_version=${CATALOG_VERSION};`;

const COLUMNS = [
  "number",
  "kind",
  "state",
  "method",
  "caption",
  "fingerprint",
  "digest",
  "startedAt",
  "elapsedMs",
  "hasRequests",
  "parent",
  "size",
  "mtime",
] as const satisfies readonly (keyof StoredJob)[];

/** Makes the tables, without indexes. */
export function createTables(db: DatabaseSync): void {
  db.exec(SCHEMA);
}

/** Makes the indexes, and marks the file as a catalog: the last step. */
export function createIndexes(db: DatabaseSync): void {
  db.exec(INDEXES);
}

/** The version of a catalog's tables; nothing for any other database. */
export function findVersion(db: DatabaseSync): number | undefined {
  const application = db.prepare("PRAGMA application_id").get();
  if (application?.["application_id"] !== APPLICATION) return undefined;
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}

/** The numbers of jobs, and when the workdir's entries were last seen. */
export interface CatalogState {
  /** The highest number given to a job. */
  readonly last: number;
  /** The workdir's mtime when the rows agreed with it; 0: look again. */
  readonly mtime: number;
}

/** What {@linkcode Tables.listEdges} asks: the edges from, or to, a job. */
export type EdgeQuery =
  | { readonly from: number; readonly kind: EdgeRow["kind"] }
  | { readonly to: string };

/** The prepared statements of one open catalog. */
export class Tables {
  readonly #db: DatabaseSync;
  readonly #byFingerprint: StatementSync;
  readonly #byNumber: StatementSync;
  readonly #newest: StatementSync;
  readonly #edgesFrom: StatementSync;
  readonly #edgesTo: StatementSync;
  readonly #putJob: StatementSync;
  readonly #dropJob: StatementSync;
  readonly #putEdge: StatementSync;
  readonly #dropEdges: StatementSync;
  readonly #state: StatementSync;
  readonly #allocate: StatementSync;
  readonly #setState: StatementSync;

  constructor(db: DatabaseSync) {
    const all = COLUMNS.join(", ");
    this.#db = db;
    this.#byFingerprint = db.prepare(
      `SELECT ${all} FROM job WHERE state = 'done' AND fingerprint = ?
       ORDER BY number DESC`,
    );
    this.#byNumber = db.prepare(`SELECT ${all} FROM job WHERE number = ?`);
    this.#newest = db.prepare(
      `SELECT ${all} FROM job
       WHERE method = ? AND kind = ? AND state = 'done'
       ORDER BY number DESC LIMIT 1`,
    );
    this.#edgesFrom = db.prepare(
      `SELECT job, kind, name, dep FROM edge WHERE job = ? AND kind = ?
       ORDER BY place`,
    );
    this.#edgesTo = db.prepare(
      `SELECT job, kind, name, dep FROM edge WHERE dep = ?
       ORDER BY job DESC, place`,
    );
    this.#putJob = db.prepare(
      `INSERT OR REPLACE INTO job (${all})
       VALUES (${COLUMNS.map(() => "?").join(", ")})`,
    );
    this.#dropJob = db.prepare("DELETE FROM job WHERE number = ?");
    this.#putEdge = db.prepare("INSERT INTO edge VALUES (?, ?, ?, ?, ?)");
    this.#dropEdges = db.prepare("DELETE FROM edge WHERE job = ?");
    this.#state = db.prepare("SELECT last, mtime FROM state");
    this.#allocate = db.prepare(
      `UPDATE state
       SET last = max(last, (SELECT ifnull(max(number), 0) FROM job)) + 1
       RETURNING last`,
    );
    this.#setState = db.prepare(
      "UPDATE state SET last = max(last, ?), mtime = ?",
    );
  }

  /** Done jobs with this fingerprint, newest first. */
  listByFingerprint(fingerprint: string): StoredJob[] {
    return this.#byFingerprint.all(fingerprint) as unknown as StoredJob[];
  }

  /** The job of a number. */
  findJob(number: number): StoredJob | undefined {
    return this.#byNumber.get(number) as StoredJob | undefined;
  }

  /** The newest done job of a method, or of a build script. */
  findNewest(method: string, kind: StoredJob["kind"]): StoredJob | undefined {
    return this.#newest.get(method, kind) as StoredJob | undefined;
  }

  /** Jobs newest first. */
  listJobs(filter: JobFilter): StoredJob[] {
    const { method, state, kind, since } = filter;
    const wanted = [
      ["method = ?", method],
      ["state = ?", state],
      ["kind = ?", kind],
      ["startedAt >= ?", since],
    ] as const;
    const used = wanted.filter(([, value]) => value !== undefined);
    const where = used.map(([condition]) => condition).join(" AND ") || "1";
    const rows = this.#db.prepare(
      `SELECT ${COLUMNS.join(", ")} FROM job WHERE ${where}
       ORDER BY number DESC LIMIT ?`,
    ).all(...used.map(([, value]) => value ?? null), filter.limit ?? -1);
    return rows as unknown as StoredJob[];
  }

  /** All numbers there are rows for. */
  listNumbers(): number[] {
    const rows = this.#db.prepare("SELECT number FROM job").all();
    return rows.map((row) => Number(row["number"]));
  }

  /** Edges from a job in their order, or to a job, newest user first. */
  listEdges(query: EdgeQuery): (StoredEdge & { readonly job: number })[] {
    const rows = "to" in query
      ? this.#edgesTo.all(query.to)
      : this.#edgesFrom.all(query.from, query.kind);
    return rows as unknown as (StoredEdge & { readonly job: number })[];
  }

  /** All edges there are, in no order. */
  listAllEdges(): { readonly job: number; readonly dep: string }[] {
    return this.#db.prepare("SELECT job, dep FROM edge").all() as unknown as {
      job: number;
      dep: string;
    }[];
  }

  /** How many jobs there are in each state. */
  countStates(): Map<string, number> {
    const rows = this.#db.prepare(
      "SELECT state, count(*) AS jobs FROM job GROUP BY state",
    ).all();
    return new Map(
      rows.map((row) => [String(row["state"]), Number(row["jobs"])]),
    );
  }

  /** Adds a job, or replaces what was there of it. */
  putJob({ job, edges }: JobRecord): void {
    this.#putJob.run(...COLUMNS.map((column) => job[column]));
    this.#dropEdges.run(job.number);
    edges.forEach((edge, place) =>
      this.#putEdge.run(job.number, place, edge.kind, edge.name, edge.dep)
    );
  }

  /** Removes a job. */
  dropJob(number: number): void {
    this.#dropJob.run(number);
    this.#dropEdges.run(number);
  }

  /** What is known of the whole workdir. */
  getState(): CatalogState {
    return this.#state.get() as unknown as CatalogState;
  }

  /** The next number, which no job has had. */
  allocate(): number {
    return Number(this.#allocate.get()?.["last"]);
  }

  /** Raises the highest number, and sets the mtime. */
  setState(state: CatalogState): void {
    this.#setState.run(state.last, state.mtime);
  }
}
