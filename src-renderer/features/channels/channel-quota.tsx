import { useTranslation } from 'react-i18next';
import type { Quota } from '#shared/domain/channel-health';
import { useFormat } from '#renderer/lib/format';
import { useNow } from '#renderer/lib/use-now';

const MINUTE_MS = 60_000;

/** What is least left of a channel's limits, as its provider told it last; all of them, nearest reset first, in the title. */
export function ChannelQuota({ quota }: { readonly quota: readonly Quota[] }) {
  const { t } = useTranslation('channels');
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const known = quota
    .flatMap((each) => {
      const left = selectLeft(each);
      return left === null || (each.resetAt !== null && each.resetAt <= now) ? [] : [{ ...each, left }];
    })
    .toSorted((a, b) => (a.resetAt ?? Infinity) - (b.resetAt ?? Infinity));
  const [scarcest] = known.toSorted((a, b) => a.left - b.left);
  if (scarcest === undefined) return null;
  const describe = ({ kind, left, resetAt }: (typeof known)[number]): string =>
    resetAt === null
      ? t('quota.left', { kind, share: format.percent(left) })
      : t('quota.until', { kind, share: format.percent(left), time: format.duration(resetAt - now) });
  return (
    <p className="truncate text-[12.5px] text-muted" title={known.map(describe).join('\n')}>
      {describe(scarcest)}
    </p>
  );
}

/** Share that is left; null where it is not told. */
function selectLeft({ limit, remaining, utilization }: Quota): number | null {
  if (utilization !== null) return Math.max(0, 1 - utilization);
  return limit === null || limit === 0 || remaining === null ? null : remaining / limit;
}
