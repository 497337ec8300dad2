import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { CONVERTED_PAIRS } from './support/pairs';
import { rawQuestion } from './support/raw-requests';
import { usePair } from './support/use-pair';

const IDS: Readonly<Record<ProtocolId, RegExp>> = {
  'anthropic-messages': /^msg_/,
  'openai-chat': /^chatcmpl-/,
  'openai-responses': /^resp_/,
  gemini: /^[\w-]+$/,
};

describe.each(CONVERTED_PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  it('a whole answer tells by what id its upstream knows it, and has another itself', async () => {
    const { path, headers, body } = rawQuestion(client, rig.gateway.token, false);
    const answer = await fetch(`${rig.gateway.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    const upstreamId = answer.headers.get('x-routex-upstream-id');
    expect(upstreamId).toMatch(IDS[channel]);
    expect(await answer.text()).not.toContain(upstreamId);
  });
});
