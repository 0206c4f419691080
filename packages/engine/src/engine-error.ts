/**
 * Why the engine could not do what it was asked: one class per meaning.
 *
 * Shape    stable `code`s; {@link RequestRefusedError} carries the server's own code and text.
 * Not      a value that was refused on entry: that is the result of `CardSession.set`.
 *
 * @module
 */
import { AppError, type FieldProblem } from "@couplet/model";

/** The server cannot be reached, and what was asked needs it. Nothing was changed. */
export class OfflineError extends AppError {
  readonly code = "offline";
  constructor(what: string, options?: ErrorOptions) {
    super(`${what} needs the server, which cannot be reached`, options);
  }
}

/** What was set is in this page's memory and not on the device: that keeps nothing, or not now. Closing the page would lose what waits. */
export class NotKeptError extends AppError {
  readonly code = "storage.not-kept";
  constructor(options?: ErrorOptions) {
    super("This device does not keep what was set: stay on this page until the server has it", options);
  }
}

/** The command waits for the server, and this device knows too little to show what it will make. */
export class CommandQueuedError extends AppError {
  readonly code = "command.queued";
  constructor() {
    super("The command waits until the server can be reached");
  }
}

/** No token could be had: the user has to sign in. Edits stay on the device. */
export class SignInNeededError extends AppError {
  readonly code = "auth.required";
  constructor(options?: ErrorOptions) {
    super("The user is not signed in", options);
  }
}

/** The token handed to this engine belongs to another user or workspace; that takes an engine of its own. */
export class IdentityMismatchError extends AppError {
  readonly code = "auth.identity";
  constructor() {
    super("The token is for another user or workspace than this engine was started for");
  }
}

/** There is no such card, or it has been deleted. */
export class CardNotFoundError extends AppError {
  readonly code = "card.unknown";
  readonly card: string;
  constructor(card: string) {
    super(`There is no card ${card}`);
    this.card = card;
  }
}

/** The server refused a request; `code`, `field` and `text` are those of its problem answer. */
export class RequestRefusedError extends AppError {
  readonly code: string;
  readonly status: number;
  readonly text: string;
  readonly field: string | undefined;
  /** What the text speaks of, where the server told. */
  readonly params: Readonly<Record<string, string | number>>;
  constructor(
    status: number,
    problem: {
      readonly code: string;
      readonly text: string;
      readonly field?: string;
      readonly params?: Readonly<Record<string, string | number>>;
    },
  ) {
    super(problem.text);
    this.status = status;
    this.code = problem.code;
    this.text = problem.text;
    this.field = problem.field;
    this.params = problem.params ?? {};
  }

  /** What this device refuses already, as the server would. */
  static ofProblem({ code, field }: FieldProblem): RequestRefusedError {
    return new RequestRefusedError(422, { code, text: code, ...(field === undefined ? {} : { field }) });
  }
}

/** The engine was closed while, or before, it was asked. */
export class EngineClosedError extends AppError {
  readonly code = "engine.closed";
  constructor(options?: ErrorOptions) {
    super("The engine is closed", options);
  }
}

/** What passes: the network, or signing in. */
export const isOutOfReach = (error: unknown): boolean =>
  error instanceof OfflineError || error instanceof SignInNeededError;
