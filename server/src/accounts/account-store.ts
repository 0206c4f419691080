/**
 * What is kept of the people who sign in here: who they are, the links that let them in, the sessions they have.
 *
 * Shape    every change is one transaction, durable once resolved. Links are kept as hashes only; a session's id opens nothing, the
 *          cookie that carries it is signed.
 * Not      people of other systems: those come with tokens of their own, and nothing is kept of them.
 * Source   docs/decisions/0029-sessions-are-rows.md
 *
 * @module
 */
import type { Role } from "@couplet/model";

/** Somebody who may sign in. */
export interface Person {
  readonly workspace: string;
  /** As in tokens and in the history of cards. */
  readonly sub: string;
  readonly name: string;
  readonly role: Role;
  readonly invitedAtMs: number;
  /** Absent until a link of theirs was followed. */
  readonly firstSignInAtMs?: number | undefined;
  /** May not sign in any more; the row stays, so that an old cookie does not bring them back. */
  readonly removedAtMs?: number | undefined;
}

/** Lets one person in once. A person has one at most. */
export interface SignInLink {
  /** SHA-256 of the code, base64url. */
  readonly hash: string;
  readonly workspace: string;
  readonly sub: string;
  readonly expiresAtMs: number;
}

/** One browser that somebody is signed in with. */
export interface SignInSession {
  readonly id: string;
  readonly workspace: string;
  readonly sub: string;
  readonly beganAtMs: number;
  readonly usedAtMs: number;
  /** When it ends by itself, unless it is used before. */
  readonly expiresAtMs: number;
  readonly endedAtMs?: number | undefined;
  /** As people would call it, e.g. `Firefox, Linux`. */
  readonly device: string;
}

/** A person, as a list shows them. */
export interface PersonEntry {
  readonly person: Person;
  /** Sessions that are not over. */
  readonly sessions: number;
  readonly lastUsedAtMs?: number | undefined;
  /** When the link that waits for them ends; absent where none waits. */
  readonly linkExpiresAtMs?: number | undefined;
}

type PersonKey = Pick<Person, "workspace" | "sub">;

export interface AccountStore {
  /** Not those who were removed; by name. */
  people(workspace: string, nowMs: number): Promise<PersonEntry[]>;
  /** Also one who was removed. */
  person(of: PersonKey): Promise<Person | undefined>;
  savePerson(person: Person): Promise<void>;
  /** Ids of the passkeys the person has. */
  passkeyIds(of: PersonKey): Promise<string[]>;
  /** Voids the person's links, forgets their passkeys and ends their sessions. @returns the ids of the sessions that have ended by it */
  removePerson(of: PersonKey, atMs: number): Promise<string[]>;

  /** In place of the one they had. */
  saveLink(link: SignInLink): Promise<void>;
  /** Takes the link and begins the session, or neither. @returns whose it is; `undefined` where there is no such link, or not any more */
  useLink(hash: string, session: Omit<SignInSession, "workspace" | "sub">): Promise<Person | undefined>;

  session(id: string): Promise<SignInSession | undefined>;
  /** Not those that are over; the one used last first. */
  sessions(of: PersonKey, nowMs: number): Promise<SignInSession[]>;
  /** What it says of a session that has ended, is not taken: that one stays as it was. */
  saveSession(session: SignInSession): Promise<void>;
  /** @returns the ids of those that have ended by it */
  endSessions(of: PersonKey, atMs: number, id?: string): Promise<string[]>;
  /** Who may do what by the session; `undefined` where it is over or unknown, or its person removed. */
  personOfSession(id: string, nowMs: number): Promise<Person | undefined>;
  /** Forgets links and sessions that are over by themselves. */
  prune(nowMs: number): Promise<void>;
}
