import { Trans, useLingui } from "@lingui/react/macro";
import { FolderPlus, Plus, X } from "lucide-react";

import type { AudienceList } from "../../protocol";
import { Button } from "../../ui/Button";
import { Select } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import type { Vocabulary } from "../parts/useVocabulary";
import styles from "./Segments.module.css";
import { TestEditor } from "./TestEditor";
import { DEEPEST, type Expression, isKnot, type Knot, MOST_PARTS } from "./tree";

interface KnotEditorProps {
  knot: Knot;
  depth: number;
  vocabulary: Vocabulary;
  lists: readonly AudienceList[];
  onChange: (knot: Knot) => void;
  onDrop?: () => void;
}

/** Some tests, and whether all, any or none of them must hold. */
export function KnotEditor({ knot, depth, vocabulary, lists, onChange, onDrop }: KnotEditorProps) {
  const { t } = useLingui();
  const set = (place: number, part: Expression | null): void =>
    onChange({ ...knot, of: knot.of.flatMap((held, at) => (at !== place ? [held] : part ? [part] : [])) });
  const full = knot.of.length >= MOST_PARTS;
  return (
    <div className={styles.knot} role="group" aria-label={t`Tests`} data-depth={depth}>
      <div className={styles.line}>
        <Select aria-label={t`Which of them`} value={knot.type} onChange={(event) => onChange({ ...knot, type: event.target.value as Knot["type"] })}>
          <option value="all">{t`All of these hold`}</option>
          <option value="any">{t`At least one holds`}</option>
          <option value="none">{t`None of these holds`}</option>
        </Select>
        {onDrop && <IconButton label={t`Take the group out`} icon={<X size={15} />} onClick={onDrop} />}
      </div>
      {knot.of.map((part, place) =>
        isKnot(part) ? (
          <KnotEditor key={place} knot={part} depth={depth + 1} vocabulary={vocabulary} lists={lists} onChange={(changed) => set(place, changed)} onDrop={() => set(place, null)} />
        ) : (
          <div key={place} className={styles.line}>
            <TestEditor test={part} vocabulary={vocabulary} lists={lists} onChange={(changed) => set(place, changed)} />
            <IconButton label={t`Take the test out`} icon={<X size={15} />} disabled={knot.of.length === 1 && !onDrop} onClick={() => (knot.of.length === 1 && onDrop ? onDrop() : set(place, null))} />
          </div>
        ),
      )}
      <div className={styles.line}>
        <Button kind="quiet" disabled={full} onClick={() => onChange({ ...knot, of: [...knot.of, { type: "tag", name: "" }] })}>
          <Plus size={15} aria-hidden />
          <Trans>Test</Trans>
        </Button>
        {depth < DEEPEST && (
          <Button kind="quiet" disabled={full} onClick={() => onChange({ ...knot, of: [...knot.of, { type: knot.type === "any" ? "all" : "any", of: [{ type: "tag", name: "" }] }] })}>
            <FolderPlus size={15} aria-hidden />
            <Trans>Group</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}
