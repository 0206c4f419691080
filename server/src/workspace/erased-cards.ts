/**
 * Which cards were erased, kept in a file beside the store.
 *
 * Shape    a line per card: workspace, id of the card, when, and who wanted it, as JSON. Appended and synced before anything is erased; no value of the card.
 * Know     the store knows it, too. The file is what a restored backup does not take back: what was erased after the backup was made is erased again
 *          as soon as the workspace is opened.
 * Source   docs/decisions/0032-erasing.md
 *
 * @module
 */
import { appendFile, readFile } from "node:fs/promises";

export interface ErasedCard {
  readonly workspace: string;
  readonly cardId: string;
  readonly atMs: number;
  /** `sub` of the administrator. */
  readonly by: string;
}

export class ErasedCards {
  readonly #path: string | undefined;
  readonly #cards = new Map<string, ErasedCard>();

  private constructor(path: string | undefined, cards: readonly ErasedCard[]) {
    this.#path = path;
    for (const card of cards) this.#cards.set(nameOf(card), card);
  }

  /** @param path absent: not kept beyond the process */
  static async open(path: string | undefined): Promise<ErasedCards> {
    return new ErasedCards(path, path === undefined ? [] : await readLines(path));
  }

  in(workspace: string): readonly ErasedCard[] {
    return [...this.#cards.values()].filter((card) => card.workspace === workspace);
  }

  /** Durable once resolved. */
  async add(cards: readonly ErasedCard[]): Promise<void> {
    const fresh = cards.filter((card) => !this.#cards.has(nameOf(card)));
    if (fresh.length === 0) return;
    // A line that a crash has cut off ends here.
    const lines = fresh.map((card) => `\n${JSON.stringify(card)}`).join("");
    if (this.#path !== undefined) await appendFile(this.#path, lines, { mode: 0o600, flush: true });
    for (const card of fresh) this.#cards.set(nameOf(card), card);
  }
}

const nameOf = ({ workspace, cardId }: ErasedCard): string => JSON.stringify([workspace, cardId]);

async function readLines(path: string): Promise<ErasedCard[]> {
  try {
    return (await readFile(path, "utf8")).split("\n").flatMap(parse);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** One that was cut off was never answered for. */
function parse(line: string): ErasedCard[] {
  try {
    const card = JSON.parse(line) as Partial<ErasedCard>;
    const { workspace, cardId, atMs = 0, by = "" } = card;
    if (typeof workspace !== "string" || typeof cardId !== "string") return [];
    return [{ workspace, cardId, atMs, by }];
  } catch {
    return [];
  }
}
