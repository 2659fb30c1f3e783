import { Trans, useLingui } from "@lingui/react/macro";

import { useOutline } from "../../live/hooks";
import type { AudienceList, ChannelKind, ConsentTest, Field, FieldTest } from "../../protocol";
import { Input, Select } from "../../ui/Field";
import { FieldInput, readTyped, typedOf } from "../parts/FieldInput";
import { OwnerSelect } from "../parts/OwnerSelect";
import type { Vocabulary } from "../parts/useVocabulary";
import { channelWord } from "../parts/words";
import type { Test } from "./tree";

interface TestEditorProps {
  test: Test;
  vocabulary: Vocabulary;
  lists: readonly AudienceList[];
  onChange: (test: Test) => void;
}

const CHANNELS: readonly ChannelKind[] = ["whatsapp", "line", "mail"];

/** One test: what is looked at, and what must be so. */
export function TestEditor({ test, vocabulary, lists, onChange }: TestEditorProps) {
  const { t } = useLingui();
  const { channels } = useOutline();
  const first = { field: vocabulary.fields[0], channel: [...channels.keys()][0] ?? "", list: lists[0]?.id ?? "" };
  const kinds: Record<string, [string, Test | null]> = {
    tag: [t`Tag`, { type: "tag", name: "" }],
    field: [t`Field`, first.field ? { type: "field", field: first.field.key, test: "is", value: null } : null],
    owner: [t`Owner`, { type: "owner", user: null }],
    company: [t`Company`, { type: "company", test: "starts", value: "" }],
    consent: [t`Consent`, { type: "consent", channel: "whatsapp", state: "yes" }],
    channel: [t`Channel`, { type: "channel", channel: first.channel }],
    seen: [t`Last wrote`, { type: "seen", days: 30, since: null, until: null }],
    created: [t`Added`, { type: "created", days: 30, since: null, until: null }],
    list: [t`List`, first.list ? { type: "list", list: first.list } : null],
    ...(test.type === "campaign" && { campaign: [t`Campaign`, test] }),
  };
  return (
    <>
      <Select aria-label={t`What is looked at`} value={test.type} onChange={(event) => onChange(kinds[event.target.value]?.[1] ?? test)}>
        {Object.entries(kinds).map(([kind, [words, blank]]) => (
          <option key={kind} value={kind} disabled={blank === null}>
            {words}
          </option>
        ))}
      </Select>
      <Value test={test} vocabulary={vocabulary} lists={lists} onChange={onChange} />
    </>
  );
}

