import { describe, expect, it } from 'vitest';
import { createTestDirectory } from '#main/api/testing/open-test-api';
import { TEST_ADMIN_TOKEN } from '#main/http/testing/open-test-access';
import { BEARER, codeOf, cookieOf, createTestClock, openAccess, VISIT } from './support/open-access';

const HOUR_MS = 3_600_000;
const CHANNEL = { name: 'Mine', protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1' };

describe('signing in', () => {
  it('turns a link into a session that opens dashboard and API', async () => {
    const { url, access, ask, visitLogin } = await openAccess();
    const answer = await visitLogin(access.codes.create().code);
    expect(answer.status).toBe(200);
    // A redirect would leave the cookie at home when the link was followed from another site.
    expect(answer.text).toContain('<meta http-equiv="refresh" content="0; url=/dashboard">');
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^routex_session_\w{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/,
      ),
    ]);
    const cookie = cookieOf(answer);
    const page = await ask('/dashboard', { headers: { cookie, 'accept-language': 'zh' } });
    expect(page.text).toContain('已登录');
    expect(page.text).toContain(url);
    expect((await ask('/api/status', { headers: { cookie } })).status).toBe(200);
  });

  it('lets exactly one of many at once have a link', async () => {
    const { access, visitLogin } = await openAccess();
    const { code } = access.codes.create();
    const answers = await Promise.all(Array.from({ length: 10 }, () => visitLogin(code)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(403)]);
    expect(answers.filter((answer) => cookieOf(answer) !== '')).toHaveLength(1);
  });

  it.each([
    ['en', 'Run this again'],
    ['zh-CN', '请重新执行'],
  ])('says in %s what to do with a link that is used, too old, wrong or empty', async (language, text) => {
    const clock = createTestClock();
    const { access, visitLogin } = await openAccess({ clock });
    const used = access.codes.create().code;
    await visitLogin(used);
    const old = access.codes.create().code;
    clock.pass(5 * 60_000);
    for (const code of [used, old, 'x'.repeat(43), '', '%00', '<script>alert(1)</script>']) {
      const answer = await visitLogin(code, { headers: { ...VISIT, 'accept-language': language } });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain(text);
      expect(answer.text).toContain('routex dashboard');
      expect(answer.text).not.toContain('<script');
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
  });

  it.each<[string, { method?: string; headers?: Record<string, string> }]>([
    ['a HEAD request', { method: 'HEAD' }],
    ['a browser that fetches ahead', { headers: { ...VISIT, 'sec-purpose': 'prefetch;prerender' } }],
    ['a frame', { headers: { ...VISIT, 'sec-fetch-dest': 'iframe' } }],
    [
      'an image on another page',
      { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' } },
    ],
    ['a POST', { method: 'POST' }],
  ])('is not used up by %s', async (_, request) => {
    const { access, visitLogin } = await openAccess();
    const { code } = access.codes.create();
    expect(cookieOf(await visitLogin(code, request))).toBe('');
    expect((await visitLogin(code)).status).toBe(200);
  });

  it('works from a link that was followed on another site', async () => {
    const { access, visitLogin } = await openAccess();
    const headers = { ...VISIT, 'sec-fetch-site': 'cross-site' };
    expect((await visitLogin(access.codes.create().code, { headers })).status).toBe(200);
  });

  it('keeps code and session out of the log', async () => {
    const { access, ask, visitLogin, log } = await openAccess();
    const { code } = access.codes.create();
    const cookie = cookieOf(await visitLogin(code));
    await visitLogin(code);
    await ask('/api/status', { headers: { cookie } });
    await ask('/api/channels/none', { headers: { cookie } });
    expect(log.join('')).not.toContain(code);
    expect(log.join('')).not.toContain(cookie.split('=')[1]);
  });
});

describe('a dashboard session', () => {
  it('does what the admin token does', async () => {
    const { ask, signIn } = await openAccess();
    const { own } = await signIn();
    const created = await ask('/api/channels', { method: 'POST', headers: own, body: CHANNEL });
    expect(created.status).toBe(201);
    const { id } = JSON.parse(created.text) as { id: string };
    expect((await ask(`/api/channels/${id}`, { method: 'DELETE', headers: own })).status).toBe(200);
    const { 'sec-fetch-site': _, ...olderBrowser } = own;
    expect(
      (await ask('/api/channels', { method: 'POST', headers: olderBrowser, body: CHANNEL })).status,
    ).toBe(201);
  });

  it.each<[string, Record<string, string>]>([
    ['another page of this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['a page of another site', { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a page without an origin', { origin: 'null' }],
    ['a form without an Origin', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' }],
    ['nobody who says where he is from', {}],
    ['an address bar', { 'sec-fetch-site': 'none' }],
    // Clients of that page may call models; it must not become the administrator.
    ['an origin that clients may have', { origin: 'http://client.example', 'sec-fetch-site': 'cross-site' }],
  ])('changes nothing for %s', async (_, headers) => {
    const { api, ask, signIn } = await openAccess({ allowedOrigins: ['http://client.example'] });
    const { cookie } = await signIn();
    for (const [method, path] of [
      ['POST', '/api/channels'],
      ['PUT', '/api/routing/active'],
      ['DELETE', '/api/channels/none'],
      ['POST', '/dashboard/logout'],
    ] as const) {
      const refused = await ask(path, { method, headers: { cookie, ...headers }, body: CHANNEL });
      expect(refused.status, `${method} ${path}`).toBe(403);
      expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect(api.store.channels.list()).toEqual([]);
    expect((await ask('/api/status', { headers: { cookie } })).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'takes no body of type “%s”',
    async (type) => {
      const { api, ask, signIn } = await openAccess();
      const { own } = await signIn();
      const refused = await ask('/api/channels', {
        method: 'POST',
        headers: { ...own, 'content-type': type },
        body: JSON.stringify(CHANNEL),
      });
      expect([refused.status, codeOf(refused)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      expect(api.store.channels.list()).toEqual([]);
    },
  );

  it('reads nothing to another page of this machine, which gets the cookie sent along', async () => {
    const { ask, signIn } = await openAccess();
    const { cookie } = await signIn();
    const headers = { cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' };
    expect((await ask('/api/status', { headers })).status).toBe(403);
    const page = await ask('/dashboard', {
      headers: { ...headers, ...VISIT, 'sec-fetch-site': 'same-site' },
    });
    expect(page.text).not.toContain('Sign out');
  });

  it('works behind a proxy that adds TLS, once its name and origin are allowed', async () => {
    const origin = 'https://routex.example';
    const { ask, signIn } = await openAccess({ allowedHosts: ['routex.example'], allowedOrigins: [origin] });
    const { cookie } = await signIn();
    const headers = { cookie, host: 'routex.example', origin, 'sec-fetch-site': 'same-origin' };
    expect((await ask('/api/channels', { method: 'POST', headers, body: CHANNEL })).status).toBe(201);
  });

  it('ends with a sign-out, everywhere', async () => {
    const { ask, signIn, access } = await openAccess();
    const { cookie, own } = await signIn();
    const other = await signIn();
    const answer = await ask('/dashboard/logout', {
      method: 'POST',
      headers: { ...own, 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/dashboard' } });
    expect(answer.headers['set-cookie']?.[0]).toMatch(/=; Path=\/; HttpOnly; SameSite=Strict; Max-Age=0$/);
    expect((await ask('/api/status', { headers: { cookie } })).status).toBe(401);
    expect((await ask('/dashboard', { headers: { cookie } })).text).toContain('not signed in');
    expect(access.sessions.use(other.cookie.split('=')[1] ?? '')).toBe(true);
  });

  it('ends what it still receives with a sign-out', async () => {
    const { url, ask, signIn } = await openAccess();
    const { cookie, own } = await signIn();
    const stream = await fetch(`${url}/api/events`, { headers: { cookie } });
    const admin = await fetch(`${url}/api/events`, { headers: BEARER });
    const reader = stream.body?.getReader();
    const ended = (async () => {
      while (!(await reader?.read())?.done);
    })().then(
      () => 'ended',
      () => 'ended',
    );
    await ask('/dashboard/logout', { method: 'POST', headers: own });
    expect(await ended).toBe('ended');
    // Those of a program with the admin token go on.
    const other = admin.body?.getReader();
    expect((await other?.read())?.done).toBe(false);
    await other?.cancel();
  });

  it('ends when it was not used for 12 hours', async () => {
    const clock = createTestClock();
    const { ask, signIn } = await openAccess({ clock });
    const { cookie } = await signIn();
    clock.pass(11 * HOUR_MS);
    expect((await ask('/api/status', { headers: { cookie } })).status).toBe(200);
    clock.pass(12 * HOUR_MS);
    const refused = await ask('/api/status', { headers: { cookie } });
    expect([refused.status, codeOf(refused)]).toEqual([401, 'UNAUTHORIZED']);
    expect(refused.text).toContain('routex dashboard');
  });

  it('outlives a restart, and ends with the admin token it was opened under', async () => {
    const directory = createTestDirectory();
    const first = await openAccess({ directory });
    const { cookie } = await first.signIn();
    await first.close();
    const second = await openAccess({ directory });
    expect((await second.ask('/api/status', { headers: { cookie } })).status).toBe(200);
    await second.close();
    const third = await openAccess({ directory, adminToken: 'rtxa_fake-new-admin-token' });
    const [, secret] = cookie.split('=');
    const { cookie: newer } = await third.signIn();
    const renamed = `${newer.split('=')[0]}=${secret}`;
    for (const presented of [cookie, renamed]) {
      expect((await third.ask('/api/status', { headers: { cookie: presented } })).status).toBe(401);
    }
    expect((await third.ask('/api/status', { headers: { cookie: newer } })).status).toBe(200);
  });

  it('can be opened while the database cannot be written', async () => {
    const { api, ask, signIn } = await openAccess();
    await api.close();
    const { cookie } = await signIn();
    expect((await ask('/dashboard', { headers: { cookie } })).text).toContain('Sign out');
  });

  it('is no gateway token, and a gateway token is no session', async () => {
    const { ask, signIn, gateway } = await openAccess();
    const { cookie } = await signIn();
    const [name, secret] = cookie.split('=');
    for (const headers of [{ cookie }, { authorization: `Bearer ${secret}` }, { 'x-api-key': `${secret}` }]) {
      expect((await ask('/v1/models', { headers })).status).toBe(401);
    }
    for (const headers of [
      { authorization: `Bearer ${gateway.token}` },
      { 'x-api-key': gateway.token },
      { cookie: `${name}=${gateway.token}` },
    ]) {
      expect((await ask('/api/status', { headers })).status).toBe(401);
      expect((await ask('/dashboard', { headers })).text).toContain('not signed in');
    }
    // The admin token is for programs: a page is not opened by it.
    expect((await ask('/dashboard', { headers: BEARER })).text).toContain('not signed in');
  });
});

describe('pages of other sites', () => {
  it('that rebound their name to this machine reach nothing', async () => {
    const { ask, visitLogin, access, signIn } = await openAccess();
    const { cookie } = await signIn();
    const { code } = access.codes.create();
    const host = 'evil.example:8080';
    const headers = { cookie, host, origin: `http://${host}` };
    for (const path of ['/api/status', '/dashboard', '/dashboard/logout', '/api/openapi.json']) {
      const refused = await ask(path, { headers });
      expect(refused.status).toBe(403);
      // As all errors of these paths are, so that one client reads them.
      expect(JSON.parse(refused.text)).toMatchObject({
        code: 'FORBIDDEN',
        status: 403,
        message: expect.stringContaining('evil.example'),
      });
      expect((await ask(path, { headers: { ...headers, ...BEARER } })).status).toBe(403);
    }
    expect((await visitLogin(code, { headers })).status).toBe(403);
    expect((await visitLogin(code)).status).toBe(200);
  });

  it('get no permission to call', async () => {
    const { url, ask, signIn } = await openAccess({ allowedOrigins: ['http://client.example'] });
    const { cookie } = await signIn();
    for (const origin of ['http://evil.example', 'null', 'http://client.example', url]) {
      const answer = await ask('/api/channels', {
        method: 'OPTIONS',
        headers: { cookie, origin, 'access-control-request-method': 'POST' },
      });
      expect([403, 405]).toContain(answer.status);
      const names = Object.keys(answer.headers);
      expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it.each(['192.168.1.20:8080', '[fd00::20]:8080', 'routex.lan'])(
    'are not what the owner’s other machines look like: %s',
    async (host) => {
      const { ask, signIn } = await openAccess({ allowedHosts: ['routex.lan'] });
      const { cookie } = await signIn();
      const headers = { cookie, host, origin: `http://${host}` };
      expect((await ask('/dashboard', { headers: { cookie, host } })).text).toContain('Sign out');
      expect((await ask('/api/channels', { method: 'POST', headers, body: CHANNEL })).status).toBe(201);
    },
  );
});

describe('every answer', () => {
  it('is neither cached, framed, guessed nor handed to other origins', async () => {
    const { access, ask, signIn } = await openAccess();
    const { own, cookie } = await signIn();
    const { code } = access.codes.create();
    const answers = await Promise.all([
      ask('/health/live'),
      ask('/health/live', { method: 'POST' }),
      ask('/dashboard'),
      ask('/dashboard', { headers: { cookie } }),
      ask(`/dashboard/login?code=${code}`),
      ask('/dashboard/login?code=wrong'),
      ask('/dashboard/logout', { method: 'POST' }),
      ask('/dashboard/logout'),
      ask('/api/status'),
      ask('/api/status', { headers: BEARER }),
      ask('/api/openapi.json', { headers: BEARER }),
      ask('/api/nothing', { headers: BEARER }),
      ask('/api/channels', { method: 'POST', headers: own, body: {} }),
      ask('/api/channels', { method: 'OPTIONS' }),
    ]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': expect.stringMatching(/^(no-referrer|same-origin)$/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
    }
  });

  it('lets the sign-out form say where it is from', async () => {
    const { ask, signIn } = await openAccess();
    const { cookie } = await signIn();
    const page = await ask('/dashboard', { headers: { cookie } });
    expect(page.text).toContain('<form method="post" action="/dashboard/logout">');
    // Under `no-referrer` its Origin would be `null`, under `form-action 'none'` it could not be sent.
    expect(page.headers['referrer-policy']).toBe('same-origin');
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
  });
});

describe('guessing', () => {
  it('holds an address off after ten different admin tokens, without looking at the next', async () => {
    const clock = createTestClock();
    const { ask, signIn, access, visitLogin } = await openAccess({ clock });
    const { cookie } = await signIn();
    const { cookie: used } = await signIn();
    expect((await ask('/dashboard', { headers: { cookie: used } })).text).toContain('Sign out');
    for (let guess = 0; guess < 10; guess += 1) {
      const headers = { authorization: `Bearer rtxa_fake-guess-${guess}` };
      expect((await ask('/api/status', { headers })).status).toBe(401);
    }
    const held = await ask('/api/status', { headers: BEARER });
    expect([held.status, codeOf(held), held.headers['retry-after']]).toEqual([
      429,
      'TOO_MANY_ATTEMPTS',
      '60',
    ]);
    expect((await ask('/api/status', { headers: { cookie } })).status).toBe(429);
    const page = await ask('/dashboard', { headers: { cookie } });
    expect([page.status, page.headers['retry-after']]).toEqual([429, '60']);
    const { code } = access.codes.create();
    expect((await visitLogin(code)).status).toBe(429);
    // All programs of a machine share one address: who was let in before goes on.
    expect((await ask('/api/status', { headers: { cookie: used } })).status).toBe(200);
    // What presents nothing is answered as before.
    expect((await ask('/dashboard')).status).toBe(200);
    expect((await ask('/api/status')).status).toBe(401);
    expect((await ask('/health/live')).status).toBe(200);

    clock.pass(60_000);
    expect((await ask('/api/status', { headers: BEARER })).status).toBe(200);
    expect((await ask('/api/status', { headers: { cookie } })).status).toBe(200);
    expect((await visitLogin(code)).status).toBe(200);
  });

  it('counts sessions and login codes too', async () => {
    const { ask, visitLogin, signIn } = await openAccess();
    const { cookie } = await signIn();
    const [name] = cookie.split('=');
    for (let guess = 0; guess < 5; guess += 1) {
      await visitLogin(`guess${guess}`);
      await ask('/api/status', { headers: { cookie: `${name}=guess${guess}x` } });
    }
    expect((await ask('/api/status', { headers: BEARER })).status).toBe(429);
  });

  it('takes a wrong token that is repeated for one guess', async () => {
    const { ask } = await openAccess();
    for (let times = 0; times < 50; times += 1) {
      const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}x` };
      expect((await ask('/api/status', { headers })).status).toBe(401);
    }
    expect((await ask('/api/status', { headers: BEARER })).status).toBe(200);
  });

  it('of gateway tokens holds an address off from the clients’ paths only', async () => {
    const { ask, gateway } = await openAccess();
    const right = { 'x-api-key': gateway.token };
    for (let times = 0; times < 30; times += 1) {
      expect((await ask('/v1/models', { headers: { 'x-api-key': 'rtx_fake-old' } })).status).toBe(401);
    }
    for (let guess = 0; guess < 19; guess += 1) {
      expect((await ask('/v1/models', { headers: { 'x-api-key': `rtx_fake-${guess}` } })).status).toBe(401);
    }
    for (const path of ['/v1/models', '/v1beta/models', '/v1/messages', '/v1/chat/completions']) {
      const method = path.includes('models') ? 'GET' : 'POST';
      const held = await ask(path, { method, headers: right, body: { model: 'm' } });
      expect(held.status).toBe(429);
      expect(Number(held.headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(held.headers['retry-after'])).toBeLessThanOrEqual(60);
      expect(held.text).not.toContain(gateway.token);
    }
    expect((await ask('/api/status', { headers: BEARER })).status).toBe(200);
  });

  it('by a web page does not shut out the agents beside it', async () => {
    const { ask, gateway } = await openAccess();
    for (let guess = 0; guess < 30; guess += 1) {
      const headers = { ...VISIT, 'sec-fetch-site': 'cross-site' };
      await ask(`/v1/models?key=guess${guess}`, { headers });
      await ask(`/v1/models?key=picture${guess}`, {
        headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      });
    }
    expect((await ask('/v1/models', { headers: { 'x-api-key': gateway.token } })).status).toBe(200);
  });
});
