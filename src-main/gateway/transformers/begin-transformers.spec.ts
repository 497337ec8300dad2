import { describe, expect, it } from 'vitest';
import { beginTransformers } from './begin-transformers';
import type { Transformer, TransformerHooks } from './transformer';

const context = {
  protocol: 'openai-chat',
  model: 'm',
  provider: 'custom',
  stream: false,
  userCode: null,
  userCodeMs: 0,
} as const;

const named = (name: string, hooks: TransformerHooks | null): Transformer => ({
  name,
  carriesTexts: true,
  begin: () => hooks,
});

/** Writes its name where it has been. */
const marker = (name: string): Transformer =>
  named(name, {
    request: (body) => ({ ...body, seen: `${String(body['seen'] ?? '')}${name}` }),
    response: (body) => ({ ...body, seen: `${String(body['seen'] ?? '')}${name}` }),
    events: (events) => events.map((event) => ({ ...event, name: `${event.name ?? ''}${name}` })),
  });

describe('transformers of a call', () => {
  it('change its request in order, and its answer in reverse, once each', async () => {
    const run = beginTransformers([marker('a'), marker('b'), marker('c')], context, () => undefined);
    expect(await run.request({})).toEqual({ seen: 'abc' });
    expect(await run.response({})).toEqual({ seen: 'cba' });
    expect(await run.events([{ name: null, data: {} }])).toEqual([{ name: 'cba', data: {} }]);
  });

  it('go on without one that throws, from then on, and tell of it once', async () => {
    const warnings: string[] = [];
    let later = 0;
    const broken = named('broken', {
      request: () => {
        throw new Error('no such field');
      },
      response: (body) => {
        later += 1;
        return body;
      },
    });
    const run = beginTransformers([marker('a'), broken, marker('c')], context, (text) => warnings.push(text));
    expect(await run.request({ seen: '' })).toEqual({ seen: 'ac' });
    expect(await run.response({ seen: '' })).toEqual({ seen: 'ca' });
    expect(later).toBe(0);
    expect(warnings).toEqual(['Transformer broken failed and was left out: no such field']);
  });

  it('read no answer where none of them wants to', () => {
    const asks = named('asks', { request: (body) => body });
    expect(beginTransformers([asks, named('other', null)], context, () => undefined).readsAnswer()).toBe(
      false,
    );
    expect(beginTransformers([asks, marker('a')], context, () => undefined).readsAnswer()).toBe(true);
  });
});
