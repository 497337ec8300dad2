import { useTranslation } from 'react-i18next';
import { Page } from '#renderer/ui/page';

export default function RequestsPage() {
  const { t } = useTranslation('requests');
  return <Page title={t('title')}>{null}</Page>;
}
