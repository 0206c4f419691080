/**
 * Which sessions were ended before their time, and which passkeys removed, kept in a file beside the store.
 *
 * Shape    a line per session or passkey: its id, and until when its cookie could still be shown; a passkey's stays for good. Appended and synced; read once, at the start.
 * Know     the store knows it, too. The file is what a restored backup does not take back: a browser that was signed out after the
 *          backup was made is not signed in again by it.
 * Source   docs/decisions/0029-sessions-are-rows.md
 *
 * @module
 */
import { appendFile, readFile, rename, writeFile } from "node:fs/promises";

/** How long what does not end by itself is remembered. */
export const forGood = Number.MAX_SAFE_INTEGER;

export class EndedSessions {
  readonly #path: string;
  /** Session id -> when it would have ended by itself, in ms. */
  readonly #untilMs: Map<string, number>;

  private constructor(path: string, untilMs: Map<string, number>) {
    this.#path = path;
    this.#untilMs = untilMs;
  }

  static async open(path: string, nowMs: number): Promise<EndedSessions> {
    const lines = await readLines(path);
    const untilMs = new Map(lines.map(parse).filter(([, endMs]) => endMs > nowMs));
    if (untilMs.size < lines.length) await replaceFile(path, [...untilMs].map(format).join(""));
    return new EndedSessions(path, untilMs);
  }

  has(session: string): boolean {
    return this.#untilMs.has(session);
  }

  /** Durable once resolved. */
  async add(sessions: readonly string[], untilMs: number): Promise<void> {
    const entries = sessions
      .filter((session) => !this.#untilMs.has(session))
      .map((session): [string, number] => [session, untilMs]);
    if (entries.length === 0) return;
    await appendFile(this.#path, entries.map(format).join(""), { mode: 0o600, flush: true });
    for (const [session] of entries) this.#untilMs.set(session, untilMs);
  }
}

/** Whole or not at all, whenever it is cut off: what would be lost are sessions that somebody ended. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  await writeFile(beside, text, { mode: 0o600, flush: true });
  await rename(beside, path);
}

const format = ([session, untilMs]: readonly [string, number]): string => `${session} ${untilMs}\n`;
const parse = (line: string): [string, number] => {
  const [session = "", untilMs] = line.split(" ");
  return [session, Number(untilMs)];
};

async function readLines(path: string): Promise<string[]> {
  try {
    return (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
