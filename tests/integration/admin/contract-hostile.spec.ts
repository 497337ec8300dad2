import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, buildPath, buildRequest, JSON_TYPE, replaceField } from './support/build-request';
import { CASES, type Call } from './support/cases';
import {
  CONTENT_TYPES,
  HOSTILE_BODIES,
  HOSTILE_IDS,
  HOSTILE_QUERIES,
  HOSTILE_VALUES,
} from './support/hostile';
import { checkAnswer, checkLog, sendSafely } from './support/invariants';
import { openAdmin, type AdminRig } from './support/open-admin';
import { PROCEDURES, type Procedure } from './support/procedures';
import type { Received, Sent } from './support/send';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

let rig: AdminRig;
/** The one request that was there before. */
let recorded: string;
beforeAll(async () => {
  rig = await openAdmin();
  const { items } = await rig.ask<{ items: { id: string }[] }>('GET', '/requests');
  recorded = items[0]?.id ?? '';
});
afterAll(() => rig.close());

/** A new gateway token is shown to whoever made it; all else stays secret. */
const secretsFor = ({ name }: Procedure): string[] =>
  [...rig.secrets].filter((secret) => CASES[name].shows !== 'token' || !secret.startsWith('rtx_'));

/** Sends, checks what holds for every answer, and notes the status. */
async function sendHostile(procedure: Procedure, sent: Sent, statuses: number[] = []): Promise<Received> {
  const { received } = await sendSafely(rig, () => rig.send(sent), secretsFor(procedure));
  statuses.push(received.status);
  return received;
}

const isFault = (status: number): boolean => status >= 500 && status !== 503;

