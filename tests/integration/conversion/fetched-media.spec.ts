import { afterEach, describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import type { RequestRecord } from '#shared/domain/request-record';
import { createMediaFetcher, type MediaFetcher } from '#main/gateway/conversion/fetch-media';
import {
  PDF,
  PNG,
  startMediaServer,
  type MediaServer,
} from '#main/gateway/conversion/testing/start-media-server';
import type { GatewayChannel } from '#main/gateway/ports';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startTestGateway, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { createChannel } from './support/create-channel';
import { rawQuestion } from './support/raw-requests';

// A real server of media on loopback, which Routex may reach in some of these tests only.

const PNG_DATA = PNG.toString('base64');
const SECRET = 'token=sk-fake-0001';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

interface Rig {
  readonly provider: FakeProvider;
  readonly gateway: TestGateway;
  readonly media: MediaServer;
}

async function start(
  channel: ProtocolId,
  profile: GatewayChannel['profile'],
  isAllowed?: (address: string) => boolean,
): Promise<Rig> {
  const media = await startMediaServer((request, response) => {
    if (request.url?.startsWith('/large') === true) {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': String(21 * 1024 * 1024) });
      response.flushHeaders();
      return;
    }
    const isPdf = request.url?.startsWith('/a.pdf') === true;
    response.writeHead(200, { 'content-type': isPdf ? 'application/pdf' : 'image/png' });
    response.end(isPdf ? PDF : PNG);
  });
  const provider = await startFakeProvider();
  const fetcher: MediaFetcher = createMediaFetcher({
    clock: { monotonic: () => performance.now() },
    env: {},
    ...(isAllowed === undefined ? {} : { isAllowed }),
  });
  const base = createChannel(channel, provider);
  const gateway = await startTestGateway({
    channels: [{ ...base, profile: { ...base.profile, ...profile } }],
    media: fetcher,
  });
  open.push(media, provider, gateway);
  return { provider, gateway, media };
}

const isLoopback = (address: string): boolean => address === '127.0.0.1';

interface Asked {
  /** Body that the provider got. */
  readonly sent: string;
  readonly record: RequestRecord;
}

/** As a client of Anthropic's asks. */
async function send({ gateway, provider }: Rig, messages: readonly object[]): Promise<Asked> {
  const { path, headers, body } = rawQuestion('anthropic-messages', gateway.token, false);
  const count = gateway.records.length + 1;
  const response = await fetch(gateway.url + path, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...body, messages }),
  });
  expect(response.status, await response.text()).toBe(200);
  return { record: await gateway.waitForRecord(count), sent: provider.requests.at(-1)?.bodyText ?? '' };
}

const ask = (rig: Rig, ...content: readonly object[]): Promise<Asked> =>
  send(rig, [{ role: 'user', content: [...content, { type: 'text', text: 'What is this?' }] }]);

const image = (url: string): object => ({ type: 'image', source: { type: 'url', url } });
const document = (url: string): object => ({ type: 'document', source: { type: 'url', url } });
const inline = (mimeType: string, data: string): object => ({ inlineData: { mimeType, data } });
const partsOf = (sent: string): unknown =>
  (JSON.parse(sent) as { contents: readonly { parts: unknown }[] }).contents[0]?.parts;
const QUESTION = { text: 'What is this?' };

describe('media behind an address, for a channel that needs the bytes', () => {
  it('case 39: where media is not fetched its address goes as text, and a warning tells', async () => {
    const rig = await start('gemini', { fetchMedia: false }, isLoopback);
    const url = `${rig.media.url}/a.png`;
    const { sent, record } = await ask(rig, image(url));
    expect(partsOf(sent)).toEqual([{ text: `[image: ${url}]` }, QUESTION]);
    expect(record.warnings).toEqual([expect.stringContaining('address went as text')]);
    expect(rig.media.accepted).toBe(0);
  });

  it('case 39: where it is fetched the bytes go on, and are fetched once for a conversation', async () => {
    const rig = await start('gemini', {}, isLoopback);
    const { sent, record } = await ask(
      rig,
      image(`${rig.media.url}/a.png?${SECRET}`),
      document(`${rig.media.url}/a.pdf`),
    );
    expect(partsOf(sent)).toEqual([
      inline('image/png', PNG_DATA),
      inline('application/pdf', PDF.toString('base64')),
      QUESTION,
    ]);
    expect(record.warnings).toEqual([]);
    // A history is sent again with each request.
    await ask(rig, image(`${rig.media.url}/a.png?${SECRET}`));
    expect(rig.media.requests.map(({ url }) => url)).toEqual([`/a.png?${SECRET}`, '/a.pdf']);
  });

  it('case 39: what a tool gave is fetched too', async () => {
    const rig = await start('gemini', {}, isLoopback);
    const { sent } = await send(rig, [
      { role: 'user', content: 'Look.' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', content: [image(`${rig.media.url}/a.png`)] },
        ],
      },
    ]);
    expect(sent).toContain(JSON.stringify(inline('image/png', PNG_DATA)));
    expect(sent).not.toContain(rig.media.url);
  });

  it('case 39: a document for a channel of OpenAI Chat is sent along', async () => {
    const rig = await start('openai-chat', { fetchMedia: true }, isLoopback);
    const url = `${rig.media.url}/a.png`;
    const { sent } = await ask(rig, image(url), document(`${rig.media.url}/a.pdf`));
    const { messages } = JSON.parse(sent) as { messages: readonly { content: unknown }[] };
    expect(messages[0]?.content).toMatchObject([
      { type: 'image_url', image_url: { url } },
      { type: 'file', file: { file_data: `data:application/pdf;base64,${PDF.toString('base64')}` } },
      { type: 'text' },
    ]);
    expect(rig.media.requests).toHaveLength(1);
  });

  it.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433'])(
    'case 39: an address of this machine (%s) is not called, and the warning does not tell its path',
    async (host) => {
      const rig = await start('gemini', {});
      const url = `http://${host}:${rig.media.port}/private.png?${SECRET}`;
      const { sent, record } = await ask(rig, image(url));
      expect(partsOf(sent)).toEqual([{ text: `[image: ${url}]` }, QUESTION]);
      expect(record.warnings).toEqual([
        expect.stringMatching(
          /^Media at \S+ was not fetched: its address is not one of the public internet\.$/,
        ),
        expect.stringContaining('address went as text'),
      ]);
      expect(record.warnings.join()).not.toMatch(/private|sk-fake/);
      expect(rig.media.accepted).toBe(0);
    },
  );

  it('case 39: more than 20 MB is not read, and its address goes as text', async () => {
    const rig = await start('gemini', {}, isLoopback);
    const url = `${rig.media.url}/large.png`;
    const { sent, record } = await ask(rig, image(url));
    expect(partsOf(sent)).toEqual([{ text: `[image: ${url}]` }, QUESTION]);
    expect(record.warnings[0]).toBe(
      `Media at 127.0.0.1:${rig.media.port} was not fetched: it is larger than 20 MB.`,
    );
  });
});
