/**
 * A process full of clients of the load benchmark, told by its parent what to do.
 *
 * Shape    one {@link Order} at a time comes as a message; its outcome goes back as one. Everybody in a document is in the same process, so
 *          that the time from an edit to its being seen is read off one clock.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { LoadClient } from "./load-client.ts";
import { coupletWire, FrameReader, type Heard, hocuspocusWire } from "./load-wire.ts";

export interface ClientSpec {
  readonly documentId: string;
  readonly card: string;
  readonly user: string;
  readonly token: string;
  readonly localAddress: string;
  readonly field: string;
  readonly isEditor: boolean;
}

export type Order =
  | {
      readonly type: "connect";
      readonly peer: "couplet" | "hocuspocus";
      readonly url: string;
      readonly feed: boolean;
      readonly specs: readonly ClientSpec[];
      readonly atOnce: number;
      /** Each shows itself as soon as it is in. */
      readonly shows: boolean;
    }
  /** Until each has seen so many others. */
  | { readonly type: "see"; readonly others: number; readonly withinMs: number }
  /** Editors make so many edits each, to be sent later. */
  | { readonly type: "prepare"; readonly edits: number }
  /** Editors send so many of those as fast as they are acknowledged, so many on the way each. */
  | { readonly type: "flood"; readonly edits: number; readonly window: number }
  /** Editors edit once in so many milliseconds, and show where they are. */
  | { readonly type: "edit"; readonly ms: number; readonly everyMs: number }
  /** Everybody shows something new once in so many milliseconds. */
  | { readonly type: "move"; readonly ms: number; readonly everyMs: number }
  | { readonly type: "close" };

/** What each client knows to be acknowledged, to be read back. */
export interface Promised {
  readonly documentId: string;
  readonly slot: string;
  readonly client: number;
  readonly clock: number;
  readonly value: string;
}

export interface Outcome {
  readonly ms: number;
  readonly sent: number;
  readonly settled: number;
  readonly refused: number;
  readonly delivered: number;
  readonly missing: number;
  readonly gaps: number;
  readonly updateFrames: number;
  readonly frames: number;
  readonly bytes: number;
  readonly closed: number;
  readonly seenMs: readonly number[];
  readonly savedMs: readonly number[];
  readonly promised: readonly Promised[];
}

let clients: LoadClient[] = [];
let editors: LoadClient[] = [];
const specOf = new Map<LoadClient, ClientSpec>();
const membersByDocument = new Map<string, LoadClient[]>();
/** When the edits were sent that are not acknowledged yet, in order. */
const underWay = new Map<LoadClient, number[]>();
/** When each clock of an editor was sent. */
const sentAtMs = new Map<number, number[]>();
const lastValue = new Map<LoadClient, string>();
let seenMs: number[] = [];
let savedMs: number[] = [];
let onSettled: (client: LoadClient) => unknown = () => undefined;

function heard(client: LoadClient, what: Heard): void {
  if (what.kind === "settled") {
    const sentMs = underWay.get(client)?.shift();
    if (sentMs !== undefined) savedMs.push(performance.now() - sentMs);
    onSettled(client);
  } else if (what.kind === "update") {
    for (const [author, from, to] of what.clocks) {
      if (author === client.ownClient) continue;
      for (let clock = from; clock < to; clock += 1) {
        const sentMs = sentAtMs.get(author)?.[clock];
        if (sentMs !== undefined) seenMs.push(performance.now() - sentMs);
      }
    }
  }
}

function edit(client: LoadClient, round: number): void {
  const nowMs = performance.now();
  const from = client.ownClock;
  const value = `EDIT ${round}`;
  underWay.get(client)?.push(nowMs);
  lastValue.set(client, value);
  client.edit(value);
  const times = sentAtMs.get(client.ownClient ?? -1) ?? [];
  sentAtMs.set(client.ownClient ?? -1, times);
  for (let clock = from; clock < client.ownClock; clock += 1) times[clock] = nowMs;
}

/** Waits for something, a while at most. */
async function until(isSo: () => boolean, withinMs: number): Promise<boolean> {
  const endMs = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > endMs) return false;
    await sleep(5);
  }
  return true;
}

async function connect(order: Extract<Order, { type: "connect" }>): Promise<void> {
  const reader = new FrameReader();
  const left = [...order.specs];
  const joinNext = async (): Promise<void> => {
    for (let spec = left.shift(); spec; spec = left.shift()) {
      const { documentId, card, user, token, localAddress, field } = spec;
      const wire = order.peer === "couplet" ? coupletWire(documentId, token, order.feed) : hocuspocusWire(documentId);
      const client = new LoadClient({ wire, reader, url: order.url, localAddress, card, user, field, onHeard: heard });
      clients.push(client);
      specOf.set(client, spec);
      membersByDocument.set(documentId, [...(membersByDocument.get(documentId) ?? []), client]);
      if (spec.isEditor) {
        editors.push(client);
        underWay.set(client, []);
      }
      await client.ready;
      if (order.shows) client.show();
    }
  };
  await Promise.all(Array.from({ length: order.atOnce }, joinNext));
}

