import { describe, expect, it } from 'vitest';
import type { AuthStyle } from '#shared/domain/channel';
import type { ProtocolId } from '#shared/domain/protocol';
import { useRig } from './use-rig';

interface Call {
  readonly protocol: ProtocolId;
  readonly path: string;
  readonly body: object;
  readonly headers?: Record<string, string>;
}

const MESSAGES = [{ role: 'user', content: 'Hi' }];
const CALLS: readonly Call[] = [
  {
    protocol: 'anthropic-messages',
    path: '/v1/messages',
    body: { model: 'm', max_tokens: 5, messages: MESSAGES },
    headers: { 'anthropic-version': '2023-06-01' },
  },
  { protocol: 'openai-chat', path: '/v1/chat/completions', body: { model: 'm', messages: MESSAGES } },
  { protocol: 'openai-responses', path: '/v1/responses', body: { model: 'm', input: 'Hi' } },
  {
    protocol: 'gemini',
    path: '/v1beta/models/m:generateContent',
    body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
  },
];

const KEY_HEADERS = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'] as const;

/** Where clients put the token; the rest of the URL is theirs too. */
const PLACES: readonly [string, (token: string) => { headers?: Record<string, string>; query?: string }][] = [
  ['Authorization: Bearer', (token) => ({ headers: { authorization: `Bearer ${token}` } })],
  ['authorization: bearer', (token) => ({ headers: { authorization: `bearer ${token}` } })],
  ['x-api-key', (token) => ({ headers: { 'x-api-key': token } })],
  ['api-key', (token) => ({ headers: { 'api-key': token } })],
  ['x-goog-api-key', (token) => ({ headers: { 'x-goog-api-key': token } })],
  ['?key=', (token) => ({ query: `?key=${token}` })],
  ['?key= among others', (token) => ({ query: `?a=1&key=${token}&monkey=2&b=%20` })],
  ['x-routex-token', (token) => ({ headers: { 'x-routex-token': token } })],
  // Claude Code sends both when both variables are set, with different values.
  [
    'x-api-key beside a foreign Bearer',
    (token) => ({ headers: { authorization: 'Bearer sk-foreign', 'x-api-key': token } }),
  ],
  [
    'Bearer beside a foreign x-api-key',
    (token) => ({ headers: { authorization: `Bearer ${token}`, 'x-api-key': 'sk-foreign' } }),
  ],
];

describe.each(CALLS)('credentials of $protocol clients', ({ protocol, path, body, headers = {} }) => {
  const rig = useRig(protocol);

  function post(extra: { headers?: Record<string, string>; query?: string }): Promise<Response> {
    return fetch(`${rig.gateway.url}${path}${extra.query ?? ''}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers, ...extra.headers },
      body: JSON.stringify(body),
    });
  }

  /** Credential headers as the provider got them. */
  function sentKeys(): Record<string, unknown> {
    const sent = rig.provider.requests[0]?.headers ?? {};
    return Object.fromEntries(
      KEY_HEADERS.filter((name) => sent[name] !== undefined).map((name) => [name, sent[name]]),
    );
  }

  it.each(PLACES)('takes the gateway token from %s and sends the channel’s key instead', async (_, place) => {
    const response = await post(place(rig.gateway.token));
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    expect(Object.values(sentKeys()).join()).toContain(rig.provider.key);
    expect(Object.keys(sentKeys())).toHaveLength(1);
    expect(JSON.stringify(rig.provider.requests[0]?.headers)).not.toContain('sk-foreign');
  });

  it('forwards the query without the key, and nothing else changed', async () => {
    await post({ query: `?beta=true&key=${rig.gateway.token}&monkey=2&b=%20x&c` });
    expect(rig.provider.requests[0]?.query).toEqual({ beta: 'true', monkey: '2', b: ' x', c: '' });
  });

  it.each([
    ['bearer', 'authorization'],
    ['x-api-key', 'x-api-key'],
    ['api-key', 'api-key'],
    ['x-goog-api-key', 'x-goog-api-key'],
  ] as const satisfies readonly (readonly [AuthStyle, string])[])(
    'sends the channel’s key as %s when the channel says so',
    async (authStyle, header) => {
      rig.changeChannel({ authStyle });
      await post({ headers: { 'x-api-key': rig.gateway.token } });
      const value = authStyle === 'bearer' ? `Bearer ${rig.provider.key}` : rig.provider.key;
      expect(sentKeys()).toEqual({ [header]: value });
    },
  );

  it('sends no key at all to a channel that needs none', async () => {
    rig.changeChannel({ authStyle: 'none', credentials: [] });
    await post({ headers: { authorization: `Bearer ${rig.gateway.token}` } });
    expect(sentKeys()).toEqual({});
  });

  it('passes the caller’s own login on when the token has a header of its own', async () => {
    rig.changeChannel({ credentials: [{ id: 'cr_client', kind: 'client' }] });
    const login = `Bearer ${rig.provider.key}`;
    const response = await post({
      headers: { authorization: login, 'x-routex-token': rig.gateway.token },
    });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    expect(sentKeys()).toEqual({ authorization: login });
    expect(rig.provider.requests[0]?.headers).not.toHaveProperty('x-routex-token');
  });

  it('refuses a request without a token, and one whose only token is wrong', async () => {
    for (const extra of [{}, { headers: { 'x-api-key': rig.provider.key } }, { query: '?key=nonsense' }]) {
      // oxlint-disable-next-line no-await-in-loop -- one request at a time
      const response = await post(extra);
      expect(response.status).toBe(401);
      expect(response.headers.get('x-should-retry')).toBe('false');
      // oxlint-disable-next-line no-await-in-loop -- one request at a time
      expect(await response.json()).toHaveProperty('error.message');
    }
    expect(rig.provider.requests).toEqual([]);
  });

  it('forwards neither cookies nor Routex’s own headers', async () => {
    await post({
      headers: { 'x-api-key': rig.gateway.token, cookie: 'session=secret', 'x-routex-group': 'fast' },
    });
    const names = Object.keys(rig.provider.requests[0]?.headers ?? {});
    expect(names.filter((name) => name === 'cookie' || name.startsWith('x-routex'))).toEqual([]);
  });
});
