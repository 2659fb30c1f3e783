import { Trans, useLingui } from "@lingui/react/macro";

import type { Analytics, Contest, VariantTest } from "../../protocol";
import { Panel } from "../../ui/Panel";
import { exactly } from "../../ui/time";
import { useMeasureWord } from "../parts/useMeasureWord";
import { RateWords } from "./Funnel";
import styles from "./Outcome.module.css";

const MEASURES = ["delivered", "read", "replied", "clicked"] as const;

/** The variants side by side, and what can honestly be said of them. */
export function Variants({ numbers, contest }: { numbers: Analytics; contest: Contest }) {
  const { t, i18n } = useLingui();
  const word = useMeasureWord();
  const measures = MEASURES.filter((measure) => measure !== "clicked" || (numbers.reached.clicked ?? 0) > 0);
  return (
    <Panel title={<Trans>Which version did better</Trans>}>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Variant</Trans>
              </th>
              <th scope="col">
                <Trans>People</Trans>
              </th>
              {measures.map((measure) => (
                <th key={measure} scope="col">
                  {word(measure)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...numbers.variants].sort((one, other) => one.name.localeCompare(other.name)).map((variant) => (
              <tr key={variant.name}>
                <th scope="row">{variant.name || t`A`}</th>
                <td>{i18n.number(variant.total)}</td>
                {measures.map((measure) => (
                  <td key={measure}>
                    {i18n.number(variant.reached[measure] ?? 0)} <RateWords rate={variant.rates[measure]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className={styles.verdicts}>
        {contest.tests.map((test) => (
          <li key={`${test.measure}/${test.first}/${test.second}`} data-verdict={test.verdict}>
            <Verdict test={test} />
          </li>
        ))}
        {!contest.settled && (
          <li>
            {contest.settles_at ? <Trans>Wait until {exactly(contest.settles_at, i18n.locale)} before deciding: people still read and answer.</Trans> : <Trans>Wait before deciding: people still read and answer.</Trans>}
          </li>
        )}
      </ul>
    </Panel>
  );
}

/** Whether two variants differ, as sure as one can be. */
function Verdict({ test }: { test: VariantTest }) {
  const { t, i18n } = useLingui();
  const word = useMeasureWord();
  const [first, second] = [test.first || t`A`, test.second || t`A`];
  const points = (value: number | null): string => i18n.number(Math.abs(value ?? 0), { maximumFractionDigits: 1 });
  const measure = word(test.measure);
  if (test.verdict === "different") {
    const [better, other] = (test.better ?? "") === test.first ? [first, second] : [second, first];
    const [low, high] = [Math.min(Math.abs(test.low ?? 0), Math.abs(test.high ?? 0)), Math.max(Math.abs(test.low ?? 0), Math.abs(test.high ?? 0))];
    return (
      <Trans>
        {measure}: {better} did better than {other}, by {points(test.difference)} points (between {points(low)} and {points(high)}). Chance alone hardly makes that.
      </Trans>
    );
  }
  if (test.verdict === "no_difference") {
    return (
      <>
        <Trans>
          {measure}: no difference between {first} and {second} that chance could not make.
        </Trans>{" "}
        {test.more !== null && test.more > 0 && <Trans>About {i18n.number(test.more)} more people would tell a difference of this size.</Trans>}
      </>
    );
  }
  return (
    <Trans>
      {measure}: too early to tell {first} from {second}.
    </Trans>
  );
}
