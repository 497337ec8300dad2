import { expect } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import type { RawExchange } from '#tests/support/fake-provider/index';

/** The answer is an error as clients of the protocol read it. Returns its message. */
export function expectErrorShape(protocol: ProtocolId, exchange: RawExchange, status: number): string {
  expect(exchange).toMatchObject({ status, end: 'complete' });
  expect(exchange.headers['content-type']).toContain('application/json');
  const body = JSON.parse(exchange.text) as { error: { message: string } };
  const message = expect.any(String);
  switch (protocol) {
    case 'anthropic-messages':
      expect(body).toMatchObject({ type: 'error', error: { type: expect.any(String), message } });
      break;
    case 'openai-chat':
    case 'openai-responses':
      expect(body).toMatchObject({ error: { type: expect.any(String), message, param: null } });
      break;
    case 'gemini':
      expect(body).toMatchObject({ error: { code: status, message, status: expect.any(String) } });
  }
  return body.error.message;
}
