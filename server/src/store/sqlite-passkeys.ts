/**
 * The table of passkeys.
 *
 * Know     calls run synchronously inside, as those of the other tables of accounts do.
 * Source   docs/decisions/0035-passkeys.md
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Person, SignInSession } from "../accounts/account-store.ts";
import type { Passkey, PasskeyStore, PasskeyUse } from "../accounts/passkey-store.ts";
import { type AtOnce, insertSession, type Row, sessionValues, toPerson } from "./sqlite-accounts.ts";
import { statementsOf } from "./statement.ts";

export const passkeysMigration = `
  -- public halves only; a counter that went back leaves copied_at_ms, and the passkey lets nobody in any more
  CREATE TABLE passkey (
    credential_id TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, sub TEXT NOT NULL,
    user_handle TEXT NOT NULL, public_key BLOB NOT NULL, counter INTEGER NOT NULL, transports TEXT NOT NULL, rp_id TEXT NOT NULL,
    is_shared INTEGER NOT NULL, name TEXT NOT NULL, created_at_ms INTEGER NOT NULL, used_at_ms INTEGER, copied_at_ms INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX passkey_of_person ON passkey (workspace, sub);
  `;

type PasskeyRow = Readonly<Record<string, string | number | null | Uint8Array<ArrayBuffer>>>;
type PersonKey = Pick<Person, "workspace" | "sub">;

export class SqlitePasskeys implements PasskeyStore {
  readonly #statement: (sql: string) => StatementSync;
  readonly #atOnce: AtOnce;

  constructor(database: DatabaseSync, atOnce: AtOnce) {
    this.#statement = statementsOf(database);
    this.#atOnce = atOnce;
  }

  async passkeys({ workspace, sub }: PersonKey): Promise<Passkey[]> {
    const sql = "SELECT * FROM passkey WHERE workspace = ? AND sub = ? ORDER BY created_at_ms DESC, id DESC";
    return (this.#statement(sql).all(workspace, sub) as PasskeyRow[]).map(toPasskey);
  }

  async passkey(credentialId: string): Promise<Passkey | undefined> {
    return this.#passkey(credentialId);
  }

  async addPasskey(passkey: Passkey): Promise<boolean> {
    const { workspace, sub } = passkey;
    return this.#atOnce(() => {
      const { changes } = this.#statement(
        `INSERT INTO passkey SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL
         WHERE EXISTS (SELECT 1 FROM person WHERE workspace = ? AND sub = ? AND removed_at_ms IS NULL)
         ON CONFLICT DO NOTHING`,
      ).run(
        passkey.credentialId,
        passkey.id,
        workspace,
        sub,
        passkey.userHandle,
        passkey.publicKey,
        passkey.counter,
        JSON.stringify(passkey.transports),
        passkey.rpId,
        Number(passkey.isShared),
        passkey.name,
        passkey.createdAtMs,
        workspace,
        sub,
      );
      return changes === 1;
    });
  }

  async removePasskey({ workspace, sub }: PersonKey, id: string): Promise<boolean> {
    return this.#atOnce(() => {
      const sql = "DELETE FROM passkey WHERE workspace = ? AND sub = ? AND id = ?";
      return this.#statement(sql).run(workspace, sub, id).changes === 1;
    });
  }

  async usePasskey(
    credentialId: string,
    counter: number,
    session: Omit<SignInSession, "workspace" | "sub">,
  ): Promise<PasskeyUse> {
    const nowMs = session.beganAtMs;
    return this.#atOnce(() => {
      const known = this.#passkey(credentialId);
      const person = known && this.#person(known);
      if (!known || !person) return { kind: "gone" };
      if (known.copiedAtMs !== undefined) return { kind: "copied" };
      const counts = counter > 0 || known.counter > 0;
      if (counts && counter <= known.counter) {
        this.#statement("UPDATE passkey SET copied_at_ms = ? WHERE credential_id = ?").run(nowMs, credentialId);
        return { kind: "copied" };
      }
      this.#statement("UPDATE passkey SET counter = ?, used_at_ms = ? WHERE credential_id = ?").run(
        counter,
        nowMs,
        credentialId,
      );
      const { workspace, sub } = known;
      this.#statement(insertSession).run(...sessionValues({ ...session, workspace, sub }));
      return { kind: "entered", person };
    });
  }

  #passkey(credentialId: string): Passkey | undefined {
    const row = this.#statement("SELECT * FROM passkey WHERE credential_id = ?").get(credentialId);
    return row && toPasskey(row as PasskeyRow);
  }

  #person({ workspace, sub }: PersonKey): Person | undefined {
    const sql = "SELECT * FROM person WHERE workspace = ? AND sub = ? AND removed_at_ms IS NULL";
    const row = this.#statement(sql).get(workspace, sub);
    return row && toPerson(row as Row);
  }
}

const textOf = (row: PasskeyRow, column: string): string => {
  const value = row[column];
  return typeof value === "string" ? value : "";
};
const timeOf = (row: PasskeyRow, column: string): number | undefined => {
  const value = row[column];
  return typeof value === "number" ? value : undefined;
};

function toPasskey(row: PasskeyRow): Passkey {
  const publicKey = row["public_key"];
  const transports: unknown = JSON.parse(textOf(row, "transports"));
  return {
    id: textOf(row, "id"),
    credentialId: textOf(row, "credential_id"),
    workspace: textOf(row, "workspace"),
    sub: textOf(row, "sub"),
    userHandle: textOf(row, "user_handle"),
    publicKey: publicKey instanceof Uint8Array ? publicKey : new Uint8Array(),
    counter: Number(row["counter"]),
    transports: Array.isArray(transports) ? transports.map(String) : [],
    rpId: textOf(row, "rp_id"),
    isShared: row["is_shared"] === 1,
    name: textOf(row, "name"),
    createdAtMs: Number(row["created_at_ms"]),
    usedAtMs: timeOf(row, "used_at_ms"),
    copiedAtMs: timeOf(row, "copied_at_ms"),
  };
}
