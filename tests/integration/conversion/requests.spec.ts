import { promisify } from 'node:util';
import { gzip, zstdCompress } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { exchangeRaw, readConversation } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel } from '#tests/support/gateway/start-test-gateway';
import { PAIRS } from './support/pairs';
import { rawQuestion } from './support/raw-requests';
import { usePair } from './support/use-pair';

const COMPRESS = {
  gzip: promisify(gzip),
  zstd: promisify(zstdCompress),
} as const;

describe.each(PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  it.each(Object.entries(COMPRESS))(
    'case 102: a body that came as %s is read where it is converted, and else goes on as it came',
    async (encoding, compress) => {
      const { path, headers, body } = rawQuestion(client, rig.gateway.token, false);
      // Nothing to be written into the body of the client's own protocol.
      if (client === channel) rig.changeChannel({ modelMapping: {} });
      const compressed = await compress(JSON.stringify(body));
      const answer = await exchangeRaw(rig.gateway.url + path, {
        headers: { ...headers, 'content-encoding': encoding },
        body: compressed,
      });

      expect(answer.status).toBe(200);
      const [request] = rig.provider.requests;
      if (request === undefined) throw new Error('the provider got no request');
      if (client === channel) {
        expect(request.headers['content-encoding']).toBe(encoding);
        expect(request.bodyBytes.equals(compressed)).toBe(true);
      } else {
        expect(request.headers['content-encoding']).toBeUndefined();
        expect(readConversation(request).lastUserText).toBe('Hello there');
      }
    },
  );
});

describe('the list of models', () => {
  const LISTS = {
    'anthropic-version': {
      query: '',
      headers: { 'anthropic-version': '2023-06-01' },
      shape: { data: [{ type: 'model', id: 'm1', display_name: 'm1' }], has_more: false, first_id: 'm1' },
    },
    'x-goog-api-key': {
      query: '',
      headers: { 'x-goog-api-key': 'ROUTEX_TOKEN' },
      shape: { models: [{ name: 'models/m1' }] },
    },
    client_version: {
      query: '?client_version=0.169.0',
      headers: {},
      shape: { models: [], object: 'list', data: [{ id: 'm1', object: 'model' }] },
    },
    'nothing else': {
      query: '',
      headers: {},
      shape: { object: 'list', data: [{ id: 'm1', object: 'model' }] },
    },
  };

  it.each(Object.entries(LISTS))(
    'case 101: has the shape that a client with %s reads',
    async (_name, { query, headers, shape }) => {
      const gateway = await startTestGateway({
        channels: [testChannel({ protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9', models: ['m1'] })],
      });
      try {
        const named = Object.entries(headers).map(([name, value]) => [
          name,
          value === 'ROUTEX_TOKEN' ? gateway.token : value,
        ]);
        const response = await fetch(`${gateway.url}/v1/models${query}`, {
          headers: { authorization: `Bearer ${gateway.token}`, ...Object.fromEntries(named) },
        });
        expect(response.status).toBe(200);
        expect(await response.json()).toMatchObject(shape);
      } finally {
        await gateway.close();
      }
    },
  );
});
