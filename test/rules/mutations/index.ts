/**
 * Every rule, switched off sentence by sentence.
 *
 * @module
 */
import type { Mutation } from "../mutation.ts";
import { deletionMutations } from "./d.ts";
import { fieldMutations } from "./f.ts";
import { personMutations } from "./h.ts";
import { kindMutations } from "./k.ts";
import { relationMutations } from "./l.ts";
import { setupMutations } from "./s.ts";
import { decisionMutations } from "./x.ts";

export const mutations: readonly Mutation[] = [
  ...kindMutations,
  ...fieldMutations,
  ...setupMutations,
  ...relationMutations,
  ...deletionMutations,
  ...personMutations,
  ...decisionMutations,
];
