/**
 * What a field has of a form control: its form, whether it is valid, whether a fieldset has switched it off.
 *
 * Shape    the base of the element; which value and which problem it has is that element's to say.
 *
 * @module
 */
import { LitElement } from "lit";

export class FormField extends LitElement {
  static readonly formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  protected readonly internals = this.attachInternals();
  protected isFormDisabled = false;

  get form(): HTMLFormElement | null {
    return this.internals.form;
  }
  get validationMessage(): string {
    return this.internals.validationMessage;
  }
  checkValidity(): boolean {
    return this.internals.checkValidity();
  }
  reportValidity(): boolean {
    return this.internals.reportValidity();
  }
  formDisabledCallback(isDisabled: boolean): void {
    this.isFormDisabled = isDisabled;
    this.requestUpdate();
  }
  /** The control, not the marks that come before it. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("#input")?.focus(options);
  }
  /** Puts the cursor into a control, with its text chosen. */
  protected focusIn(selector: string): void {
    const control = this.renderRoot.querySelector<HTMLElement>(selector);
    control?.focus();
    if (control instanceof HTMLInputElement) control.select();
  }
}
