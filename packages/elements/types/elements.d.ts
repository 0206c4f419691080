/** Written by check-manifest.ts from custom-elements.json: what each element takes and tells. */
import type { CoupletEventDetails } from "../src/events.ts";
import type {
  CoupletCard,
  CoupletChip,
  CoupletConflicts,
  CoupletField,
  CoupletHistory,
  CoupletLinks,
  CoupletList,
  CoupletOutbox,
  CoupletPicker,
  CoupletPresence,
  CoupletProvider,
  CoupletStatus,
} from "../src/pure.ts";

type Own<Element, Name extends keyof Element> = { [Key in Name]?: Element[Key] | undefined };
/** As an attribute: what is true or false may also be there without a value. */
type Written<Value> = (Value extends boolean ? Value | "" : Value) | undefined;

export interface CoupletElements {
  "couplet-card": CoupletCard;
  "couplet-chip": CoupletChip;
  "couplet-conflicts": CoupletConflicts;
  "couplet-field": CoupletField;
  "couplet-history": CoupletHistory;
  "couplet-links": CoupletLinks;
  "couplet-list": CoupletList;
  "couplet-outbox": CoupletOutbox;
  "couplet-picker": CoupletPicker;
  "couplet-presence": CoupletPresence;
  "couplet-provider": CoupletProvider;
  "couplet-status": CoupletStatus;
}

export interface CoupletProps {
  "couplet-card": Own<
    CoupletCard,
    | "kind"
    | "recordId"
    | "number"
    | "contactType"
    | "fields"
    | "hideParts"
    | "density"
    | "readonly"
    | "defaults"
    | "actions"
  > & {
    "record-id"?: Written<CoupletCard["recordId"]>;
    "contact-type"?: Written<CoupletCard["contactType"]>;
    "hide-parts"?: Written<CoupletCard["hideParts"]>;
  };
  "couplet-chip": Own<CoupletChip, "kind" | "recordId" | "number" | "hideNumber" | "plain"> & {
    "record-id"?: Written<CoupletChip["recordId"]>;
    "hide-number"?: Written<CoupletChip["hideNumber"]>;
  };
  "couplet-conflicts": Own<CoupletConflicts, "kind" | "recordId"> & {
    "record-id"?: Written<CoupletConflicts["recordId"]>;
  };
  "couplet-field": Own<
    CoupletField,
    | "kind"
    | "recordId"
    | "number"
    | "field"
    | "name"
    | "label"
    | "help"
    | "required"
    | "disabled"
    | "readonly"
    | "value"
  > & { "record-id"?: Written<CoupletField["recordId"]> };
  "couplet-history": Own<CoupletHistory, "kind" | "recordId" | "field"> & {
    "record-id"?: Written<CoupletHistory["recordId"]>;
  };
  "couplet-links": Own<CoupletLinks, "kind" | "recordId" | "readonly"> & {
    "record-id"?: Written<CoupletLinks["recordId"]>;
  };
  "couplet-list": Own<CoupletList, "kind" | "search" | "label" | "selectable" | "hideSearch" | "actions" | "chosen"> & {
    "hide-search"?: Written<CoupletList["hideSearch"]>;
  };
  "couplet-outbox": object;
  "couplet-picker": Own<
    CoupletPicker,
    | "kinds"
    | "filter"
    | "allowCreate"
    | "multiple"
    | "name"
    | "label"
    | "help"
    | "placeholder"
    | "required"
    | "disabled"
    | "value"
  > & { "allow-create"?: Written<CoupletPicker["allowCreate"]> };
  "couplet-presence": Own<CoupletPresence, "kind" | "recordId" | "muted"> & {
    "record-id"?: Written<CoupletPresence["recordId"]>;
  };
  "couplet-provider": Own<
    CoupletProvider,
    | "endpoint"
    | "workspace"
    | "tokenUrl"
    | "getToken"
    | "locale"
    | "theme"
    | "storage"
    | "keeps"
    | "readonly"
    | "offline"
    | "messages"
    | "onChange"
    | "engine"
  > & { "token-url"?: Written<CoupletProvider["tokenUrl"]> };
  "couplet-status": object;
}

export interface CoupletEvents {
  "couplet-card":
    | "couplet-ready"
    | "couplet-before-change"
    | "couplet-change"
    | "couplet-remote-change"
    | "couplet-saved"
    | "couplet-refused"
    | "couplet-conflict"
    | "couplet-conflict-solved"
    | "couplet-presence-change"
    | "couplet-created"
    | "couplet-deleted"
    | "couplet-restored"
    | "couplet-navigate"
    | "couplet-action";
  "couplet-chip": "couplet-navigate";
  "couplet-conflicts": "couplet-conflict-solved" | "couplet-navigate";
  "couplet-field":
    | "couplet-before-change"
    | "couplet-change"
    | "couplet-remote-change"
    | "couplet-refused"
    | "couplet-conflict"
    | "couplet-conflict-solved"
    | "couplet-navigate";
  "couplet-history": "couplet-before-change" | "couplet-history-close";
  "couplet-links": "couplet-navigate" | "couplet-link-change" | "couplet-created";
  "couplet-list": "couplet-navigate" | "couplet-choice-change" | "couplet-action";
  "couplet-outbox": "couplet-navigate";
  "couplet-picker": "couplet-pick" | "couplet-created";
  "couplet-presence": "couplet-presence-change";
  "couplet-provider": "couplet-status-change" | "couplet-auth-required" | "couplet-error";
  "couplet-status": "couplet-status-change" | "couplet-action";
}

export type CoupletEventOf<Name> = Name extends keyof CoupletEventDetails
  ? CustomEvent<CoupletEventDetails[Name]>
  : never;
