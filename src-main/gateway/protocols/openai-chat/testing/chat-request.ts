import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import type { CanonicalPart } from '../../canonical/part';
import type { CanonicalRequest, CanonicalTool } from '../../canonical/request';
import { encodeRequest } from '../encode-request';
import { createTarget } from './chat-context';
import { createCanonicalRequest } from '../../testing/create-canonical-request';

type Body = Readonly<Record<string, unknown>>;

export function encode(members: Partial<CanonicalRequest>, overrides: ChannelProfileOverrides = {}) {
  const warnings: string[] = [];
  const { body, headers } = encodeRequest(
    createCanonicalRequest(members),
    createTarget(overrides),
    (warning) => {
      warnings.push(warning);
    },
  );
  return { body: body as Body, headers, warnings };
}

export const CHAT: CanonicalRequest['origin'] = {
  protocol: 'openai-chat',
  version: null,
  betas: [],
  client: 'sdk',
};
export const tool: CanonicalTool = {
  type: 'function',
  name: 'f',
  schema: { type: 'object', properties: {} },
};
export const text = (value: string): CanonicalPart => ({ type: 'text', text: value });
export const call = (id: string, members: object = {}): CanonicalPart => ({
  type: 'toolCall',
  id,
  name: 'f',
  args: '{"a":1}',
  ...members,
});
export const result = (callId: string, ...content: readonly CanonicalPart[]): CanonicalPart => ({
  type: 'toolResult',
  callId,
  content,
});
export const image: CanonicalPart = {
  type: 'image',
  source: { type: 'base64', mediaType: 'image/png', data: 'AAAA' },
};
export const pdf: CanonicalPart = {
  type: 'document',
  source: { type: 'base64', mediaType: 'application/pdf', data: 'AAAA' },
  title: 'a.pdf',
};
export const user = (...parts: readonly CanonicalPart[]) => ({ role: 'user' as const, parts });
export const assistant = (...parts: readonly CanonicalPart[]) => ({ role: 'assistant' as const, parts });
export const messagesOf = (messages: CanonicalRequest['messages'], overrides: ChannelProfileOverrides = {}) =>
  encode({ messages }, overrides).body['messages'];
