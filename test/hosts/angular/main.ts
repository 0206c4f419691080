/** An Angular page without zones: compiled ahead of time, as the page's policy allows no code made at run time. */
import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";

interface RemoteChange {
  readonly actor: { readonly name: string };
  readonly field: string;
}

@Component({
  selector: "orders-app",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <h1>Order 4711, in Angular</h1>
    <couplet-provider [endpoint]="endpoint" [getToken]="getToken" storage="memory" theme="dark">
      <couplet-card
        kind="customer"
        [number]="customer"
        fields="preset:short"
        (couplet-remote-change)="tell($event)"
      ></couplet-card>
    </couplet-provider>
    <p id="told" role="status">{{ told() }}</p>
  `,
})
class Orders {
  readonly endpoint = document.documentElement.dataset["couplet"];
  readonly customer = new URLSearchParams(location.search).get("customer");
  readonly told = signal("");
  readonly getToken = async (): Promise<unknown> => (await fetch("/couplet-token", { method: "POST" })).json();

  tell(event: Event): void {
    const { actor, field } = (event as CustomEvent<RemoteChange>).detail;
    this.told.set(`${actor.name} changed ${field}`);
  }
}

await bootstrapApplication(Orders, { providers: [provideZonelessChangeDetection()] });
