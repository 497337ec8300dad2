import { createHash } from 'node:crypto';
import type { SettingsContent } from './settings-patch';

const LENGTH = 16;

/**
 * Names what a settings file says, whoever wrote it: an edit by hand changes it, reformatting does not. The pinned
 * channel is left out, because it changes with every click in the tray and is no part of an edit of the settings.
 */
export function createSettingsRevision(content: SettingsContent): string {
  const { pinnedChannelId: _, ...edited } = content;
  return createHash('sha256').update(JSON.stringify(edited, sortKeys)).digest('hex').slice(0, LENGTH);
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
