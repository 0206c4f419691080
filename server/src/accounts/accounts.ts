/**
 * Accounts: who may sign in here, by which links, in which browsers; and word to open connections when that changes.
 *
 * Shape    an administrator invites by name and role; a link lets the person in once; each browser has a session that can be ended. What
 *          an administrator changes holds for the next request and for every connection that is open.
 * Not      cookies and tokens, see `http/sign-in.ts`.
 * Source   docs/decisions/0029-sessions-are-rows.md
 *
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import type { Actor, Role } from "@couplet/model";
import { v7 } from "uuid";
import { refuse } from "../http/problem.ts";
import type { Claims } from "../token.ts";
import type { Access, Accesses } from "./access.ts";
import type { AccountStore, Person, PersonEntry, SignInSession } from "./account-store.ts";
import { type EndedSessions, forGood } from "./ended-sessions.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** Of a link that a start prints. */
export const printedLinkLifeMs = dayMs;
export const invitationLifeMs = 7 * dayMs;
export const sessionLifeMs = 30 * dayMs;
/** Beyond these the oldest session of the person ends, and nobody more is invited. */
export const maxSessionsPerPerson = 50;
const maxPeople = 10_000;
/** How exact "used last" is: not every token is worth a write. */
const usedPrecisionMs = 5 * 60_000;
const pruneMs = dayMs;

export interface AccountsOptions {
  readonly store: AccountStore;
  readonly ended: EndedSessions;
  readonly nowMs: () => number;
  /** Told of everybody whose role has changed; `viewer` for who has been removed. */
  readonly roleChanged?: (workspace: string, actor: Actor) => void;
}

/** A link that lets somebody in, as it is told once. */
export interface IssuedLink {
  readonly code: string;
  readonly expiresAtMs: number;
}

/** Who has come in, and by which session. */
export interface Entered {
  readonly person: Person;
  readonly session: string;
}

type FreshSession = Omit<SignInSession, "workspace" | "sub">;

interface Watcher {
  readonly session: string;
  readonly of: Pick<Person, "workspace" | "sub">;
  last: Actor | undefined;
  readonly changed: (actor: Actor | undefined) => void;
}

/** @throws {ProblemError} from all that take something a caller brings */
export class Accounts implements Accesses {
  readonly #store: AccountStore;
  readonly #ended: EndedSessions;
  readonly #nowMs: () => number;
  readonly #roleChanged: (workspace: string, actor: Actor) => void;
  readonly #watchers = new Set<Watcher>();
  #prunedAtMs = Number.NEGATIVE_INFINITY;
  /** Changes of people are decided one after the other: the last administrator is not removed twice. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ store, ended, nowMs, roleChanged }: AccountsOptions) {
    this.#store = store;
    this.#ended = ended;
    this.#nowMs = nowMs;
    this.#roleChanged = roleChanged ?? (() => {});
  }

  people(workspace: string): Promise<PersonEntry[]> {
    return this.#store.people(workspace, this.#nowMs());
  }

  /** One who is not removed. */
  async entry(workspace: string, sub: string): Promise<PersonEntry> {
    const entry = (await this.people(workspace)).find(({ person }) => person.sub === sub);
    if (!entry) throw refuse(404, "people.notFound");
    return entry;
  }

