import { createRoute } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

import type { Query } from "../contacts/list/query";
import type { Contact } from "../protocol";
import { console } from "./root";
import { spoken, Waiting } from "./spoken";
import { insist } from "../ui/insist";

const ContactsPage = lazy(() => spoken("contacts", () => import("../contacts/list/ContactsPage")));
const ContactPage = lazy(() => spoken("contacts", () => import("../contacts/details/ContactPage")));
const DuplicatesPage = lazy(() => spoken("contacts", () => import("../contacts/merging/DuplicatesPage")));
const MergePage = lazy(() => spoken("contacts", () => import("../contacts/merging/MergePage")));
const TagsPage = lazy(() => spoken("contacts", () => import("../contacts/words/TagsPage")));
const FieldsPage = lazy(() => spoken("contacts", () => import("../contacts/words/FieldsPage")));
const SegmentsPage = lazy(() => spoken("contacts", () => import("../contacts/segments/SegmentsPage")));
const ListsPage = lazy(() => spoken("contacts", () => import("../contacts/lists/ListsPage")));
const ListPage = lazy(() => spoken("contacts", () => import("../contacts/lists/ListPage")));
const ImportsPage = lazy(() => spoken("contacts", () => import("../contacts/imports/ImportsPage")));
const ImportPage = lazy(() => spoken("contacts", () => import("../contacts/imports/ImportPage")));
const NewConversation = lazy(() => insist(() => import("../conversation/start/NewConversation")));

const contacts = createRoute({ getParentRoute: () => console, path: "/contacts", component: Waiting });

const people = createRoute({
  getParentRoute: () => contacts,
  path: "/",
  validateSearch: (search: Query): Query => search, // the page drops what it cannot read
  component: function People() {
    const query = people.useSearch();
    const navigate = people.useNavigate();
    return (
      <ContactsPage
        query={query}
        onQuery={(search) => void navigate({ to: ".", search, replace: true })}
        onOpen={(contact) => void navigate({ to: "/contacts/$contact", params: { contact } })}
      />
    );
  },
});

const contact = createRoute({
  getParentRoute: () => contacts,
  path: "/$contact",
  component: function ContactOfId() {
    const { contact: id } = contact.useParams();
    const navigate = contact.useNavigate();
    const talk = (conversation: string): void => void navigate({ to: "/inbox/$filter/{-$conversation}", params: { filter: "all", conversation } });
    const starting = (known: Contact, onClose: () => void) => (
      <Suspense fallback={null}>
        <NewConversation contact={known} onClose={onClose} onStarted={talk} />
      </Suspense>
    );
    return (
      <ContactPage
        key={id}
        id={id}
        onBecame={(other) => void navigate({ to: "/contacts/$contact", params: { contact: other }, replace: true })}
        onBack={() => void navigate({ to: "/contacts" })}
        starting={starting}
      />
    );
  },
});

interface Pair {
  stays: string;
  goes: string;
}

const merge = createRoute({
  getParentRoute: () => contacts,
  path: "/merge",
  validateSearch: ({ stays, goes }: Partial<Pair>): Pair => ({ stays: String(stays ?? ""), goes: String(goes ?? "") }),
  component: function Merge() {
    const { stays, goes } = merge.useSearch();
    const navigate = merge.useNavigate();
    return <MergePage stays={stays} goes={goes} onSwap={() => void navigate({ to: ".", search: { stays: goes, goes: stays }, replace: true })} />;
  },
});

const list = createRoute({
  getParentRoute: () => contacts,
  path: "/lists/$list",
  component: function ListOfId() {
    const { list: id } = list.useParams();
    return <ListPage key={id} id={id} />;
  },
});

const imports = createRoute({
  getParentRoute: () => contacts,
  path: "/import",
  component: function Imports() {
    const navigate = imports.useNavigate();
    return <ImportsPage onBegun={(begun) => void navigate({ to: "/contacts/import/$import", params: { import: begun } })} />;
  },
});

const oneImport = createRoute({
  getParentRoute: () => contacts,
  path: "/import/$import",
  component: function ImportOfId() {
    const { import: id } = oneImport.useParams();
    return <ImportPage key={id} id={id} />;
  },
});

const duplicates = createRoute({ getParentRoute: () => contacts, path: "/duplicates", component: () => <DuplicatesPage /> });
const tags = createRoute({ getParentRoute: () => contacts, path: "/tags", component: () => <TagsPage /> });
const fields = createRoute({ getParentRoute: () => contacts, path: "/fields", component: () => <FieldsPage /> });
const segments = createRoute({ getParentRoute: () => contacts, path: "/segments", component: () => <SegmentsPage /> });
const lists = createRoute({ getParentRoute: () => contacts, path: "/lists", component: () => <ListsPage /> });

export const contactsRoutes = contacts.addChildren([people, duplicates, merge, tags, fields, segments, lists, list, imports, oneImport, contact]);
