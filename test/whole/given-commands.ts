/**
 * Commands that people give: where they are kept, what they were told of them, and what the server has decided.
 *
 * Shape    each is executed once or refused, never both, and whoever gave it hears of that.
 *
 * @module
 */
import type { Counts } from "./counts.ts";
import type { Machine } from "./place.ts";

export class GivenCommands {
  readonly #counts: Counts;
  readonly #fail: (rule: string, text: string) => void;
  readonly #outcomes = new Set<string>();
  /** Commands that were on a disk, or left it, and by whom they are remembered. */
  readonly #commands = new Map<string, { readonly machine: Machine; isOnDisk: boolean; isRefused: boolean }>();
  readonly #toldExecuted = new Set<string>();
  readonly #toldRefused = new Map<string, string>();
  readonly #proposed = new Set<string>();
  /** Those that a restored backup knows nothing of. */
  readonly #undone = new Set<string>();

  constructor(counts: Counts, fail: (rule: string, text: string) => void) {
    this.#counts = counts;
    this.#fail = fail;
  }

  /** `row` is on the disk; `undefined`: not any more. */
  kept(machine: Machine, key: string, row: unknown): void {
    const { state, refusal } = (row ?? {}) as { readonly state?: string; readonly refusal?: { readonly code: string } };
    // What a restored backup lacks is proposed to the user, and given with an id of its own where the user wants that.
    if (refusal?.code === "recovery.lost") this.#proposed.add(key);
    if (this.#proposed.has(key)) return;
    machine.world.tell(() => `${machine.name} keeps command ${key}: ${state ?? "no more"}`);
    this.#commands.set(key, { machine, isOnDisk: row !== undefined, isRefused: state === "refused" });
  }

  /** Nothing is on the device any more. */
  wiped(device: string): void {
    for (const [id, command] of this.#commands) if (command.machine.device === device) this.#commands.delete(id);
  }

  /** An answer to a command came back to whoever had sent it. */
  answered(commandId: string, status: number, text: string): void {
    if (status === 200 && text.includes('"repeated":true')) this.#counts.executedAgain++;
    if (status === 200 && !this.#undone.has(commandId)) this.#toldExecuted.add(commandId);
    else if ([400, 403, 404, 409, 410, 422].includes(status)) this.#toldRefused.set(commandId, text);
  }

  /** The server has committed what became of it. */
  decided(commandId: string, outcome: string): void {
    if (this.#outcomes.has(commandId)) this.#fail("G4", `command ${commandId} was executed twice`);
    if (outcome.startsWith('{"refused":')) return;
    this.#outcomes.add(commandId);
    this.#counts.executed++;
  }

  outcomes(): ReadonlySet<string> {
    return new Set(this.#outcomes);
  }

  /** @param outcomes what a backup has that was restored */
  restored(outcomes: ReadonlySet<string>): void {
    for (const id of this.#outcomes) if (!outcomes.has(id)) this.#undone.add(id);
    for (const id of this.#undone) this.#toldExecuted.delete(id);
    this.#outcomes.clear();
    for (const id of outcomes) this.#outcomes.add(id);
  }

  checkEnd(): void {
    for (const id of this.#toldExecuted) {
      if (!this.#outcomes.has(id)) this.#fail("G1", `command ${id} was answered as executed, and is not`);
    }
    for (const [id, text] of this.#toldRefused) {
      if (this.#outcomes.has(id)) this.#fail("L6", `command ${id} was executed, and answered with ${text}`);
    }
    for (const [id, { isOnDisk, isRefused, machine }] of this.#commands) {
      if (!isOnDisk && this.#undone.has(id)) continue;
      if (this.#outcomes.has(id)) {
        if (isRefused) this.#fail("L6", `command ${id} was executed and is shown as refused`);
      } else if (isRefused || this.#toldRefused.has(id)) this.#counts.commandsRefused++;
      else
        this.#fail(
          "C2",
          `command ${id} of ${machine.name} was neither executed nor refused${isOnDisk ? "" : ", and forgotten"}`,
        );
    }
  }
}