  /** @param sub the same one for an invitation that is sent again: it is done once */
  invite(workspace: string, sub: string, name: string, role: Role): Promise<Person> {
    return this.#inTurn(async () => {
      const known = await this.#store.person({ workspace, sub });
      if (known) return known;
      if ((await this.people(workspace)).length >= maxPeople)
        throw refuse(409, "people.tooMany", { params: { max: maxPeople } });
      const person = { workspace, sub, name, role, invitedAtMs: this.#nowMs() };
      await this.#store.savePerson(person);
      return person;
    });
  }

  /**
   * For somebody whom not an administrator names, but the start of the server, or an old cookie.
   *
   * @param anew gives them the role back that they had lost, and brings them back if they were removed
   * @returns `undefined` for somebody who was removed
   */
  introduce({ workspace, sub, name, role }: Claims, anew = false): Promise<Person | undefined> {
    return this.#inTurn(async () => {
      const known = await this.#store.person({ workspace, sub });
      if (known && !anew) return known.removedAtMs === undefined ? known : undefined;
      const person: Person = {
        workspace,
        sub,
        name,
        invitedAtMs: this.#nowMs(),
        ...known,
        role,
        removedAtMs: undefined,
      };
      await this.#store.savePerson(person);
      await this.#tell(workspace, sub);
      return person;
    });
  }

  /** Takes the place of the link the person had. */
  async link(workspace: string, sub: string, lifeMs: number): Promise<IssuedLink> {
    await this.entry(workspace, sub);
    const code = randomBytes(24).toString("base64url");
    const expiresAtMs = this.#nowMs() + lifeMs;
    await this.#store.saveLink({ hash: hashOf(code), workspace, sub, expiresAtMs });
    return { code, expiresAtMs };
  }

  change(workspace: string, sub: string, change: { readonly name?: string; readonly role?: Role }): Promise<Person> {
    return this.#inTurn(async () => {
      const { person } = await this.entry(workspace, sub);
      const next = { ...person, ...change };
      if (next.role !== "admin") await this.#keepAnAdministrator(person);
      await this.#store.savePerson(next);
      if (next.role !== person.role) this.#roleChanged(workspace, actorOf(next));
      await this.#tell(workspace, sub);
      return next;
    });
  }

  remove(workspace: string, sub: string): Promise<void> {
    return this.#inTurn(async () => {
      const { person } = await this.entry(workspace, sub);
      await this.#keepAnAdministrator(person);
      const nowMs = this.#nowMs();
      const sessions = await this.#store.sessions(person, nowMs);
      await this.#noteEnded(sessions.map(({ id }) => id));
      await this.#ended.add(await this.#store.passkeyIds(person), forGood);
      await this.#store.removePerson(person, nowMs);
      this.#roleChanged(workspace, { ...actorOf(person), role: "viewer" });
      await this.#tell(workspace, sub);
    });
  }

  /** Whether an administrator of the workspace has ever come in. */
  async hasAdministrator(workspace: string): Promise<boolean> {
    return (await this.people(workspace)).some(({ person }) => isAdministrator(person));
  }

  /** Takes the code: whether this succeeds or not, it does not work again. */
  enter(code: string, device: string): Promise<Entered> {
    return this.begin(device, async (session) => {
      const person = await this.#store.useLink(hashOf(code), session);
      if (!person) throw refuse(401, "signIn.code");
      return person;
    });
  }

  /** @param take what lets somebody in: takes it and begins the session, or throws */
  async begin(device: string, take: (session: FreshSession) => Promise<Person>): Promise<Entered> {
    const nowMs = this.#nowMs();
    const id = v7();
    const person = await take({ id, device, beganAtMs: nowMs, usedAtMs: nowMs, expiresAtMs: nowMs + sessionLifeMs });
    await this.#boundSessions(person);
    await this.#prune(nowMs);
    return { person, session: id };
  }

  /**
   * The session lasts on from now.
   *
   * @param claims what the signed cookie says: where the store does not know the session, because the cookie is older than the store
   *   or younger than a backup of it, it is taken in as it says
   */
  async resume(id: string, claims: Claims, device: string): Promise<Person> {
    const nowMs = this.#nowMs();
    if (this.#ended.has(id)) throw refuse(401, "signIn.session");
    const known = await this.#store.session(id);
    const fresh = { id, workspace: claims.workspace, sub: claims.sub, beganAtMs: nowMs, device };
    if (!known || nowMs - known.usedAtMs >= usedPrecisionMs) {
      if (!known) await this.#takeIn(claims, nowMs);
      const saving = this.#store.saveSession({
        ...(known ?? fresh),
        usedAtMs: nowMs,
        expiresAtMs: nowMs + sessionLifeMs,
      });
      // Whoever is signed in goes on reading while the disk takes nothing.
      await (known ? saving.catch(() => undefined) : saving);
    }
    const person = await this.#store.personOfSession(id, nowMs);
    if (person?.sub !== claims.sub || person.workspace !== claims.workspace) throw refuse(401, "signIn.session");
    return person;
  }

  async sessions(workspace: string, sub: string): Promise<SignInSession[]> {
    const { person } = await this.entry(workspace, sub);
    return this.#store.sessions(person, this.#nowMs());
  }

  /** The session of somebody who signs out; it may be over already, or unknown here. */
  async leave(workspace: string, sub: string, id: string): Promise<void> {
    await this.#noteEnded([id]);
    await this.#store.endSessions({ workspace, sub }, this.#nowMs(), id);
    await this.#tell(workspace, sub);
  }

  /** @param id one of the person's; all of them if absent. */
  async end(workspace: string, sub: string, id?: string): Promise<void> {
    const open = await this.#store.sessions({ workspace, sub }, this.#nowMs());
    const ending = open.filter((session) => id === undefined || session.id === id).map((session) => session.id);
    if (id !== undefined && ending.length === 0) throw refuse(404, "people.session");
    await this.#noteEnded(ending);
    await this.#store.endSessions({ workspace, sub }, this.#nowMs(), id);
    await this.#tell(workspace, sub);
  }

  /** @param kept the one that goes on, if it is one of theirs */
  async endOthers(workspace: string, sub: string, kept: string | undefined): Promise<void> {
    const open = await this.#store.sessions({ workspace, sub }, this.#nowMs());
    const ending = open.map(({ id }) => id).filter((id) => id !== kept);
    await this.#noteEnded(ending);
    for (const id of ending) await this.#store.endSessions({ workspace, sub }, this.#nowMs(), id);
    await this.#tell(workspace, sub);
  }

  async find(session: string): Promise<Access | undefined> {
    const person = await this.#store.personOfSession(session, this.#nowMs());
    if (!person) return undefined;
    const actor = actorOf(person);
    const of = { workspace: person.workspace, sub: person.sub };
    return {
      session,
      workspace: person.workspace,
      actor,
      watch: (changed) => {
        const watcher = { session, of, last: actor, changed };
        this.#watchers.add(watcher);
        void this.#look(watcher);
        return () => this.#watchers.delete(watcher);
      },
    };
  }

  async #tell(workspace: string, sub: string): Promise<void> {
    const theirs = [...this.#watchers].filter(({ of }) => of.workspace === workspace && of.sub === sub);
    await Promise.all(theirs.map((watcher) => this.#look(watcher)));
  }

  /** Whoever cannot be looked up is not told: a store that fails ends no connection. */
  async #look(watcher: Watcher): Promise<void> {
    const person = await this.#store.personOfSession(watcher.session, this.#nowMs()).catch(() => null);
    if (person === null || !this.#watchers.has(watcher)) return;
    const actor = person && actorOf(person);
    const { last } = watcher;
    if (actor?.role === last?.role && actor?.name === last?.name) return;
    watcher.last = actor;
    watcher.changed(actor);
  }

  /** @throws {ProblemError} 409 where nobody would be left who can invite */
  async #keepAnAdministrator(person: Person): Promise<void> {
    if (!isAdministrator(person)) return;
    const others = (await this.people(person.workspace)).filter((entry) => entry.person.sub !== person.sub);
    if (!others.some((entry) => isAdministrator(entry.person))) throw refuse(409, "people.lastAdministrator");
  }

  async #noteEnded(sessions: readonly string[]): Promise<void> {
    await this.#ended.add(sessions, this.#nowMs() + sessionLifeMs);
  }

  async #boundSessions(person: Person): Promise<void> {
    const { workspace, sub } = person;
    const open = await this.#store.sessions(person, this.#nowMs());
    for (const { id } of open.slice(maxSessionsPerPerson)) await this.end(workspace, sub, id);
  }

  async #takeIn(claims: Claims, nowMs: number): Promise<void> {
    const person = await this.introduce(claims);
    if (!person) throw refuse(401, "signIn.session");
    if (person.firstSignInAtMs === undefined) await this.#store.savePerson({ ...person, firstSignInAtMs: nowMs });
  }

  async #prune(nowMs: number): Promise<void> {
    if (nowMs - this.#prunedAtMs < pruneMs) return;
    this.#prunedAtMs = nowMs;
    await this.#store.prune(nowMs);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** Of those who have come in: an invitation that nobody followed administers nothing. */
const isAdministrator = ({ role, firstSignInAtMs }: Person): boolean =>
  role === "admin" && firstSignInAtMs !== undefined;

const actorOf = ({ sub, name, role }: Person): Actor => ({ sub, name, role });

const hashOf = (code: string): string => createHash("sha256").update(code).digest("base64url");
