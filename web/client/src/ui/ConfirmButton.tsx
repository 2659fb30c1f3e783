import { Trans } from "@lingui/react/macro";
import { Button, type ButtonProps, Group, Popover } from "@mantine/core";
import { type ReactNode, useState } from "react";

interface ConfirmButtonProps extends ButtonProps {
  /** What will happen, as a question. */
  question: ReactNode;
  /** The word on the button that does it. */
  confirm: ReactNode;
  onConfirm: () => void;
}

/** A button for what cannot be taken back: it asks in its own place. */
export function ConfirmButton({ question, confirm, onConfirm, children, ...button }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  const act = (): void => {
    setAsking(false);
    onConfirm();
  };
  return (
    <Popover opened={asking} onChange={setAsking} trapFocus withArrow width={260}>
      <Popover.Target>
        <Button {...button} onClick={() => setAsking(true)}>
          {children}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <p>{question}</p>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="xs" onClick={() => setAsking(false)}>
            <Trans>Cancel</Trans>
          </Button>
          <Button size="xs" color={button.color} onClick={act}>
            {confirm}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
