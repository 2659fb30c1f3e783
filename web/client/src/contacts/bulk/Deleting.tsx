import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Sure } from "../parts/Sure";
import { type KeptMessages, WhatGoes } from "../parts/WhatGoes";

/** Many people's data goes: nothing brings it back, so their number is typed first. */
export function Deleting({ count, onClose, onSure }: { count: number; onClose: () => void; onSure: (messages: KeptMessages) => void }) {
  const { t } = useLingui();
  const [messages, setMessages] = useState<KeptMessages>("anonymise");
  return (
    <Sure
      title={t`Delete these people’s data`}
      act={<Plural value={count} one="Delete # contact" other="Delete # contacts" />}
      run={async () => onSure(messages)}
      onClose={onClose}
      {...(count > 1 && { typed: String(count) })}
    >
      <p>
        <Trans>This cannot be undone. Whoever is under a legal hold stays.</Trans>
      </p>
      <WhatGoes messages={messages} onMessages={setMessages} />
    </Sure>
  );
}
