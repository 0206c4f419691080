/**
 * What a client with a valid token and no good will does to a document: everything Yjs lets it write.
 *
 * Shape    one act per entry, on the hostile client's own replica of the room; none may change what anybody else is shown.
 * Not      malformed frames: those are in the tests of rooms.
 *
 * @module
 */
import { atOfMs, createWriterId } from "@couplet/crdt";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import type { RoomClient } from "../harness/room-client.ts";

interface Scene {
  readonly client: RoomClient;
  /** Who the hostile client is signed in as. */
  readonly user: string;
  /** A card that holds the document, and one of another workspace. */
  readonly card: string;
  readonly foreignCard: string;
  /** What the document was when there was less in it. */
  readonly oldState: Uint8Array;
}

export interface Act {
  readonly title: string;
  /** The room's answer is to close with this code. */
  readonly closes?: number;
  /** In card documents some of it would be an editor's good right. */
  readonly onlyShared?: true;
  readonly run: (scene: Scene) => void;
}

const maps = ({ client }: Scene): { fields: Y.Map<unknown>; writers: Y.Map<unknown> } => ({
  fields: client.doc.getMap("fields"),
  writers: client.doc.getMap("writers"),
});

const soon = (): number => atOfMs(Date.now()) + 1_000_000;
const lies = (): unknown[] => ["666", soon(), {}];
const bytesOf = (update: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, 2);
  encoding.writeVarUint8Array(encoder, update);
  return encoding.toUint8Array(encoder);
};

/** Everything anybody has written of the document, claimed to have been seen, and all they are going to write. */
function everythingSeen(scene: Scene): Record<string, number> {
  return Object.fromEntries([...maps(scene).writers.keys()].map((writer) => [writer, Number.MAX_SAFE_INTEGER]));
}

export const acts: readonly Act[] = [
  {
    title: "wipes fields and writers",
    run: (scene) => {
      const { fields, writers } = maps(scene);
      scene.client.doc.transact(() => {
        fields.clear();
        writers.clear();
      });
    },
  },
  {
    title: "wipes slot after slot, again and again",
    run: (scene) => {
      const { fields } = maps(scene);
      for (const slot of fields.keys()) {
        fields.delete(slot);
        fields.set(slot, "");
        fields.delete(slot);
      }
    },
  },
  {
    title: "overwrites everybody's slots",
    run: (scene) => {
      const { fields } = maps(scene);
      scene.client.doc.transact(() => {
        for (const slot of fields.keys()) fields.set(slot, lies());
      });
    },
  },
  {
    title: "overwrites everybody's slots with what is no entry",
    run: (scene) => {
      const { fields } = maps(scene);
      for (const slot of fields.keys()) fields.set(slot, [{ a: 1 }]);
    },
  },
  {
    title: "makes everybody's writers its own, then writes through them",
    run: (scene) => {
      const { fields, writers } = maps(scene);
      scene.client.doc.transact(() => {
        for (const writer of writers.keys()) writers.set(writer, [scene.card, scene.user]);
        for (const slot of fields.keys()) fields.set(slot, lies());
      });
    },
  },
  {
    title: "puts and deletes slots of the server",
    run: (scene) => {
      const { fields, writers } = maps(scene);
      for (const writer of writers.keys()) {
        for (const field of ["name", "city", "phoneNo"]) {
          fields.set(`${field}|${writer}!s`, [`666`, soon(), everythingSeen(scene)]);
          fields.delete(`${field}|${writer}!s`);
          fields.set(`${field}|${writer}!s`, ["667", soon(), everythingSeen(scene)]);
        }
      }
    },
  },
  {
    title: "writes through a writer nobody registered, having seen everything",
    run: (scene) => {
      const { fields } = maps(scene);
      for (const field of ["name", "city", "phoneNo"])
        fields.set(`${field}|${createWriterId()}`, ["666", soon(), everythingSeen(scene)]);
    },
  },
  {
    title: "registers writers for others, for foreign cards and for none, and writes through them",
    run: (scene) => {
      const { fields, writers } = maps(scene);
      const claims = [
        [scene.card, "ada"],
        [scene.foreignCard, scene.user],
        ["0198c0de-7c1a-7000-8000-000000000000", scene.user],
        ["", ""],
        [scene.card, scene.user, "admin"],
        "ada",
      ];
      for (const claim of claims) {
        const writer = createWriterId();
        writers.set(writer, claim);
        fields.set(`name|${writer}`, ["666", soon(), everythingSeen(scene)]);
      }
    },
  },
  {
    title: "gives itself names that mean something to JavaScript",
    run: (scene) => {
      const { fields, writers } = maps(scene);
      for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
        writers.set(name, [scene.foreignCard, scene.user]);
        fields.set(`${name}|${name}`, ["666", soon(), { __proto__: 1, constructor: 2 }]);
        fields.set(`name|${name}`, ["666", soon(), everythingSeen(scene)]);
      }
    },
  },
  {
    title: "writes invalid values, fields of other kinds and of none, far in the future",
    onlyShared: true,
    run: (scene) => {
      const { fields, writers } = maps(scene);
      const writer = createWriterId();
      writers.set(writer, [scene.card, scene.user]);
      const seen = everythingSeen(scene);
      const wrong: readonly (readonly [field: string, value: unknown, at?: number])[] = [
        ["phoneNo", "call me"],
        ["name", "x".repeat(101)],
        ["countryCode", "QQ"],
        ["privacyBlocked", "yes"],
        ["iban", "CH9300762011623852957"],
        ["creditLimit", "1"],
        ["companyId", scene.foreignCard],
        ["colour", "red"],
        ["city", "Tomorrow", soon() + 2 * 86_400_000 * 1024],
        ["city", { deep: ["er"] }],
        ["city", null],
      ];
      for (const [field, value, at = soon()] of wrong) fields.set(`${field}|${writer}`, [value, at, seen]);
    },
  },
  {
    title: "replays what the document once was, and updates of other documents",
    run: (scene) => {
      scene.client.sendRaw(bytesOf(scene.oldState));
      const other = new Y.Doc();
      other.getMap("writers").set("w-elsewhere", [scene.foreignCard, "ada"]);
      other.getMap("fields").set("name|w-elsewhere", ["666", soon(), everythingSeen(scene)]);
      scene.client.sendRaw(bytesOf(Y.encodeStateAsUpdate(other)));
    },
  },
  {
    title: "floods the document with writers",
    run: (scene) => {
      const { fields, writers } = maps(scene);
      scene.client.doc.transact(() => {
        for (let count = 0; count < 3_000; count += 1) {
          const writer = `flood-${count}`;
          writers.set(writer, [count % 2 === 0 ? scene.card : scene.foreignCard, scene.user]);
          if (count % 3 === 0) fields.set(`colour|${writer}`, ["red", soon(), {}]);
        }
      });
    },
  },
  {
    title: "puts a nested type where an entry belongs",
    closes: 4400,
    run: (scene) => maps(scene).fields.set([...maps(scene).fields.keys()][0] ?? "name|x", new Y.Map([["a", 1]])),
  },
  {
    title: "writes another root type",
    closes: 4400,
    run: (scene) => scene.client.doc.getText("notes").insert(0, "graffiti"),
  },
  {
    title: "sends random bytes for an update",
    closes: 4400,
    run: (scene) => scene.client.sendRaw(bytesOf(crypto.getRandomValues(new Uint8Array(500)).fill(255, 0, 3))),
  },
];
