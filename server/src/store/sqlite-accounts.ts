/**
 * The tables of people, sign-in links and sessions.
 *
 * Know     calls run synchronously inside, between the commits of the owners: they never interleave with one.
 * Source   docs/decisions/0029-sessions-are-rows.md
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Role, isRole } from "@couplet/model";
import type { AccountStore, Person, PersonEntry, SignInLink, SignInSession } from "../accounts/account-store.ts";
import { statementsOf } from "./statement.ts";

export const accountsMigration = `
  -- people who sign in here; links are known by their hashes only
  CREATE TABLE person (
    workspace TEXT NOT NULL, sub TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, invited_at_ms INTEGER NOT NULL,
    first_sign_in_at_ms INTEGER, removed_at_ms INTEGER,
    PRIMARY KEY (workspace, sub)
  ) WITHOUT ROWID;
  CREATE TABLE sign_in_link (
    hash TEXT PRIMARY KEY, workspace TEXT NOT NULL, sub TEXT NOT NULL, expires_at_ms INTEGER NOT NULL,
    UNIQUE (workspace, sub)
  ) WITHOUT ROWID;
  CREATE TABLE sign_in_session (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, sub TEXT NOT NULL, began_at_ms INTEGER NOT NULL, used_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL, ended_at_ms INTEGER, device TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX sign_in_session_of_person ON sign_in_session (workspace, sub);
  `;

export type Row = Readonly<Record<string, string | number | null>>;
type PersonKey = Pick<Person, "workspace" | "sub">;

/** Of one that is known already only its times change, and not once it has ended. */
export const insertSession = `INSERT INTO sign_in_session VALUES (?, ?, ?, ?, ?, ?, NULL, ?)
  ON CONFLICT (id) DO UPDATE SET used_at_ms = excluded.used_at_ms, expires_at_ms = excluded.expires_at_ms
  WHERE ended_at_ms IS NULL`;

/** For {@link insertSession}. */
export const sessionValues = (session: SignInSession): (string | number)[] => [
  session.id,
  session.workspace,
  session.sub,
  session.beganAtMs,
  session.usedAtMs,
  session.expiresAtMs,
  session.device,
];

const lastingSession = "ended_at_ms IS NULL AND expires_at_ms > ?";

/** All that it writes, durably, or nothing. @throws {StoreUnavailableError} where the disk does not take it */
export type AtOnce = <Result>(work: () => Result) => Result;

export class SqliteAccounts implements AccountStore {
  readonly #statement: (sql: string) => StatementSync;
  readonly #atOnce: AtOnce;

  constructor(database: DatabaseSync, atOnce: AtOnce) {
    this.#statement = statementsOf(database);
    this.#atOnce = atOnce;
  }

