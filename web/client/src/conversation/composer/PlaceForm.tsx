import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Json } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import styles from "./Form.module.css";
import { pointOf } from "./place";

interface PlaceFormProps {
  onSend: (location: Record<string, Json>) => void;
  onClose: () => void;
}

/** A place to send: pasted from any map, so that none has to be asked here. */
export default function PlaceForm({ onSend, onClose }: PlaceFormProps) {
  const { t } = useLingui();
  const [pasted, setPasted] = useState("");
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const point = pointOf(pasted);
  return (
    <Dialog title={t`Send a location`} width={440} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (point) onSend({ ...point, ...(name.trim() && { name: name.trim() }), ...(address.trim() && { address: address.trim() }) });
        }}
      >
        <label>
          <Trans>Link from a map, or latitude and longitude</Trans>
          <input
            value={pasted}
            data-autofocus
            autoComplete="off"
            placeholder="13.7563, 100.5018"
            aria-invalid={pasted.trim() !== "" && !point}
            onChange={(event) => setPasted(event.target.value)}
          />
        </label>
        {pasted.trim() !== "" && !point && (
          <p className={styles.hint} role="alert">
            <Trans>No place is written in it. Open a short link first, then copy the long one; or press a point of the map and copy its numbers.</Trans>
          </p>
        )}
        <label>
          <Trans>What it is called</Trans>
          <input value={name} dir="auto" maxLength={200} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          <Trans>Address</Trans>
          <input value={address} dir="auto" maxLength={400} onChange={(event) => setAddress(event.target.value)} />
        </label>
        <button type="submit" className={styles.submit} disabled={!point}>
          <Trans>Send</Trans>
        </button>
      </form>
    </Dialog>
  );
}
