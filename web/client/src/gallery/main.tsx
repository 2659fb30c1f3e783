import "../theme/index.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { createRoot } from "react-dom/client";

import { language, speak } from "../locales/language";
import { Theme } from "../theme/Theme";
import { Gallery } from "./Gallery";

await speak(language());
const place = document.getElementById("gallery");
if (place)
  createRoot(place).render(
    <I18nProvider i18n={i18n}>
      <Theme>
        <Gallery />
      </Theme>
    </I18nProvider>,
  );
