import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BALANCING_STRATEGIES } from '#shared/domain/balancing';
import { SettingRow } from '#renderer/features/settings/setting-row';
import { useChangeSettings } from '#renderer/features/settings/use-change-settings';
import { api } from '#renderer/lib/client';
import { Card } from '#renderer/ui/card';
import { Notice } from '#renderer/ui/feedback';
import { Input, Select } from '#renderer/ui/input';
import { Switch } from '#renderer/ui/switch';

/** What decides besides rules: the strategy among equals, the pin, a file of the user's own. */
export function OrderCard() {
  const { t } = useTranslation(['routing', 'settings']);
  const { data } = useQuery(api.settings.get.queryOptions());
  const change = useChangeSettings(data);
  if (data === undefined) return null;
  const { balancing, failOverFromPinned, customRouterPath } = data.settings;
  return (
    <Card title={t('order.title')}>
      <SettingRow label={t('settings:gateway.balancing')} hint={t('settings:gateway.balancingHint')}>
        {(id) => (
          <Select
            id={id}
            className="w-56"
            value={balancing}
            onChange={(event) => {
              const next = BALANCING_STRATEGIES.find((known) => known === event.target.value);
              if (next !== undefined) change({ balancing: next }, { balancing });
            }}
          >
            {BALANCING_STRATEGIES.map((value) => (
              <option key={value} value={value}>
                {t(`settings:strategies.${value}`)}
              </option>
            ))}
          </Select>
        )}
      </SettingRow>
      <SettingRow label={t('settings:gateway.failOver')} hint={t('settings:gateway.failOverHint')}>
        {(id) => (
          <Switch
            id={id}
            checked={failOverFromPinned}
            onCheckedChange={(checked) => change({ failOverFromPinned: checked }, { failOverFromPinned })}
          />
        )}
      </SettingRow>
      <RouterFile
        path={customRouterPath}
        onSave={(path) => change({ customRouterPath: path }, { customRouterPath })}
      />
    </Card>
  );
}

interface RouterFileProps {
  /** Null: there is none. */
  readonly path: string | null;
  readonly onSave: (path: string | null) => void;
}

function RouterFile({ path, onSave }: RouterFileProps) {
  const { t } = useTranslation('routing');
  const { data: status } = useQuery(api.system.status.queryOptions());
  const [text, setText] = useState(path ?? '');
  useEffect(() => setText(path ?? ''), [path]);
  const save = (): void => {
    const next = text.trim() === '' ? null : text.trim();
    if (next !== path) onSave(next);
  };
  const problem = status?.userFileProblems.find((each) => each.path === path);
  return (
    <>
      <SettingRow label={t('order.router')} hint={t('order.routerHint')}>
        {(id) => (
          <Input
            id={id}
            className="w-full max-w-md font-mono text-[12.5px]"
            placeholder={t('order.noRouter')}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onBlur={save}
            onKeyDown={(event) => {
              if (event.key === 'Enter') save();
            }}
          />
        )}
      </SettingRow>
      {problem !== undefined && <Notice>{t('order.problem', { message: problem.message })}</Notice>}
    </>
  );
}
