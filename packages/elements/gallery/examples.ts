/**
 * How each element is written, for the gallery: what is shown live and what is copied are the same text.
 *
 * @module
 */
import type { CoupletTag } from "../src/tags.ts";

export const examples: Readonly<Record<CoupletTag, string>> = {
  "couplet-provider": `<couplet-provider endpoint="https://couplet.example" token-url="/couplet-token">
  <couplet-status></couplet-status>
</couplet-provider>`,
  "couplet-card": `<couplet-card kind="customer" number="C00001"></couplet-card>`,
  "couplet-field": `<couplet-field kind="customer" number="C00001" field="phoneNo"></couplet-field>`,
  "couplet-picker": `<couplet-picker kinds="customer vendor" name="party" label="Who is it for?" allow-create></couplet-picker>`,
  "couplet-chip": `<p>Order for <couplet-chip kind="customer" number="C00001"></couplet-chip>, due on Friday.</p>`,
  "couplet-list": `<couplet-list kind="vendor" selectable></couplet-list>`,
  "couplet-links": `<couplet-links kind="contact" record-id="RECORD"></couplet-links>`,
  "couplet-presence": `<couplet-presence kind="contact" record-id="RECORD"></couplet-presence>`,
  "couplet-status": `<couplet-status></couplet-status>`,
  "couplet-outbox": `<couplet-outbox></couplet-outbox>`,
  "couplet-conflicts": `<couplet-conflicts></couplet-conflicts>`,
  "couplet-history": `<couplet-history kind="contact" record-id="RECORD"></couplet-history>`,
};
