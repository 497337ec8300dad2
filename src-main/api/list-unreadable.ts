import type { Store } from '#main/store/types';
import type { UnreadableRow } from '#shared/domain/unreadable-row';

/** What Routex does without, because what is stored of it is not valid. */
export function listUnreadable({
  channels,
  gatewayTokens,
}: Pick<Store, 'channels' | 'gatewayTokens'>): UnreadableRow[] {
  return [
    ...channels.listUnreadable().map((row) => ({ kind: 'channel' as const, ...row })),
    ...gatewayTokens.listUnreadable().map((row) => ({ kind: 'gateway_token' as const, ...row })),
  ];
}
