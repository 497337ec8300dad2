import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { SUPPORTED_LOCALES } from '#shared/i18n/supported-locales';
import { LOG_LEVELS } from '#shared/domain/settings';
import { api } from '#renderer/lib/client';
import { changeLanguage } from '#renderer/lib/i18n';
import { changeTheme, THEMES, useTheme } from '#renderer/lib/theme';
import { Card } from '#renderer/ui/card';
import { Failure, Notice, Skeleton } from '#renderer/ui/feedback';
import { Page } from '#renderer/ui/page';
import { Segmented } from '#renderer/ui/segmented';
import { Select } from '#renderer/ui/input';
import { BackupCard } from './backup-card';
import { BodiesCard } from './bodies-card';
import { MoneyCard } from './money-card';
import { NumberSetting } from './number-setting';
import { PricesCard } from './prices-card';
import { SettingRow } from './setting-row';
import { TokensCard } from './tokens-card';
import { useChangeSettings } from './use-change-settings';

const LANGUAGE_NAMES = { en: 'English', zh: '中文' } as const;
const SECOND_MS = 1000;
const TIMEOUTS = [
  'connectMs',
  'streamHeadersMs',
  'headersMs',
  'idleMs',
  'commitWaitMs',
  'userCodeMs',
  'drainMs',
] as const;

/** Every change is saved at once, and can be taken back from where it is confirmed. */
export default function SettingsPage() {
  const { t, i18n } = useTranslation(['settings', 'common']);
  const theme = useTheme();
  const state = useQuery(api.settings.get.queryOptions());
  const { data: status } = useQuery(api.system.status.queryOptions());
  const change = useChangeSettings(state.data);
  const settings = state.data?.settings;
  return (
    <Page title={t('title')}>
      <div className="flex max-w-3xl flex-col gap-4">
        {state.isPending && <Skeleton className="h-80" />}
        {state.isError && <Failure error={state.error} onRetry={() => void state.refetch()} />}
        {state.data !== undefined && state.data.restartNeeded.length > 0 && (
          <Notice>{t('restart', { names: state.data.restartNeeded.join(', ') })}</Notice>
        )}
        <Card title={t('appearance.title')}>
          <SettingRow label={t('appearance.language')}>
            {() => (
              <Segmented
                label={t('appearance.language')}
                value={i18n.language}
                options={SUPPORTED_LOCALES.map((value) => ({
                  value: value as string,
                  label: LANGUAGE_NAMES[value],
                }))}
                onChange={(value) => {
                  const language = SUPPORTED_LOCALES.find((known) => known === value);
                  if (language !== undefined) void changeLanguage(language);
                }}
              />
            )}
          </SettingRow>
          <SettingRow label={t('appearance.theme')}>
            {() => (
              <Segmented
                label={t('appearance.theme')}
                value={theme}
                options={THEMES.map((value) => ({ value, label: t(`common:themes.${value}`) }))}
                onChange={changeTheme}
              />
            )}
          </SettingRow>
        </Card>
        {settings !== undefined && (
          <>
            <Card title={t('gateway.title')}>
              <NumberSetting
                label={t('gateway.port')}
                hint={t('gateway.portHint')}
                value={settings.port}
                onSave={(port) => change({ port }, { port: settings.port })}
              />
              <SettingRow label={t('gateway.logLevel')}>
                {(id) => (
                  <Select
                    id={id}
                    className="w-56"
                    value={settings.logLevel}
                    onChange={(event) => {
                      const logLevel = LOG_LEVELS.find((known) => known === event.target.value);
                      if (logLevel !== undefined) change({ logLevel }, { logLevel: settings.logLevel });
                    }}
                  >
                    {LOG_LEVELS.map((value) => (
                      <option key={value}>{value}</option>
                    ))}
                  </Select>
                )}
              </SettingRow>
            </Card>
            <TokensCard />
            <Card title={t('timeouts.title')}>
              {TIMEOUTS.map((name) => (
                <NumberSetting
                  key={name}
                  label={t(`timeouts.${name}`)}
                  unit={t('seconds')}
                  value={settings.timeouts[name] / SECOND_MS}
                  onSave={(value) =>
                    change(
                      { timeouts: { [name]: Math.round(value * SECOND_MS) } },
                      { timeouts: { [name]: settings.timeouts[name] } },
                    )
                  }
                />
              ))}
            </Card>
            <MoneyCard money={settings.money} change={change} />
            <PricesCard />
            <BodiesCard bodies={settings.bodies} change={change} />
            <BackupCard />
          </>
        )}
        {status !== undefined && (
          <Card title={t('about.title')}>
            <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1">
              <dt className="text-muted">{t('about.version')}</dt>
              <dd>{status.version}</dd>
              <dt className="text-muted">{t('about.directory')}</dt>
              <dd className="font-mono text-[12.5px] break-all">{status.dataDirectory}</dd>
              <dt className="text-muted">{t('about.api')}</dt>
              <dd>
                <a
                  className="text-accent underline"
                  href="/api/openapi.json"
                  target="_blank"
                  rel="noreferrer"
                >
                  /api/openapi.json
                </a>
              </dd>
            </dl>
          </Card>
        )}
      </div>
    </Page>
  );
}