  async people(workspace: string, nowMs: number): Promise<PersonEntry[]> {
    const rows = this.#rows(
      `SELECT person.*, link.expires_at_ms AS link_expires_at_ms,
         (SELECT count(*) FROM sign_in_session AS session
          WHERE session.workspace = person.workspace AND session.sub = person.sub AND ${lastingSession}) AS sessions,
         (SELECT max(used_at_ms) FROM sign_in_session AS session
          WHERE session.workspace = person.workspace AND session.sub = person.sub) AS last_used_at_ms
       FROM person
       LEFT JOIN sign_in_link AS link
         ON link.workspace = person.workspace AND link.sub = person.sub AND link.expires_at_ms > ?
       WHERE person.workspace = ? AND removed_at_ms IS NULL ORDER BY name COLLATE NOCASE, person.sub`,
      nowMs,
      nowMs,
      workspace,
    );
    return rows.map((row) => ({
      person: toPerson(row),
      sessions: Number(row["sessions"]),
      lastUsedAtMs: numberOf(row, "last_used_at_ms"),
      linkExpiresAtMs: numberOf(row, "link_expires_at_ms"),
    }));
  }

  async person({ workspace, sub }: PersonKey): Promise<Person | undefined> {
    return this.#person("SELECT * FROM person WHERE workspace = ? AND sub = ?", workspace, sub);
  }

  async savePerson(person: Person): Promise<void> {
    this.#atOnce(() =>
      this.#run(
        "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?, ?, ?, ?)",
        person.workspace,
        person.sub,
        person.name,
        person.role,
        person.invitedAtMs,
        person.firstSignInAtMs ?? null,
        person.removedAtMs ?? null,
      ),
    );
  }

  async removePerson(of: PersonKey, atMs: number): Promise<string[]> {
    const { workspace, sub } = of;
    return this.#atOnce(() => {
      const who = [workspace, sub] as const;
      this.#run("UPDATE person SET removed_at_ms = ? WHERE workspace = ? AND sub = ?", atMs, ...who);
      this.#run("DELETE FROM sign_in_link WHERE workspace = ? AND sub = ?", ...who);
      this.#run("DELETE FROM passkey WHERE workspace = ? AND sub = ?", ...who);
      return this.#endSessions(of, atMs);
    });
  }

  async saveLink({ hash, workspace, sub, expiresAtMs }: SignInLink): Promise<void> {
    this.#atOnce(() =>
      this.#run("INSERT OR REPLACE INTO sign_in_link VALUES (?, ?, ?, ?)", hash, workspace, sub, expiresAtMs),
    );
  }

  async useLink(hash: string, session: Omit<SignInSession, "workspace" | "sub">): Promise<Person | undefined> {
    const nowMs = session.beganAtMs;
    return this.#atOnce(() => {
      const [link] = this.#rows("DELETE FROM sign_in_link WHERE hash = ? RETURNING *", hash);
      if (!link || Number(link["expires_at_ms"]) <= nowMs) return undefined;
      const { workspace, sub } = keyOf(link);
      const person = this.#person(
        `UPDATE person SET first_sign_in_at_ms = coalesce(first_sign_in_at_ms, ?)
         WHERE workspace = ? AND sub = ? AND removed_at_ms IS NULL RETURNING *`,
        nowMs,
        workspace,
        sub,
      );
      if (person) this.#saveSession({ ...session, workspace, sub });
      return person;
    });
  }

  async session(id: string): Promise<SignInSession | undefined> {
    const [row] = this.#rows("SELECT * FROM sign_in_session WHERE id = ?", id);
    return row && toSession(row);
  }

  async sessions({ workspace, sub }: PersonKey, nowMs: number): Promise<SignInSession[]> {
    return this.#rows(
      `SELECT * FROM sign_in_session WHERE workspace = ? AND sub = ? AND ${lastingSession} ORDER BY used_at_ms DESC, id`,
      workspace,
      sub,
      nowMs,
    ).map(toSession);
  }

  async saveSession(session: SignInSession): Promise<void> {
    this.#atOnce(() => this.#saveSession(session));
  }

  async passkeyIds({ workspace, sub }: PersonKey): Promise<string[]> {
    const rows = this.#rows("SELECT id FROM passkey WHERE workspace = ? AND sub = ?", workspace, sub);
    return rows.map((row) => String(row["id"]));
  }

  async endSessions(of: PersonKey, atMs: number, id?: string): Promise<string[]> {
    return this.#atOnce(() => this.#endSessions(of, atMs, id));
  }

  async personOfSession(id: string, nowMs: number): Promise<Person | undefined> {
    return this.#person(
      `SELECT person.* FROM sign_in_session AS session
       JOIN person ON person.workspace = session.workspace AND person.sub = session.sub
       WHERE session.id = ? AND ${lastingSession} AND removed_at_ms IS NULL`,
      id,
      nowMs,
    );
  }

  async prune(nowMs: number): Promise<void> {
    this.#atOnce(() => {
      this.#run("DELETE FROM sign_in_link WHERE expires_at_ms <= ?", nowMs);
      this.#run("DELETE FROM sign_in_session WHERE expires_at_ms <= ?", nowMs);
    });
  }

  #saveSession(session: SignInSession): void {
    this.#run(insertSession, ...sessionValues(session));
  }

  #endSessions({ workspace, sub }: PersonKey, atMs: number, id?: string): string[] {
    return this.#rows(
      `UPDATE sign_in_session SET ended_at_ms = ?
       WHERE workspace = ? AND sub = ? AND (id = ? OR ? IS NULL) AND ended_at_ms IS NULL RETURNING id`,
      atMs,
      workspace,
      sub,
      id ?? null,
      id ?? null,
    ).map((row) => String(row["id"]));
  }

  #person(sql: string, ...values: readonly (string | number)[]): Person | undefined {
    const [row] = this.#rows(sql, ...values);
    return row && toPerson(row);
  }

  #rows(sql: string, ...values: readonly (string | number | null)[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  #run(sql: string, ...values: readonly (string | number | null)[]): void {
    this.#statement(sql).run(...values);
  }
}

const numberOf = (row: Row, column: string): number | undefined => {
  const value = row[column];
  return typeof value === "number" ? value : undefined;
};

const keyOf = (row: Row): PersonKey => ({ workspace: String(row["workspace"]), sub: String(row["sub"]) });

export const toPerson = (row: Row): Person => ({
  ...keyOf(row),
  name: String(row["name"]),
  role: toRole(row["role"]),
  invitedAtMs: Number(row["invited_at_ms"]),
  firstSignInAtMs: numberOf(row, "first_sign_in_at_ms"),
  removedAtMs: numberOf(row, "removed_at_ms"),
});

function toRole(value: unknown): Role {
  if (!isRole(value)) throw new Error(`The store names a role that is none: ${JSON.stringify(value)}`);
  return value;
}

const toSession = (row: Row): SignInSession => ({
  ...keyOf(row),
  id: String(row["id"]),
  beganAtMs: Number(row["began_at_ms"]),
  usedAtMs: Number(row["used_at_ms"]),
  expiresAtMs: Number(row["expires_at_ms"]),
  endedAtMs: numberOf(row, "ended_at_ms"),
  device: String(row["device"]),
});
