import { describe, expect, test } from "vitest";
import { isDirty, refused, valueChanged, startDraft, taken, typed } from "./draft.ts";

describe("a draft", () => {
  test("[F6] a refused text stays as it was typed, with the reason beside it", () => {
    const draft = refused(typed(startDraft("+41 44 123 45 67"), "call me"), { code: "phone.letters" });
    expect(draft.text).toBe("call me");
    expect(draft.problem?.code).toBe("phone.letters");
    expect(isDirty(draft)).toBe(true);
  });

  test("[F6] a text that is taken at last loses its problem", () => {
    const draft = taken(typed(refused(typed(startDraft(""), "x"), { code: "phone.letters" }), "044"));
    expect(draft.problem).toBeUndefined();
    expect(isDirty(draft)).toBe(false);
  });

  test("[E2] somebody else's value shows in a field that has the focus but was not touched", () => {
    const { draft, isUnderneath } = valueChanged(startDraft("Bern"), "Biel", false);
    expect(draft.text).toBe("Biel");
    expect(isUnderneath).toBe(false);
  });

  test("[E2] somebody else's value never alters the text being typed", () => {
    const { draft, isUnderneath } = valueChanged(typed(startDraft("Bern"), "Ber"), "Biel", false);
    expect(draft.text).toBe("Ber");
    expect(isUnderneath).toBe(true);
  });

  test("[E2] nor text that a pause has already put into the card, while the focus is still there", () => {
    const { draft, isUnderneath } = valueChanged(taken(typed(startDraft("Bern"), "Basel")), "Biel", false);
    expect(draft.text).toBe("Basel");
    expect(isUnderneath).toBe(true);
  });

  test("[E3] an undo shows in the field it undoes, focused or not", () => {
    const { draft, isUnderneath } = valueChanged(taken(typed(startDraft("Bern"), "Basel")), "Bern", true);
    expect(draft.text).toBe("Bern");
    expect(isUnderneath).toBe(false);
  });

  test("[E3] what Escape goes back to survives a commit made by a pause", () => {
    expect(taken(typed(startDraft("Bern"), "Basel")).before).toBe("Bern");
  });
});
