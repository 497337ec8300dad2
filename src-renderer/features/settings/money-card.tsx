import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MoneySettings } from '#shared/domain/settings';
import { Card } from '#renderer/ui/card';
import { Input } from '#renderer/ui/input';
import { NumberSetting } from './number-setting';
import { SettingRow } from './setting-row';
import type { ChangeSettings } from './use-change-settings';

const CODE = /^[A-Z]{3}$/;
const USD = 'USD';

interface MoneyCardProps {
  readonly money: MoneySettings;
  readonly change: ChangeSettings;
}

/** In which currency amounts are shown, and at which rate. */
export function MoneyCard({ money, change }: MoneyCardProps) {
  const { t } = useTranslation('settings');
  const { currency, rates } = money;
  const others = rates.filter((rate) => rate.currency !== currency);
  const [code, setCode] = useState(currency);
  useEffect(() => setCode(currency), [currency]);
  const saveCode = (): void => {
    const next = code.trim().toUpperCase();
    if (!CODE.test(next)) setCode(currency);
    else if (next !== currency) change({ money: { currency: next } }, { money: { currency } });
  };
  return (
    <Card title={t('money.title')}>
      <SettingRow label={t('money.currency')} hint={t('money.currencyHint')}>
        {(id) => (
          <Input
            id={id}
            className="w-24 uppercase"
            maxLength={3}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            onBlur={saveCode}
            onKeyDown={(event) => {
              if (event.key === 'Enter') saveCode();
            }}
          />
        )}
      </SettingRow>
      {currency !== USD && (
        <NumberSetting
          label={t('money.rate', { currency })}
          hint={t('money.rateHint')}
          value={rates.find((rate) => rate.currency === currency)?.perUsd ?? 0}
          onSave={(perUsd) =>
            change({ money: { rates: [...others, { currency, perUsd }] } }, { money: { rates } })
          }
        />
      )}
    </Card>
  );
}
