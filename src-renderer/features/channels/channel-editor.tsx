import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '#shared/domain/channel';
import type { ProviderPreset } from '#shared/domain/provider-preset';
import { Confirm, SidePanel } from '#renderer/ui/dialog';
import { ChannelForm } from './channel-form';
import { PresetGallery } from './preset-gallery';

interface ChannelEditorProps {
  /** Null: a new one. */
  readonly channel: Channel | null;
  readonly onClose: () => void;
}

/** Adds or changes a channel beside the list; what was typed is not lost by a slip. */
export function ChannelEditor({ channel, onClose }: ChannelEditorProps) {
  const { t } = useTranslation(['channels', 'common']);
  const [preset, setPreset] = useState<ProviderPreset | null | undefined>(
    channel === null ? undefined : null,
  );
  const [isDirty, setIsDirty] = useState(false);
  const [asksToLeave, setAsksToLeave] = useState(false);
  const leave = (open: boolean): void => {
    if (open) return;
    if (isDirty) setAsksToLeave(true);
    else onClose();
  };
  const title =
    channel?.name ?? (preset === undefined ? t('editor.choose') : (preset?.name ?? t('editor.custom')));

  return (
    <SidePanel open onOpenChange={leave} title={title}>
      {preset === undefined ? (
        <PresetGallery onChoose={setPreset} />
      ) : (
        <ChannelForm
          channel={channel}
          preset={preset}
          onDirty={setIsDirty}
          onClose={onClose}
          onBack={
            channel === null
              ? () => {
                  setIsDirty(false);
                  setPreset(undefined);
                }
              : null
          }
        />
      )}
      <Confirm
        open={asksToLeave}
        onOpenChange={setAsksToLeave}
        title={t('editor.leave.title')}
        text={t('editor.leave.text')}
        confirm={t('editor.leave.confirm')}
        onConfirm={onClose}
      />
    </SidePanel>
  );
}
