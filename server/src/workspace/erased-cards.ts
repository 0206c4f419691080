/**
 * Which cards were erased, kept in a file beside the store.
 *
 * Shape    a line per card: workspace, id of the card, when, and who wanted it, as JSON. Appended and synced before anything is erased; no value of the card.
 * Know     the store knows it, too. The file is what a restored backup does not take back: what was erased after the backup was made is erased again
 *          as soon as the workspace is opened.
 * Source   docs/decisions/0036-erasing.md
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

type Line = ErasedCard & { readonly isRefused?: boolean };

export class ErasedCards {
  readonly #path: string | undefined;
  readonly #cards = new Map<string, ErasedCard>();

  private constructor(path: string | undefined, cards: readonly Line[]) {
    this.#path = path;
    for (const card of cards) this.#take(card);
  }

  #take(card: Line): void {
    if (card.isRefused === true) this.#cards.delete(nameOf(card));
    else this.#cards.set(nameOf(card), card);
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
    await this.#append(cards.filter((card) => !this.#cards.has(nameOf(card))));
  }

  /** They were not erased after all: whoever asked was refused. */
  async refused(cards: readonly ErasedCard[]): Promise<void> {
    await this.#append(cards.map((card) => ({ ...card, isRefused: true })));
  }

  async #append(lines: readonly Line[]): Promise<void> {
    if (lines.length === 0) return;
    // A line that a crash has cut off ends here.
    const text = lines.map((line) => `\n${JSON.stringify(line)}`).join("");
    if (this.#path !== undefined) await appendFile(this.#path, text, { mode: 0o600, flush: true });
    for (const line of lines) this.#take(line);
  }
}

const nameOf = ({ workspace, cardId }: ErasedCard): string => JSON.stringify([workspace, cardId]);

async function readLines(path: string): Promise<Line[]> {
  try {
    return (await readFile(path, "utf8")).split("\n").flatMap(parse);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** One that was cut off was never answered for. */
function parse(line: string): Line[] {
  try {
    const card = JSON.parse(line) as Partial<Line>;
    const { workspace, cardId, atMs = 0, by = "", isRefused } = card;
    if (typeof workspace !== "string" || typeof cardId !== "string") return [];
    return [{ workspace, cardId, atMs, by, ...(isRefused === true && { isRefused }) }];
  } catch {
    return [];
  }
}
