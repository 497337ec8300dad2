import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startI18n } from '#renderer/lib/i18n';
import { startTheme } from '#renderer/lib/theme';
import { App } from './app';

startTheme();
await startI18n();
const root = document.querySelector('#root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
