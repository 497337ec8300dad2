import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_TOKEN, openAdmin, type AdminRig } from './support/open-admin';
import { buildRequest, replaceField } from './support/build-request';
import { CASES } from './support/cases';
import { checkAnswer, checkLog, sendSafely } from './support/invariants';
import { PROCEDURES } from './support/procedures';
import { isEventStream } from './support/send';

/** They store nothing. */
const NEEDS_NO_SETTINGS: ReadonlySet<string> = new Set([
  'channels.reset',
  'channels.test',
  'channels.testDraft',
  'channels.models',
  'channels.testSteps',
  'conversions.preview',
  'gatewayTokens.reveal',
  'requests.clearBodies',
  'requests.replay',
  'routing.explain',
  'system.pause',
  'system.resume',
  'system.stop',
  'system.createDashboardLink',
]);

let rig: AdminRig;
beforeAll(async () => {
  rig = await openAdmin();
});
afterAll(async () => {
  checkLog(rig);
  await rig.close();
});

it('every procedure and every field of the contract has its cases here', () => {
  const fields = Object.fromEntries(PROCEDURES.map((each) => [each.name, each.fields.toSorted()]));
  const cases = Object.fromEntries(
    Object.entries(CASES).map(([name, { refused }]) => [name, Object.keys(refused).toSorted()]),
  );
  expect(cases).toEqual(fields);
});

describe.each(PROCEDURES)('$name', (procedure) => {
  const { status, prepare, refused, shows } = CASES[procedure.name];

  it('does what it is for, and shows no secret', async () => {
    const call = await prepare(rig);
    const before = new Set(rig.secrets);
    if (shows === 'token')
      for (const secret of rig.secrets) if (secret.startsWith('rtx_')) before.delete(secret);
    const received = await rig.send(buildRequest(procedure, call));
    expect([received.status, received.text]).toEqual([status, expect.any(String)]);
    checkAnswer(received, before);
    if (isEventStream(received.headers)) expect(received.text).toMatch(/^data: ?\{/m);
    else if (shows === 'token') expect(received.text).toMatch(/"token":"rtx_\w+"/);
    if (procedure.name === 'system.pause') await rig.ask('POST', '/system/resume');
  });

  it('is open to the admin token only', async () => {
    const request = buildRequest(procedure, await prepare(rig));
    const [gatewayToken = ''] = [...rig.secrets].filter((secret) => secret.startsWith('rtx_'));
    const { authorization: _, ...others } = request.headers ?? {};
    const credentials = [
      {},
      { authorization: `Bearer ${gatewayToken}` },
      { 'x-api-key': ADMIN_TOKEN },
      { cookie: `routex_session=${ADMIN_TOKEN}` },
    ];
    for (const credential of credentials) {
      const headers = { ...others, ...credential };
      const { received, error } = await sendSafely(rig, () => rig.send({ ...request, headers }));
      expect([received.status, error?.code]).toEqual([401, 'UNAUTHORIZED']);
    }
  });

  it('refuses each wrong field by its name, and stores nothing of it', async () => {
    for (const [field, values] of Object.entries(refused)) {
      for (const value of values) {
        const call = replaceField(procedure, await prepare(rig), field, value);
        const { received, error } = await sendSafely(rig, () => rig.send(buildRequest(procedure, call)));
        const about = `${field} = ${JSON.stringify(value)?.slice(0, 80)}: ${received.text.slice(0, 200)}`;
        expect([received.status, error?.code], about).toEqual([400, 'INVALID_INPUT']);
        expect(String(error?.data?.['field']).split('.')[0], about).toBe(field);
      }
    }
  });
});

describe('while the settings file cannot be read', () => {
  const WRITES = PROCEDURES.filter(({ name, method }) => method !== 'GET' && !NEEDS_NO_SETTINGS.has(name));

  it.each(WRITES)('$name changes nothing and says which file it is', async (procedure) => {
    const call = await CASES[procedure.name].prepare(rig);
    const mend = rig.damageSettings();
    try {
      const { received, error } = await sendSafely(rig, () => rig.send(buildRequest(procedure, call)));
      expect([received.status, error?.code]).toEqual([503, 'SETTINGS_UNUSABLE']);
      expect(error?.data?.['path']).toMatch(/config\.json$/);
    } finally {
      mend();
    }
  });
});
