import { expect, it } from 'vitest';
import { createRunningRequests } from './running-requests';

it('keeps each request until it has finished, in whatever order they finish', async () => {
  const running = createRunningRequests();
  const requests = Array.from({ length: 20 }, () => {
    const { promise: finished, resolve } = Promise.withResolvers<void>();
    const request = { finished, interrupt: () => {} };
    running.add(request);
    return { request, resolve };
  });
  // 7 and 20 have no common divisor: each comes once, in a mixed order.
  const order = requests
    .map((_, index) => index * 7)
    .flatMap((place) => requests[place % requests.length] ?? []);
  const left = new Set(requests.map(({ request }) => request));
  for (const { request, resolve } of order) {
    resolve();
    await request.finished;
    left.delete(request);
    expect(new Set(running.list())).toEqual(left);
    expect(running.count()).toBe(left.size);
  }
});
