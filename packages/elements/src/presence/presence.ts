/**
 * The people who have a card open, as initials with names.
 *
 * Shape    a short row of avatars, a list for screen readers, and at most one spoken message in ten seconds.
 * Not      a tracker: oneself is left out, own tabs and devices count as oneself.
 *
 * @module
 */
import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CardSession, Person } from "@couplet/engine";
import { CardController, type WantedCard } from "../card/card-controller.ts";
import { emit } from "../events.ts";
import { kindConverter, kindOfAttribute, type KindAttribute } from "../kind-attribute.ts";
import { Connection } from "../provider/connection.ts";
import { baseStyles } from "../style/base.styles.ts";
import { reflectStates } from "../style/custom-state.ts";
import { someOf } from "./some-of.ts";

const announceEveryMs = 10_000;
const mostShown = 4;
/** Of those behind the count, and of those who came: nobody listens to hundreds of names. */
const mostListed = 20;
const mostAnnounced = 3;

/** One entry per person, however many cards and fields they are in; the field they are in wins over none. */
export function peopleOnce(people: readonly Person[]): readonly Person[] {
  const bySub = new Map<string, Person>();
  for (const person of people) {
    const known = bySub.get(person.sub);
    if (!known || (!known.field && person.field)) bySub.set(person.sub, person);
  }
  return [...bySub.values()];
}

/**
 * Who else has the card open.
 *
 * @element couplet-presence
 * @fires {CustomEvent} couplet-presence-change - People came, went or moved on.
 * @csspart presence - The row.
 * @cssstate someone-here - There is anybody to show.
 * @csspart avatar - One person.
 */
export class CoupletPresence extends LitElement {
  static override properties = {
    kind: { converter: kindConverter },
    recordId: { attribute: "record-id" },
    muted: { type: Boolean },
    session: { attribute: false },
  };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-block;
      }
      ul {
        display: flex;
      }
      li {
        position: relative;
        display: grid;
        place-items: center;
        width: 1.75rem;
        height: 1.75rem;
        margin-inline-start: -0.3rem;
        border: 1.5px solid var(--_info);
        border-radius: 50%;
        background: var(--_surface);
        color: var(--_info);
        font-size: 0.6875rem;
        font-weight: 650;
        letter-spacing: 0.01em;
        cursor: default;
      }
      li:first-child {
        margin-inline-start: 0;
      }
      li.busy::after {
        content: "";
        position: absolute;
        inset-inline-end: -2px;
        bottom: -2px;
        width: 0.5rem;
        height: 0.5rem;
        border: 1.5px solid var(--_surface);
        border-radius: 50%;
        background: var(--_info);
      }
      li.more {
        border-color: var(--_border);
        color: var(--_muted);
      }
    `,
  ];

  declare kind: KindAttribute | undefined;
  declare recordId: string | undefined;
  /** Says nothing to screen readers by itself; the list stays. */
  declare muted: boolean;
  /** The open card, where a card element already holds it. @internal */
  declare session: CardSession | undefined;

  readonly #internals = this.attachInternals();
  readonly #connection = new Connection(this);
  readonly #card = new CardController(this, {
    wanted: () => this.session ?? this.#wanted,
    onPresence: (people) => this.#onPresence(people),
  });
  #known = new Set<string>();
  #announcement = "";
  #announcedAtMs = 0;

  constructor() {
    super();
    this.muted = false;
  }

  /** Who is here now. */
  get people(): readonly Person[] {
    return peopleOnce(this.#card.people);
  }

  get #wanted(): WantedCard | undefined {
    const { engine } = this.#connection;
    const kind = kindOfAttribute(this.kind);
    return engine && kind && this.recordId ? { engine, kind, name: { id: this.recordId } } : undefined;
  }

  protected override render() {
    const { wording } = this.#connection;
    const { people } = this;
    const words = (person: Person): string =>
      person.field
        ? wording.say("presence.at", { name: person.name, field: wording.field(person.field) })
        : person.name;
    const rest = people.slice(mostShown);
    const listed = someOf(rest.map(words), mostListed, this.#more);
    return html`
      ${
        people.length
          ? html`
              <ul part="presence" aria-label=${wording.say("presence.label")}>
                ${repeat(
                  people.slice(0, mostShown),
                  (person) => person.sub,
                  (person) => html`
                    <li part="avatar" class=${person.field ? "busy" : ""} title=${words(person)}>
                      <span aria-hidden="true">${person.initials}</span>
                      <span class="hidden-text">${words(person)}</span>
                    </li>
                  `,
                )}
                ${
                  rest.length
                    ? html`
                        <li part="avatar" class="more" title=${listed.join("\n")}>
                          <span aria-hidden="true">+${rest.length}</span>
                          <span class="hidden-text">
                            ${wording.say("presence.more", { n: rest.length })}: ${wording.list(listed)}
                          </span>
                        </li>
                      `
                    : nothing
                }
              </ul>
            `
          : nothing
      }
      <span class="hidden-text" role="status">${this.#announcement}</span>
    `;
  }

  protected override updated(): void {
    reflectStates(this.#internals, { "someone-here": this.people.length > 0 });
  }

  readonly #more = (n: number): string => this.#connection.wording.say("presence.more", { n });

  #onPresence(people: readonly Person[]): void {
    // A card element tells the page itself.
    if (!this.session) emit(this, "couplet-presence-change", { people });
    const now = peopleOnce(people);
    const came = now.filter((person) => !this.#known.has(person.sub));
    this.#known = new Set(now.map((person) => person.sub));
    const isQuiet = Date.now() - this.#announcedAtMs < announceEveryMs;
    if (!came.length || this.muted || isQuiet) return;
    const { wording } = this.#connection;
    this.#announcedAtMs = Date.now();
    const names = came.map((person) => person.name);
    const name = wording.list(someOf(names, mostAnnounced, this.#more));
    this.#announcement = wording.say("presence.came", { name });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-presence": CoupletPresence;
  }
}
