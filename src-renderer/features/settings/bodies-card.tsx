import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { BodiesSettings } from '#shared/domain/settings';
import { api } from '#renderer/lib/client';
import { describeError } from '#renderer/lib/describe-error';
import { Button } from '#renderer/ui/button';
import { Card } from '#renderer/ui/card';
import { Switch } from '#renderer/ui/switch';
import { NumberSetting } from './number-setting';
import { SettingRow } from './setting-row';
import type { ChangeSettings } from './use-change-settings';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const LIMITS = [
  { name: 'keepHours', unit: 'hours', factor: 1 },
  { name: 'maxBytes', unit: 'kib', factor: KIBIBYTE },
  { name: 'maxTotalBytes', unit: 'mib', factor: MEBIBYTE },
] as const;

interface BodiesCardProps {
  readonly bodies: BodiesSettings;
  readonly change: ChangeSettings;
}

/** Whether what is said to models is kept, and for how long. */
export function BodiesCard({ bodies, change }: BodiesCardProps) {
  const { t } = useTranslation('settings');
  const clear = useMutation(
    api.requests.clearBodies.mutationOptions({
      onError: (error) => toast.error(describeError(error)),
      onSuccess: () => toast.success(t('bodies.cleared')),
    }),
  );
  return (
    <Card
      title={t('bodies.title')}
      actions={
        <Button size="small" busy={clear.isPending} onClick={() => clear.mutate({})}>
          {t('bodies.clear')}
        </Button>
      }
    >
      <SettingRow label={t('bodies.store')} hint={t('bodies.storeHint')}>
        {(id) => (
          <Switch
            id={id}
            checked={bodies.store}
            onCheckedChange={(store) => change({ bodies: { store } }, { bodies: { store: bodies.store } })}
          />
        )}
      </SettingRow>
      {bodies.store &&
        LIMITS.map(({ name, unit, factor }) => (
          <NumberSetting
            key={name}
            label={t(`bodies.${name}`)}
            unit={t(`bodies.units.${unit}`)}
            value={bodies[name] / factor}
            onSave={(value) =>
              change({ bodies: { [name]: Math.round(value * factor) } }, { bodies: { [name]: bodies[name] } })
            }
          />
        ))}
    </Card>
  );
}
