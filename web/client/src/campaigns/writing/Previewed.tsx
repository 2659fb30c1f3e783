import { Trans, useLingui } from "@lingui/react/macro";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";

import { useLoaded } from "../../live/useLoaded";
import type { Campaign, CampaignPreview, Id } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import * as api from "../api";
import { Phone, type Shown } from "../parts/Phone";
import { useLanguageWord } from "../parts/useLanguageWord";
import styles from "./step/Step.module.css";
import { WayLetters } from "./WayLetters";

const LOOKED_AT = 12; // people

interface PreviewedProps {
  held: Campaign;
  saved: boolean;
  /** 1: the first message; 2 …: a follow-up. */
  step: number;
  /** These people, instead of the first of the audience. */
  contacts?: Id[];
  /** What they read where the message does not arrive, instead. */
  elsewhere?: boolean;
}

/** What real people will read, one after the other. */
export function Previewed({ held, saved, step, contacts, elsewhere = false }: PreviewedProps) {
  const { t } = useLingui();
  const [at, setAt] = useState(0);
  const ready = saved && held.template !== null;
  const key = ready ? `${held.id}/${held.version}/${step}/${contacts?.join() ?? ""}` : null;
  const { value, error, again } = useLoaded(key, (signal) => api.preview(held.id, { ...(contacts ? { contacts } : { limit: LOOKED_AT }), ...(step > 1 && { step }) }, signal));
  const [people, setPeople] = useState<readonly CampaignPreview[]>([]);
  useEffect(() => {
    if (value) setPeople(value);
  }, [value]);
  const place = Math.min(at, Math.max(0, people.length - 1));
  const person = held.template ? people[place] : undefined;
  const turn = (by: number): void => setAt((place + by + people.length) % people.length);
  return (
    <div className={styles.stack}>
      {person && (
        <div className={styles.stepper} role="group" aria-label={t`Whose message is shown`}>
          <IconButton label={t`The person before`} icon={<ChevronLeft size={18} />} disabled={people.length < 2} onClick={() => turn(-1)} />
          <Who person={person} place={place} of={people.length} />
          <IconButton label={t`The next person`} icon={<ChevronRight size={18} />} disabled={people.length < 2} onClick={() => turn(1)} />
        </div>
      )}
      {error && (
        <Notice tone="bad" words={error.message}>
          <Button onClick={again}>
            <Trans>Try again</Trans>
          </Button>
        </Notice>
      )}
      {elsewhere && person && <WayLetters person={person} />}
      {!elsewhere && <Phone shown={(person?.content as Shown | null | undefined) ?? null} name={person?.name ?? t`the customer`} instead={instead(held, people, t`Choose who gets it to see what they will read.`, t`This cannot be shown.`, t`Choose a template to see it here.`)} />}
      {!elsewhere && person?.problem && <Notice tone="mark" words={said(person.problem)} />}
    </div>
  );
}

function Who({ person, place, of }: { person: CampaignPreview; place: number; of: number }) {
  const { i18n } = useLingui();
  const languageWord = useLanguageWord();
  const about = [person.language && languageWord(person.language), person.variant].filter(Boolean).join(" · ");
  return (
    <span role="status">
      <b dir="auto">{person.name}</b>
      <small>
        <Trans>
          {i18n.number(place + 1)} of {i18n.number(of)}
        </Trans>
        {about && ` · ${about}`}
      </small>
    </span>
  );
}

function instead(held: Campaign, people: readonly CampaignPreview[], nobody: string, broken: string, nothing: string): string {
  if (!held.template) return nothing;
  return people.length === 0 ? nobody : broken;
}
