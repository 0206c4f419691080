/**
 * Entry of the app: styles, elements, then the app itself.
 *
 * @module
 */
import "@couplet/elements";
import { registerSW } from "virtual:pwa-register";
import "./styles/app.css";
import { CoupletApp } from "./app.ts";
import { hearOtherTabs } from "./language-choice.ts";
import { locale, onLocaleChange, t } from "./locale.ts";
import { CoupletAccountPage } from "./pages/account-page.ts";
import { CoupletAttentionPage } from "./pages/attention-page.ts";
import { CoupletCardPage } from "./pages/card-page.ts";
import { CoupletDevicePage } from "./pages/device-page.ts";
import { CoupletListPage } from "./pages/list-page.ts";
import { CoupletListTable } from "./pages/list-table.ts";
import { CoupletSetupPage } from "./pages/setup-page.ts";
import { CoupletSignInPage } from "./pages/sign-in-page.ts";
import { CoupletAccountMenu } from "./parts/account-menu.ts";
import { CoupletBulkContactsDialog } from "./parts/bulk-contacts-dialog.ts";
import { CoupletBulkEditDialog } from "./parts/bulk-edit-dialog.ts";
import { CoupletListTools } from "./parts/list-tools.ts";
import { CoupletSelectionBar } from "./parts/selection-bar.ts";
import { CoupletMomentsDialog } from "./history/moments-dialog.ts";
import { CoupletCommandPalette } from "./parts/command-palette.ts";
import { CoupletConnectionStrip } from "./parts/connection-strip.ts";
import { CoupletListFilters } from "./parts/list-filters.ts";
import { CoupletNewCardDialog } from "./parts/new-card-dialog.ts";
import { CoupletPeoplePanel } from "./parts/people-panel.ts";
import { CoupletShortcutsDialog } from "./parts/shortcuts-dialog.ts";
import { CoupletWipeDialog } from "./parts/wipe-dialog.ts";
import { CoupletAppToast } from "./parts/toast.ts";

declare global {
  interface HTMLElementTagNameMap {
    "couplet-app": CoupletApp;
    "couplet-list-page": CoupletListPage;
    "couplet-list-table": CoupletListTable;
    "couplet-list-filters": CoupletListFilters;
    "couplet-card-page": CoupletCardPage;
    "couplet-attention-page": CoupletAttentionPage;
    "couplet-setup-page": CoupletSetupPage;
    "couplet-people-panel": CoupletPeoplePanel;
    "couplet-bulk-contacts-dialog": CoupletBulkContactsDialog;
    "couplet-account-page": CoupletAccountPage;
    "couplet-sign-in-page": CoupletSignInPage;
    "couplet-account-menu": CoupletAccountMenu;
    "couplet-bulk-edit-dialog": CoupletBulkEditDialog;
    "couplet-list-tools": CoupletListTools;
    "couplet-selection-bar": CoupletSelectionBar;
    "couplet-device-page": CoupletDevicePage;
    "couplet-wipe-dialog": CoupletWipeDialog;
    "couplet-moments-dialog": CoupletMomentsDialog;
    "couplet-command-palette": CoupletCommandPalette;
    "couplet-connection-strip": CoupletConnectionStrip;
    "couplet-new-card-dialog": CoupletNewCardDialog;
    "couplet-shortcuts-dialog": CoupletShortcutsDialog;
    "couplet-app-toast": CoupletAppToast;
  }
}

const elements: Readonly<Record<string, CustomElementConstructor>> = {
  "couplet-list-table": CoupletListTable,
  "couplet-list-filters": CoupletListFilters,
  "couplet-list-page": CoupletListPage,
  "couplet-card-page": CoupletCardPage,
  "couplet-attention-page": CoupletAttentionPage,
  "couplet-setup-page": CoupletSetupPage,
  "couplet-people-panel": CoupletPeoplePanel,
  "couplet-bulk-contacts-dialog": CoupletBulkContactsDialog,
  "couplet-account-page": CoupletAccountPage,
  "couplet-sign-in-page": CoupletSignInPage,
  "couplet-account-menu": CoupletAccountMenu,
  "couplet-bulk-edit-dialog": CoupletBulkEditDialog,
  "couplet-list-tools": CoupletListTools,
  "couplet-selection-bar": CoupletSelectionBar,
  "couplet-device-page": CoupletDevicePage,
  "couplet-wipe-dialog": CoupletWipeDialog,
  "couplet-moments-dialog": CoupletMomentsDialog,
  "couplet-command-palette": CoupletCommandPalette,
  "couplet-connection-strip": CoupletConnectionStrip,
  "couplet-new-card-dialog": CoupletNewCardDialog,
  "couplet-shortcuts-dialog": CoupletShortcutsDialog,
  "couplet-app-toast": CoupletAppToast,
  "couplet-app": CoupletApp,
};

const nameLanguage = (): void => {
  document.documentElement.lang = locale;
};
nameLanguage();
onLocaleChange(nameLanguage);
hearOtherTabs();
for (const [tag, element] of Object.entries(elements)) customElements.define(tag, element);

const load = registerSW({
  onNeedRefresh: () => {
    const app = document.querySelector("couplet-app");
    app?.notify({ text: t("app.update"), action: { label: t("app.update.load"), run: () => void load(true) } });
  },
});
