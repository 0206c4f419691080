/**
 * The script-tag build: elements are defined when their tag appears.
 *
 * Shape    looks through the page once it has been read, and at what is added later; what stands in a shadow root of the page's own is asked
 *          for by `couplet.load`.
 * Not      the elements: this file is small and knows only their names.
 *
 * @module
 */
import { fetchTheRest } from "./checked-import.ts";
import { announce } from "./couplet-global.ts";
import { allTags, isTag, tags } from "./tags.ts";

const loading = new Map<string, Promise<unknown>>();
const pattern = allTags.join(",");

/** A tag that could not be loaded is tried again when it appears again. */
function load(tag: string): Promise<unknown> {
  if (!isTag(tag) || customElements.get(tag)) return Promise.resolve();
  const known = loading.get(tag);
  if (known) return known;
  const coming = tags[tag]();
  loading.set(tag, coming);
  coming.catch(() => loading.delete(tag));
  return coming;
}

function loadIn(root: ParentNode): Promise<unknown> {
  const found = new Set([...root.querySelectorAll(pattern)].map(({ localName }) => localName));
  return Promise.all([...found].map(load));
}

const tell = (error: unknown): void => {
  console.error(error);
  document.dispatchEvent(
    new CustomEvent("couplet-error", {
      detail: { code: "embed.file", text: String(error), docs: "https://couplet.example/docs/errors#embed.file" },
    }),
  );
};

async function begin(): Promise<void> {
  if (document.readyState === "loading")
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        load(node.localName).catch(tell);
        loadIn(node).catch(tell);
      }
  }).observe(document.documentElement, { childList: true, subtree: true });
  await loadIn(document);
}

const start = Promise.withResolvers<void>();
const isFirst = announce(start.promise, async (...wanted) => {
  await Promise.all((wanted.length > 0 ? wanted : allTags).map(load));
});
if (isFirst) {
  start.promise.catch(tell);
  begin().then(start.resolve, start.reject);
  start.promise.then(
    () => setTimeout(fetchTheRest, 3000),
    () => undefined,
  );
}
