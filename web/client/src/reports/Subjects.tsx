import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { OfSubject } from "../protocol";
import { Avatar } from "../ui/Avatar";
import { Panel } from "../ui/Panel";
import { Skeleton } from "../ui/Skeleton";
import { Change } from "./Figures";
import styles from "./Reports.module.css";
import { Scroll } from "./Scroll";
import { lengthWords } from "./words";

interface SubjectsProps {
  title: ReactNode;
  subjects: readonly OfSubject[] | null;
  then: readonly OfSubject[] | null;
  kind: "person" | "number";
}

/** The same figures of each person or number, the busiest first. */
export function Subjects({ title, subjects, then, kind }: SubjectsProps) {
  const { t, i18n } = useLingui();
  const count = (value: number): string => value.toLocaleString(i18n.locale);
  const weight = ({ figures: { counts } }: OfSubject): number => counts.sent * 1000 + counts.received + counts.resolved;
  const rows = subjects && [...subjects].sort((one, other) => weight(other) - weight(one));
  const before = new Map(then?.map((each) => [each.id, each]));
  return (
    <Panel title={title}>
      {!rows && <Skeleton height={140} />}
      {rows?.length === 0 && (
        <p className={styles.none}>
          <Trans>Nothing was said in these days.</Trans>
        </p>
      )}
      {rows && rows.length > 0 && (
        <Scroll name={kind === "person" ? t`By person` : t`By number`}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{kind === "person" ? <Trans>Person</Trans> : <Trans>Number</Trans>}</th>
                {kind === "number" && (
                  <th scope="col">
                    <Trans>Received</Trans>
                  </th>
                )}
                <th scope="col">
                  <Trans>Sent</Trans>
                </th>
                <th scope="col">
                  <Trans>Resolved</Trans>
                </th>
                <th scope="col">
                  <Trans>First response</Trans>
                </th>
                <th scope="col">
                  <Trans>Resolution</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ id, name, figures }) => {
                const past = before.get(id)?.figures;
                return (
                  <tr key={id}>
                    <th scope="row">
                      {kind === "person" && <Avatar id={id} name={name} size={24} />}
                      <span dir="auto">{name}</span>
                    </th>
                    {kind === "number" && <td>{count(figures.counts.received)}</td>}
                    <td>
                      {count(figures.counts.sent)} <Change now={figures.counts.sent} then={past?.counts.sent} />
                    </td>
                    <td>{count(figures.counts.resolved)}</td>
                    <td title={lengthWords(figures.first_response.p90)}>{lengthWords(figures.first_response.median)}</td>
                    <td title={lengthWords(figures.resolution.p90)}>{lengthWords(figures.resolution.median)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}
