/**
 * What a provider hands to the elements under it, and how they find it.
 *
 * Shape    {@link ProviderLink}, through the context protocol to descendants; elements outside every provider use the first one on
 *          the page, which {@link defaultProvider} names.
 * Not      the provider element: this file does not register anything.
 *
 * @module
 */
import { createContext } from "@lit/context";
import type { Engine } from "@couplet/engine";
import type { CardKind, Scalar } from "@couplet/model";
import type { Wording } from "../text/wording.ts";

export type Theme = "auto" | "light" | "dark" | "high-contrast";

/** An edit about to be made. */
export interface ProposedChange {
  readonly kind: CardKind;
  readonly id: string;
  readonly field: string;
  readonly old: Scalar;
  readonly new: unknown;
}

/** Says in a sentence why the host page does not take a change; `undefined` lets it pass. Called synchronously. */
export type ChangeJudge = (change: ProposedChange) => string | undefined;

export interface ProviderLink {
  /** `undefined` until the provider has an endpoint and a way to get tokens. */
  readonly engine: Engine | undefined;
  readonly wording: Wording;
  readonly theme: Theme;
  readonly judge: ChangeJudge | undefined;
}

/** A provider on the page, as the registry below knows it. */
export interface ProviderSource {
  readonly link: ProviderLink;
}

export const providerContext = createContext<ProviderLink>("couplet-provider/1");

interface Registry {
  readonly sources: Set<ProviderSource>;
  readonly listeners: Set<() => void>;
}

/** Of the page: another copy of us, from a bundle or of another version, finds the same providers. */
const registryKey = Symbol.for("couplet-providers/1");
const page = globalThis as { [registryKey]?: Registry };
const { sources, listeners } = (page[registryKey] ??= { sources: new Set(), listeners: new Set() });

/** Providers call it when they come, change and go. */
export function announceProvider(source: ProviderSource, isHere: boolean): void {
  if (isHere) sources.add(source);
  else sources.delete(source);
  for (const listener of listeners) listener();
}

/** The first provider on the page. */
export const defaultProvider = (): ProviderSource | undefined => sources.values().next().value;

/** Calls `listener` whenever providers come, change or go, until the returned function is called. */
export function watchProviders(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
