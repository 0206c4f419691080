/**
 * States that pages can style by `:state(name)`.
 *
 * @module
 */

/** Old engines do not know states without dashes and throw; looks are all that is lost there. */
export function reflectStates(internals: ElementInternals, states: Readonly<Record<string, boolean>>): void {
  for (const [name, isOn] of Object.entries(states)) {
    try {
      if (isOn) internals.states.add(name);
      else internals.states.delete(name);
    } catch {
      // Nothing depends on a state being there.
    }
  }
}
