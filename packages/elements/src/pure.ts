/**
 * The classes of the elements, without registering any: for pages that choose their own tags.
 *
 * @module
 */
export { CoupletCard } from "./card/card.ts";
export type { CardAction } from "./card/card-parts.ts";
export { CoupletDeleteDialog } from "./card/delete-dialog.ts";
export { CoupletNotes } from "./card/notes.ts";
export { CoupletTypeDialog } from "./card/type-dialog.ts";
export { CoupletChip } from "./chip/chip.ts";
export { vCardOf } from "./card/vcard.ts";
export { CoupletConflicts } from "./conflicts/conflicts.ts";
export { emit, type CoupletEventDetails, type CoupletEventName, type PickedCard } from "./events.ts";
export { CoupletField } from "./field/field.ts";
export { CoupletHistory } from "./history/history.ts";
export { kindOfAttribute, type KindAttribute } from "./kind-attribute.ts";
export { CoupletLinkDialog } from "./links/link-dialog.ts";
export { CoupletLinks } from "./links/links.ts";
export { CoupletList } from "./list/list.ts";
export { CoupletOutbox } from "./outbox/outbox.ts";
export { CoupletPicker } from "./picker/picker.ts";
export type { PickerFilter } from "./picker/picked-filter.ts";
export { CoupletPicture } from "./picture/picture.ts";
export { renderThumb, thumbStyles } from "./picture/thumb.ts";
export { CoupletPresence } from "./presence/presence.ts";
export { Connection } from "./provider/connection.ts";
export {
  providerContext,
  type ChangeJudge,
  type ProposedChange,
  type ProviderLink,
  type Theme,
} from "./provider/link.ts";
export { TokenAddressError, TokenRefusedError } from "./provider/token-source.ts";
export { CoupletProvider } from "./provider/provider.ts";
export { CoupletStatus, statusText } from "./status/status.ts";
export { renderFailureOf } from "./request-failure.ts";
export { baseStyles } from "./style/base.styles.ts";
export { renderDialogHead } from "./style/dialog-head.ts";
export { dialogStyles } from "./style/dialog.styles.ts";
export { iconOfKind } from "./style/icons.ts";
export { failureText } from "./text/failure-text.ts";
export { readable } from "./field/display.ts";
export { createWording, type Language, type MessageOverrides, type Wording } from "./text/wording.ts";
export type { MessageKey } from "./text/english.ts";
