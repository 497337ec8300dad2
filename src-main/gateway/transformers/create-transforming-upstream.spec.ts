import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { UNLIMITED_MEMORY, type MemoryAccount } from '../memory-budget';
import { HandlerFault, type UpstreamCall, type UpstreamHandler } from '../providers/upstream-client';
import { toRequestBody } from '../request-body';
import { beginTransformers } from './begin-transformers';
import { createTransformingUpstream } from './create-transforming-upstream';
import type { TransformerHooks } from './transformer';

const NOBODY: MemoryAccount = { take: () => false, give: () => undefined, close: () => undefined };

/** Upper-cases what is said, and asks for it. */
const SHOUT: TransformerHooks = {
  request: (body) => ({ ...body, loud: true }),
  response: (body) => ({ ...body, text: String(body['text']).toUpperCase() }),
  events: (events) =>
    events.map(({ name, data }) =>
      'text' in data ? { name, data: { text: String(data['text']).toUpperCase() } } : { name, data },
    ),
};

interface Rig {
  readonly sent: UpstreamCall[];
  /** What the reader of the answer was told. */
  readonly told: string[];
  readonly warnings: string[];
  /** What was asked of the call. */
  readonly asked: string[];
  readonly response: ReturnType<ReturnType<typeof createTransformingUpstream>['send']>;
  upstream(): UpstreamHandler;
}

function send(options: {
  hooks?: TransformerHooks;
  body?: string;
  memory?: MemoryAccount;
  onData?: (text: string) => void;
}): Rig {
  const sent: UpstreamCall[] = [];
  const told: string[] = [];
  const warnings: string[] = [];
  const asked: string[] = [];
  let inner: UpstreamHandler | null = null;
  const warn = (text: string): void => void warnings.push(text);
  const context = {
    protocol: 'openai-chat',
    model: 'm',
    provider: 'p',
    stream: true,
    userCode: null,
    userCodeMs: 0,
  } as const;
  const hooks = options.hooks ?? SHOUT;
  const upstream = createTransformingUpstream({
    upstreams: {
      send(call, handler) {
        sent.push(call);
        inner = handler;
        return {
          pause: () => void asked.push('pause'),
          resume: () => void asked.push('resume'),
          abort: () => void asked.push('abort'),
        };
      },
    },
    run: beginTransformers([{ name: 'shout', carriesTexts: true, begin: () => hooks }], context, warn),
    protocol: 'openai-chat',
    plainBody: toRequestBody(Buffer.from('{"plain":true}')),
    memory: options.memory ?? UNLIMITED_MEMORY,
    warn,
  });
  const response = upstream.send(
    {
      url: new URL('http://127.0.0.1:9/'),
      method: 'POST',
      headers: {},
      body: Buffer.from(options.body ?? '{"a":1}'),
      headersTimeoutMs: 1,
      idleTimeoutMs: 1,
    },
    {
      onConnected: () => undefined,
      onHeaders: (status) => void told.push(`status ${status}`),
      onData(chunk) {
        told.push(chunk.toString());
        options.onData?.(chunk.toString());
      },
      onEnd: () => void told.push('end'),
      onError: (error) => void told.push(`error ${error instanceof HandlerFault ? 'fault' : error.message}`),
    },
  );
  return {
    sent,
    told,
    warnings,
    asked,
    response,
    upstream() {
      if (inner === null) throw new Error('nothing was sent');
      return inner;
    },
  };
}

const EVENTS = { 'content-type': 'text/event-stream' };

describe('a stream', () => {
  it('is changed however it is cut, and keeps what it need not change', async () => {
    const rig = send({});
    await setImmediate();
    const upstream = rig.upstream();
    upstream.onHeaders(200, EVENTS);
    const bytes = ': hi\n\nevent: x\ndata: {"text":"añb"}\n\ndata:  {"other": 1}\nid: 7\n\ndata: [DONE]\n\n';
    for (const byte of Buffer.from(bytes)) upstream.onData(Buffer.from([byte]));
    upstream.onEnd();
    await setImmediate();
    expect(rig.told[0]).toBe('status 200');
    expect(rig.told.slice(1).join('')).toBe(
      'event: x\ndata: {"text":"AÑB"}\n\ndata:  {"other": 1}\nid: 7\n\ndata: [DONE]\n\nend',
    );
  });

  it('passes on comments that keep a connection alive', async () => {
    const rig = send({});
    await setImmediate();
    rig.upstream().onHeaders(200, EVENTS);
    rig.upstream().onData(Buffer.from(': keep-alive\n\n'));
    await setImmediate();
    expect(rig.told).toEqual(['status 200', ': keep-alive\n\n']);
  });

  it('that breaks is told after what came before', async () => {
    const rig = send({});
    await setImmediate();
    rig.upstream().onHeaders(200, EVENTS);
    rig.upstream().onData(Buffer.from('data: {"text":"a"}\n\n'));
    rig.upstream().onError(new Error('reset'));
    await setImmediate();
    expect(rig.told).toEqual(['status 200', 'data: {"text":"A"}\n\n', 'error reset']);
  });

  it('of which an event finds no room is an error, not an answer with a gap', async () => {
    const rig = send({ memory: NOBODY });
    await setImmediate();
    rig.upstream().onHeaders(200, EVENTS);
    rig.upstream().onData(Buffer.from('data: {"te'));
    rig.upstream().onData(Buffer.from('xt":"a"}\n\n'));
    await setImmediate();
    expect(rig.told.at(-1)).toMatch(/^error Routex has no room/);
    expect(rig.asked).toEqual(['abort']);
  });

  it('in the form of an array goes on as it is, with a warning', async () => {
    const rig = send({});
    await setImmediate();
    rig.upstream().onHeaders(200, { 'content-type': 'application/json' });
    rig.upstream().onData(Buffer.from(' [{"text":"a"}'));
    await setImmediate();
    expect(rig.told).toEqual(['status 200', ' [{"text":"a"}']);
    expect(rig.warnings).toEqual([expect.stringContaining('JSON array')]);
  });

  it('is not read ahead of transformers that are slow', async () => {
    const gate = Promise.withResolvers<void>();
    const rig = send({
      hooks: {
        events: async (events) => {
          await gate.promise;
          return events;
        },
      },
    });
    await setImmediate();
    rig.upstream().onHeaders(200, EVENTS);
    for (let count = 0; count < 20; count += 1) rig.upstream().onData(Buffer.from('data: {"text":"a"}\n\n'));
    expect(rig.asked).toEqual(['pause']);
    gate.resolve();
    await setImmediate();
    expect(rig.told).toHaveLength(21);
    expect(rig.asked).toEqual(['pause', 'resume']);
  });
});

