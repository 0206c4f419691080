import type { Command } from "@couplet/model";
import { beforeEach, expect, test } from "vitest";
import type { ApiRequest } from "./api.ts";
import { commandOf } from "./commands.ts";
import { RequestRefusedError } from "./engine-error.ts";
import { sendCommand } from "./send-command.ts";
import type { CommandAnswer } from "./sync/carrier.ts";

let overSocket: unknown[];
let asRequests: unknown[];
let contacts = 0;
beforeEach(() => {
  [overSocket, asRequests, contacts] = [[], [], 0];
});

const contact = (name = "Muster"): Command => commandOf({ type: "create", kind: "contact", fields: { name } });

/** @param answer what comes over the connection; absent: there is none, or it ends first */
const send = (command: Command, answer?: CommandAnswer): Promise<unknown> =>
  sendCommand(command, {
    carrier: {
      command: async (json) => {
        overSocket.push(JSON.parse(json));
        return await Promise.resolve(answer);
      },
    },
    api: {
      send: async (path: string, { method, body, isRepeatable }: ApiRequest) => {
        asRequests.push({ path, method, body, isRepeatable });
        return await Promise.resolve({ status: 200, json: "by request" });
      },
    },
    connectivity: { heard: () => (contacts += 1) },
  });

test("[SY9] a command goes over the connection, and what it was answered there is its answer", async () => {
  const command = contact();
  expect(await send(command, { status: 200, json: '{"cardIds":["c"]}' })).toEqual({ cardIds: ["c"] });
  expect([overSocket, asRequests, contacts]).toEqual([[command], [], 1]);
});

test("[SY9] a refusal over the connection is the one of a request", async () => {
  const problem = { status: 409, code: "link.taken", detail: "Taken", field: "cardId", params: { no: "C1" } };
  const refused = send(contact(), { status: 409, json: JSON.stringify(problem) });
  await expect(refused).rejects.toThrow(RequestRefusedError);
  await expect(refused).rejects.toMatchObject({ status: 409, code: "link.taken", text: "Taken", field: "cardId" });
  expect(asRequests).toEqual([]);
});

test("[SY9] without a connection, or where it ends before the answer, or is asked too much, the same command goes as a request", async () => {
  const command = contact();
  const request = { path: "/commands", method: "POST", body: command, isRepeatable: true };
  expect(await send(command)).toBe("by request");
  for (const status of [429, 503]) expect(await send(command, { status, json: "{}" })).toBe("by request");
  expect(asRequests).toEqual([request, request, request]);
});

test("[SY9] a command that is too large for a frame goes as a request", async () => {
  expect(await send(contact("x".repeat(300_000)), { status: 200, json: "{}" })).toBe("by request");
  expect(overSocket).toEqual([]);
});
