import { Inbox, Star } from "lucide-react";
import type { ReactNode } from "react";

import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { ConfirmButton } from "../ui/ConfirmButton";
import { EmptyState } from "../ui/EmptyState";
import { Field, FigureInput, Growing, Input, Select } from "../ui/Field";
import { IconButton } from "../ui/IconButton";
import { Notice } from "../ui/Notice";
import { Skeleton } from "../ui/Skeleton";
import styles from "./Gallery.module.css";
import { Mails } from "./Mails";
import { Rows } from "./Rows";
import { Talk } from "./Talk";

const NAMES = ["Somchai Phongsri", "田中 美咲", "Anna Lindqvist", "+66 81 234 5678", "ณัฐ วงศ์", "Omar", "Dana A.", "Zoë"];

/** Every part of the console in every state it can be in: for whoever changes one, and for the tests that compare its pictures. */
export function Gallery() {
  return (
    <main className={styles.gallery}>
      <h1>Gallery</h1>
      <Part name="Buttons">
        <Button kind="main">Main</Button>
        <Button>Plain</Button>
        <Button kind="quiet">Quiet</Button>
        <Button kind="main" disabled>
          Main, off
        </Button>
        <Button disabled>Plain, off</Button>
        <ConfirmButton question="Delete it?" confirm="Delete" variant="default" onConfirm={() => undefined}>
          Delete
        </ConfirmButton>
        <IconButton label="Icon" icon={<Star size={17} />} />
        <IconButton label="Icon, pressed" icon={<Star size={17} />} aria-pressed />
        <IconButton label="Icon, off" icon={<Star size={17} />} disabled />
      </Part>
      <Part name="Fields">
        <Field label="Text">
          <Input defaultValue="Somchai" />
        </Field>
        <Field label="Empty" hint="What it is for">
          <Input placeholder="A name" />
        </Field>
        <Field label="Wrong" wrong="An address has an @">
          <Input defaultValue="somchai" aria-invalid />
        </Field>
        <Field label="Off">
          <Input defaultValue="Somchai" disabled />
        </Field>
        <Field label="Figures">
          <FigureInput defaultValue="52,816.22" />
        </Field>
        <Field label="Choice">
          <Select defaultValue="b">
            <option value="a">One</option>
            <option value="b">Another</option>
          </Select>
        </Field>
        <Field label="As high as its text">
          <Growing value={"One line\nand another"} onChange={() => undefined} />
        </Field>
      </Part>
      <Part name="Notices">
        <Notice words="Something to know." />
        <Notice tone="good" words="It is done." />
        <Notice tone="mark" words="It waits for somebody.">
          <Button>Do it</Button>
        </Notice>
        <Notice tone="bad" words="It could not be saved.">
          <Button>Try again</Button>
        </Notice>
      </Part>
      <Part name="People">
        {NAMES.map((name) => (
          <Avatar key={name} id={name} name={name} />
        ))}
        <Avatar id="w" name="Whats App" channel="whatsapp" />
        <Avatar id="l" name="Li Ne" channel="line" />
        <Avatar id="m" name="Ma Il" channel="mail" />
        <Avatar id="o" name="On Line" presence="online" />
        <Avatar id="a" name="A Way" presence="away" />
      </Part>
      <Part name="Nothing here, and on its way">
        <EmptyState icon={<Inbox size={28} strokeWidth={1.4} />} title="No open conversation" action={<Button>Begin one</Button>}>
          When a customer writes, it appears here at once.
        </EmptyState>
        <span className={styles.skeletons}>
          <Skeleton width={40} height={40} round />
          <Skeleton width={180} />
          <Skeleton width="60%" height={10} />
        </span>
      </Part>
      <Part name="Conversations in the list">
        <Rows />
      </Part>
      <Part name="Messages">
        <Talk />
      </Part>
      <Part name="Mails">
        <Mails />
      </Part>
    </main>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className={styles.part} aria-label={name} data-part={name}>
      <h2>{name}</h2>
      <div>{children}</div>
    </section>
  );
}
