import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Megaphone } from "lucide-react";

import type { AnsweredCampaign } from "../protocol";
import { TimeAgo } from "../ui/TimeAgo";
import styles from "./CampaignLine.module.css";

/** Which campaign the customer answered last here. */
export function CampaignLine({ campaign }: { campaign: AnsweredCampaign }) {
  return (
    <p className={styles.line}>
      <Megaphone size={14} aria-hidden />
      <span>
        <Trans>
          Answers the campaign{" "}
          <Link to="/campaigns/$campaign" params={{ campaign: campaign.id }} dir="auto">
            {campaign.name}
          </Link>
        </Trans>
      </span>
      <TimeAgo at={campaign.at} className={styles.when} />
    </p>
  );
}
