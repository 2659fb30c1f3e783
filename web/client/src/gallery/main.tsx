import "../theme/index.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { createRoot } from "react-dom/client";

import { language, learn, speak } from "../locales/language";
import { Theme } from "../theme/Theme";
import { Gallery } from "./Gallery";

await speak(language());
await Promise.all([learn("mail"), import("../mail/thread/MailBody")]); // or a picture might be taken before its words are there
const place = document.getElementById("gallery");
if (place)
  createRoot(place).render(
    <I18nProvider i18n={i18n}>
      <Theme>
        <Gallery />
      </Theme>
    </I18nProvider>,
  );
