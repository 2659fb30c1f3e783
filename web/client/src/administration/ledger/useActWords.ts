import { useLingui } from "@lingui/react/macro";

/** What acts are about, as their names begin. */
export const SUBJECTS = [
  "user",
  "team",
  "key",
  "channel",
  "template",
  "configuration",
  "contact",
  "contacts",
  "import",
  "tag",
  "field",
  "segment",
  "list",
  "campaign",
  "quotation",
  "quotation_template",
  "price",
  "message",
  "reply",
  "endpoint",
  "ledger",
  "retention",
  "backup",
] as const;

interface ActWords {
  subject: (name: string) => string;
  /** `user.changed` as a sentence without its beginning. */
  act: (name: string) => string;
}

/** Acts as a person says them; one that is not known here keeps its name. */
export function useActWords(): ActWords {
  const { t } = useLingui();
  const subjects: Record<string, string> = {
    user: t`People`,
    team: t`Teams`,
    key: t`API keys`,
    channel: t`Channels`,
    template: t`Templates`,
    configuration: t`Settings`,
    contact: t`Contacts`,
    contacts: t`Exports of contacts`,
    import: t`Imports`,
    tag: t`Tags`,
    field: t`Fields`,
    segment: t`Segments`,
    list: t`Lists`,
    campaign: t`Campaigns`,
    quotation: t`Quotations`,
    quotation_template: t`Templates of quotations`,
    price: t`Prices`,
    prices: t`Prices`,
    exchange_rate: t`Exchange rates`,
    view: t`Saved views`,
    message: t`Messages`,
    reply: t`Canned replies`,
    endpoint: t`Endpoints`,
    ledger: t`Ledger`,
    retention: t`Retention`,
    backup: t`Backups`,
  };
  const verbs: Record<string, string> = {
    added: t`added`,
    created: t`created`,
    changed: t`changed`,
    removed: t`removed`,
    deleted: t`deleted`,
    exported: t`exported`,
    merged: t`merged`,
    unmerged: t`parted again`,
    blocked: t`blocked`,
    unblocked: t`unblocked`,
    paused: t`paused`,
    resumed: t`resumed`,
    replayed: t`replayed`,
    held: t`put under a legal hold`,
    released: t`freed of the legal hold`,
    members: t`members changed`,
    secret_rotated: t`new secret`,
    invited: t`invited`,
    came_in: t`came in by the invitation`,
    signed_out: t`signed out everywhere`,
    invitation_link: t`link of the invitation copied`,
    password_link: t`link to a new password made`,
    password_changed: t`password changed`,
    password_chosen: t`new password chosen`,
    two_step_on: t`two-step sign-in turned on`,
    two_step_off: t`two-step sign-in turned off`,
    revoked: t`revoked`,
    started: t`started`,
    cancelled: t`cancelled`,
    imported: t`imported`,
    pruned: t`removed by age`,
    restored: t`restored`,
    link_made: t`link to the customer’s page made`,
    links_revoked: t`links revoked`,
    status: t`status set by hand`,
    draft: t`a draft again`,
    issued: t`issued`,
    sent: t`sent`,
    seen: t`seen by the customer`,
    accepted: t`accepted`,
    declined: t`declined`,
    change_requested: t`a change is wanted`,
    expired: t`expired`,
    void: t`made void`,
    scheduled: t`scheduled`,
    starting: t`starting`,
    running: t`running`,
    done: t`done`,
    tested: t`tried out`,
  };
  const subject = (name: string): string => subjects[name] ?? name;
  return {
    subject,
    act: (name) => {
      const [about = "", verb = ""] = name.split(".");
      return `${subject(about)}: ${verbs[verb] ?? verb}`;
    },
  };
}
