/**
 * What a restored backup takes back, and what of it has to come again: every edit that stands in a document on the disk of a device which is
 * still there, if the backup has that document.
 *
 * @module
 */
import { entryId, RecordDocument } from "@couplet/crdt";
import * as Y from "yjs";
import type { Accounts } from "./accounts.ts";
import type { GivenCommands } from "./given-commands.ts";
import { wordPattern, type Edit, type Made, type Undone } from "./made.ts";
import type { Replayed, ReplayedBackup } from "./replayed.ts";
import type { Standing } from "./standing.ts";

/** What the server had when a backup was made. */
export interface OracleBackup {
  readonly standing: Standing;
  readonly outcomes: ReadonlySet<string>;
  readonly documents: ReplayedBackup;
}

/** By device what is on its disk, of every document. */
export type KeptOnDisks = ReadonlyMap<string, ReadonlyMap<string, readonly Uint8Array[]>>;

export interface TakenBackParts {
  readonly accounts: Accounts;
  /** Nobody gives anything back into it. */
  readonly isErased: (documentId: string) => boolean;
  readonly commands: GivenCommands;
  readonly made: Made;
  readonly replayed: Replayed;
  readonly standing: Standing;
}

export class TakenBack {
  readonly #parts: TakenBackParts;
  /** By edit: documents in which it rightly was before a backup was restored. */
  readonly #mayReturn = new Map<string, Set<string>>();

  constructor(parts: TakenBackParts) {
    this.#parts = parts;
  }

  backUp(): OracleBackup {
    const { commands, replayed, standing } = this.#parts;
    return { standing: standing.copy(), outcomes: commands.outcomes(), documents: replayed.backUp() };
  }

  restored(backup: OracleBackup, kept: KeptOnDisks): void {
    const { accounts, commands, made, replayed, standing } = this.#parts;
    const wasIn = this.#rememberPlaces();
    const { stranded, settled } = standing;
    const wereThere = new Set([...stranded, ...settled]);
    // Whoever put another value in its place took it along.
    for (const id of [...stranded, ...settled]) {
      const { writer, past = [] } = made.edits.get(id) ?? {};
      for (const earlier of past) if (made.edits.get(earlier)?.writer === writer) wereThere.add(earlier);
    }
    for (const edit of made.edits.values()) if (accounts.isAtHome(edit)) wereThere.add(edit.id);
    const words = new Set(
      [...replayed].flatMap(([, { doc }]) => doc.getText("notes").toJSON().match(wordPattern) ?? []),
    );
    const keptWhere = standingIn(kept);
    commands.restored(backup.outcomes);
    standing.become(backup.standing);
    replayed.takeBack(backup.documents);
    const isThere = new Set([...replayed].flatMap(([, { entered }]) => [...entered]));
    for (const edit of made.edits.values()) {
      const { id } = edit;
      const wasThere = wasIn.has(id) || wereThere.has(id) || edit.undone !== undefined;
      if (!wasThere || isThere.has(id) || accounts.isAtHome(edit) || stranded.has(id) || settled.has(id)) continue;
      edit.undone = { keptBy: keptWhere.get(id) ?? new Map() };
      edit.isSaved = false;
    }
    for (const word of made.words) {
      const notes = replayed.known(word.documentId)?.record.notes().toJSON() ?? "";
      if (words.has(word.text) && !notes.includes(word.text)) word.isLost = true;
    }
  }

  #rememberPlaces(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const [documentId, { entered }] of this.#parts.replayed) {
      for (const id of entered) {
        found.add(id);
        this.#mayReturn.set(id, (this.#mayReturn.get(id) ?? new Set()).add(documentId));
      }
    }
    return found;
  }

  /** It was in that document before a backup was restored, and may be there again. */
  mayReturn(id: string, documentId: string): boolean {
    return this.#mayReturn.get(id)?.has(documentId) === true;
  }

  /** Nobody had it any more, or not in a document that the backup has; or it is again in one where it was. */
  isBack(edit: Edit, { keptBy }: Undone): boolean {
    const { accounts, isErased, replayed, standing } = this.#parts;
    const documentIds = [...keptBy].flatMap(([documentId, devices]) => (devices.size > 0 ? [documentId] : []));
    const known = documentIds.filter((documentId) => standing.holders.has(documentId) && !isErased(documentId));
    return known.length === 0 || known.some((documentId) => accounts.isIn(replayed.replica(documentId), edit));
  }

  /** Nothing is on the device any more: what was still on its way back from there is gone. */
  wiped(device: string): void {
    const { accounts, made, replayed } = this.#parts;
    for (const edit of made.edits.values()) {
      for (const [documentId, devices] of edit.undone?.keptBy ?? []) {
        const wasThere = devices.delete(device);
        const replica = replayed.known(documentId);
        const isBack = replica !== undefined && accounts.isIn(replica, edit);
        if (wasThere && devices.size === 0 && !isBack) edit.isLost = true;
      }
    }
  }
}

/** By edit, and document, the devices on whose disks it stands there. */
function standingIn(kept: KeptOnDisks): ReadonlyMap<string, ReadonlyMap<string, Set<string>>> {
  const found = new Map<string, Map<string, Set<string>>>();
  for (const [device, documents] of kept) {
    for (const [documentId, updates] of documents) {
      if (updates.length === 0) continue;
      const doc = new Y.Doc();
      for (const update of updates) Y.applyUpdate(doc, update);
      const record = new RecordDocument(doc);
      const standing = record.fields().flatMap((field) => record.candidates(field).map(entryId));
      record.destroy();
      for (const id of standing) {
        const byDocument = found.get(id) ?? new Map<string, Set<string>>();
        found.set(id, byDocument);
        byDocument.set(documentId, (byDocument.get(documentId) ?? new Set()).add(device));
      }
    }
  }
  return found;
}
