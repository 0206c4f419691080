/**
 * Light or dark: the system's wish, or the person's own, kept on this device.
 *
 * @module
 */
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const key = "couplet.theme";

export function storedTheme(): Theme {
  const kept = localStorage.getItem(key);
  return themes.find((theme) => theme === kept) ?? "auto";
}

/** Shows a theme on the whole page, and keeps the wish. */
export function applyTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
