import { Languages, MonitorCog, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '#renderer/lib/i18n';
import { changeTheme, THEMES, useTheme, type Theme } from '#renderer/lib/theme';
import { Button } from '#renderer/ui/button';

const ICONS = { system: MonitorCog, light: Sun, dark: Moon } as const;

/** Language and theme of this browser, each with one press. */
export function Preferences() {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  const Icon = ICONS[theme];
  const next: Theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  const themeLabel = t('themeIs', { theme: t(`themes.${theme}`) });
  return (
    <div className="flex flex-col justify-center gap-1 lg:flex-row lg:justify-start">
      <Button
        look="quiet"
        size="icon"
        aria-label={themeLabel}
        title={themeLabel}
        onClick={() => changeTheme(next)}
      >
        <Icon aria-hidden />
      </Button>
      <Button
        look="quiet"
        className="px-2"
        aria-label={t('switchLanguage')}
        title={t('switchLanguage')}
        onClick={() => void changeLanguage(i18n.language === 'zh' ? 'en' : 'zh')}
      >
        <Languages aria-hidden />
        <span className="hidden lg:inline">{i18n.language === 'zh' ? 'English' : '中文'}</span>
      </Button>
    </div>
  );
}
