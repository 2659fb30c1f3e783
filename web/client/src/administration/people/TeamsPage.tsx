import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, Trash2, UsersRound } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { Back } from "../../layout/Back";
import { Shelf } from "../../layout/Shelf";
import shelf from "../../layout/Shelf.module.css";
import { useOutline } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import { useTable } from "../../live/useTable";
import type { Team } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { Field, Input } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import { Acts } from "../../ui/Panel";
import * as api from "../api";
import section from "../parts/Section.module.css";
import { PeopleChoices } from "./Choices";

const NAMES_SHOWN = 3;

/** People under one name: conversations are listed by them. They give no rights. */
export default function TeamsPage() {
  const { t } = useLingui();
  const { users } = useOutline();
  const [search, setSearch] = useState("");
  const sought = useDeferredValue(search.trim());
  const table = useTable<Team>(api.teams, "teams", sought, ["team.changed", "team.removed"], ({ name, members }) => ({ name, members }));
  const [edited, setEdited] = useState<Team | "new" | null>(null);
  const add = (
    <Button kind="main" onClick={() => setEdited("new")}>
      <Plus size={16} aria-hidden />
      <Trans>New team</Trans>
    </Button>
  );
  const names = ({ members }: Team): string => {
    const known = members.flatMap((id) => users.get(id)?.name ?? []);
    const further = known.length - NAMES_SHOWN;
    return known.slice(0, NAMES_SHOWN).join(", ") + (further > 0 ? ` +${further}` : "");
  };
  const empty = (
    <EmptyState icon={<UsersRound size={30} strokeWidth={1.3} />} title={sought ? <Trans>Nothing found</Trans> : <Trans>No team yet</Trans>} action={!sought && add}>
      <Trans>A team puts people under one name, so that their conversations are found together.</Trans>
    </EmptyState>
  );
  return (
    <>
      <Shelf title={t`Teams`} back={<Back to="/administration" name={t`Administration`} />} table={table} search={search} onSearch={setSearch} nameOf={({ name }) => name} adding={add} empty={empty}>
        {table.items?.map((team) => (
          <li key={team.id} className={shelf.entry}>
            <button type="button" onClick={() => setEdited(team)}>
              <b dir="auto">{team.name}</b>
              <span>{names(team) || <Trans>nobody yet</Trans>}</span>
            </button>
            <IconButton label={t`Delete ${team.name}`} icon={<Trash2 size={16} />} onClick={() => table.remove(team)} />
          </li>
        ))}
      </Shelf>
      {edited && <TeamDialog team={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function TeamDialog({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const { t } = useLingui();
  const [form, setForm] = useState({ name: team?.name ?? "", members: team?.members ?? [] });
  const { busy, problem, run } = useActing();
  const save = () => (team ? api.teams.change(team.id, form, team.version) : api.teams.add(form));
  return (
    <Dialog title={team ? t`Change the team` : t`New team`} width={520} onClose={onClose}>
      <form
        className={section.sheet}
        onSubmit={(event) => {
          event.preventDefault();
          void run(save).then((done) => done && onClose());
        }}
      >
        <Field label={<Trans>Name</Trans>} wrong={problem?.field === "name" && problem.message}>
          <Input data-autofocus dir="auto" required maxLength={200} value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} />
        </Field>
        <PeopleChoices chosen={form.members} onChange={(members) => setForm({ ...form, members })} />
        {problem && problem.field !== "name" && <Notice tone="bad" words={problem.message} />}
        <Acts>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={busy || !form.name.trim()}>
            <Trans>Save</Trans>
          </Button>
        </Acts>
      </form>
    </Dialog>
  );
}
