/**
 * The stock y-websocket frames a room sends.
 *
 * Shape    bytes ready for a socket; a frame for many sockets is encoded once.
 * Not      the frames of `couplet.ack.v1`, see `@couplet/protocol`.
 * Source   docs/PROTOCOL.md
 *
 * @module
 */
import { messageTypes, syncTypes } from "@couplet/protocol";
import * as encoding from "lib0/encoding";

function syncFrame(syncType: number, body: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.sync);
  encoding.writeVarUint(encoder, syncType);
  encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
}

export const step1Frame = (stateVector: Uint8Array): Uint8Array => syncFrame(syncTypes.step1, stateVector);
export const step2Frame = (update: Uint8Array): Uint8Array => syncFrame(syncTypes.step2, update);
export const updateFrame = (update: Uint8Array): Uint8Array => syncFrame(syncTypes.update, update);

/** One client's presence; `state` is its JSON text, `null` once it is gone. */
export interface ClientState {
  readonly clientId: number;
  readonly clock: number;
  readonly state: string;
}

export const awarenessFrame = (states: readonly ClientState[]): Uint8Array =>
  frameOfEntries(states.map(awarenessEntry));

/** A state as it stands in an awareness update. */
export const awarenessEntry = ({ clientId, clock, state }: ClientState): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  });

/** The awareness frame of states that are encoded already. */
export function frameOfEntries(entries: readonly Uint8Array[]): Uint8Array {
  const count = encoding.encode((encoder) => encoding.writeVarUint(encoder, entries.length));
  const length = entries.reduce((total, { byteLength }) => total + byteLength, count.byteLength);
  const head = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.awareness);
    encoding.writeVarUint(encoder, length);
    encoding.writeUint8Array(encoder, count);
  });
  const frame = new Uint8Array(head.byteLength + length - count.byteLength);
  frame.set(head);
  let at = head.byteLength;
  for (const entry of entries) {
    frame.set(entry, at);
    at += entry.byteLength;
  }
  return frame;
}

/** Says nothing; keeps a stock provider, which gives up after 30 s of silence. */
export const heartbeatFrame: Uint8Array = awarenessFrame([]);

/** y-protocols auth message: the sender may not write here. */
export function permissionDeniedFrame(reason: string): Uint8Array {
  const permissionDenied = 0;
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.auth);
  encoding.writeVarUint(encoder, permissionDenied);
  encoding.writeVarString(encoder, reason);
  return encoding.toUint8Array(encoder);
}
