import { expect, it } from 'vitest';
import { createHostControls } from './host-controls';

function open() {
  const codes = { create: () => ({ code: 'fake-code', expiresAt: 5 }) };
  return createHostControls({ codes, address: () => 'http://127.0.0.1:8080' });
}

it('makes a link to the address the gateway has', () => {
  expect(open().host.createDashboardLink()).toEqual({
    url: 'http://127.0.0.1:8080/dashboard/login?code=fake-code',
    expiresAt: 5,
  });
});

it('stops as the first one asked, and at once when another will not wait', async () => {
  const { host, asked, insisted } = open();
  let hasInsisted = false;
  void insisted.then(() => (hasInsisted = true));
  host.stop(5000);
  host.stop();
  expect(await asked).toBe(5000);
  expect(hasInsisted).toBe(false);
  host.stop(0);
  await insisted;
});

it('asks for the default wait where none is named', async () => {
  const { host, asked } = open();
  host.stop();
  expect(await asked).toBeUndefined();
});
