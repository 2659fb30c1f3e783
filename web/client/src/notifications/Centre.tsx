import { Trans, useLingui } from "@lingui/react/macro";
import { Drawer } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, BellOff, CheckCheck, Settings2 } from "lucide-react";
import { useState } from "react";

import { More } from "../layout/More";
import type { Notification } from "../protocol";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { IconButton } from "../ui/IconButton";
import { Notice } from "../ui/Notice";
import parts from "../ui/parts.module.css";
import { Skeleton } from "../ui/Skeleton";
import styles from "./Centre.module.css";
import { Choices } from "./Choices";
import { Entry } from "./Entry";
import type { Notifications } from "./useTold";

const WIDTH = "clamp(0px, 420px, 100vw)";
const ICON = 17; // px
const ROWS = 6;

interface CentreProps {
  told: Notifications;
  onClose: () => void;
  onOpen: (notification: Notification) => void;
}

/** Everything this person was told, newest first; and what they want to be told. */
export default function Centre({ told, onClose, onOpen }: CentreProps) {
  const { t } = useLingui();
  const [choosing, setChoosing] = useState(false);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="left"
      size={WIDTH}
      padding={0}
      overlayProps={{ backgroundOpacity: 0.25 }}
      transitionProps={{ duration: 120 }}
      closeButtonProps={{ "aria-label": t`Close` }}
      classNames={{ content: styles.content ?? "", header: styles.header ?? "", title: styles.title ?? "", body: styles.body ?? "" }}
      title={
        <span className={styles.head}>
          {choosing && <IconButton label={t`Back to the notifications`} icon={<ArrowLeft size={ICON} />} onClick={() => setChoosing(false)} />}
          <span className={styles.name}>{choosing ? <Trans>On this device</Trans> : <Trans>Notifications</Trans>}</span>
          {!choosing && (
            <>
              <IconButton label={t`Mark all as read`} icon={<CheckCheck size={ICON} />} disabled={told.unread.size === 0} onClick={told.readAll} />
              <IconButton label={t`How I am told`} icon={<Settings2 size={ICON} />} onClick={() => setChoosing(true)} />
            </>
          )}
        </span>
      }
    >
      {choosing ? (
        <div className={styles.choices}>
          <Choices />
          <Link to="/settings/notifications" className={parts.button} onClick={onClose}>
            <Trans>What I am told of</Trans>
          </Link>
        </div>
      ) : (
        <List told={told} onOpen={onOpen} onChoose={() => setChoosing(true)} />
      )}
    </Drawer>
  );
}

function List({ told, onOpen, onChoose }: { told: Notifications; onOpen: (notification: Notification) => void; onChoose: () => void }) {
  const { t } = useLingui();
  const { items, first, error, again, hasMore, more } = told;
  return (
    <>
      {error && (
        <div className={styles.problem}>
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        </div>
      )}
      {first && <Skeletons />}
      {!first && !error && items.length === 0 && (
        <EmptyState
          icon={<BellOff size={30} strokeWidth={1.3} />}
          title={<Trans>Nothing to tell you</Trans>}
          action={
            <Button onClick={onChoose}>
              <Trans>Choose how I am told</Trans>
            </Button>
          }
        >
          <Trans>Replies, mentions and what is given to you stand here.</Trans>
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={styles.list} aria-label={t`Notifications`}>
          {items.map((notification) => (
            <Entry key={notification.id} notification={notification} onOpen={onOpen} onRead={(read) => told.setRead(notification, read)} />
          ))}
        </ul>
      )}
      {hasMore && <More onSeen={more} />}
    </>
  );
}

function Skeletons() {
  return (
    <div className={styles.skeletons} aria-hidden>
      {Array.from({ length: ROWS }, (_, place) => (
        <div key={place}>
          <Skeleton width={34} height={34} round />
          <span>
            <Skeleton width="55%" />
            <Skeleton width="85%" />
          </span>
        </div>
      ))}
    </div>
  );
}
