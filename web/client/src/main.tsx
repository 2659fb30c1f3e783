import "./theme/index.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { auth } from "./http/auth";
import { setLanguage } from "./live/actions";
import { live } from "./live/live";
import { follow, keepBy, language, speak } from "./locales/language";
import { router } from "./routes/routes";
import { Theme } from "./theme/Theme";

live.start();
auth.subscribe(() => void router.invalidate()); // signed in or out, perhaps in another tab
auth.subscribe(() => void (auth.status === "signed_in" && follow(auth.language)));
keepBy((language) => void (auth.status === "signed_in" && setLanguage(language).catch(() => undefined))); // it holds on this machine anyway

await speak(language());
const place = document.getElementById("console");
if (place)
  createRoot(place).render(
    <I18nProvider i18n={i18n}>
      <Theme>
        <RouterProvider router={router} />
      </Theme>
    </I18nProvider>,
  );