function Value({ test, vocabulary, lists, onChange }: TestEditorProps) {
  const { t } = useLingui();
  const { channels } = useOutline();
  switch (test.type) {
    case "tag":
      return (
        <Select aria-label={t`Tag`} value={test.name} onChange={(event) => onChange({ ...test, name: event.target.value })}>
          <option value="">{t`Choose`}</option>
          {test.name && !vocabulary.tags.some(({ name }) => name === test.name) && <option>{test.name}</option>}
          {vocabulary.tags.map(({ id, name }) => (
            <option key={id}>{name}</option>
          ))}
        </Select>
      );
    case "field":
      return <FieldValue test={test} fields={vocabulary.fields} onChange={onChange} />;
    case "owner":
      return <OwnerSelect value={test.user} onChange={(user) => onChange({ ...test, user })} />;
    case "company":
      return (
        <>
          <Select aria-label={t`How`} value={test.test} onChange={(event) => onChange({ ...test, test: event.target.value as typeof test.test })}>
            <option value="is">{t`is`}</option>
            <option value="starts">{t`begins with`}</option>
            <option value="is_set">{t`is known`}</option>
          </Select>
          {test.test !== "is_set" && <Input aria-label={t`Company`} dir="auto" value={test.value ?? ""} maxLength={200} onChange={(event) => onChange({ ...test, value: event.target.value })} />}
        </>
      );
    case "consent":
      return (
        <>
          <Select aria-label={t`Channel`} value={test.channel} onChange={(event) => onChange({ ...test, channel: event.target.value as ChannelKind })}>
            {CHANNELS.map((channel) => (
              <option key={channel} value={channel}>
                {channelWord(channel)}
              </option>
            ))}
          </Select>
          <Select aria-label={t`They said`} value={test.state} onChange={(event) => onChange({ ...test, state: event.target.value as ConsentTest["state"] })}>
            <option value="yes">{t`yes`}</option>
            <option value="no">{t`no`}</option>
            <option value="unknown">{t`nothing yet`}</option>
          </Select>
        </>
      );
    case "channel":
      return (
        <Select aria-label={t`Channel`} value={test.channel} onChange={(event) => onChange({ ...test, channel: event.target.value })}>
          {[...channels.values()].map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      );
    case "seen":
    case "created":
      return <Days test={test} onChange={onChange} />;
    case "list":
      return (
        <Select aria-label={t`List`} value={test.list} onChange={(event) => onChange({ ...test, list: event.target.value })}>
          {lists.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      );
    case "campaign":
      return (
        <span>
          <Trans>kept as it is</Trans>
        </span>
      );
  }
}

function Days({ test, onChange }: { test: Extract<Test, { type: "seen" | "created" }>; onChange: (test: Test) => void }) {
  const { t } = useLingui();
  const isBetween = test.since !== null || test.until !== null;
  const day = (moment: string | null): string => moment?.slice(0, 10) ?? "";
  const begins = (typed: string): string | null => (typed ? new Date(`${typed}T00:00`).toISOString() : null);
  return (
    <>
      <Select
        aria-label={t`When`}
        value={isBetween ? "between" : test.days === null ? "ever" : "days"}
        onChange={({ target }) =>
          onChange({ ...test, days: target.value === "days" ? 30 : null, since: target.value === "between" ? new Date().toISOString() : null, until: null })
        }
      >
        <option value="days">{t`in the last days`}</option>
        <option value="between">{t`between two days`}</option>
        <option value="ever">{t`at any time`}</option>
      </Select>
      {test.days !== null && (
        <Input type="number" min={1} max={3650} aria-label={t`Days`} value={test.days} onChange={({ target }) => onChange({ ...test, days: Math.min(3650, Math.max(1, Math.trunc(Number(target.value)) || 1)) })} />
      )}
      {isBetween && (
        <>
          <Input type="date" aria-label={t`From`} value={day(test.since)} onChange={({ target }) => onChange({ ...test, since: begins(target.value) })} />
          <Input type="date" aria-label={t`Until`} value={day(test.until)} onChange={({ target }) => onChange({ ...test, until: begins(target.value) })} />
        </>
      )}
    </>
  );
}

const FOR_TEXT = ["is", "starts", "is_set"] as const;
const FOR_FIGURES = ["is", "at_least", "at_most", "above", "below", "is_set"] as const;

function FieldValue({ test, fields, onChange }: { test: FieldTest; fields: readonly Field[]; onChange: (test: Test) => void }) {
  const { t } = useLingui();
  const field = fields.find(({ key }) => key === test.field);
  const words: Record<FieldTest["test"], string> = { is: t`is`, starts: t`begins with`, is_set: t`is known`, at_least: t`is at least`, at_most: t`is at most`, above: t`is above`, below: t`is below` };
  const tests: readonly FieldTest["test"][] = field?.kind === "number" || field?.kind === "date" ? FOR_FIGURES : field?.kind === "text" ? FOR_TEXT : ["is", "is_set"];
  return (
    <>
      <Select aria-label={t`Field`} value={test.field} onChange={(event) => onChange({ type: "field", field: event.target.value, test: "is", value: null })}>
        {!field && <option value={test.field}>{test.field}</option>}
        {fields.map(({ id, key, name }) => (
          <option key={id} value={key}>
            {name}
          </option>
        ))}
      </Select>
      <Select aria-label={t`How`} value={test.test} onChange={(event) => onChange({ ...test, test: event.target.value as FieldTest["test"], ...(event.target.value === "is_set" && { value: null }) })}>
        {tests.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </Select>
      {field && test.test !== "is_set" && <FieldInput field={field} value={typedOf(test.value)} onChange={(typed) => onChange({ ...test, value: readTyped(field.kind, typed) ?? null })} />}
    </>
  );
}
