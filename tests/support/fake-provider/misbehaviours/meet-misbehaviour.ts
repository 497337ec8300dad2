import type { ProtocolId } from '#shared/domain/protocol';
import { exchangeRaw } from '../exchange-raw';
import type { RawExchange } from '../exchange-raw';
import type { FakeProvider } from '../fake-provider';
import type { Misbehaviour } from './misbehaviour';

/** Silence after which a connection counts as hanging. */
export const HANG_MS = 150;
const MESSAGES = [{ role: 'user', content: 'Grüße 🦊' }];
const CONTENTS = [{ role: 'user', parts: [{ text: 'Grüße 🦊' }] }];

export interface MeetOptions {
  protocol?: ProtocolId;
  stream?: boolean;
  openAfterMs?: number;
}

/** One generate request to the fake, streamed unless told otherwise, meeting these misbehaviours. */
export function meetMisbehaviour(
  provider: FakeProvider,
  misbehaviour: Misbehaviour | readonly Misbehaviour[] | null,
  { protocol = 'anthropic-messages', stream = true, openAfterMs = 1000 }: MeetOptions = {},
): Promise<RawExchange> {
  provider.behave(misbehaviour, { times: 1 });
  const headers = {
    authorization: `Bearer ${provider.key}`,
    'x-goog-api-key': provider.key,
    'anthropic-version': '2023-06-01',
  };
  const verb = stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  const [path, body]: [string, object] = {
    'anthropic-messages': [
      '/v1/messages',
      { model: 'm', max_tokens: 9, messages: MESSAGES, stream },
    ] as const,
    'openai-chat': ['/v1/chat/completions', { model: 'm', messages: MESSAGES, stream }] as const,
    'openai-responses': ['/v1/responses', { model: 'm', input: 'Grüße 🦊', stream }] as const,
    gemini: [`/v1beta/models/m:${verb}`, { contents: CONTENTS }] as const,
  }[protocol] as [string, object];
  return exchangeRaw(provider.url + path, { headers, body, openAfterMs });
}
