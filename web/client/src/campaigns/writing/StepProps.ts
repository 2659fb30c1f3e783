import type { Campaign } from "../../protocol";
import type { Drafting } from "./drafting";
import type { Fields } from "./fields";
import type { Step } from "./steps";

/** What every step of the writing is given. */
export interface StepProps {
  fields: Fields;
  edit: (part: Partial<Fields>) => void;
  /** As the server has it; `saved`: and nothing was written since. */
  held: Campaign;
  saved: boolean;
  drafting: Drafting;
  onStep: (step: Step) => void;
}
