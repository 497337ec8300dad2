import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Segmented } from '#renderer/ui/segmented';
import { RankedBars } from './ranked-bars';

interface Share {
  readonly key: string;
  readonly name: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: number;
}

interface SharesProps {
  readonly title: string;
  readonly shares: readonly Share[];
}

const UNITS = ['tokens', 'cost'] as const;
type Unit = (typeof UNITS)[number];

/** Who takes how much, in tokens or in money. */
export function Shares({ title, shares }: SharesProps) {
  const { t } = useTranslation('dashboard');
  const [unit, setUnit] = useState<Unit>('tokens');
  return (
    <RankedBars
      title={title}
      unit={unit}
      actions={
        <Segmented
          label={title}
          value={unit}
          options={UNITS.map((value) => ({ value, label: t(`shares.${value}`) }))}
          onChange={setUnit}
        />
      }
      rows={shares.map(({ key, name, inputTokens, outputTokens, costMicroUsd }) => ({
        key,
        name,
        value: unit === 'tokens' ? inputTokens + outputTokens : costMicroUsd,
      }))}
    />
  );
}