describe('an answer in one piece', () => {
  it('is changed when it is complete', async () => {
    const rig = send({});
    await setImmediate();
    rig.upstream().onHeaders(200, {});
    rig.upstream().onData(Buffer.from('{"text":'));
    rig.upstream().onData(Buffer.from('"a"}'));
    rig.upstream().onEnd();
    await setImmediate();
    expect(rig.told).toEqual(['status 200', '{"text":"A"}', 'end']);
  });

  it('that finds no room goes on as it is, with a warning', async () => {
    const rig = send({ memory: NOBODY });
    await setImmediate();
    rig.upstream().onHeaders(200, {});
    rig.upstream().onData(Buffer.from('{"text":'));
    rig.upstream().onData(Buffer.from('"a"}'));
    rig.upstream().onEnd();
    await setImmediate();
    expect(rig.told).toEqual(['status 200', '{"text":', '"a"}', 'end']);
    expect(rig.warnings).toEqual([expect.stringContaining('too large to be held')]);
  });

  it.each([
    ['an error', 500, '{"text":"a"}'],
    ['a web page', 200, '<html>'],
    ['no JSON', 200, '{"text":'],
    ['empty', 200, ''],
  ])('that is %s stays as it is', async (_name, status, text) => {
    const rig = send({});
    await setImmediate();
    rig.upstream().onHeaders(status, {});
    if (text !== '') rig.upstream().onData(Buffer.from(text));
    rig.upstream().onEnd();
    await setImmediate();
    expect(rig.told.join(' ')).toBe([`status ${status}`, text, 'end'].filter(Boolean).join(' '));
  });
});

describe('a call', () => {
  it('that is given up before its transformers are done is never made', async () => {
    const rig = send({});
    rig.response.abort();
    await setImmediate();
    expect(rig.sent).toEqual([]);
    expect(rig.told).toEqual([]);
  });

  it('that is given up hears nothing more', async () => {
    const rig = send({});
    await setImmediate();
    rig.upstream().onHeaders(200, EVENTS);
    rig.upstream().onData(Buffer.from('data: {"text":"a"}\n\n'));
    rig.response.abort();
    await setImmediate();
    expect(rig.told).toEqual(['status 200']);
    expect(rig.asked).toEqual(['abort']);
  });

  it('that is paused before it is made is made paused', async () => {
    const rig = send({});
    rig.response.pause();
    await setImmediate();
    expect(rig.asked).toEqual(['pause']);
  });

  it.each([
    ['is no JSON', 'nothing', undefined],
    ['is no object', '[1]', undefined],
    ['is left with what has no JSON', '{"a":1}', { request: () => ({ big: 1n }) }],
  ])('whose body %s goes on as it came, with a warning', async (_name, body, hooks) => {
    const rig = send({ body, ...(hooks && { hooks }) });
    await setImmediate();
    expect(String(rig.sent[0]?.body)).toBe(body);
    expect(rig.warnings).toHaveLength(1);
  });

  it('keeps its long texts byte for byte, and parses them for nobody who does not look', async () => {
    const content = JSON.stringify(`"quoted" and \\ ü \u2028 ${'words '.repeat(500)}`);
    const seen: unknown[] = [];
    const rig = send({
      body: `{"messages":[{"role":"user","content":${content}}]}`,
      hooks: {
        request: (body) => {
          seen.push(body);
          return { ...body, added: 1 };
        },
      },
    });
    await setImmediate();
    expect(String(rig.sent[0]?.body)).toBe(`{"messages":[{"role":"user","content":${content}}],"added":1}`);
    expect(JSON.stringify(seen).length).toBeLessThan(1000);
  });

  it('whose answer nobody can read is ended as a fault of ours', async () => {
    const rig = send({
      onData: () => {
        throw new Error('broken reader');
      },
    });
    await setImmediate();
    rig.upstream().onHeaders(200, EVENTS);
    rig.upstream().onData(Buffer.from('data: {"text":"a"}\n\n'));
    await setImmediate();
    expect(rig.told.at(-1)).toBe('error fault');
    expect(rig.asked).toEqual(['abort']);
  });
});
