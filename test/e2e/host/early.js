// A page that calls before anything is there: the calls are kept, and made in order once the elements are ready.
globalThis.calls = [];
globalThis.couplet = { queue: [() => globalThis.calls.push("first"), () => globalThis.calls.push("second")] };
