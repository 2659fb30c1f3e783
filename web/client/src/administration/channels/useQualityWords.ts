import { useLingui } from "@lingui/react/macro";

interface QualityWords {
  quality: (word: string | null) => string | null;
  tier: (word: string | null) => string | null;
}

const TIER = /^TIER_(\d+)(K)?$/;

/** Meta's words for a number's quality, and for how many people it may write to first in 24 hours. */
export function useQualityWords(): QualityWords {
  const { t, i18n } = useLingui();
  const qualities: Record<string, string> = { GREEN: t`high quality`, YELLOW: t`middling quality`, RED: t`low quality` };
  return {
    quality: (word) => (word ? (qualities[word] ?? word) : null),
    tier: (word) => {
      if (word === "TIER_UNLIMITED") return t`any number of people`;
      const [, count, thousands] = TIER.exec(word ?? "") ?? [];
      if (!count) return word;
      const people = i18n.number(Number(count) * (thousands ? 1000 : 1));
      return t`${people} people a day`;
    },
  };
}
