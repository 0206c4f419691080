/**
 * Who may do what: the expectation, written down once and by hand.
 *
 * Shape    what each role has, and which right each call, command, document and frame takes. `test/system/rights*.test.ts` asks a started server whether
 *          it is so, `table.ts` writes it into docs/SECURITY.md.
 * Not      taken from the product's own tables: two that agree say more than one that agrees with itself.
 *
 * @module
 */
import type { CardKind, Command, RelatedKind, Role } from "@couplet/model";
import type { ToServer } from "@couplet/protocol";

interface RoleRights {
  readonly edits: readonly CardKind[];
  /** Own fields and notes; common fields every role reads. */
  readonly reads: readonly CardKind[];
  readonly links: readonly RelatedKind[];
  readonly setsUp: boolean;
}

const everyKind: readonly CardKind[] = ["contact", "customer", "vendor", "bankAccount"];
const everyLink: readonly RelatedKind[] = ["customer", "vendor", "bankAccount"];

export const roleRights: Readonly<Record<Role, RoleRights>> = {
  viewer: { edits: [], reads: everyKind, links: [], setsUp: false },
  sales: { edits: ["contact", "customer"], reads: ["contact", "customer"], links: ["customer"], setsUp: false },
  purchasing: { edits: ["contact", "vendor"], reads: ["contact", "vendor"], links: ["vendor"], setsUp: false },
  finance: { edits: ["customer", "vendor", "bankAccount"], reads: everyKind, links: [], setsUp: false },
  editor: { edits: everyKind, reads: everyKind, links: everyLink, setsUp: false },
  admin: { edits: everyKind, reads: everyKind, links: everyLink, setsUp: true },
};

/**
 * `everybody`  also without a token
 * `operator`   whoever runs the server, by a token that is for this alone
 * `code`       whoever has a one-time code, a passkey or the cookie of a session
 * `member`     every role of the workspace
 * `read`, `edit`, `link`   of the kind at hand
 * `own`        whoever it belongs to: to anybody else it is not there
 * `starter`    whoever began it, and administrators
 * `self`       whoever it is about, and administrators
 * `oneself`    whoever it is about, and nobody else
 */
export type Right =
  | "everybody"
  | "operator"
  | "code"
  | "member"
  | "read"
  | "edit"
  | "edit contact"
  | "link"
  | "set up"
  | "own"
  | "starter"
  | "self"
  | "oneself";

/** `kind` is what the call or command is about, where it is about one. */
export function mayDo(role: Role, right: Right, kind: CardKind): boolean {
  const { edits, reads, links, setsUp } = roleRights[role];
  switch (right) {
    case "everybody":
    case "member":
      return true;
    case "read":
      return reads.includes(kind);
    case "edit":
      return edits.includes(kind);
    case "edit contact":
      return edits.includes("contact");
    case "link":
      return links.some((one) => one === kind);
    case "set up":
      return setsUp;
    case "starter":
    case "self":
      return role === "admin";
    case "operator":
    case "code":
    case "own":
    case "oneself":
      return false;
    default:
      return right satisfies never;
  }
}

/** `{kind}` stands for contacts, customers, vendors and bank accounts, `{related}` for the last three. */
export const callRights = {
  "GET /healthz": "everybody",
  "GET /readyz": "everybody",
  "GET /metrics": "operator",
  "GET /openapi.json": "everybody",
  "POST /sign-in": "code",
  "POST /sign-in/passkey/options": "everybody",
  "POST /sign-in/passkey": "code",
  "POST /token": "code",
  "POST /sign-out": "code",
  "GET /{kind}": "member",
  "POST /{kind}": "edit",
  "GET /{kind}/{id}": "member",
  "PATCH /{kind}/{id}": "edit",
  "DELETE /{kind}/{id}": "edit",
  "POST /{kind}/{id}/restore": "edit",
  "GET /{kind}/{id}/history": "member",
  "GET /{kind}/{id}/conflicts": "member",
  "GET /{kind}/{id}/personal-data": "set up",
  "POST /{kind}/{id}/erasure": "set up",
  "GET /erasures": "member",
  "POST /contacts/{id}/links": "link",
  "DELETE /contacts/{id}/links/{relationId}": "link",
  "POST /contacts/{id}/links/{relationId}/undo": "link",
  "POST /contacts/{id}/{related}": "link",
  "POST /{related}/{id}/contact": "link",
  "POST /contacts/{id}/merge": "edit contact",
  "POST /contacts/{id}/merge/{mergedId}/undo": "edit contact",
  "GET /contacts/from-cards": "member",
  "POST /contacts/from-cards": "link",
  "GET /jobs": "member",
  "GET /jobs/{id}": "member",
  "POST /jobs/{id}/cancel": "starter",
  "POST /commands": "member",
  "GET /setup": "member",
  "PUT /setup": "set up",
  "GET /people": "set up",
  "POST /people": "set up",
  "PATCH /people/{sub}": "set up",
  "DELETE /people/{sub}": "set up",
  "POST /people/{sub}/link": "set up",
  "GET /people/{sub}/sessions": "self",
  "DELETE /people/{sub}/sessions": "self",
  "DELETE /people/{sub}/sessions/{session}": "self",
  "GET /people/{sub}/passkeys": "self",
  "POST /people/{sub}/passkeys/options": "oneself",
  "POST /people/{sub}/passkeys": "oneself",
  "DELETE /people/{sub}/passkeys/{passkey}": "self",
  "GET /changes": "member",
  "GET /stranded": "member",
  "POST /stranded/{entry}": "own",
  "GET /demo-report": "member",
} as const satisfies Readonly<Record<string, Right>>;
export type CallName = keyof typeof callRights;

/** The same over `POST /commands` and over `/sync`. */
export const commandRights: Readonly<Record<Command["type"], Right>> = {
  create: "edit",
  createFromContact: "link",
  createContactFromCard: "link",
  link: "link",
  unlink: "link",
  undoLink: "link",
  mergeContacts: "edit contact",
  undoMerge: "edit contact",
  delete: "edit",
  restore: "edit",
  changeType: "edit contact",
  renumber: "edit",
};

/** The same in a room of its own and in a channel of `/sync`. */
export const documentRights = {
  "join the common document": "member",
  "edit the common document": "edit",
  "join the card document": "read",
  "edit the card document": "edit",
} as const satisfies Readonly<Record<string, Right>>;

/** What a frame takes beside the right to connect; of a feed, a comparison and a channel, what it tells is what the role may read. */
export const frameRights: Readonly<Record<ToServer["type"], Right | "as the command" | "as the document">> = {
  hello: "member",
  taken: "member",
  token: "own",
  command: "as the command",
  open: "as the document",
  channel: "as the document",
  close: "member",
  beat: "member",
  hold: "member",
  compare: "member",
  want: "read",
  recover: "as the document",
  go: "member",
};