/** A stock client's presence is taken for gone after 30 s; so it says every 15 that it is still there. */
function keepShowing(): void {
  const renewEveryMs = 15_000;
  let next = 0;
  setInterval(() => {
    const some = Math.ceil(clients.length / (renewEveryMs / 100));
    for (let index = 0; index < some; index += 1) clients[(next += 1) % clients.length]?.show();
  }, 100).unref();
}

const allSettled = (): boolean => editors.every(({ sent, settled }) => settled >= sent);

/** Edits that somebody in the same document has not heard of. */
function countMissing(): number {
  let missing = 0;
  for (const members of membersByDocument.values()) {
    for (const author of members) {
      const { ownClient, ownClock } = author;
      if (ownClient === undefined) continue;
      for (const member of members) if (member !== author) missing += ownClock - (member.clocks.get(ownClient) ?? 0);
    }
  }
  return missing;
}

async function flood({ edits, window }: Extract<Order, { type: "flood" }>): Promise<void> {
  const goals = new Map(editors.map((editor) => [editor, editor.sent + edits]));
  const send = (editor: LoadClient): boolean => editor.sent < (goals.get(editor) ?? 0) && editor.sendPrepared();
  const before = clients.map(({ delivered }) => delivered);
  onSettled = send;
  for (const editor of editors) for (let lane = 0; lane < window; lane += 1) send(editor);
  const others = (editors.length - 1) * edits;
  const isTold = (): boolean => clients.every(({ delivered }, index) => delivered - (before[index] ?? 0) >= others);
  await until(() => allSettled() && isTold(), 120_000);
  onSettled = () => undefined;
}

async function editNowAndThen({ ms, everyMs }: Extract<Order, { type: "edit" }>): Promise<void> {
  const endMs = performance.now() + ms;
  await Promise.all(
    editors.map(async (editor) => {
      await sleep(Math.random() * everyMs);
      for (let round = 0; performance.now() < endMs && editor.closedWith === undefined; round += 1) {
        editor.show({ field: editor.field, round });
        edit(editor, round);
        await sleep(everyMs * (0.5 + Math.random()));
      }
    }),
  );
  await until(() => allSettled() && countMissing() === 0, 30_000);
}

async function move({ ms, everyMs }: Extract<Order, { type: "move" }>): Promise<void> {
  const endMs = performance.now() + ms;
  await Promise.all(
    clients.map(async (client) => {
      await sleep(Math.random() * everyMs);
      for (let round = 0; performance.now() < endMs && client.closedWith === undefined; round += 1) {
        client.show({ field: client.field, round });
        await sleep(everyMs * (0.5 + Math.random()));
      }
    }),
  );
}

async function obey(order: Order): Promise<void> {
  if (order.type === "connect") await connect(order);
  else if (order.type === "see")
    await until(() => clients.every(({ present }) => present.size >= order.others), order.withinMs);
  else if (order.type === "prepare") for (const editor of editors) editor.prepare(order.edits);
  else if (order.type === "flood") await flood(order);
  else if (order.type === "edit") await editNowAndThen(order);
  else if (order.type === "move") await move(order);
  else {
    for (const client of clients) client.close();
    clients = [];
    editors = [];
    for (const kept of [specOf, membersByDocument, underWay, sentAtMs, lastValue]) kept.clear();
  }
}

/** What all clients have counted since they were made. */
function counts(): Omit<Outcome, "ms" | "seenMs" | "savedMs" | "promised"> {
  const sum = (of: (client: LoadClient) => number): number => clients.reduce((total, client) => total + of(client), 0);
  return {
    sent: sum(({ sent }) => sent),
    settled: sum(({ settled }) => settled),
    refused: sum(({ refused }) => refused),
    delivered: sum(({ delivered }) => delivered),
    missing: countMissing(),
    gaps: sum(({ gaps }) => gaps),
    updateFrames: sum(({ updateFrames }) => updateFrames),
    frames: sum(({ frames }) => frames),
    bytes: sum(({ bytes }) => bytes),
    closed: clients.filter(({ closedWith }) => closedWith !== undefined).length,
  };
}

const promised = (): Promised[] =>
  editors.flatMap((editor) => {
    const { ownClient: client, ownClock: clock, field, writer, sent, settled } = editor;
    const documentId = specOf.get(editor)?.documentId;
    const value = lastValue.get(editor);
    if (client === undefined || documentId === undefined || value === undefined || settled < sent) return [];
    return [{ documentId, slot: `${field}|${writer}`, client, clock, value }];
  });

/** Told of the time since the order came; what is not here is as it stands. */
const growing = ["sent", "settled", "refused", "delivered", "updateFrames", "frames", "bytes"] as const;

process.on("message", (order: Order) => {
  const before = counts();
  const startedMs = performance.now();
  seenMs = [];
  savedMs = [];
  obey(order).then(
    () => {
      const ms = performance.now() - startedMs;
      const now = counts();
      const since: Record<(typeof growing)[number], number> = { ...now };
      for (const name of growing) since[name] -= before[name];
      process.send?.({ ms, ...now, ...since, seenMs, savedMs, promised: promised() } satisfies Outcome);
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
keepShowing();
process.on("disconnect", () => process.exit(0));
