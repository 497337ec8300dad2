import type { ProtocolId } from '#shared/domain/protocol';
import type { CanonicalPart, ToolCallPart, ToolResultPart } from '../../canonical/part';
import type { CanonicalMessage, CanonicalRequest, CanonicalTool } from '../../canonical/request';
import type { JsonRecord } from '../../json/read';
import { createCanonicalRequest } from '../../testing/create-canonical-request';

type Content = string | CanonicalPart;

const toPart = (content: Content): CanonicalPart =>
  typeof content === 'string' ? { type: 'text', text: content } : content;

export const user = (...parts: Content[]): CanonicalMessage => ({ role: 'user', parts: parts.map(toPart) });
export const assistant = (...parts: Content[]): CanonicalMessage => ({
  role: 'assistant',
  parts: parts.map(toPart),
});
export const system = (...parts: Content[]): CanonicalMessage => ({
  role: 'system',
  parts: parts.map(toPart),
});

export const call = (id: string, name = 'read', rest: Partial<ToolCallPart> = {}): ToolCallPart => ({
  type: 'toolCall',
  id,
  name,
  args: '{}',
  ...rest,
});
export const result = (
  callId: string,
  content: Content | null = 'done',
  rest: Partial<ToolResultPart> = {},
): ToolResultPart => ({
  type: 'toolResult',
  callId,
  content: content === null ? [] : [toPart(content)],
  ...rest,
});
export const missing = (callId: string, name = 'read'): ToolResultPart =>
  result(callId, 'Tool result unavailable; do not assume the call ran.', { name, isError: true });

export const tool = (name: string, rest: object = {}): CanonicalTool => ({
  type: 'function',
  name,
  schema: { type: 'object', properties: { path: { type: 'string' } } },
  ...rest,
});
export const customTool = (
  name: string,
  format: JsonRecord | null = null,
  rest: object = {},
): CanonicalTool => ({ type: 'custom', name, format, ...rest });

export function createTestRequest(
  messages: readonly CanonicalMessage[],
  rest: Partial<CanonicalRequest> = {},
  protocol: ProtocolId = 'openai-responses',
): CanonicalRequest {
  return createCanonicalRequest({
    stream: true,
    messages,
    origin: { protocol, version: null, betas: [], client: 'other' },
    ...rest,
  });
}
