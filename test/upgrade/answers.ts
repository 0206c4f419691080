/**
 * All that a server answers about a workspace: every card, its history, and what waits for somebody.
 *
 * Shape    as JSON, asked for by `ask`, so that servers of two versions can be compared.
 *
 * @module
 */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Ask = (sub: "ada" | "ben", method: string, path: string, body?: object) => Promise<Answer>;

export interface ToldCard {
  readonly path: string;
  readonly card: Readonly<Record<string, unknown>>;
  readonly history: readonly Readonly<Record<string, unknown>>[];
}

export interface Told {
  readonly atMs: number;
  readonly cards: readonly ToldCard[];
  /** Of Ben, whose late edits are. */
  readonly stranded: readonly Readonly<Record<string, unknown>>[];
}

const paths = ["contacts", "customers", "vendors", "bank-accounts"];

const itemsOf = ({ body }: Answer): readonly Readonly<Record<string, unknown>>[] =>
  body["items"] as Readonly<Record<string, unknown>>[];

export async function answersOf(ask: Ask, atMs: number): Promise<Told> {
  const cards: ToldCard[] = [];
  for (const path of paths) {
    for (const { id } of itemsOf(await ask("ada", "GET", `/${path}?limit=1000`))) {
      const { body: card } = await ask("ada", "GET", `/${path}/${String(id)}`);
      cards.push({
        path,
        card,
        history: itemsOf(await ask("ada", "GET", `/${path}/${String(id)}/history?limit=1000`)),
      });
    }
  }
  return { atMs, cards, stranded: itemsOf(await ask("ben", "GET", "/stranded")) };
}
