import { createRoute } from "@tanstack/react-router";
import { lazy } from "react";

import { console } from "./root";
import { spoken, Waiting } from "./spoken";

const ContactsPage = lazy(() => spoken("contacts", import("../contacts/ContactsPage")));

const contacts = createRoute({ getParentRoute: () => console, path: "/contacts", component: Waiting });
const home = createRoute({ getParentRoute: () => contacts, path: "/", component: () => <ContactsPage /> });

export const contactsRoutes = contacts.addChildren([home]);
