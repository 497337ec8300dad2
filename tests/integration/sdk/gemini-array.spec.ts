import { describe, expect, it } from 'vitest';
import { cutAfterEvents, errorEvent, exchangeRaw, failWith } from '#tests/support/fake-provider/index';
import type { RawExchange } from '#tests/support/fake-provider/index';
import { RICH_REPLY, RICH_USAGE, TEXT, TEXT_REPLY } from './replies';
import { useRig } from './use-rig';

// `streamGenerateContent` without `alt=sse`: one JSON array that comes in pieces, as curl and older clients read it.

interface Chunk {
  readonly candidates?: readonly { readonly content?: { readonly parts?: readonly { text?: string }[] } }[];
  readonly error?: { readonly code: number; readonly status: string };
}

const rig = useRig('gemini');

function ask(): Promise<RawExchange> {
  return exchangeRaw(`${rig.gateway.url}/v1beta/models/gemini-fake-pro:streamGenerateContent`, {
    headers: { 'x-goog-api-key': rig.gateway.token },
    body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
  });
}

function textOf(chunks: readonly Chunk[]): string {
  return chunks
    .flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])
    .map((part) => part.text ?? '')
    .join('');
}

describe('streams without alt=sse', () => {
  it('come in pieces that together are one valid JSON array', async () => {
    rig.provider.reply(TEXT_REPLY);
    const answer = await ask();
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.chunks.length).toBeGreaterThan(1);
    expect(textOf(JSON.parse(answer.text) as Chunk[])).toBe(TEXT);
    expect(rig.provider.requests[0]?.query).toEqual({});
  });

  it('are recorded as streams, with usage and stop reason', async () => {
    rig.provider.reply(RICH_REPLY);
    await ask();
    const record = await rig.gateway.waitForRecord(1);
    expect(record).toMatchObject({
      stream: true,
      client: 'other',
      outcome: 'success',
      stopReason: 'STOP',
      usage: { ...RICH_USAGE, cacheWrite5m: 0 },
    });
    expect(record.firstTokenMs).toBeGreaterThan(0);
    expect(record.tokensPerSecond).toBeGreaterThan(0);
  });

  it('stay a valid array when the provider reports an error in the middle', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(errorEvent('after-content'));
    const chunks = JSON.parse((await ask()).text) as Chunk[];
    expect(textOf(chunks)).not.toBe('');
    expect(chunks.at(-1)).toMatchObject({ error: { code: 503, status: 'UNAVAILABLE' } });
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'failed' });
  });

  it('end as a valid array with an error when the provider just stops', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(cutAfterEvents(4, 'clean'));
    const chunks = JSON.parse((await ask()).text) as Chunk[];
    expect(textOf(chunks)).not.toBe('');
    expect(chunks.at(-1)?.error?.status).toBe('UNAVAILABLE');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ failure: { kind: 'truncated' } });
  });

  it('pass on a refusal as the array that Google makes of it', async () => {
    rig.provider.behave(failWith('overloaded'));
    const answer = await ask();
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toMatchObject([{ error: { code: 503, status: 'UNAVAILABLE' } }]);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ failure: { kind: 'overloaded' } });
  });
});
