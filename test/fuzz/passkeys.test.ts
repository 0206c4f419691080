/**
 * 3,000 answers of an authenticator, each spoiled somewhere: in what is signed, in what signs, in the bytes of its encodings. None lets anybody
 * in, none is kept, none breaks anything.
 *
 * Shape    real answers, right but for one thing; keys are new each time. What is spoiled without a change to what is signed (bits that base64url
 *          leaves over, bytes behind a whole signature) may pass: it is the same answer.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Accounts, EndedSessions, openDatabase, Passkeys, SqliteStore, TestAuthenticator } from "@couplet/server/parts";
import { expect, test } from "vitest";
import { Dice } from "./dice.ts";

const answers = 3_000;
const seed = 20_261_123;
const address = { rpId: "couplet.example", origin: "https://couplet.example" };
const ada = { sub: "ada", name: "Ada Keller", workspace: "acme", role: "admin" } as const;
const maker = { workspace: "acme", sub: "ada", session: "one" };

type Fields = Readonly<Record<string, unknown>>;
interface Credential {
  readonly response: Fields;
}

const bytesOf = (text: unknown): Buffer => Buffer.from(typeof text === "string" ? text : "", "base64url");

/** The bytes with something wrong about them. */
function spoiledBytes(dice: Dice, bytes: Uint8Array): Uint8Array {
  const at = dice.roll(bytes.length + 1);
  const end = at + dice.roll(8);
  return dice.weighed<() => Uint8Array>([
    [6, () => bytes.with(Math.min(at, bytes.length - 1), dice.roll(256))],
    [2, () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)])],
    [2, () => Buffer.concat([bytes.subarray(0, at), dice.bytes(dice.roll(8) + 1), bytes.subarray(at)])],
    [1, () => bytes.subarray(0, at)],
    [1, () => Buffer.concat([bytes, dice.bytes(dice.number() % 20_000)])],
    [1, () => new Uint8Array(dice.number() % 20_000).fill(dice.pick([0x81, 0x9f, 0xa1, 0xbf, 0xff, 0x5b]))],
  ])();
}

/** What the browser says of the page, with something else in it. */
function spoiledClientData(dice: Dice, bytes: Uint8Array): Uint8Array {
  const data = JSON.parse(Buffer.from(bytes).toString()) as Fields;
  const other: readonly Fields[] = [
    { origin: "https://couplet.example.evil.example" },
    { origin: "https://couplet.example:444" },
    { origin: "http://couplet.example" },
    { origin: "https://COUPLET.example" },
    { origin: null },
    { origin: ["https://couplet.example"] },
    { challenge: "" },
    { challenge: Buffer.from(dice.bytes(32)).toString("base64url") },
    { challenge: { toString: "x" } },
    { type: "webauthn.create" },
    { type: "webauthn.get" },
    { type: "payment.get" },
    { topOrigin: "https://evil.example" },
    { crossOrigin: true, topOrigin: "https://evil.example" },
    { tokenBinding: "present" },
    { __proto__: null, constructor: 1 },
  ];
  return Buffer.from(
    dice.once(8) ? dice.pick(["null", "[]", "1", '"x"', "{}", "{"]) : JSON.stringify({ ...data, ...dice.pick(other) }),
  );
}

function spoil<Answer extends Credential>(dice: Dice, answer: Answer, fields: readonly string[]): Answer {
  const field = dice.pick(fields);
  const bytes = bytesOf(answer.response[field]);
  const isSaid = field === "clientDataJSON" && dice.once(2);
  const spoiled = isSaid ? spoiledClientData(dice, bytes) : spoiledBytes(dice, bytes);
  return { ...answer, response: { ...answer.response, [field]: Buffer.from(spoiled).toString("base64url") } };
}

/** What the authenticator has signed, and for whom. */
const saidBy = ({ response }: Credential): string =>
  ["clientDataJSON", "authenticatorData", "userHandle"]
    .map((field) => bytesOf(response[field]).toString("hex"))
    .join(" ");

test("[HT12] [G3] 3,000 answers of an authenticator that are not quite right are refused, and change nothing", async () => {
  const directory = await mkdtemp(join(tmpdir(), "couplet-fuzz-"));
  const store = new SqliteStore(openDatabase(":memory:"));
  const shared = { ended: await EndedSessions.open(join(directory, "ended-sessions"), Date.now()), nowMs: Date.now };
  const accounts = new Accounts({ store: store.accounts, ...shared });
  const passkeys = new Passkeys({ store: store.passkeys, accounts, ...shared });
  await accounts.introduce(ada);
  const dice = new Dice(seed);
  const authenticator = new TestAuthenticator({ counts: false });
  const { challenge, user } = await passkeys.askToMake(address, maker);
  await passkeys.make(address, maker, "Phone", authenticator.make({ challenge, ...address, userHandle: user.id }));
  const tally: Record<string, number> = {};
  const count = (fate: string): void => void (tally[fate] = (tally[fate] ?? 0) + 1);
  const refused = (error: unknown): void => {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    count(code);
    expect(code).toMatch(/^passkey\./u);
  };

  for (let index = 0; index < answers; index += 1) {
    const seen = `seed ${seed}, answer ${index}`;
    if (dice.once(3)) {
      const asked = await passkeys.askToMake(address, maker);
      const whole = new TestAuthenticator().make({ ...asked, ...address, userHandle: asked.user.id });
      const answer = spoil(dice, whole, ["clientDataJSON", "attestationObject"]);
      const made = await passkeys.make(address, maker, "x", answer).catch(refused);
      if (!made) continue;
      // Nobody vouches for what is made: another key or number in it is another passkey. Who, where and by what it was made is not.
      const said = JSON.parse(bytesOf(answer.response.clientDataJSON).toString()) as Fields;
      expect(said, seen).toMatchObject({ type: "webauthn.create", challenge: asked.challenge, origin: address.origin });
      expect([said["crossOrigin"] === true, said["topOrigin"]], seen).toEqual([false, undefined]);
      expect(made, seen).toMatchObject({ credentialId: whole.id, sub: "ada", rpId: address.rpId });
      await passkeys.remove("acme", "ada", made.id);
      count("another passkey");
    } else {
      const asked = await passkeys.askToSign(address, "one browser");
      const whole = authenticator.sign({ ...asked, ...address });
      const answer = spoil(dice, whole, ["clientDataJSON", "authenticatorData", "signature", "userHandle"]);
      const entered = await passkeys.enter(address, "one browser", answer, "").catch(refused);
      if (!entered) continue;
      expect(saidBy(answer), seen).toBe(saidBy(whole));
      count("the same");
    }
  }

  console.log(JSON.stringify({ fuzz: "passkeys", seed, answers, ...tally }));
  expect(tally["passkey.refused"]).toBeGreaterThan(answers / 2);
  expect(await passkeys.list("acme", "ada")).toMatchObject([{ name: "Phone", copiedAtMs: undefined }]);
  await store.close();
  await rm(directory, { recursive: true });
});
