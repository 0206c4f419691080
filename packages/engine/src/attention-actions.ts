/**
 * What a user does about something that needs attention: gives it up, tries it again, brings its card back.
 *
 * @module
 */
import type { Api } from "./api.ts";
import type { AttentionItem } from "./attention.ts";
import { RequestRefusedError } from "./engine-error.ts";
import type { Engine } from "./engine.ts";
import type { SessionParts } from "./session-parts.ts";

export class AttentionActions {
  readonly #engine: Pick<Engine, "openCard" | "restore" | "attention">;
  readonly #api: Api;
  readonly #running: () => Promise<SessionParts>;

  constructor(
    engine: Pick<Engine, "openCard" | "restore" | "attention">,
    api: Api,
    running: () => Promise<SessionParts>,
  ) {
    this.#engine = engine;
    this.#api = api;
    this.#running = running;
  }

  async discard(item: AttentionItem): Promise<void> {
    const parts = await this.#running();
    if (item.kind === "refused") parts.attention.settle({ entry: item.id });
    else if (item.kind === "command") await parts.outbox.discard(item.id);
    else if (item.kind === "stranded") await this.#resolveStranded(item.id, "discard");
  }

  async retry(item: AttentionItem): Promise<void> {
    if (item.kind === "stranded") await this.#resolveStranded(item.id, "apply");
    if (item.kind === "command") await (await this.#running()).outbox.retry(item.id);
    if (item.kind !== "refused") return;
    // What the device remembers may be the very document that was forgotten.
    if (item.actions.includes("export")) await (await this.#running()).readRow(item.card.kind, item.card.id);
    const session = await this.#engine.openCard(item.card.kind, { id: item.card.id });
    try {
      const result = session.retryRefused(item.id);
      if (!result.ok) throw RequestRefusedError.ofProblem(result.problem);
    } finally {
      session.close();
    }
  }

  async restoreStranded(item: AttentionItem): Promise<void> {
    if (item.kind !== "stranded") return;
    const { outcomes } = await this.#running();
    // Restoring brings what was stranded along; what is still there is asked for by name.
    await this.#engine.restore(item.card.kind, item.card.id).finally(() => outcomes.readStranded());
    const isLeft = this.#engine.attention.value.some(({ id }) => id === item.id);
    if (isLeft) await this.#resolveStranded(item.id, "apply");
  }

  async #resolveStranded(entry: string, action: "apply" | "discard"): Promise<void> {
    const parts = await this.#running();
    try {
      await this.#api.send(`/stranded/${encodeURIComponent(entry)}`, { method: "POST", body: { action } });
    } finally {
      await parts.outcomes.readStranded();
    }
  }
}
