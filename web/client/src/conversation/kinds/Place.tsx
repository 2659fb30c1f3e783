import { useLingui } from "@lingui/react/macro";

import type { Message } from "../../protocol";
import { contentOf, safeUrl, type LocationContent, type SharedContact } from "../content";
import styles from "./kinds.module.css";

/** A place as a drawn card: nothing is asked of a map server until somebody opens the link. */
export function Place({ message }: { message: Message }) {
  const { t } = useLingui();
  const { latitude, longitude, name, address, url } = contentOf<LocationContent>(message);
  const known = latitude !== undefined && longitude !== undefined;
  const point = known ? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` : "";
  const link = known
    ? `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`
    : (safeUrl(url) ?? undefined);
  return (
    <a className={styles.map} href={link} target="_blank" rel="noopener noreferrer" title={t`Open the map in a new tab`}>
      <Streets turn={known ? (latitude * 7919 + longitude * 104729) % 40 : 0} />
      <span className={styles.place}>
        <b>{name ?? t`Location`}</b>
        {address && <span className={styles.small}>{address}</span>}
        {!address && <span className={styles.small}>{point}</span>}
      </span>
    </a>
  );
}

/** A neighbourhood that does not exist, turned a little so that two places do not look the same. */
function Streets({ turn }: { turn: number }) {
  return (
    <svg viewBox="0 0 300 120" aria-hidden>
      <rect width="300" height="120" fill="var(--accent-tint)" />
      <g transform={`rotate(${turn - 20} 150 60)`} fill="none" strokeLinecap="round">
        <path d="M-60 96C60 60 190 140 380 84" stroke="color-mix(in srgb, var(--read) 22%, var(--accent-tint))" strokeWidth="26" />
        <g stroke="var(--surface)" strokeWidth="7">
          <path d="M-60 34H380M62-80V220M236-80V220M150-80V64" />
        </g>
        <g stroke="var(--surface)" strokeWidth="3">
          <path d="M-60 6H380M-60 60H380M18-80V220M106-80V220M194-80V220M284-80V220" />
        </g>
      </g>
      <path d="M150 74c-11-13-17-21-17-30a17 17 0 0 1 34 0c0 9-6 17-17 30Z" fill="var(--accent)" />
      <circle cx="150" cy="44" r="6.5" fill="var(--surface)" />
    </svg>
  );
}

export function SharedContacts({ message }: { message: Message }) {
  const { t } = useLingui();
  const people = contentOf<{ contacts: SharedContact[] }>(message).contacts ?? [];
  return people.map((person, index) => (
    <span className={styles.person} key={index}>
      <b dir="auto">{person.name ?? t`Contact`}</b>
      {person.organization && <span className={styles.small}>{person.organization}</span>}
      {person.phones?.map((phone) => phone.number && <a key={phone.number} href={`tel:${phone.number}`}>{phone.number}</a>)}
      {person.emails?.map((mail) => mail.address && <a key={mail.address} href={`mailto:${mail.address}`}>{mail.address}</a>)}
    </span>
  ));
}
