import { Trans, useLingui } from "@lingui/react/macro";
import { Menu, useMantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Check, Languages, LogOut, Monitor, MonitorX, Moon, Settings, Sun } from "lucide-react";
import { signOut } from "../live/actions";
import { useConnection, useMe } from "../live/hooks";
import { LANGUAGES, type Language, choose } from "../locales/language";
import { Avatar } from "../ui/Avatar";
import styles from "./OwnMenu.module.css";

const ICON = 16; // px

/** What concerns only the person signed in: appearance, language, leaving. */
export function OwnMenu() {
  const { t } = useLingui();
  const me = useMe();
  const { mark } = useConnection();
  if (!me) return null;
  return (
    <Menu position="right-end" withinPortal width={240}>
      <Menu.Target>
        <button type="button" className={styles.button} aria-label={t`Your settings, ${me.name}`} title={me.name}>
          <Avatar name={me.name} id={me.id} size={30} presence={mark === "live" ? "online" : "away"} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name}
          <span className={styles.email}>{me.email}</span>
        </Menu.Label>
        <Menu.Item component={Link} to="/settings" leftSection={<Settings size={ICON} />}>
          <Trans>My settings</Trans>
        </Menu.Item>
        <Menu.Divider />
        <Appearance />
        <Spoken />
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={ICON} />} onClick={() => void signOut().catch(() => undefined)}>
          <Trans>Sign out</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<MonitorX size={ICON} />} onClick={() => void signOut(true).catch(() => undefined)}>
          <Trans>Sign out everywhere</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Appearance() {
  const { t } = useLingui();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true }); // else a <style> element, which the policy forbids
  const choices = [
    { scheme: "light", icon: Sun, name: t`Light` },
    { scheme: "dark", icon: Moon, name: t`Dark` },
    { scheme: "auto", icon: Monitor, name: t`As the system` },
  ] as const;
  return choices.map(({ scheme, icon: Icon, name }) => (
    <Menu.Item
      key={scheme}
      closeMenuOnClick={false}
      leftSection={<Icon size={ICON} />}
      rightSection={colorScheme === scheme && <Check size={ICON} />}
      onClick={() => setColorScheme(scheme)}
    >
      {name}
    </Menu.Item>
  ));
}

function Spoken() {
  const { i18n } = useLingui();
  return Object.entries(LANGUAGES).map(([language, name]) => (
    <Menu.Item
      key={language}
      lang={language}
      leftSection={<Languages size={ICON} />}
      rightSection={i18n.locale === language && <Check size={ICON} />}
      onClick={() => void choose(language as Language)}
    >
      {name}
    </Menu.Item>
  ));
}
