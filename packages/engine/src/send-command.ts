/**
 * A command on its way to the server: over the connection where there is one, else as a request of its own.
 *
 * Shape    resolves with what the server answered, or throws what it refused it with, the same over either way.
 * Know     where the connection ends before the answer came, the command is asked for once more: its id makes that harmless.
 * Source   docs/PROTOCOL.md, "Commands"; docs/HTTP.md, "Commands"
 *
 * @module
 */
import type { Command } from "@couplet/model";
import { type Api, problemOf } from "./api.ts";
import type { Connectivity } from "./connectivity.ts";
import type { CommandCarrier } from "./sync/carrier.ts";

export interface SendContext {
  readonly api: Pick<Api, "send">;
  readonly carrier: CommandCarrier;
  readonly connectivity: Pick<Connectivity, "heard">;
}

/** Larger ones would take the connection's frame. */
const maxLength = 256 * 1024;
/** Too many, or not now: a request waits and asks again. */
const isBusy = (status: number): boolean => status === 429 || status === 503;

/** @throws {RequestRefusedError} @throws {OfflineError} @throws {SignInNeededError} */
export async function sendCommand(command: Command, { api, carrier, connectivity }: SendContext): Promise<unknown> {
  const text = JSON.stringify(command);
  const answer = text.length > maxLength ? undefined : await carrier.command(text);
  if (answer === undefined || isBusy(answer.status)) {
    return (await api.send("/commands", { method: "POST", body: command, isRepeatable: true })).json;
  }
  connectivity.heard();
  const json: unknown = JSON.parse(answer.json);
  if (answer.status >= 400) throw problemOf(answer.status, json);
  return json;
}
