import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { PostProvider } from "../../../protocol";

interface PostWords {
  name: string;
  /** Where to find it on the provider's screens. */
  path: ReactNode;
  steps: ReactNode[];
  /** What is entered here. */
  secret: string;
  hint: ReactNode;
}

/** How a provider is made to bring mails, in its own words. */
export function usePostWords(): Record<PostProvider, PostWords> {
  const { t } = useLingui();
  return {
    postmark: {
      name: "Postmark",
      path: <Trans>Postmark › your server › Inbound stream › Settings</Trans>,
      steps: [
        <Trans key="make">Make a password here, and copy the address that holds it before you save.</Trans>,
        <Trans key="paste">Paste the address as “Inbound webhook”, and tick “Include raw email content in JSON payload”.</Trans>,
        <Trans key="forward">Have mails to this mailbox forwarded to the stream’s inbound address, or point the domain’s MX record to Postmark.</Trans>,
      ],
      secret: t`Password in the address`,
      hint: <Trans>Postmark signs nothing: whoever knows the address with its password is believed.</Trans>,
    },
    mailgun: {
      name: "Mailgun",
      path: <Trans>Mailgun › Receiving › Create route; API security › HTTP webhook signing key</Trans>,
      steps: [
        <Trans key="key">Copy the HTTP webhook signing key here.</Trans>,
        <Trans key="route">Make a route that matches the recipient with this mailbox, with the action “Forward” to the address below.</Trans>,
        <Trans key="mx">Point the domain’s MX records to Mailgun.</Trans>,
      ],
      secret: t`HTTP webhook signing key`,
      hint: <Trans>Not the API key: it stands under API security</Trans>,
    },
    sendgrid: {
      name: "SendGrid",
      path: <Trans>SendGrid › Settings › Inbound Parse</Trans>,
      steps: [
        <Trans key="add">Add the host and the address below, and tick “POST the raw, full MIME message”.</Trans>,
        <Trans key="policy">Give it a security policy with a signature (by SendGrid’s API), and copy its public key here. Without one nothing is believed.</Trans>,
        <Trans key="mx">Point the host’s MX record to mx.sendgrid.net.</Trans>,
      ],
      secret: t`Public key of the policy`,
      hint: <Trans>Begins with MFkw…</Trans>,
    },
    ses: {
      name: "Amazon SES",
      path: <Trans>Amazon SNS › Topics; Amazon SES › Email receiving › Rule sets</Trans>,
      steps: [
        <Trans key="topic">Make a topic, and copy its ARN here.</Trans>,
        <Trans key="subscribe">Then subscribe the address below to it (HTTPS): it is confirmed by itself.</Trans>,
        <Trans key="rule">Make a receipt rule for this mailbox: “Deliver to S3 bucket” with this topic, for mails up to 40 MB, or “Publish to SNS topic” in base64, for mails up to 150 KB.</Trans>,
        <Trans key="bucket">This server reads the bucket with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which need s3:GetObject there.</Trans>,
      ],
      secret: t`ARN of the topic`,
      hint: "arn:aws:sns:…",
    },
  };
}
