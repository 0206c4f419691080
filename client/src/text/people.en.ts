/**
 * Words of the people of a workspace: English.
 *
 * Shape    part of the app's catalogues, see `catalogues.ts`.
 *
 * @module
 */
export const english = {
  "people.title": "People",
  "people.lead":
    "Who may sign in to this workspace, and as what. Another role or an ended session holds at once, also for what is open.",
  "people.you": "you",
  "people.invited": "Invited, has not signed in yet",
  "people.seen": "Last seen {when}",
  "people.link.waits": "A link waits until {when}",
  "people.role": "Role of {name}",
  "people.role.failed": "The role of {name} stays as it was. {text}",
  "people.link": "Sign-in link",
  "people.link.for": "Sign-in link for {name}",
  "people.link.told":
    "Send it to {name} where only they read it. It works once, until {when}, and is shown only now. An earlier link does not work any more.",
  "people.copy": "Copy",
  "people.copied": "Copied",
  "people.done": "Done",
  "people.sessions": "{n} session|{n} sessions",
  "people.sessions.of": "{n} session of {name}|{n} sessions of {name}",
  "people.sessions.none": "Signed in nowhere.",
  "people.session.unknown": "Unknown browser",
  "people.session.current": "this browser",
  "people.session.since": "since {since}, last {when}",
  "people.session.end": "End",
  "people.session.end.of": "End the session in {device}",
  "people.session.endAll": "End all",
  "people.passkey": "Passkey {name}",
  "people.passkey.copied": "There seems to be a copy: it lets nobody in",
  "people.remove": "Remove",
  "people.remove.of": "Remove {name}",
  "people.remove.ask":
    "Remove {name}? They are signed out everywhere at once and cannot come back without a new invitation. What they did stays.",
  "people.remove.keep": "Keep",
  "people.removed": "{name} was removed.",
  "people.invite": "Invite",
  "people.invite.name": "Name",
  "people.invite.role": "Role",
  "people.invite.busy": "Inviting…",
  "people.invite.noName": "A name is needed, for the history of the cards.",
  "people.offline": "People can be changed once the connection is back.",
} as const;
