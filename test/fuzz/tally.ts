/**
 * What became of what was thrown at the server.
 *
 * @module
 */
export const entrances = ["room", "sync", "request", "token"] as const;
export type Entrance = (typeof entrances)[number];

/**
 * `decoded`   understood, and answered or taken as it was
 * `repaired`  taken in part: what was not allowed was put right and refused
 * `refused`   understood, and refused with a code
 * `closed`    no frame, or none at its time: the socket was closed with a code
 */
export const fates = ["decoded", "repaired", "refused", "closed"] as const;
export type Fate = (typeof fates)[number];

export interface Tally {
  inputs: number;
  readonly byEntrance: Record<Entrance, Record<Fate, number>>;
  /** Answers and close codes by number. */
  readonly codes: Record<string, number>;
  /** What single questions of a connection were answered with: outcomes of commands, and what of a lost document was refused, by code. */
  readonly answers: Record<string, number>;
  /** Edits of somebody who means well, while all this goes on. */
  goodEdits: number;
  slowestCpuMs: number;
  heapMb: number;
  readonly findings: string[];
}

const none = (): Record<Fate, number> => ({ decoded: 0, repaired: 0, refused: 0, closed: 0 });

export const noTally = (): Tally => ({
  inputs: 0,
  byEntrance: { room: none(), sync: none(), request: none(), token: none() },
  codes: {},
  answers: {},
  goodEdits: 0,
  slowestCpuMs: 0,
  heapMb: 0,
  findings: [],
});

export function count(tally: Tally, entrance: Entrance, fate: Fate, code?: number): void {
  tally.inputs += 1;
  tally.byEntrance[entrance][fate] += 1;
  if (code !== undefined) tally.codes[code] = (tally.codes[code] ?? 0) + 1;
}

export function countAnswer(answers: Record<string, number>, answer: string): void {
  answers[answer] = (answers[answer] ?? 0) + 1;
}

export function addTally(into: Tally, more: Tally): void {
  into.inputs += more.inputs;
  for (const entrance of entrances)
    for (const fate of fates) into.byEntrance[entrance][fate] += more.byEntrance[entrance][fate];
  for (const [code, times] of Object.entries(more.codes)) into.codes[code] = (into.codes[code] ?? 0) + times;
  for (const [answer, times] of Object.entries(more.answers))
    into.answers[answer] = (into.answers[answer] ?? 0) + times;
  into.goodEdits += more.goodEdits;
  into.slowestCpuMs = Math.max(into.slowestCpuMs, more.slowestCpuMs);
  into.heapMb = more.heapMb;
  into.findings.push(...more.findings);
}
