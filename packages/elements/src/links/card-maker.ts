/**
 * Making a customer, vendor or bank account from a contact: at once, or after asking which of several templates it takes.
 *
 * Shape    a reactive controller; its question is rendered by the host, among its own.
 * Source   rules L8, L9
 *
 * @module
 */
import type { LitElement } from "lit";
import { RequestRefusedError, type CardRow, type CardSnapshot, type Engine } from "@couplet/engine";
import { fittingTemplates, type CardTemplate, type RelatedKind } from "@couplet/model";
import type { Request } from "../request.ts";
import type { Wording } from "../text/wording.ts";
import { renderTemplateQuestion } from "./template-question.ts";

/** A card that waits for its template. */
interface Choosing {
  readonly kind: RelatedKind;
  readonly contactId: string;
  readonly templates: readonly CardTemplate[];
}

export class CardMaker {
  readonly #host: LitElement;
  readonly #request: Request;
  readonly #made: (card: CardRow) => Promise<void>;
  #choosing: Choosing | undefined;

  constructor(host: LitElement, request: Request, made: (card: CardRow) => Promise<void>) {
    this.#host = host;
    this.#request = request;
    this.#made = made;
  }

  async create(engine: Engine, wording: Wording, contact: CardSnapshot, kind: RelatedKind): Promise<void> {
    await this.#request.run(wording, async () => {
      try {
        await this.#made(await engine.createFromContact(contact.id, kind));
      } catch (error) {
        if (!(error instanceof RequestRefusedError) || error.code !== "template.ambiguous") throw error;
        // A person in a company makes the company the customer.
        const type = contact.values["companyId"] ? "company" : (contact.type ?? "company");
        const { setup } = await engine.setup();
        const templates = fittingTemplates(setup.cardTemplates, kind, type);
        await this.#ask({ kind, contactId: contact.id, templates });
      }
    });
  }

  /** The question, while it stands. */
  render(engine: Engine, wording: Wording): unknown {
    const choosing = this.#choosing;
    return (
      choosing &&
      renderTemplateQuestion({
        ...choosing,
        wording,
        close: () => this.#end(choosing),
        choose: (templateCode) => this.#choose(engine, wording, choosing, templateCode),
      })
    );
  }

  async #ask(choosing: Choosing): Promise<void> {
    this.#choosing = choosing;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector("dialog")?.showModal();
  }

  /** A dialog says late that it was closed: by then the next one may be open. */
  #end(choosing: Choosing): void {
    if (choosing !== this.#choosing) return;
    this.#host.renderRoot.querySelector("dialog")?.close();
    this.#choosing = undefined;
    this.#host.requestUpdate();
  }

  async #choose(engine: Engine, wording: Wording, choosing: Choosing, templateCode: string): Promise<void> {
    this.#end(choosing);
    await this.#request.run(wording, async () => {
      await this.#made(await engine.createFromContact(choosing.contactId, choosing.kind, { templateCode }));
    });
  }
}
