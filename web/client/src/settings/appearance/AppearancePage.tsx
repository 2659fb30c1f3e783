import { Trans, useLingui } from "@lingui/react/macro";
import { useMantineColorScheme } from "@mantine/core";
import { Monitor, Moon, Sun } from "lucide-react";

import { LANGUAGES, type Language, choose } from "../../locales/language";
import { Panel } from "../../ui/Panel";
import { Settings } from "../Settings";
import styles from "../Settings.module.css";

/** In which language, wherever one signs in, and in which light on this machine. */
export default function AppearancePage() {
  const { t, i18n } = useLingui();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true }); // else a <style> element, which the policy forbids
  const schemes = [
    { scheme: "light", icon: Sun, name: t`Light` },
    { scheme: "dark", icon: Moon, name: t`Dark` },
    { scheme: "auto", icon: Monitor, name: t`As the system` },
  ] as const;
  return (
    <Settings>
      <Panel title={<Trans>Language</Trans>} words={<Trans>Dates and numbers follow it, on every machine you sign in on; letters to you too.</Trans>}>
        <div className={styles.schemes} role="group" aria-label={t`Language`}>
          {Object.entries(LANGUAGES).map(([language, name]) => (
            <button key={language} type="button" lang={language} aria-pressed={i18n.locale === language} onClick={() => void choose(language as Language)}>
              {name}
            </button>
          ))}
        </div>
      </Panel>
      <Panel title={<Trans>Light</Trans>}>
        <div className={styles.schemes} role="group" aria-label={t`Light`}>
          {schemes.map(({ scheme, icon: Icon, name }) => (
            <button key={scheme} type="button" aria-pressed={colorScheme === scheme} onClick={() => setColorScheme(scheme)}>
              <Icon size={17} aria-hidden />
              {name}
            </button>
          ))}
        </div>
      </Panel>
    </Settings>
  );
}
