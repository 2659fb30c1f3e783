import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { LiveMark } from "../layout/LiveMark";
import type { Query } from "../quotations/list/query";
import { console } from "./root";
import { NEW, spoken, Waiting } from "./spoken";

const ListPage = lazy(() => spoken("quotations", () => import("../quotations/list/ListPage")));
const QuotationPage = lazy(() => spoken("quotations", () => import("../quotations/QuotationPage")));
const PricesPage = lazy(() => spoken("quotations", () => import("../quotations/prices/PricesPage")));
const TemplatesPage = lazy(() => spoken("quotations", () => import("../quotations/templates/TemplatesPage")));
const TemplatePage = lazy(() => spoken("quotations", () => import("../quotations/templates/TemplatePage")));

const quotations = createRoute({
  getParentRoute: () => console,
  path: "/quotations",
  component: Waiting,
});

const quotationList = createRoute({
  getParentRoute: () => quotations,
  path: "/",
  validateSearch: (search: Query): Query => search, // the page drops what it cannot read
  component: function QuotationList() {
    const query = quotationList.useSearch();
    const navigate = quotationList.useNavigate();
    const list = (search: Query): void => void navigate({ to: ".", search, replace: true });
    return <ListPage query={query} onQuery={list} onNew={() => void navigate({ to: "/quotations/$quotation", params: { quotation: NEW } })} mark={<LiveMark />} />;
  },
});

interface BeginningSearch {
  conversation?: string; // with the customer it is for
  contact?: string;
  template?: string;
}

const quotation = createRoute({
  getParentRoute: () => quotations,
  path: "/$quotation",
  validateSearch: ({ conversation, contact, template }: BeginningSearch): BeginningSearch => ({
    ...(conversation && { conversation: String(conversation) }),
    ...(contact && { contact: String(contact) }),
    ...(template && { template: String(template) }),
  }),
  component: function QuotationOfId() {
    const { quotation: id } = quotation.useParams();
    const search = quotation.useSearch();
    const navigate = quotation.useNavigate();
    const open = (other: string, replace = false): void => void navigate({ to: "/quotations/$quotation", params: { quotation: other }, search: {}, replace });
    return (
      <QuotationPage id={id === NEW ? null : id} {...search} onBack={() => void navigate({ to: "/quotations" })} onAdded={(made) => open(made, true)} onOpen={open} mark={<LiveMark />} />
    );
  },
});

const prices = createRoute({ getParentRoute: () => quotations, path: "/prices", component: () => <PricesPage /> });
const templates = createRoute({ getParentRoute: () => quotations, path: "/templates", component: () => <TemplatesPage /> });

const template = createRoute({
  getParentRoute: () => quotations,
  path: "/templates/$template",
  component: function TemplateOfId() {
    const { template: id } = template.useParams();
    const navigate = template.useNavigate();
    const use = (chosen: string): void => void navigate({ to: "/quotations/$quotation", params: { quotation: NEW }, search: { template: chosen } });
    return <TemplatePage id={id === NEW ? null : id} onBack={() => void navigate({ to: "/quotations/templates" })} onUse={use} mark={<LiveMark />} />;
  },
});

export const quotationRoutes = quotations.addChildren([quotationList, prices, templates, template, quotation]);
