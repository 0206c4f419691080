/**
 * Frames of `/sync` that a client sends.
 *
 * Shape    one variant per frame; `encodeToServer` and `decodeToServer` are each other's reverse.
 * Not      a judge: a document, command or token that decodes may still be refused.
 * Source   docs/PROTOCOL.md, "Frames to the server"
 *
 * @module
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { type Compare, readCompare, readWant, type Want, writeCompare, writeWant } from "./compare-frames.ts";
import { readRecover, type Recover, writeRecover } from "./recover-frames.ts";
import {
  MalformedSyncFrameError,
  readBytes,
  readId,
  readRest,
  readText,
  readWhole,
  syncFrameTypes as types,
  writeId,
} from "./sync-bytes.ts";
import { syncVersions, type Versions } from "./sync-version.ts";

/** What a client comes with. `epoch` and `cursor` are those of the last chunk it has stored, or of what it holds; empty where there is none. */
export interface Hello extends Versions {
  readonly type: "hello";
  readonly epoch: string;
  readonly cursor: Uint8Array;
  readonly language: string;
  /** Whether the feed is wanted; without it `cursor` says nothing. */
  readonly feed: boolean;
}

export type ToServer =
  | Hello
  | { readonly type: "taken"; readonly chunks: number }
  | { readonly type: "token"; readonly token: string }
  | { readonly type: "command"; readonly tag: number; readonly json: string }
  | { readonly type: "open"; readonly channel: number; readonly documentId: string; readonly acks: boolean }
  | { readonly type: "channel"; readonly channel: number; readonly frame: Uint8Array }
  | { readonly type: "close"; readonly channel: number }
  | { readonly type: "beat" }
  /** Where the epoch is another: no feed before a `go`. */
  | { readonly type: "hold" }
  | Compare
  | Want
  | Recover
  /** What was compared is the same now: the feed goes on from when it began. */
  | { readonly type: "go" };

const maxTextBytes = 64;
const maxTokenBytes = 16 * 1024;

export function encodeToServer(frame: ToServer): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, types[frame.type]);
    switch (frame.type) {
      case "hello":
        encoding.writeVarUint(encoder, frame.version);
        encoding.writeVarUint(encoder, frame.lowest);
        encoding.writeVarString(encoder, frame.epoch);
        encoding.writeVarUint8Array(encoder, frame.cursor);
        encoding.writeVarString(encoder, frame.language);
        encoding.writeVarUint(encoder, frame.feed ? 1 : 0);
        return;
      case "taken":
        encoding.writeVarUint(encoder, frame.chunks);
        return;
      case "token":
        encoding.writeVarString(encoder, frame.token);
        return;
      case "command":
        encoding.writeVarUint(encoder, frame.tag);
        encoding.writeVarString(encoder, frame.json);
        return;
      case "open":
        encoding.writeVarUint(encoder, frame.channel);
        writeId(encoder, frame.documentId);
        encoding.writeVarUint(encoder, frame.acks ? 1 : 0);
        return;
      case "channel":
        encoding.writeVarUint(encoder, frame.channel);
        encoding.writeUint8Array(encoder, frame.frame);
        return;
      case "close":
        encoding.writeVarUint(encoder, frame.channel);
        return;
      case "compare":
        writeCompare(encoder, frame);
        return;
      case "want":
        writeWant(encoder, frame);
        return;
      case "recover":
        writeRecover(encoder, frame);
        return;
      case "beat":
      case "hold":
      case "go":
        return;
      default:
        frame satisfies never;
    }
  });
}

/** `frame` and `cursor` are views of `bytes`. @throws {MalformedSyncFrameError} and nothing else */
export const decodeToServer = (bytes: Uint8Array): ToServer =>
  readWhole(bytes, (decoder): ToServer => {
    const type = decoding.readVarUint(decoder);
    switch (type) {
      case types.hello:
        return readHello(decoder);
      case types.taken:
        return { type: "taken", chunks: decoding.readVarUint(decoder) };
      case types.token:
        return { type: "token", token: readText(decoder, maxTokenBytes) };
      case types.command:
        return { type: "command", tag: decoding.readVarUint(decoder), json: readText(decoder, bytes.byteLength) };
      case types.open:
        return {
          type: "open",
          channel: decoding.readVarUint(decoder),
          documentId: readId(decoder),
          acks: readFlag(decoder),
        };
      case types.channel:
        return { type: "channel", channel: decoding.readVarUint(decoder), frame: readRest(decoder) };
      case types.close:
        return { type: "close", channel: decoding.readVarUint(decoder) };
      case types.beat:
        return { type: "beat" };
      case types.hold:
        return { type: "hold" };
      case types.compare:
        return readCompare(decoder);
      case types.want:
        return readWant(decoder);
      case types.recover:
        return readRecover(decoder);
      case types.go:
        return { type: "go" };
      default:
        throw new MalformedSyncFrameError(`There is no frame of type ${type}`);
    }
  });

/** The same in every version; a later one may have more at its end. */
function readHello(decoder: decoding.Decoder): Hello {
  const hello: Hello = {
    type: "hello",
    version: decoding.readVarUint(decoder),
    lowest: decoding.readVarUint(decoder),
    epoch: readText(decoder, maxTextBytes),
    cursor: readBytes(decoder, maxTextBytes),
    language: readText(decoder, maxTextBytes),
    feed: readFlag(decoder),
  };
  if (hello.version > syncVersions.version) readRest(decoder);
  return hello;
}

function readFlag(decoder: decoding.Decoder): boolean {
  const flag = decoding.readVarUint(decoder);
  if (flag > 1) throw new MalformedSyncFrameError(`${flag} is no flag`);
  return flag === 1;
}
