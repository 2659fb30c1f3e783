import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { AlarmClock, Check, ChevronsUp, Inbox, MailOpen, MailQuestionMark, RotateCcw, Tag, UserRound, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { snoozeTimes } from "../../conversation/snoozeTimes";
import type { Listing } from "../../live/filters";
import { useMe } from "../../live/hooks";
import type { Conversation } from "../../protocol";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { keyPressed } from "../../ui/keys";
import { useNow } from "../../ui/now";
import { upcoming } from "../../ui/time";
import { usePriorityWords } from "../priorityWords";
import type { Selection } from "../useSelection";
import { usePeople, useTags } from "../vocabulary";
import type { Act, Job } from "./bulk";
import styles from "./BulkBar.module.css";
import { useBulk } from "./useBulk";

const ICON = 18; // px

interface BulkBarProps {
  listing: Listing;
  items: readonly Conversation[];
  selection: Selection;
  /** Something dropped somewhere, to be done at once. */
  job: Job | null;
  onClose: () => void;
}

type Opened = "assign" | "snooze" | "tags" | "priority" | null;

/** What can be done with all that are chosen, how far it is, what became of it, and the way back. */
export default function BulkBar({ listing, items, selection, job, onClose }: BulkBarProps) {
  const { t } = useLingui();
  const bulk = useBulk(items);
  const [opened, setOpened] = useState<Opened>(null);
  const begun = useRef<Job | null>(null);
  const { chosen, clear } = selection;
  useEffect(() => {
    if (!job || begun.current === job) return;
    begun.current = job;
    void bulk.perform(job.act, job.ids);
  }, [job, bulk]);
  const act = (given: Act): void => {
    setOpened(null);
    void bulk.perform(given, [...chosen]).then((done) => done && clear());
  };
  const leave = (): void => {
    bulk.forget();
    clear();
    onClose();
  };
  const others = items.some(({ state }) => state !== "resolved");
  useBarKeys(chosen.size > 0, { a: () => setOpened("assign"), e: () => act({ action: others ? "resolve" : "reopen" }), s: () => setOpened("snooze"), t: () => setOpened("tags"), p: () => setOpened("priority"), u: () => act({ action: "unread" }) });
  const menu = (name: Exclude<Opened, null>) => ({ opened: opened === name, onOpen: (open: boolean) => setOpened(open ? name : null) });
  const all = chosen.size > 0 && items.every(({ id }) => chosen.has(id));

  if (chosen.size === 0 && !bulk.told && !bulk.progress) return null;
  return (
    <section className={styles.bar} aria-label={t`The chosen conversations`}>
      {bulk.told && (
        <div className={styles.told} role="status" data-bad={bulk.told.bad || undefined}>
          <span>{bulk.told.words}</span>
          {bulk.undo && (
            <Button onClick={bulk.undo}>
              <Trans>Undo</Trans>
            </Button>
          )}
          {chosen.size === 0 && <IconButton label={t`Close`} icon={<X size={16} />} onClick={leave} />}
        </div>
      )}
      {bulk.progress && (
        <div className={styles.progress}>
          <progress value={bulk.progress.done} max={bulk.progress.of || undefined} aria-label={t`Progress`} />
          <span>{bulk.progress.of ? t`${bulk.progress.done} of ${bulk.progress.of}` : t`${bulk.progress.done} found`}</span>
          <Button kind="quiet" onClick={bulk.stop}>
            <Trans>Stop</Trans>
          </Button>
        </div>
      )}
      {chosen.size > 0 && (
        <>
          <div className={styles.count}>
            <b role="status">
              <Plural value={chosen.size} one="# chosen" other="# chosen" />
            </b>
            <Button kind="quiet" disabled={bulk.progress !== null} onClick={() => (all ? bulk.find(listing, selection.choose) : selection.choose(items.map(({ id }) => id)))}>
              {all ? <Trans>All of this list</Trans> : <Trans>All shown</Trans>}
            </Button>
            <IconButton label={t`Choose none`} icon={<X size={16} />} onClick={leave} />
          </div>
          <div className={styles.acts} role="group" aria-label={t`What to do with them`}>
            <AssignMany {...menu("assign")} act={act} />
            {others && <IconButton label={t`Resolve`} icon={<Check size={ICON} />} onClick={() => act({ action: "resolve" })} />}
            {listing.place !== "mine" && listing.place !== "unassigned" && listing.place !== "all" && (
              <IconButton label={t`Reopen`} icon={<RotateCcw size={ICON} />} onClick={() => act({ action: "reopen" })} />
            )}
            <SnoozeMany {...menu("snooze")} act={act} />
            <TagMany {...menu("tags")} act={act} />
            <PriorityMany {...menu("priority")} act={act} />
            <IconButton label={t`Mark as read`} icon={<MailOpen size={ICON} />} onClick={() => act({ action: "read" })} />
            <IconButton label={t`Mark as unread`} icon={<MailQuestionMark size={ICON} />} onClick={() => act({ action: "unread" })} />
          </div>
        </>
      )}
    </section>
  );
}

/** While some are chosen, the keys of a conversation mean all of them; heard before the open conversation hears them. */
function useBarKeys(on: boolean, acts: Record<string, () => void>): void {
  const held = useRef(acts);
  useEffect(() => {
    held.current = acts;
  });
  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => {
      const act = held.current[keyPressed(event)];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [on]);
}

interface MenuProps {
  opened: boolean;
  onOpen: (opened: boolean) => void;
  act: (act: Act) => void;
}

function AssignMany({ opened, onOpen, act }: MenuProps) {
  const { t } = useLingui();
  const me = useMe();
  const people = usePeople();
  const sorted = [...people.filter(({ id }) => id === me?.id), ...people.filter(({ id }) => id !== me?.id)];
  return (
    <Menu opened={opened} onChange={onOpen} position="top-start" width={240} withinPortal>
      <Menu.Target>
        <IconButton label={t`Assign`} icon={<UserRound size={ICON} />} />
      </Menu.Target>
      <Menu.Dropdown>
        {sorted.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => act({ action: "assign", to: id })}>
            {id === me?.id ? t`Me` : name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Inbox size={15} />} onClick={() => act({ action: "assign", to: null })}>
          <Trans>Back to the queue</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function SnoozeMany({ opened, onOpen, act }: MenuProps) {
  const { i18n, t } = useLingui();
  const now = useNow();
  const words = { hour: t`In an hour`, evening: t`This evening`, tomorrow: t`Tomorrow morning`, monday: t`On Monday` };
  return (
    <Menu opened={opened} onChange={onOpen} position="top-start" width={240} withinPortal>
      <Menu.Target>
        <IconButton label={t`Snooze`} icon={<AlarmClock size={ICON} />} />
      </Menu.Target>
      <Menu.Dropdown>
        {snoozeTimes(new Date(now)).map(({ key, until }) => (
          <Menu.Item key={key} rightSection={<small>{upcoming(until.getTime(), now, i18n.locale)}</small>} onClick={() => act({ action: "snooze", until: until.toISOString() })}>
            {words[key]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function TagMany({ opened, onOpen, act }: MenuProps) {
  const { t } = useLingui();
  const tags = useTags();
  const [typed, setTyped] = useState("");
  const word = typed.trim();
  const put = (action: "tag" | "untag"): void => {
    if (word) act({ action, tags: [word] });
    setTyped("");
  };
  return (
    <Menu opened={opened} onChange={onOpen} position="top-start" width={260} withinPortal closeOnItemClick={false}>
      <Menu.Target>
        <IconButton label={t`Tags`} icon={<Tag size={ICON} />} />
      </Menu.Target>
      <Menu.Dropdown>
        <form className={styles.tagging} onSubmit={(event) => (event.preventDefault(), put("tag"))}>
          <input value={typed} list="bulk-tags" maxLength={40} dir="auto" aria-label={t`Tag`} placeholder={t`Tag`} data-autofocus onChange={(event) => setTyped(event.target.value)} />
          <datalist id="bulk-tags">
            {tags.map((tag) => (
              <option key={tag} value={tag}>
                {tag}
              </option>
            ))}
          </datalist>
          <Button type="submit" kind="main" disabled={!word}>
            <Trans>Put on</Trans>
          </Button>
          <Button disabled={!word} onClick={() => put("untag")}>
            <Trans>Take off</Trans>
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}

function PriorityMany({ opened, onOpen, act }: MenuProps) {
  const { t } = useLingui();
  const words = usePriorityWords();
  return (
    <Menu opened={opened} onChange={onOpen} position="top-start" width={200} withinPortal>
      <Menu.Target>
        <IconButton label={t`Priority`} icon={<ChevronsUp size={ICON} />} />
      </Menu.Target>
      <Menu.Dropdown>
        {[3, 2, 1, 0].map((priority) => (
          <Menu.Item key={priority} onClick={() => act({ action: "priority", priority })}>
            {words[priority]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
