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

/** A card of which nothing is left, with the documents that went with it. */
export interface GoneCard {
  readonly cardId: string;
  readonly documentIds: readonly string[];
  /** Of the workspace, ever growing. */
  readonly mark: number;
}

type Line = ErasedCard & { readonly isRefused?: boolean };

export class ErasedCards {
  readonly #path: string | undefined;
  readonly #cards = new Map<string, ErasedCard>();

  /** By workspace and card; told by the store at each start. */
  readonly #gone = new Map<string, Map<string, GoneCard>>();
  readonly #marks = new Map<string, number>();

  private constructor(path: string | undefined, cards: readonly Line[]) {
    this.#path = path;
    for (const card of cards) this.#take(card);
  }

  #take(card: Line): void {
    if (card.isRefused === true) this.#cards.delete(nameOf(card));
    else this.#cards.set(nameOf(card), card);
  }

  static async open(path: string): Promise<ErasedCards> {
    return new ErasedCards(path, await readLines(path));
  }

  /** Not kept beyond the process. */
  static inMemory(): ErasedCards {
    return new ErasedCards(undefined, []);
  }

  in(workspace: string): readonly ErasedCard[] {
    return [...this.#cards.values()].filter((card) => card.workspace === workspace);
  }

  /** Their content is gone, since `atMs`. */
  gone(workspace: string, cardIds: readonly string[], documentIds: readonly string[], atMs: number): void {
    const cards = this.#gone.get(workspace) ?? new Map<string, GoneCard>();
    this.#gone.set(workspace, cards);
    const mark = Math.max(atMs, this.markOf(workspace) + 1);
    this.#marks.set(workspace, mark);
    for (const cardId of cardIds) cards.set(cardId, { cardId, documentIds, mark });
  }

  /** Of the last card that went; 0: none has. */
  markOf(workspace: string): number {
    return this.#marks.get(workspace) ?? 0;
  }

  /** Those that went after the mark, and some of before: marks are made anew at each start. */
  goneSince(workspace: string, mark: number): readonly GoneCard[] {
    return [...(this.#gone.get(workspace)?.values() ?? [])].filter((card) => card.mark > mark - toldAgainMs);
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

const toldAgainMs = 60_000;

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
