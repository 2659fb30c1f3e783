import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";

import { request } from "../http/request";
import { asked, type Listing, narrowOf } from "../live/filters";
import { useMe } from "../live/hooks";
import type { CountedView, View } from "../protocol";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { EmptyState } from "../ui/EmptyState";
import { Field, Input } from "../ui/Field";
import { IconButton } from "../ui/IconButton";
import { Notice } from "../ui/Notice";
import { useViews } from "./SavedViews";
import styles from "./ViewsDialog.module.css";

const WIDTH = 520; // px
const LONGEST_NAME = 100;

interface ViewsDialogProps {
  listing: Listing;
  view: string | undefined;
  onListing: (listing: Listing, view?: string) => void;
  onClose: () => void;
}

/** The lists kept under a name: the one that is shown can be added; all can be renamed, put in order, shared and deleted. */
export default function ViewsDialog({ listing, view, onListing, onClose }: ViewsDialogProps) {
  const { t } = useLingui();
  const me = useMe();
  const { items, loaded, error, again, set } = useViews();
  const [problem, setProblem] = useState("");
  const [deleted, setDeleted] = useState<CountedView | null>(null);
  const manages = me !== null && me.role !== "agent";
  const mayChange = (one: CountedView): boolean => one.owner !== null || manages;
  const run = (doing: Promise<unknown>): void => {
    setProblem("");
    doing.then(again, (refused: Error) => (setProblem(refused.message), again()));
  };
  const change = (one: CountedView, given: object): void => run(put(one.id, given));
  const order = (from: number, to: number): void => {
    const next = [...items];
    const [moved] = next.splice(from, 1);
    if (!moved) return;
    next.splice(to, 0, moved);
    set(next);
    const places = next.map((one, position) => ({ one, position })).filter(({ one, position }) => mayChange(one) && one.position !== position);
    run(Promise.all(places.map(({ one, position }) => put(one.id, { position }))));
  };
  const share = (one: CountedView): void => change(one, { shared: one.owner !== null });
  const take = (one: CountedView): void => {
    set(items.filter(({ id }) => id !== one.id));
    setDeleted(one);
    run(remove(one.id));
  };
  const undo = (one: CountedView): void => {
    setDeleted(null);
    run(add({ ...contentOf(one), shared: one.owner === null }));
  };
  const save = async (name: string, shared: boolean): Promise<void> => {
    const made = await add({ name, filter: asked(listing), sort: listing.sort, shared, position: items.length });
    again();
    onListing({ place: "list", narrow: narrowOf(made.filter), sort: made.sort }, made.id);
  };
  const shown = items.find(({ id }) => id === view);
  return (
    <Dialog title={t`Saved lists`} width={WIDTH} onClose={onClose}>
      <NewView manages={manages} onSave={save} />
      {shown && mayChange(shown) && (
        <Notice words={<Trans>“{shown.name}” is shown with what is chosen now.</Trans>}>
          <Button onClick={() => change(shown, { filter: asked(listing), sort: listing.sort })}>
            <Trans>Keep it so</Trans>
          </Button>
        </Notice>
      )}
      {(problem || error) && <Notice tone="bad" words={problem || error?.message} />}
      {deleted && (
        <Notice words={<Trans>Deleted: {deleted.name}</Trans>}>
          <Button onClick={() => undo(deleted)}>
            <Trans>Undo</Trans>
          </Button>
        </Notice>
      )}
      {loaded && items.length === 0 && (
        <EmptyState title={<Trans>No list is kept yet</Trans>}>
          <Trans>Filter the inbox, then keep it here under a name.</Trans>
        </EmptyState>
      )}
      <ol className={styles.views} aria-label={t`Saved lists`}>
        {items.map((one, place) => (
          <li key={one.id}>
            <Input
              defaultValue={one.name}
              dir="auto"
              maxLength={LONGEST_NAME}
              disabled={!mayChange(one)}
              aria-label={t`Name of ${one.name}`}
              onBlur={(event) => {
                const name = event.target.value.trim();
                if (name && name !== one.name) change(one, { name });
                else event.target.value = one.name;
              }}
              onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
            />
            {manages ? (
              <label>
                <input type="checkbox" checked={one.owner === null} onChange={() => share(one)} />
                <Trans>For all</Trans>
              </label>
            ) : (
              one.owner === null && (
                <small>
                  <Trans>For all</Trans>
                </small>
              )
            )}
            <IconButton label={t`Move ${one.name} up`} icon={<ArrowUp size={16} />} disabled={place === 0 || !mayChange(one)} onClick={() => order(place, place - 1)} />
            <IconButton label={t`Move ${one.name} down`} icon={<ArrowDown size={16} />} disabled={place === items.length - 1 || !mayChange(one)} onClick={() => order(place, place + 1)} />
            <IconButton label={t`Delete ${one.name}`} icon={<Trash2 size={16} />} disabled={!mayChange(one)} onClick={() => take(one)} />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

function NewView({ manages, onSave }: { manages: boolean; onSave: (name: string, shared: boolean) => Promise<void> }) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [wrong, setWrong] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSave(name.trim(), shared).then(
      () => (setName(""), setWrong("")),
      (refused: Error) => setWrong(refused.message),
    );
  };
  return (
    <form className={styles.adding} onSubmit={submit}>
      <Field label={<Trans>Keep the list that is shown as</Trans>} wrong={wrong}>
        <Input value={name} dir="auto" maxLength={LONGEST_NAME} required data-autofocus onChange={(event) => setName(event.target.value)} />
      </Field>
      {manages && (
        <label>
          <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
          <Trans>For all</Trans>
        </label>
      )}
      <Button kind="main" type="submit" disabled={!name.trim()}>
        <Trans>Keep</Trans>
      </Button>
    </form>
  );
}

function contentOf({ name, filter, sort, position }: CountedView): object {
  return { name, filter, sort, position };
}

function add(given: object): Promise<View> {
  return request<View>("/api/v1/views", { method: "POST", json: { ...given } });
}

function put(id: string, given: object): Promise<View> {
  return request<View>(`/api/v1/views/${id}`, { method: "PUT", json: { ...given } });
}

function remove(id: string): Promise<void> {
  return request(`/api/v1/views/${id}`, { method: "DELETE" });
}
