import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestGatewayOptions } from '#tests/support/gateway/start-test-gateway';
import { useUserCode } from './support/use-user-code';

const rig = useUserCode();

/** Two channels; without a router the first one answers. */
function route(
  customRouterPath: string,
  limits: { scope?: TestGatewayOptions['scope']; pinnedChannelId?: string } = {},
): void {
  const { scope, pinnedChannelId = null } = limits;
  rig.configure({
    ...(scope === undefined ? {} : { scope }),
    channels: [
      rig.channel({ id: 'ch_first', name: 'First', priority: 90 }),
      rig.channel({ id: 'ch_second', name: 'deepseek', priority: 10 }),
    ],
    settings: { customRouterPath, pinnedChannelId },
  });
}

describe('a custom router', () => {
  it.each([
    ['router.mjs', 'export default async () => ({ channel: "deepseek", model: "deepseek-chat" });'],
    ['router.js', 'export default () => "deepseek,deepseek-chat";'],
    ['router.cjs', 'module.exports = () => "ch_second, deepseek-chat";'],
    [
      'router.ts',
      'interface Answer { channel: string; model?: string }\n' +
        'export default async (context: { channels: { name: string }[] }): Promise<Answer> =>\n' +
        '  ({ channel: context.channels[1]!.name as string, model: "deepseek-chat" });',
    ],
    [
      'compiled.cjs',
      'exports.__esModule = true; exports.default = () => ({ channel: "DeepSeek", model: "deepseek-chat" });',
    ],
  ])('in %s decides where a request goes first', async (name, source) => {
    route(rig.save(name, source));
    const response = await rig.ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('x-routex-channel')).toBe('ch_second');
    expect(rig.provider.requests[0]?.model).toBe('deepseek-chat');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      channelId: 'ch_second',
      upstreamModel: 'deepseek-chat',
      warnings: [],
      attempts: [{ reason: 'custom router' }],
    });
  });

  it('is asked for an explanation, and its warnings are shown', async () => {
    route(rig.save('router.mjs', 'export default () => "deepseek,deepseek-chat";'));
    const request = {
      protocol: 'anthropic-messages' as const,
      model: 'claude-sonnet-5',
      headers: {},
      project: null,
      body: { messages: [{ role: 'user', content: 'Hello' }] },
    };
    expect(await rig.gateway.gateway.explain(request)).toMatchObject({
      by: 'router',
      targets: [
        { channelId: 'ch_second', upstreamModel: 'deepseek-chat' },
        { channelId: 'ch_first' },
        { channelId: 'ch_second', upstreamModel: 'claude-sonnet-5' },
      ],
      warnings: [],
    });
    route(rig.save('router.mjs', 'export default () => "nobody";'));
    expect(await rig.gateway.gateway.explain(request)).toMatchObject({
      by: null,
      targets: [{ channelId: 'ch_first' }, { channelId: 'ch_second' }],
      warnings: [expect.stringContaining('custom router')],
    });
    expect(rig.provider.requests).toHaveLength(0);
  });

  it('leaves the choice to the plan with null', async () => {
    route(rig.save('router.mjs', 'export default () => null;'));
    await rig.ask();
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ channelId: 'ch_first', warnings: [] });
  });

  it('is not asked while a channel is pinned', async () => {
    route(rig.save('router.mjs', 'export default () => "deepseek";'), { pinnedChannelId: 'ch_first' });
    await rig.ask();
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ channelId: 'ch_first' });
  });

  it('cannot choose what the gateway token may not use', async () => {
    route(rig.save('router.mjs', 'export default () => "deepseek";'), {
      scope: { channelIds: ['ch_first'] },
    });
    await rig.ask();
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      channelId: 'ch_first',
      warnings: [expect.stringContaining('may not answer')],
    });
  });

  it('is followed by the rest of the plan when its channel fails', async () => {
    route(rig.save('router.mjs', 'export default () => "deepseek,no-such-model";'));
    const response = await rig.ask();
    expect(response.headers.get('x-routex-channel')).toBe('ch_first');
    const { attempts } = await rig.gateway.waitForRecord(1);
    expect(attempts.map(({ channelId, outcome }) => [channelId, outcome])).toEqual([
      ['ch_second', 'failed'],
      ['ch_first', 'success'],
    ]);
  });

  it('finds a place for a model that no channel serves by itself', async () => {
    rig.configure({
      channels: [rig.channel({ id: 'ch_only', models: ['other'] })],
      settings: { customRouterPath: rig.save('router.mjs', 'export default () => "ch_only,other";') },
    });
    expect((await rig.ask()).status).toBe(200);
  });

  it('sees the request, the channels and what is known, and no secret', async () => {
    route(
      rig.save(
        'router.mjs',
        'export default (context) => { console.log(JSON.stringify(context)); return null; };',
      ),
    );
    await rig.ask();
    await rig.gateway.waitForRecord(1);
    const told = await waitForOutput('anthropic-messages');
    for (const part of ['claude-sonnet-5', 'session-1', 'claude-code', 'deepseek', 'Hello', 'ch_first']) {
      expect(told).toContain(part);
    }
    expect(told).not.toContain(rig.gateway.token);
    expect(told).not.toContain(rig.provider.key);
    expect(told).not.toContain('secret');
  });

  it('that is saved anew is the new one with the next request, also when it was broken before', async () => {
    const path = rig.save('router.mjs', 'export default () => "deepseek";');
    route(path);
    await rig.ask();
    expect((await rig.gateway.waitForRecord(1)).channelId).toBe('ch_second');

    rig.save('router.mjs', 'export default () => { this is no JavaScript');
    await rig.ask();
    expect(await rig.gateway.waitForRecord(2)).toMatchObject({
      channelId: 'ch_first',
      warnings: [expect.stringContaining('SyntaxError')],
    });

    rig.save('router.mjs', 'export default () => "deepseek,saved-anew";');
    await rig.ask();
    expect(await rig.gateway.waitForRecord(3)).toMatchObject({
      channelId: 'ch_second',
      upstreamModel: 'saved-anew',
      warnings: [],
    });
    expect(rig.userCode.problems()).toEqual([]);
  });

  it('of claude-code-router runs as it is', async () => {
    // The example of its documentation.
    const path = rig.save(
      'custom-router.js',
      `// $HOME/.claude-code-router/custom-router.js

/**
 * A custom router function to determine which model to use based on the request.
 *
 * @param {object} req - The request object from Claude Code, containing the request body.
 * @param {object} config - The application's config object.
 * @returns {Promise<string|null>} - A promise that resolves to the "provider,model_name" string, or null to use the default router.
 */
module.exports = async function router(req, config) {
  const userMessage = req.body.messages.find(m => m.role === 'user')?.content;

  if (userMessage && userMessage.includes('explain this code')) {
    // Use a powerful model for code explanation
    return 'deepseek,deepseek-reasoner';
  }

  // Fallback to the default router configuration
  return null;
};
`,
    );
    route(path);
    await rig.ask({ messages: [{ role: 'user', content: 'Please explain this code' }] });
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      channelId: 'ch_second',
      upstreamModel: 'deepseek-reasoner',
      warnings: [],
    });
    await rig.ask();
    expect(await rig.gateway.waitForRecord(2)).toMatchObject({ channelId: 'ch_first', warnings: [] });
  });

  it('of claude-code-router finds its configuration, its token count and its own modules', async () => {
    const path = rig.save(
      'custom-router.js',
      `const { pick } = require('./pick.js');
module.exports = async (req, config) => {
  req.log.info('counted', req.tokenCount > 5);
  const { name, models, api_key } = config.Providers.find((one) => one.name === 'deepseek');
  return pick(name, config.Router.default, models.length, api_key);
};`,
    );
    const source = 'exports.pick = (name, ...rest) => name + "," + JSON.stringify(rest);';
    writeFileSync(join(dirname(path), 'pick.js'), source);
    route(path);
    await rig.ask();
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      channelId: 'ch_second',
      upstreamModel: '["First,",0,null]',
      warnings: [],
    });
    expect(await waitForOutput('counted true')).toBeTruthy();
  });

  it('keeps its state between requests, and its secrets stay Routex’s', async () => {
    process.env['ROUTEX_DATA_KEY'] = 'fake-data-key';
    try {
      route(
        rig.save(
          'router.mjs',
          'let asked = 0; export default () => `deepseek,${process.env.ROUTEX_DATA_KEY}-${(asked += 1)}`;',
        ),
      );
      await rig.ask();
      await rig.ask();
      expect((await rig.gateway.waitForRecord(2)).upstreamModel).toBe('undefined-2');
    } finally {
      delete process.env['ROUTEX_DATA_KEY'];
    }
  });
});

async function waitForOutput(part: string): Promise<string> {
  for (let tries = 0; tries < 400; tries += 1) {
    const all = rig.output.join('');
    if (all.includes(part)) return all;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`nothing was written that says ${part}`);
}
