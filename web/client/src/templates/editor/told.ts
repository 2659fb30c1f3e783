import type { Violation } from "../../protocol";
import type { Form } from "./form";
import type { Freedom } from "./saving";

/** What every part of the form is told. */
export interface Told {
  form: Form;
  edit: (part: Partial<Form>) => void;
  freedom: Freedom;
  violations: readonly Violation[];
}
