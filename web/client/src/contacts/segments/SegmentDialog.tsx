import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useDeferredValue, useState } from "react";

import { useActing } from "../../live/useActing";
import { useLoaded } from "../../live/useLoaded";
import type { AudienceList, Segment } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import * as api from "../api";
import form from "../parts/Form.module.css";
import type { Vocabulary } from "../parts/useVocabulary";
import { KnotEditor } from "./KnotEditor";
import styles from "./Segments.module.css";
import { isWhole, type Knot, rooted } from "./tree";

interface SegmentDialogProps {
  segment: Segment | null;
  vocabulary: Vocabulary;
  lists: readonly AudienceList[];
  onClose: () => void;
}

/** A filter of tests and knots of them, counted while it is made. */
export function SegmentDialog({ segment, vocabulary, lists, onClose }: SegmentDialogProps) {
  const { t } = useLingui();
  const acting = useActing();
  const [name, setName] = useState(segment?.name ?? "");
  const [knot, setKnot] = useState<Knot>(() => (segment ? rooted(segment.filter) : { type: "all", of: [{ type: "tag", name: "" }] }));
  const whole = isWhole(knot);
  const save = async (): Promise<void> => {
    const given = { name: name.trim(), filter: knot };
    await (segment ? api.segments.change(segment.id, given, segment.version) : api.segments.add(given));
    onClose();
  };
  return (
    <Dialog title={segment ? t`Change the segment` : t`New segment`} width={640} onClose={onClose}>
      <form className={form.form} onSubmit={(event) => (event.preventDefault(), void acting.run(save))}>
        <Field label={<Trans>Name</Trans>}>
          <Input data-autofocus dir="auto" value={name} maxLength={100} required onChange={(event) => setName(event.target.value)} />
        </Field>
        <KnotEditor knot={knot} depth={1} vocabulary={vocabulary} lists={lists} onChange={setKnot} />
        <Counted knot={whole ? knot : null} />
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={form.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy || !name.trim() || !whole}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Counted({ knot }: { knot: Knot | null }) {
  const asked = useDeferredValue(knot);
  const { value, error } = useLoaded(asked && `count ${JSON.stringify(asked)}`, (signal) => api.segments.counted(asked ?? { type: "all", of: [] }, signal));
  return (
    <p className={styles.counted} role="status">
      {!knot ? <Trans>Fill in every line to see how many fit.</Trans> : error ? error.message : value === null ? <Trans>Counting…</Trans> : <Plural value={value} one="# contact fits now" other="# contacts fit now" />}
    </p>
  );
}
