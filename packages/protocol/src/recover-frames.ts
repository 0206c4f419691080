/**
 * Frames that bring back what a restored server has lost of a document.
 *
 * Shape    the client sends the entries that stood in its copy as they were made, and the prose where the server has nothing newer; the server
 *          answers once what it took is durable, with what it refused. As JSON texts: few, and looked at one by one.
 * Not      updates: those of other people's replicas cannot be pushed by somebody else.
 * Source   docs/PROTOCOL.md, "Another epoch"; docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { MalformedSyncFrameError, readId, readText, writeId } from "./sync-bytes.ts";

export interface Recover {
  readonly type: "recover";
  readonly documentId: string;
  /** A {@link LostContent}, as the client says. */
  readonly json: string;
}

/** An entry with who made it, and who those are that its author had seen. */
export interface LostEntry {
  readonly field: string;
  readonly writer: string;
  readonly card: string;
  readonly user: string;
  readonly at: number;
  readonly value: string | number | boolean;
  readonly seen: Readonly<Record<string, number>>;
  readonly seenWriters: Readonly<Record<string, readonly [card: string, user: string]>>;
}

export interface LostContent {
  readonly entries: readonly LostEntry[];
  /** `was`: what the server has now, and the client had before `text`. */
  readonly notes?: { readonly was: string; readonly text: string };
}

export interface Recovered {
  readonly type: "recovered";
  /** Of those not taken: `entry` is `<writer>@<at>`, absent for the prose. */
  readonly refused: readonly { readonly entry?: string; readonly code: string; readonly text: string }[];
}

/** Entries of a frame; more go in several. */
export const maxLostEntries = 200;
const maxJsonBytes = 768 * 1024;

export function writeRecover(encoder: encoding.Encoder, { documentId, json }: Recover): void {
  writeId(encoder, documentId);
  encoding.writeVarString(encoder, json);
}

export const readRecover = (decoder: decoding.Decoder): Recover => ({
  type: "recover",
  documentId: readId(decoder),
  json: readText(decoder, maxJsonBytes),
});

export function writeRecovered(encoder: encoding.Encoder, { refused }: Recovered): void {
  encoding.writeVarUint(encoder, refused.length);
  for (const { entry = "", code, text } of refused)
    for (const word of [entry, code, text]) encoding.writeVarString(encoder, word);
}

export function readRecovered(decoder: decoding.Decoder): Recovered {
  const count = decoding.readVarUint(decoder);
  if (count > maxLostEntries + 1) throw new MalformedSyncFrameError(`${count} are too many refusals`);
  const refused: Recovered["refused"][number][] = [];
  while (refused.length < count) {
    const [entry = "", code = "", text = ""] = [0, 1, 2].map(() => readText(decoder, maxWordBytes));
    refused.push({ ...(entry === "" ? {} : { entry }), code, text });
  }
  return { type: "recovered", refused };
}

const maxWordBytes = 4 * 1024;
