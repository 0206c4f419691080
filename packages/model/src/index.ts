/**
 * The rules of cards and relations, shared by the server and all clients.
 *
 * Shape    pure TypeScript: no I/O, no clock, no randomness, no Yjs.
 *
 * @module
 */
export { AppError, assertNever } from "./error.ts";
export {
  cardKinds,
  contactTypes,
  isCardKind,
  isContactType,
  isRelatedKind,
  kindOfPath,
  pathOfKind,
  relatedKinds,
  type CardKind,
  type ContactType,
  type KindPath,
  type RelatedKind,
} from "./kind.ts";
export {
  forkDocumentId,
  InvalidIdError,
  isCardId,
  isCommandId,
  isDocumentId,
  isRelationId,
  isUuid,
  parseCardId,
  parseCommandId,
  parseDocumentId,
  parseRelationId,
  type CardId,
  type CommandId,
  type DocumentId,
  type RelationId,
} from "./id.ts";
export {
  commonFields,
  commonFieldsOfKind,
  documentRole,
  fieldNames,
  fieldsOfKind,
  fieldSpec,
  typeOfField,
  type FieldSpec,
  type FieldType,
} from "./schema.ts";
export {
  addressBlock,
  communicationFields,
  companyEdits,
  heirOf,
  inheritedValues,
  inheritsFrom,
  isInheritable,
  liveCompany,
  shownWith,
  switchedFields,
  withAddressBlock,
  type Heir,
  type InheritanceSwitches,
  type ValueOf,
} from "./inheritance.ts";
export {
  emptyValue,
  formatValue,
  isEmptyValue,
  judgeValue,
  parseValue,
  meaningOf,
  sameMeaning,
  type ParsedValue,
  type Scalar,
  type ValueContext,
} from "./value.ts";
export {
  isPicture,
  maxPictureLength,
  maxPictureSide,
  pictureTypes,
  readPictureHeader,
  type PictureHeader,
  type PictureType,
} from "./picture.ts";
export { hints } from "./hint.ts";
export {
  countryCodes,
  countryName,
  currencyCodes,
  currencyName,
  isCountryCode,
  isCurrencyCode,
  languageName,
} from "./locale-code.ts";
export { lengthOf } from "./text.ts";
export { isRole, mayEdit, mayLink, mayRead, maySetUp, roles, type Role } from "./role.ts";
export {
  defaultedFields,
  defaultSetup,
  fittingTemplates,
  duplicateThreshold,
  inheritanceSwitches,
  interactionOperations,
  type CardTemplate,
  type DefaultedField,
  type InheritanceSwitch,
  type DuplicateRules,
  type InteractionOperation,
  type InteractionTemplate,
  type RelationCodes,
  type Setup,
} from "./setup.ts";
export { formatNumber, maxNumberLength, nextNumber, type DrawnNumber, type NumberSeries } from "./number-series.ts";
export {
  statusOf,
  type Card,
  type ContactStatus,
  type DeletionRecord,
  type LinkUndo,
  type MergeRecord,
  type Relation,
} from "./card.ts";
export type {
  Command,
  CreateCommand,
  CreateContactFromCardCommand,
  CreateFromContactCommand,
  DeleteCommand,
  Fields,
  LinkCommand,
  MergeContactsCommand,
  UndoMergeCommand,
  RestoreCommand,
  UndoLinkCommand,
  UnlinkCommand,
} from "./command.ts";
export type { Effect, MergeSide, Side } from "./effect.ts";
export type { Actor, WorkspaceView } from "./view.ts";
export type { Decision } from "./decision.ts";
export { decide } from "./decide.ts";
export { mergeSides } from "./commands/merge.ts";
export { restorableDays } from "./commands/restore.ts";
export { InvalidCommandError, parseCommand } from "./parse-command.ts";
export { changeSetup, InvalidSetupError, parseSetup, type CodeRename, type SetupChange } from "./parse-setup.ts";
export { searchNameOf, withSearchName } from "./search-name.ts";
export { searchTerms, searchTextOf, searchTextOfNo } from "./search-text.ts";
export { type SortColumn, sortColumns, sortColumnsOf, sortKeyOf } from "./sort-column.ts";
export { appendedNotes, withdrawnNotes } from "./joined-notes.ts";
export { contactNameOf, readContactName, withContactName, type ReadContactName } from "./contact-name.ts";
export { hubOf, judgeReferences, primaryByType, referencesToday } from "./reference.ts";
export {
  completePersonName,
  editPersonName,
  isPersonNameField,
  joinName,
  personNameFields,
  splitName,
  type PersonName,
  type PersonNameField,
} from "./person-name.ts";
export type { CommandProblem, FieldProblem, ProblemParams } from "./problem.ts";
export { isProblemCode, problemText } from "./problem-text.ts";
export type { ProblemCode } from "./problem-text.en.ts";
export {
  fieldLabel,
  kindLabel,
  kindPluralLabel,
  localeOfTag,
  locales,
  nearestLocale,
  statusLabel,
  valueLabel,
  type Locale,
} from "./label.ts";
