/**
 * Commands that come over a connection: the path of `POST /commands`, answered by tag.
 *
 * Shape    executed in the order in which they came; the outcome is sent once it is durable, or says why it was refused.
 * Source   docs/PROTOCOL.md, "Commands"; docs/HTTP.md, "Commands"
 *
 * @module
 */
import type { Actor, Locale } from "@couplet/model";
import { encodeToClient } from "@couplet/protocol";
import { parseObject } from "../http/body.ts";
import { internalProblem, type ProblemJson, problemOf, refuse } from "../http/problem.ts";
import { runCommand } from "../http/run-command.ts";
import { refusalOf } from "../problem.ts";
import type { Logger } from "../workspace/log.ts";
import type { Meter } from "../workspace/meter.ts";
import { TokenBucket } from "../workspace/token-bucket.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { SyncLimits } from "./sync-limits.ts";

export interface CommandsHost {
  readonly actor: Actor;
  /** As the actor sees it. */
  readonly workspace: Pick<Workspace, "execute" | "readCard">;
  readonly locale: Locale;
  readonly log: Logger;
  nowMs(): number;
  send(frame: Uint8Array): void;
}

export class SyncCommands {
  readonly #host: CommandsHost;
  readonly #meter: Meter;
  readonly #rate: TokenBucket;

  constructor(host: CommandsHost, limits: SyncLimits, meter: Meter) {
    this.#host = host;
    this.#meter = meter;
    this.#rate = new TokenBucket(limits.commandsPerSecond, limits.commandsBurst, host.nowMs());
  }

  /** Never rejects. */
  async run(tag: number, json: string): Promise<void> {
    const { status, value } = await this.#answer(json);
    this.#host.send(encodeToClient({ type: "outcome", tag, status, json: JSON.stringify(value) }));
  }

  async #answer(json: string): Promise<{ readonly status: number; readonly value: object }> {
    const { actor, locale, log, workspace } = this.#host;
    try {
      if (!this.#rate.take(this.#host.nowMs())) throw refuse(429, "rate.requests", { params: { s: 1 } });
      return { status: 200, value: await runCommand(workspace, actor, parseObject(json)) };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) log.error({ error }, "a command failed for a reason we did not foresee");
      const problem: ProblemJson = refusal ? problemOf(refusal, locale) : internalProblem(locale);
      this.#meter.commandRefused(problem.code);
      return { status: problem.status, value: problem };
    }
  }
}
