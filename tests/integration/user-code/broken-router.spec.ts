import { describe, expect, it } from 'vitest';
import { useUserCode } from './support/use-user-code';

const rig = useUserCode(() => limitMs);
let limitMs = 20_000;

function route(customRouterPath: string): void {
  rig.configure({
    channels: [
      rig.channel({ id: 'ch_first' }),
      rig.channel({ id: 'ch_off', name: 'off', enabled: false }),
      rig.channel({ id: 'ch_sealed', name: 'sealed', credentials: [], unreadableCredentials: 1 }),
    ],
    settings: { customRouterPath },
  });
}

const BROKEN: readonly (readonly [string, string, string])[] = [
  ['throws', 'export default () => { throw new TypeError("no such thing"); };', 'TypeError: no such thing'],
  ['throws no error', 'export default () => { throw "words"; };', 'words'],
  ['rejects', 'export default async () => { await null; throw new Error("later"); };', 'later'],
  [
    'throws in a timer',
    'export default () => new Promise(() => setTimeout(() => { throw new Error("loose"); }));',
    'loose',
  ],
  ['ends its thread', 'export default () => process.exit(0);', 'ended its thread'],
  [
    'allocates for ever',
    'export default () => { const all = []; for (;;) all.push({ text: [1, 2, 3] }); };',
    '64 MB',
  ],
  ['exports nothing', 'const router = 5;', 'exports no function'],
  ['exports no function', 'export default { channel: "ch_first" };', 'exports no function'],
  ['throws while it loads', 'throw new Error("at the top");', 'at the top'],
  ['imports what is not there', 'import "./missing.mjs"; export default () => null;', 'missing.mjs'],
  ['is no JavaScript', 'export default (', 'SyntaxError'],
  ['answers a number', 'export default () => 5;', '5, which names no channel'],
  ['answers an empty string', 'export default () => "";', 'names no channel'],
  ['answers a comma', 'export default () => ",model";', 'names no channel'],
  ['answers another shape', 'export default () => ({ provider: "x" });', 'names no channel'],
  ['answers what has no JSON', 'export default () => { const a = {}; a.a = a; return a; };', 'TypeError'],
  ['answers a bigint', 'export default () => 5n;', 'TypeError'],
  ['names an unknown channel', 'export default () => "nobody,model";', 'there is no channel "nobody"'],
  ['names a disabled channel', 'export default () => "off";', 'the channel "off" is disabled'],
  ['names a channel without its key', 'export default () => "sealed";', 'cannot be decrypted'],
];

describe('a custom router that', () => {
  it.each(BROKEN)('%s is left out, with a warning', async (_name, source, cause) => {
    route(rig.save('router.mjs', source));
    expect((await rig.ask()).status).toBe(200);
    const record = await rig.gateway.waitForRecord(1);
    expect(record).toMatchObject({ outcome: 'success', channelId: 'ch_first' });
    expect(record.warnings).toEqual([expect.stringMatching(/^The custom router was left out: /)]);
    expect(record.warnings[0]).toContain(cause);
    // And the next request is served as well.
    expect((await rig.ask()).status).toBe(200);
  });

  it('does not exist is left out, and told in the status', async () => {
    route('/nowhere/router.mjs');
    expect((await rig.ask()).status).toBe(200);
    const { warnings } = await rig.gateway.waitForRecord(1);
    expect(warnings).toEqual([expect.stringContaining('/nowhere/router.mjs does not exist')]);
    expect(rig.userCode.problems()).toMatchObject([{ path: '/nowhere/router.mjs' }]);
  });

  it.each([
    ['loops for ever', 'export default () => { for (;;); };'],
    ['never answers', 'export default () => new Promise(() => {});'],
  ])('%s is ended, and works again once it is mended', async (_name, source) => {
    limitMs = 100;
    const path = rig.save('router.mjs', source);
    route(path);
    const responses = await Promise.all([rig.ask(), rig.ask(), rig.ask()]);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { warnings } = await rig.gateway.waitForRecord(3);
    expect(warnings).toEqual([expect.stringContaining('gave no answer within 100 ms')]);

    limitMs = 20_000;
    route(rig.save('router.mjs', 'export default () => "ch_first,mended";'));
    await rig.ask();
    expect(await rig.gateway.waitForRecord(4)).toMatchObject({ upstreamModel: 'mended', warnings: [] });
  });

  it('fails again and again is not started again for every request', async () => {
    const path = rig.save('router.mjs', 'console.log("begun"); export default () => process.exit(0);');
    route(path);
    for (let times = 0; times < 6; times += 1) await rig.ask();
    await rig.gateway.waitForRecord(6);
    expect(rig.output.join('').split('begun').length - 1).toBeLessThanOrEqual(3);
    expect(rig.gateway.records.every(({ warnings }) => warnings.length === 1)).toBe(true);
  });
});
