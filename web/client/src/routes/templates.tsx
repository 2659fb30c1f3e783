import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import type { Query } from "../templates/list/query";
import { console } from "./root";
import { NEW, spoken, Waiting } from "./spoken";

const TemplatesPage = lazy(() => spoken("templates", () => import("../templates/list/TemplatesPage")));
const TemplatePage = lazy(() => spoken("templates", () => import("../templates/editor/TemplatePage")));

const templates = createRoute({ getParentRoute: () => console, path: "/templates", component: Waiting });

const list = createRoute({
  getParentRoute: () => templates,
  path: "/",
  validateSearch: (search: Query): Query => search, // the page drops what it cannot read
  component: function Templates() {
    const query = list.useSearch();
    const navigate = list.useNavigate();
    return <TemplatesPage query={query} onQuery={(search) => void navigate({ to: ".", search, replace: true })} />;
  },
});

const template = createRoute({
  getParentRoute: () => templates,
  path: "/$template",
  validateSearch: ({ from }: { from?: string }): { from?: string } => (from ? { from: String(from) } : {}),
  component: function TemplateOfId() {
    const { template: id } = template.useParams();
    const { from } = template.useSearch();
    const navigate = template.useNavigate();
    return (
      <TemplatePage
        id={id === NEW ? null : id}
        from={from}
        onMade={(made) => void navigate({ to: "/templates/$template", params: { template: made }, replace: true })}
        onDuplicate={(origin) => void navigate({ to: "/templates/$template", params: { template: NEW }, search: { from: origin } })}
        onBack={() => void navigate({ to: "/templates" })}
      />
    );
  },
});

export const templatesRoutes = templates.addChildren([list, template]);
