import { beforeEach, describe, expect, it } from 'vitest';
import type { TransformerUse } from '#shared/domain/channel-transformers';
import { useUserCode } from './support/use-user-code';

let limitMs: number;
beforeEach(() => {
  limitMs = 20_000;
});
const rig = useUserCode(() => limitMs);

function use(...uses: readonly TransformerUse[]): void {
  rig.configure({
    channels: [rig.channel({ id: 'ch_first', transformers: { use: [...uses], models: {} } })],
  });
}

const said = (stream: string): string =>
  [...stream.matchAll(/"text_delta","text":"([^"]*)"/g)].map(([, text = '']) => text).join('');
const seen = (stream: string): string | undefined => /"seen":(\d+)/.exec(stream)?.[1];

describe('a transformer in a file of the user', () => {
  it('changes the request in its place among the others, and knows its options and the call', async () => {
    const path = rig.save(
      'transformer.ts',
      `type Body = Record<string, unknown>;
export default {
  request: (body: Body, { options, protocol, model, provider, stream }: Record<string, unknown>): Body =>
    ({ ...body, max_tokens: 40, metadata: { user_id: JSON.stringify({ options, protocol, model, provider, stream }) } }),
};`,
    );
    use([path, { level: 2 }], ['maxtoken', { max_tokens: 10 }]);
    expect((await rig.ask()).status).toBe(200);
    expect(rig.provider.requests[0]?.json).toMatchObject({
      max_tokens: 10,
      metadata: {
        user_id: JSON.stringify({
          options: { level: 2 },
          protocol: 'anthropic-messages',
          model: 'claude-sonnet-5',
          provider: 'custom',
          stream: false,
        }),
      },
    });
    expect((await rig.gateway.waitForRecord(1)).warnings).toEqual([]);
  });

  it('that is one function changes requests, and leaves answers as they are', async () => {
    use(rig.save('transformer.cjs', 'module.exports = (body) => ({ ...body, max_tokens: 7 });'));
    rig.provider.reply({ parts: [{ text: 'Hello' }] });
    const answer = await rig.ask({ stream: true });
    expect(await answer.text()).toContain('message_stop');
    expect(rig.provider.requests[0]?.json).toMatchObject({ max_tokens: 7 });
  });

  it('changes an answer in one piece', async () => {
    use(
      rig.save(
        'transformer.mjs',
        'export default { response: async (body) => ({ ...body, content: [{ type: "text", text: "changed" }] }) };',
      ),
    );
    expect(await (await rig.ask()).json()).toMatchObject({ content: [{ text: 'changed' }] });
  });

  it('changes the events of a stream, with a state for each call', async () => {
    const path = rig.save(
      'transformer.mjs',
      `export default {
  events(events, { state }) {
    state.seen = (state.seen ?? 0) + events.length;
    return events.flatMap((event) => {
      if (event.data.type === 'ping') return [];
      if (event.data.delta?.type !== 'text_delta') return [event];
      const text = event.data.delta.text.toUpperCase();
      return [{ ...event, data: { ...event.data, delta: { ...event.data.delta, text } } }];
    }).map((event) => event.data.type === 'message_stop' ? { ...event, data: { ...event.data, seen: state.seen } } : event);
  },
};`,
    );
    use(path);
    rig.provider.reply({ parts: [{ text: 'hello there' }], chunks: 4 });
    rig.provider.reply({ parts: [{ text: 'hello again' }], chunks: 4 });
    const first = await (await rig.ask({ stream: true })).text();
    const second = await (await rig.ask({ stream: true })).text();
    expect([said(first), said(second)]).toEqual(['HELLO THERE', 'HELLO AGAIN']);
    expect(seen(first)).toBeDefined();
    expect(seen(first)).toBe(seen(second));
    expect((await rig.gateway.waitForRecord(2)).warnings).toEqual([]);
  });

  it('keeps the bytes where it changes nothing', async () => {
    use(rig.save('transformer.mjs', 'export default { request: () => undefined };'));
    await rig.ask();
    const plain = rig.provider.requests[0]?.bodyText;
    rig.configure({ channels: [rig.channel({ id: 'ch_first' })] });
    await rig.ask();
    expect(rig.provider.requests[1]?.bodyText).toBe(plain);
  });
});

describe('a transformer of the user that', () => {
  it.each([
    ['throws', 'export default () => { throw new Error("oh no"); };', 'oh no'],
    ['gives no object', 'export default () => 5;', 'request gave something that is no object'],
    ['gives a list', 'export default () => [];', 'request gave something that is no object'],
    ['has no hooks', 'export default { requests() {} };', 'exports none of request, response, events'],
    ['does not load', 'import "nothing-of-that-name";', 'nothing-of-that-name'],
    ['gives no events', 'export default { events: () => [5] };', 'no list of events'],
    ['throws on an answer', 'export default { events() { throw new Error("late"); } };', 'late'],
  ])('%s is left out, with a warning', async (_name, source, cause) => {
    const path = rig.save('transformer.mjs', source);
    use(path, ['maxtoken', { max_tokens: 10 }]);
    rig.provider.reply({ parts: [{ text: 'Hello' }] });
    expect(await (await rig.ask({ stream: true })).text()).toContain('message_stop');
    expect(rig.provider.requests[0]?.json).toMatchObject({ max_tokens: 10 });
    const { warnings, outcome } = await rig.gateway.waitForRecord(1);
    expect(outcome).toBe('success');
    expect(warnings).toEqual([expect.stringContaining(`Transformer ${path} failed and was left out`)]);
    expect(warnings[0]).toContain(cause);
  });

  it('loops for ever is ended', async () => {
    limitMs = 100;
    use(rig.save('transformer.mjs', 'export default () => { for (;;); };'));
    expect((await rig.ask()).status).toBe(200);
    const { warnings } = await rig.gateway.waitForRecord(1);
    expect(warnings).toEqual([expect.stringContaining('gave no answer within 100 ms')]);
    expect(rig.userCode.problems()).toHaveLength(1);
  });
});
