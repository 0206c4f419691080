/**
 * A value that changes over time and can be watched: how the engine hands state to whoever shows it.
 *
 * Shape    `value` is an immutable snapshot, replaced as a whole; `subscribe` calls back after each replacement.
 * Not      a stream: snapshots in between may be skipped, and the listener is not called for the present value.
 *
 * @module
 */
export interface Readable<Value> {
  readonly value: Value;
  /** Calls `listener` after each change until the returned function is called. */
  subscribe(listener: (value: Value) => void): () => void;
}

/** A {@link Readable} that is made from something else, when somebody looks: nobody watches, nothing is made. */
export class Derived<Value> implements Readable<Value> {
  readonly #make: () => Value;
  readonly #listeners = new Set<(value: Value) => void>();
  #made: { readonly value: Value } | undefined;

  constructor(make: () => Value) {
    this.#make = make;
  }

  get value(): Value {
    this.#made ??= { value: this.#make() };
    return this.#made.value;
  }

  /** What it is made from has changed. */
  outdate(): void {
    this.#made = undefined;
    if (this.#listeners.size === 0) return;
    const { value } = this;
    for (const listener of this.#listeners) listener(value);
  }

  subscribe(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The writable side of a {@link Readable}. Setting an identical value tells nobody. */
export class Cell<Value> implements Readable<Value> {
  #value: Value;
  readonly #listeners = new Set<(value: Value) => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }

  subscribe(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
