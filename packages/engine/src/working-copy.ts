/**
 * One document, open: its Y.Doc, kept on the device, live with the server, and knowing which of its edits are confirmed.
 *
 * Shape    a stock `WebsocketProvider` over a {@link channelSocketFor} socket; y-indexeddb below it. Several cards may share one copy of
 *          their common document; each writes through a seat of its own.
 * Not      a card: that takes two documents and a row, see `live-card.ts`.
 *
 * @module
 */
import { RecordDocument, type Entry } from "@couplet/crdt";
import type { CardKind, Scalar } from "@couplet/model";
import { closeCodes, type Notice, type Refusal } from "@couplet/protocol";
import { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { CopyContext, CopyListener } from "./copy-context.ts";
import type { KeptDocument } from "./device-disk.ts";
import { NotKeptError } from "./engine-error.ts";
import { CopySeats, editOf, type CopySeat } from "./copy-seats.ts";
import { missingEntries, proseOf, type LeftEdits } from "./left-edits.ts";
import { isChangedBy } from "./is-changed-by.ts";
import { latestEdits, notesField, Outstanding, type Edit } from "./outstanding.ts";
import { RoomPresence } from "./presence.ts";
import { displacedRefusal, givenBack } from "./room-end.ts";
import type { DocumentRole, Seat } from "./seats.ts";
import { standingUp } from "./stand-up.ts";
import { channelSocketFor, endsRoom } from "./sync/channel-socket.ts";

const retireAttempts = 3;

export class WorkingCopy {
  readonly documentId: string;
  readonly role: DocumentRole;
  /** Of the device's database. */
  readonly storageName: string;
  readonly doc = new Y.Doc();
  readonly record: RecordDocument;
  readonly presence: RoomPresence;
  /** The code with which the server has ended the room; set here only. */
  endedWith: number | undefined;
  /** Cards this document is open for, or was edited on here. */
  readonly cards = new Map<string, CardKind>();
  /** Resolves when what the device keeps has been read, or takes too long. */
  readonly loaded: Promise<void>;
  readonly #awareness: Awareness;
  readonly #context: CopyContext;
  readonly #storage: KeptDocument | undefined;
  readonly #provider: WebsocketProvider;
  readonly #outstanding = new Outstanding();
  readonly #seats: CopySeats;
  readonly #listeners = new Set<CopyListener>();
  #hasContent = false;
  #isRead: boolean;
  /** The device knows that the server's state has come. */
  #isOnRecord = false;
  #wantsConnection = false;
  #retireAttempt = 0;
  #isSpoilt = false;
  #isClosed = false;
  readonly #stopReach: () => void;

  constructor(context: CopyContext, documentId: string, role: DocumentRole) {
    this.#context = context;
    this.documentId = documentId;
    this.storageName = context.register.documents.storageNameOf(documentId);
    this.role = role;
    this.record = new RecordDocument(this.doc);
    this.#awareness = new Awareness(this.doc);
    // Nobody is shown, and no heartbeat sent, until a card says who looks.
    this.#awareness.setLocalState(null);
    this.presence = new RoomPresence(this.#awareness);
    this.#storage = context.disk?.openDocument(this.storageName, this.doc, () => context.storageFailed());
    this.#isRead = this.#storage === undefined;
    void this.#storage?.read.then(() => {
      this.#isRead = true;
    });
    this.#seats = new CopySeats(context.register, this.record, {
      nowMs: () => context.nowMs(),
      storageFailed: () => context.storageFailed(),
      isRead: () => this.#isRead,
      catchUp: async () => await this.#storage?.catchUp(),
    });
    this.#provider = this.#createProvider();
    this.loaded = this.#load();
    this.record.observe((fields, origin) => this.#tell((listener) => listener.changed?.(fields, origin)));
    if (role === "card") {
      this.record.notes().observe((event) => this.#tell((l) => l.notesChanged?.(event, event.transaction.origin)));
    }
    this.#awareness.on("change", () => this.#tell((listener) => listener.presenceChanged?.()));
    this.#stopReach = context.connectivity.reach.subscribe(() => this.#followReach());
  }

  /** Something is there to show: from the device, or from the server. */
  get hasContent(): boolean {
    return this.#hasContent;
  }

  get isSynced(): boolean {
    return this.#provider.synced;
  }

  /** A fresh copy is needed, once all is decided: the server dropped an update whole, here or in a tab that has given this copy up. */
  get isSpoilt(): boolean {
    const isGivenUp = this.#context.register.documents.storageNameOf(this.documentId) !== this.storageName;
    return this.isUnfit || ((this.#isSpoilt || isGivenUp) && this.waiting.length === 0);
  }

  /** It has what the server has lost: nothing goes out from here any more, and what waits goes on in a fresh copy. */
  get isUnfit(): boolean {
    return this.#context.register.documents.isUnfit(this.documentId, this.storageName);
  }

  /** The copy was given up, here or in another tab. */
  givenUp(): void {
    this.#followReach();
    this.#tellState();
  }

  /** Edits not decided yet. */
  get waiting(): readonly Edit[] {
    return this.#outstanding.list();
  }

  /** Whether it is this tab that writes as that one. */
  hasSeatOf = (writer: string): boolean => this.#seats.ofWriter(writer) !== undefined;

  observe(listener: CopyListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Also where the room has ended: the document may have come to be since. */
  connect(): void {
    this.#wantsConnection = true;
    this.endedWith = undefined;
    this.#followReach();
  }

  /** The seat of a card, on record as open before this resolves. @param early another one than that writer's, whose clock was ahead */
  async takeSeat(cardId: string, kind: CardKind, early?: string): Promise<CopySeat> {
    await this.loaded;
    const { documentId, role, storageName: storage } = this;
    this.cards.set(cardId, kind);
    const place = { documentId, role, cardId, kind, storage };
    if (early !== undefined) return await this.#seats.inTime(early, place);
    return await this.#seats.take(place, (seat) => this.#goOn(seat));
  }

  /** Goes on with a seat that was left with edits that may not be confirmed. Without having read them nobody can say what waits. */
  async adoptSeat(seat: Seat): Promise<void> {
    await this.loaded;
    await this.#storage?.read;
    await this.#storage?.catchUp();
    this.cards.set(seat.row.cardId, seat.row.kind);
    this.#goOn(this.#seats.adopt(seat));
  }

  /** Goes on with a seat that left edits in a copy that was given up, `together` with others. Resolves when they are on the device here. */
  async takeOver(seat: Seat, left: LeftEdits, together: ReadonlySet<string>): Promise<void> {
    const { writer, cardId, kind } = seat.row;
    this.cards.set(cardId, kind);
    const missing = missingEntries(this.record, left, together);
    for (const entry of missing) this.#outstanding.add(editOf(entry, cardId));
    this.doc.transact(() => {
      if (missing.length > 0) this.record.register(writer, { card: cardId, user: this.#context.user() }, this);
      for (const entry of missing) this.record.put(entry, this);
    }, this);
    const prose = proseOf(left).filter(({ value }) => value !== this.record.notes().toJSON());
    for (const edit of prose) this.#tell((listener) => listener.refused?.(edit, displacedRefusal()));
    seat.row = { ...seat.row, notesWait: false };
    const copySeat = this.#seats.adopt(seat);
    if (missing.length > 0) this.#knockAgain();
    if (missing.length < left.entries.length) this.#goOn(copySeat);
    this.#tellState();
    await this.written();
    await this.#seats.moveTo(copySeat, this.storageName, this.waiting);
  }

  #goOn(seat: CopySeat): void {
    const edits = this.#seats.unconfirmed(seat);
    if (edits.length === 0) return;
    for (const edit of edits) this.#outstanding.add(edit);
    this.#knockAgain();
    // They must be carried by a frame of a connection that begins after they are on the list.
    if (this.#provider.shouldConnect) {
      this.#provider.disconnect();
      this.#followReach();
    }
    this.#tellState();
  }

  /** @param seen of the field, where that is not all that is there */
  set(copySeat: CopySeat, field: string, value: Scalar, seen?: Entry["seen"]): Entry {
    const edit = this.#begin(copySeat, field, value);
    const { writer, at, cardId } = edit;
    const entry = this.doc.transact(() => {
      this.record.register(writer, { card: cardId, user: this.#context.user() }, this);
      return this.record.set(field, value, { writer, at, origin: this, ...(seen && { seen }) });
    }, this);
    this.#outstanding.add({ ...edit, seen: entry.seen });
    this.#tellState();
    return entry;
  }

  /** An edit of the prose: `edit` makes it, in one transaction of its own. */
  editNotes(copySeat: CopySeat, edit: () => void): void {
    const { id } = this.#begin(copySeat, notesField, "");
    if (!isChangedBy(this.doc, edit)) this.#outstanding.remove(id);
    this.#tellState();
  }

  /** Puts the edit on the list before it is made, so that the frame that carries it finds it there. */
  #begin(copySeat: CopySeat, field: string, value: Scalar): Edit {
    const edit = { ...this.#seats.begin(copySeat, field), field, value };
    this.#outstanding.add(edit);
    this.#knockAgain();
    return edit;
  }

  /** The room has ended and the card not moved on yet: the server is to say what becomes of an edit that is made here all the same. */
  #knockAgain(): void {
    if (this.endedWith === undefined) return;
    this.endedWith = undefined;
    this.#retireAttempt = 0;
    this.#followReach();
  }

  /** Resolves when what the device keeps is in it, however late: never where the device does not give it. */
  read = async (): Promise<void> => await this.#storage?.read;

  /** Resolves when all edits made so far are on the device. @throws where that does not take them now */
  async written(): Promise<void> {
    if (!this.#storage) throw new NotKeptError();
    await this.#storage.written();
  }

  /** Writes document and seats to the device once more. @throws where something was not taken */
  keepAnew = (): Promise<unknown> => Promise.all([this.#storage?.keepAnew(), this.#seats.keepAnew()]);

  /** Ends the copy. Seats with nothing unconfirmed are struck off the record; the others are found again at the next start. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopReach();
    this.#provider.destroy();
    this.#awareness.destroy();
    await this.#seats.close(this.waiting);
    await this.#storage?.close();
    this.#seats.release();
    this.record.destroy();
    this.doc.destroy();
  }

  async #load(): Promise<void> {
    const isKept = (await this.#storage?.loaded) ?? false;
    const { kept } = this.#context;
    const bytes = await kept?.document(this.documentId).catch(() => undefined);
    if (this.#isClosed) return;
    if (bytes) Y.applyUpdate(this.doc, bytes, kept);
    // A card without values of its own has an empty document: that it came is then all there is to know.
    this.#hasContent ||= Y.decodeStateVector(Y.encodeStateVector(this.doc)).size > 0;
    if (isKept && !this.#hasContent) this.#hasContent ||= (await this.#storage?.hasSynced()) ?? false;
    this.#hasContent ||= this.#context.isNew(this.documentId) || bytes !== undefined;
    if (this.#hasContent) this.#tellState();
  }

  #createProvider(): WebsocketProvider {
    const provider = new WebsocketProvider("channel:", this.documentId, this.doc, {
      connect: false,
      awareness: this.#awareness,
      disableBc: true,
      shouldReconnect: (event) => !endsRoom(event.code),
      WebSocketPolyfill: channelSocketFor(this.#context.carrier, this.documentId, {
        tagged: (tag, what) => this.#outstanding.carry(tag, what),
        settled: ({ tag, refusals }) => this.#settle(tag, refusals),
        notice: (notice) => this.#hearNotice(notice),
        closed: () => {
          this.#outstanding.disconnected();
          queueMicrotask(() => this.#tellState());
        },
      }),
    });
    provider.on("sync", (isSynced: boolean) => {
      if (isSynced) {
        this.#hasContent = true;
        this.#keepSynced();
        this.#judge();
      }
      this.#tellState();
    });
    provider.on("closed", ({ code }) => this.#end(code));
    return provider;
  }

  #keepSynced(): void {
    if (this.#isOnRecord) return;
    this.#isOnRecord = true;
    void this.loaded.then(() => this.#storage?.markSynced()).catch(() => this.#context.storageFailed());
  }

  #followReach(): void {
    if (this.#isClosed || !this.#wantsConnection) return;
    if (this.#isKeptApart()) {
      if (this.#provider.shouldConnect) this.#provider.disconnect();
      this.#tellState();
    } else if (!this.#provider.shouldConnect && this.endedWith === undefined) {
      void this.loaded.then(() => {
        if (!this.#isClosed && !this.#isKeptApart()) this.#provider.connect();
      });
    }
  }

  #isKeptApart(): boolean {
    const isOffline = this.#context.connectivity.reach.value === "offline";
    return isOffline || this.#context.isHeld(this.documentId) || this.isUnfit;
  }

  /** Commands were queued or answered: the document may be kept from its room, or let go there, or have been made. */
  holdsChanged(): void {
    if (this.endedWith === closeCodes.noSuchDocument && !this.#isSpoilt) this.endedWith = undefined;
    if (!this.#hasContent && this.#context.isNew(this.documentId)) this.#hasContent = true;
    this.#followReach();
  }

  /** The document will never be: what was set in it is given back to the user. */
  giveUp(refusal: Refusal): void {
    if (this.#isClosed || this.endedWith !== undefined) return;
    this.endedWith = closeCodes.noSuchDocument;
    this.#provider.disconnect();
    const left = this.#outstanding.drop();
    this.#isSpoilt = true;
    for (const edit of left) this.#tell((listener) => listener.refused?.(edit, refusal));
    this.#seats.confirm(this.waiting);
    this.#tellState();
  }

  /** Sets again what was set on top of a forecast, see `stand-up.ts`. */
  standUp(shown: Readonly<Record<string, Scalar>>): void {
    const seatOf = (writer: string): CopySeat | undefined => this.#seats.ofWriter(writer);
    for (const { field, writer, value } of standingUp(this.record, (id) => seatOf(id) !== undefined, shown)) {
      const seat = seatOf(writer);
      if (seat) this.set(seat, field, value);
    }
  }

  #settle(tag: number, refusals: readonly Refusal[]): void {
    // A refusal that names an entry comes with its repair; another one means that the update was not integrated.
    this.#isSpoilt ||= refusals.some(({ entry }) => entry === undefined);
    const { refused } = this.#outstanding.settle(tag, refusals);
    for (const { edit, refusal } of refused) this.#tell((listener) => listener.refused?.(edit, refusal));
    if (this.#provider.synced) this.#judge();
    this.#seats.confirm(this.waiting);
    this.#tellState();
  }

  #judge(): void {
    const { standing, displaced } = this.#outstanding.judge(this.record);
    if (standing.length === 0 && displaced.length === 0) return;
    this.#seats.confirm(this.waiting);
    if (standing.length > 0) this.#tell((listener) => listener.confirmed?.(standing));
    if (displaced.length > 0) this.#tell((listener) => listener.displaced?.(displaced));
  }

  #hearNotice(notice: Notice): void {
    for (const { entry } of notice.entries) this.#outstanding.remove(entry);
    this.#tell((listener) => listener.notice?.(notice));
    this.#seats.confirm(this.waiting);
    this.#tellState();
  }

  #end(code: number): void {
    const mayTryAgain = code === closeCodes.documentRetired && this.waiting.length > 0;
    if (mayTryAgain && this.#retireAttempt < retireAttempts) {
      this.#retireAttempt += 1;
      setTimeout(() => {
        if (!this.#isClosed) this.#provider.connect();
      }, 200 * this.#retireAttempt);
      return;
    }
    this.endedWith = code;
    const left = this.#outstanding.drop();
    const given = givenBack(latestEdits(left), code);
    for (const { edit, refusal } of given) this.#tell((listener) => listener.refused?.(edit, refusal));
    if (left.length > 0 && given.length === 0) {
      this.#isSpoilt ||= code !== closeCodes.documentRetired;
      this.#tell((listener) => listener.displaced?.(left));
    }
    this.#tell((listener) => listener.ended?.(code));
    this.#seats.confirm(this.waiting);
    this.#tellState();
  }

  readonly #tellState = (): void => this.#tell((listener) => listener.stateChanged?.());

  #tell(say: (listener: CopyListener) => void): void {
    if (this.#isClosed) return;
    for (const listener of this.#listeners) say(listener);
  }
}
