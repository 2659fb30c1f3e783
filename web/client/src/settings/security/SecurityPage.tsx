import { KeysPanel } from "./KeysPanel";
import { PasswordPanel } from "./PasswordPanel";
import { SessionsPanel } from "./SessionsPanel";
import { TwoStepPanel } from "./TwoStepPanel";
import { Settings } from "../Settings";

/** How I sign in, where I am signed in, and what signs in for me. */
export default function SecurityPage() {
  return (
    <Settings>
      <TwoStepPanel />
      <PasswordPanel />
      <SessionsPanel />
      <KeysPanel />
    </Settings>
  );
}
