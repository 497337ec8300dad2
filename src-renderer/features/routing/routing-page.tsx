import { useTranslation } from 'react-i18next';
import { Page } from '#renderer/ui/page';

export default function RoutingPage() {
  const { t } = useTranslation('routing');
  return <Page title={t('title')}>{null}</Page>;
}
