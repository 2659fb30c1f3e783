import { expect, it } from "vitest";

import { interactiveOf } from "./interactive";

const question = { body: "Which day?", footer: "", open: "Choose" };

it("asks with buttons as long as three answers do", () => {
  expect(interactiveOf({ ...question, answers: ["Sat", "Sun"] })).toEqual({
    form: "buttons",
    body: "Which day?",
    buttons: [
      { id: "answer-1", title: "Sat" },
      { id: "answer-2", title: "Sun" },
    ],
  });
});

it("asks with a list from the fourth answer on", () => {
  expect(interactiveOf({ ...question, answers: ["a", "b", "c", "d"] })).toMatchObject({ form: "list", button: "Choose" });
});

it("is not complete without a question, an answer, or with two equal ones", () => {
  expect(interactiveOf({ ...question, body: " ", answers: ["a"] })).toBeNull();
  expect(interactiveOf({ ...question, answers: ["", " "] })).toBeNull();
  expect(interactiveOf({ ...question, answers: ["a", "a "] })).toBeNull();
});
