import { UNLIMITED_MEMORY } from '../memory-budget';
import { expect, it } from 'vitest';
import { settingsSchema } from '#shared/domain/settings';
import { testChannel } from '#tests/support/gateway/start-test-gateway';
import { NO_HISTORY } from './request-history';
import { createConversionDesk, HEAVY_BYTES, type ConversionDesk } from '../conversion/conversion-desk';
import { preparePreview } from '../conversion/prepare-preview';
import { selectProfile } from '../conversion/select-encode-target';
import { createReasoningVault } from '../protocols/reasoning/vault';
import { createConversion } from './create-conversion';
import { createLearnedQuirks } from './learned-quirks';
import { createCollectingClient } from './testing/create-collecting-client';

const URL_OF_IMAGE = 'https://media.example/a.png';
const clock = { now: () => 1_795_000_000_000, monotonic: () => 1 };

/** Notes what it is asked for. */
function createNotingDesk(name: string, jobs: string[]): ConversionDesk {
  const desk = createConversionDesk();
  return {
    ...desk,
    read: (job) => {
      jobs.push(`${name} reads`);
      return desk.read(job);
    },
    write: (job) => {
      jobs.push(`${name} writes`);
      return desk.write(job);
    },
    forget: (id) => {
      jobs.push(`${name} forgets`);
      desk.forget(id);
    },
  };
}

async function convert(data: string): Promise<{ jobs: readonly string[]; body: string }> {
  const jobs: string[] = [];
  const conversion = await createConversion({
    requestId: 'rq_1',
    prepared: preparePreview({
      protocol: 'openai-chat',
      path: null,
      body: {
        model: 'm',
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: URL_OF_IMAGE } }] }],
      },
    }),
    timeouts: settingsSchema.parse({}).timeouts,
    client: createCollectingClient(),
    vault: createReasoningVault({ clock }),
    desks: { here: createNotingDesk('here', jobs), apart: createNotingDesk('apart', jobs) },
    history: NO_HISTORY,
    memory: UNLIMITED_MEMORY,
    quirks: createLearnedQuirks(),
    media: { fetch: () => Promise.resolve({ type: 'fetched', media: { mediaType: 'image/png', data } }) },
    clock,
    warn: () => undefined,
  });
  const channel = testChannel({
    protocol: 'gemini',
    baseUrl: 'https://upstream.example',
    profile: { fetchMedia: true },
  });
  const target = { channel, credential: null, upstreamModel: 'u', reason: 'test' };
  const { call } = await conversion.prepare(target);
  await conversion.prepare(target);
  conversion.close();
  return { jobs, body: Buffer.concat([call.body ?? []].flat()).toString() };
}

it('what media makes large is written where no stream is held up by it, and forgotten there', async () => {
  const data = 'A'.repeat(HEAVY_BYTES + 4);
  const { jobs, body } = await convert(data);
  expect(jobs).toEqual([
    'here reads',
    'apart reads',
    'apart writes',
    'apart writes',
    'here forgets',
    'apart forgets',
  ]);
  expect(JSON.parse(body)).toMatchObject({
    contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data } }] }],
  });
});

it('a request with a small image stays where it is', async () => {
  const { jobs } = await convert('AAAA');
  expect(jobs).toEqual(['here reads', 'here writes', 'here writes', 'here forgets']);
});

it('case 98: each request is told what is left out for a model that refused it, and other models get it', async () => {
  const warnings: string[] = [];
  const quirks = createLearnedQuirks();
  const conversion = await createConversion({
    requestId: 'rq_1',
    prepared: preparePreview({
      protocol: 'anthropic-messages',
      path: null,
      body: { model: 'm', max_tokens: 9, temperature: 0.5, messages: [{ role: 'user', content: 'Hi' }] },
    }),
    timeouts: settingsSchema.parse({}).timeouts,
    client: createCollectingClient(),
    vault: createReasoningVault({ clock }),
    desks: { here: createConversionDesk(), apart: createConversionDesk() },
    history: NO_HISTORY,
    memory: UNLIMITED_MEMORY,
    quirks,
    media: { fetch: () => Promise.reject(new Error('there is none')) },
    clock,
    warn: (warning) => void warnings.push(warning),
  });
  const channel = testChannel({ protocol: 'openai-chat', baseUrl: 'https://upstream.example', name: 'Mine' });
  const targetOf = (upstreamModel: string) => ({ channel, credential: null, upstreamModel, reason: 'test' });

  expect(conversion.sent()).toBeUndefined();
  await conversion.prepare(targetOf('refuses'));
  expect(conversion.sent()).toMatchObject({ model: 'refuses', temperature: 0.5 });
  expect(warnings).toEqual([]);

  const message = "Unsupported parameter: 'temperature'";
  const error = { kind: 'invalid_request', message, status: 400, retryAfterMs: null } as const;
  quirks.learn(channel.id, 'refuses', selectProfile(channel), error, conversion.sent());
  await conversion.prepare(targetOf('refuses'));
  expect(conversion.sent()).not.toHaveProperty('temperature');
  expect(warnings).toEqual(['temperature: left out or changed for Mine, which refused it.']);
  await conversion.prepare(targetOf('takes'));
  expect(conversion.sent()).toMatchObject({ temperature: 0.5 });
  expect(warnings).toHaveLength(1);
  conversion.close();
});
