import type { Id } from "../../protocol";

export interface GuideProps {
  /** The account to complete, when messages for it arrive already. */
  unconfigured: { id: Id; address: string; name: string } | null;
  onDone: (id: Id) => void;
}