function writeBody(body: Call['body'], field: string, text: string): string {
  const others = Object.entries(body ?? {}).filter(([name]) => name !== field);
  const members = others.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${[...members, `${JSON.stringify(field)}:${text}`].join(',')}}`;
}

describe.each(PROCEDURES)('$name', (procedure) => {
  const { prepare, refused } = CASES[procedure.name];

  it('survives every field holding what it should not', async () => {
    const call = await prepare(rig);
    const statuses: number[] = [];
    for (const field of [...Object.keys(refused), '__proto__', 'constructor', 'nobodyKnowsThis']) {
      for (const text of HOSTILE_VALUES) {
        const request = buildRequest(procedure, call);
        if (procedure.method === 'GET') {
          if (text.length > 1000) continue;
          const { path } = buildRequest(procedure, replaceField(procedure, call, field, text));
          await sendHostile(procedure, { ...request, path }, statuses);
        } else {
          const body = writeBody(call.body, field, text);
          await sendHostile(procedure, { ...request, headers: { ...ADMIN, ...JSON_TYPE }, body }, statuses);
        }
      }
    }
    expect(statuses.filter(isFault)).toEqual([]);
  });

  it('survives bodies that are none, in every content type', async () => {
    const request = buildRequest(procedure, await prepare(rig));
    const statuses: number[] = [];
    for (const body of HOSTILE_BODIES) {
      await sendHostile(procedure, { ...request, headers: { ...ADMIN, ...JSON_TYPE }, body }, statuses);
    }
    const forms = ['name=a&protocol=openai-chat&baseUrl=http://h&models[]=m&__proto__[polluted]=1', '--x--'];
    const good = request.body === undefined ? [] : [request.body];
    for (const type of CONTENT_TYPES) {
      for (const body of [...good, ...forms, '{"a":1}']) {
        const headers = { ...ADMIN, ...(type !== undefined && { 'content-type': type }) };
        await sendHostile(procedure, { ...request, headers, body }, statuses);
      }
    }
    expect(statuses.filter(isFault)).toEqual([]);
  });

  it('is reached by its own method and path only', async () => {
    const path = buildPath(procedure, await prepare(rig));
    const owners = PROCEDURES.filter((other) => other.path === procedure.path).map(({ method }) => method);
    for (const method of METHODS.filter((each) => !owners.some((owner) => owner === each))) {
      const { status } = await sendHostile(procedure, { method, path, headers: ADMIN });
      expect([404, 405], `${method} ${path}`).toContain(status);
    }
  });

  const hostileIds = procedure.path.includes('{id}') ? HOSTILE_IDS : [];
  it.for(hostileIds.length === 0 ? [] : [hostileIds])(
    'finds nothing by an id that is a trick',
    async (ids) => {
      const { body } = await prepare(rig);
      for (const id of ids) {
        const path = `/api${procedure.path.replace('{id}', id)}`;
        const headers = { ...ADMIN, ...(body !== undefined && JSON_TYPE) };
        const text = body === undefined ? {} : { body: JSON.stringify(body) };
        const received = await sendHostile(procedure, { method: procedure.method, path, headers, ...text });
        const gone = procedure.method === 'DELETE' && received.status === 200;
        if (gone) expect(JSON.parse(received.text), path).toMatchObject({ removed: false });
        else expect([400, 404, 405, 414, 431], path).toContain(received.status);
      }
    },
  );

  it.for(procedure.method === 'GET' ? [HOSTILE_QUERIES] : [])(
    'survives a query that is none',
    async (queries) => {
      const path = buildPath(procedure, { ...(await prepare(rig)), query: {} });
      const statuses: number[] = [];
      for (const query of queries) {
        await sendHostile(procedure, { method: 'GET', path: `${path}${query}`, headers: ADMIN }, statuses);
      }
      expect(statuses.filter(isFault)).toEqual([]);
    },
  );

  it('survives any JSON at all', async () => {
    const { params } = await prepare(rig);
    const field = fc.constantFrom(...Object.keys(refused), 'other');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(field, fc.jsonValue({ maxDepth: 4 }), { maxKeys: 6 }), async (body) => {
        const query = Object.fromEntries(
          Object.entries(body).map(([name, value]) => [name, String(JSON.stringify(value))]),
        );
        const call = { ...(params && { params }), ...(procedure.method === 'GET' ? { query } : { body }) };
        const { status } = await sendHostile(procedure, buildRequest(procedure, call));
        expect(isFault(status)).toBe(false);
      }),
      { numRuns: 25 },
    );
  });
});

it('answers paths that are none without looking for them', async () => {
  const paths = [
    '/api',
    '/api/',
    '/api//channels',
    '/api/../api/channels',
    '/api/%2e%2e/health/live',
    '/api/channels/',
    '/api/channels/a/b/c',
    '/api/CHANNELS',
    '/api/openapi.json/',
    '/api/__proto__',
    '/api/constructor/prototype',
    '/api/channels;a=b',
    '/api/%63hannels',
    `/api/${'a/'.repeat(3000)}`,
  ];
  for (const method of METHODS) {
    for (const path of paths) {
      const received = await rig.send({ method, path, headers: ADMIN });
      checkAnswer(received, rig.secrets);
      expect([200, 400, 404, 405, 414, 431], `${method} ${path}`).toContain(received.status);
    }
  }
});

it('takes no infinite weight, which JSON can write', async () => {
  const channel = { name: 'Infinite', protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1' };
  const body = writeBody(channel, 'weight', '1e999');
  const headers = { ...ADMIN, ...JSON_TYPE };
  const { received, error } = await sendSafely(rig, () =>
    rig.send({ method: 'POST', path: '/api/channels', headers, body }),
  );
  expect([received.status, error?.data]).toEqual([
    400,
    expect.objectContaining({ reason: 'weight_invalid', channel: 'Infinite' }),
  ]);
});

it('has lost nothing by all this, and logged no secret', async () => {
  expect(await rig.ask('GET', `/requests/${recorded}`)).toMatchObject({ id: recorded, outcome: 'success' });
  expect(await rig.ask('GET', '/gateway-tokens')).toContainEqual(
    expect.objectContaining({ name: 'default' }),
  );
  checkLog(rig);
});
