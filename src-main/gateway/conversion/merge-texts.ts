import type { CanonicalEvent } from '../protocols/canonical/response';

/**
 * Text that came at once goes on as one event: how a provider cut what it had is nothing to its client, and each event is work
 * all the way to it.
 */
export function mergeTexts(events: readonly CanonicalEvent[]): readonly CanonicalEvent[] {
  if (events.length < 2) return events;
  const merged: CanonicalEvent[] = [];
  let part = -1;
  let text = '';
  for (const event of events) {
    if (event.type === 'text_delta' && (event.part === part || text === '')) {
      part = event.part;
      text += event.text;
      continue;
    }
    if (text !== '') merged.push({ type: 'text_delta', part, text });
    text = '';
    if (event.type === 'text_delta') ({ part, text } = event);
    else merged.push(event);
  }
  if (text !== '') merged.push({ type: 'text_delta', part, text });
  return merged;
}
