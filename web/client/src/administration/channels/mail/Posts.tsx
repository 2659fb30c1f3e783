import { Trans, useLingui } from "@lingui/react/macro";
import { ChevronDown } from "lucide-react";
import { useEffect, useState } from "react";

import { useActing } from "../../../live/useActing";
import { useHearing } from "../../../live/useHearing";
import { useLoaded } from "../../../live/useLoaded";
import type { Id, MailPost, MailPostList } from "../../../protocol";
import { said } from "../../../said/said";
import { Button } from "../../../ui/Button";
import { CopyField } from "../../../ui/CopyField";
import { Field, Input } from "../../../ui/Field";
import { Notice } from "../../../ui/Notice";
import { Acts, Mark } from "../../../ui/Panel";
import { TimeAgo } from "../../../ui/TimeAgo";
import * as api from "../../api";
import { Waiting } from "../../parts/Waiting";
import channels from "../Channels.module.css";
import styles from "./Posts.module.css";
import { addressWith, newPassword } from "./postmark";
import { usePostWords } from "./usePostWords";

const LOOK = 5_000; // ms between two looks whether something came
const SHORTEST = 16; // letters of a secret the server takes

/** The providers that may bring this mailbox's mails, each with what to do there and what it last brought. */
export function Posts({ channel }: { channel: Id }) {
  const { value, error, again, set } = useLoaded<MailPostList>(`posts/${channel}`, (signal) => api.channels.posts(channel, signal));
  useHearing(["channel.changed"], again);
  const taken = value?.posts.some((post) => post.secret.set);
  useEffect(() => {
    if (!taken) return;
    const timer = setInterval(again, LOOK);
    return () => clearInterval(timer);
  }, [taken, again]);
  if (!value) return <Waiting error={error} again={again} />;
  return (
    <div className={styles.posts}>
      {value.posts.map((post) => (
        <Provider key={post.provider} post={post} list={value} onChange={set} />
      ))}
    </div>
  );
}

interface ProviderProps {
  post: MailPost;
  list: MailPostList;
  onChange: (list: MailPostList) => void;
}

function Provider({ post, list, onChange }: ProviderProps) {
  const words = usePostWords()[post.provider];
  return (
    <details className={styles.provider}>
      <summary>
        <b>{words.name}</b>
        <Standing post={post} />
        <ChevronDown size={16} aria-hidden />
      </summary>
      <div className={styles.body}>
        <span className={channels.path}>{words.path}</span>
        <ol className={styles.steps}>
          {words.steps.map((step, place) => (
            <li key={place}>{step}</li>
          ))}
        </ol>
        <Secret post={post} list={list} onChange={onChange} />
        {post.refused && post.refused_at && (
          <Notice
            tone={post.taken_at && post.taken_at > post.refused_at ? undefined : "bad"}
            words={
              <>
                <Trans>
                  Last refused <TimeAgo at={post.refused_at} />:
                </Trans>{" "}
                {said(post.refused)}
              </>
            }
          />
        )}
      </div>
    </details>
  );
}

function Standing({ post }: { post: MailPost }) {
  if (!post.secret.set)
    return (
      <span className={styles.off}>
        <Trans>not used</Trans>
      </span>
    );
  if (post.taken_at)
    return (
      <Mark tone="good">
        <Trans>
          last mail <TimeAgo at={post.taken_at} />
        </Trans>
      </Mark>
    );
  return (
    <Mark tone="mark">
      <Trans>no mail has come yet</Trans>
    </Mark>
  );
}

/** The secret goes in and never comes out; only how it ends is shown. */
function Secret({ post, list, onChange }: ProviderProps) {
  const { t } = useLingui();
  const words = usePostWords()[post.provider];
  const [secret, setSecret] = useState("");
  const { busy, problem, run } = useActing();
  const byAddress = post.provider === "postmark";
  const typed = secret.trim();
  const put = (given: string | null): void =>
    void run(async () => {
      onChange(await api.channels.changePost(list.channel, { provider: post.provider, secret: given }, list.version));
      setSecret("");
    });
  return (
    <form
      className={styles.secret}
      onSubmit={(event) => {
        event.preventDefault();
        put(typed);
      }}
    >
      {post.secret.set && (
        <p className={channels.words}>
          {words.secret}: {post.secret.ending ?? "…"} {post.secret.since && <TimeAgo at={post.secret.since} />}
        </p>
      )}
      <Field label={post.secret.set ? <Trans>Another: {words.secret}</Trans> : words.secret} hint={words.hint} wrong={problem?.field === "secret" ? said(problem.message) : null}>
        <Input type={byAddress ? "text" : "password"} spellCheck={false} autoCapitalize="off" data-1p-ignore maxLength={1000} value={secret} onChange={(event) => setSecret(event.target.value)} />
      </Field>
      {byAddress && typed ? <CopyField label={t`Address with the password`} value={addressWith(post.callback, typed)} /> : <CopyField label={t`Address to enter there`} value={post.callback} />}
      <div aria-live="polite">{problem && problem.field !== "secret" && <Notice tone="bad" words={said(problem.message)} />}</div>
      <Acts>
        {post.secret.set && (
          <Button disabled={busy} onClick={() => put(null)}>
            <Trans>Take no more from there</Trans>
          </Button>
        )}
        {byAddress && (
          <Button disabled={busy} onClick={() => setSecret(newPassword())}>
            <Trans>Make a password</Trans>
          </Button>
        )}
        <Button kind="main" type="submit" disabled={busy || typed.length < SHORTEST}>
          <Trans>Save</Trans>
        </Button>
      </Acts>
    </form>
  );
}
