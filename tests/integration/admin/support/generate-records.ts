import { ERROR_KINDS } from '#shared/domain/error-kind';
import { CLIENT_KINDS, type Attempt, type RequestRecord } from '#shared/domain/request-record';
import { testAttempt, testRecord } from '#main/store/testing/test-record';

/** Records of every kind, spread over a period, the same ones in every run. */
export function generateRecords(count: number, period: { from: number; to: number }): RequestRecord[] {
  let seed = 42;
  const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const maybe = <Item>(item: Item): Item | null => (random() < 0.8 ? item : null);

  return Array.from({ length: count }, (_, index) => {
    const outcome = pick(['success', 'success', 'success', 'failed', 'refused', 'cancelled'] as const);
    const channelId = outcome === 'refused' ? null : `ch_${Math.floor(random() * 5)}`;
    // Whole milliseconds, so that some are equal.
    const startedAt = period.from + Math.floor(random() * (period.to - period.from));
    const attempt = (change: Partial<Attempt>): Attempt =>
      testAttempt({ channelId: channelId ?? '', channelName: `Channel ${channelId}`, startedAt, ...change });
    const attempts = [
      ...(random() < 0.2 ? [attempt({ outcome: 'failed', status: 529 })] : []),
      attempt({ outcome: outcome === 'success' || outcome === 'cancelled' ? outcome : 'failed' }),
    ];
    const totalMs = Math.round(random() * 30_000) / 4;
    return testRecord(`req_${String((index * 7919) % count).padStart(6, '0')}`, {
      startedAt,
      operation: random() < 0.9 ? 'generate' : 'count_tokens',
      client: pick(CLIENT_KINDS),
      model: pick(['opus', 'sonnet', 'haiku', '模型']),
      channelId,
      sessionId: maybe(`session-${index % 17}`),
      outcome,
      failure: outcome === 'success' ? null : { kind: pick(ERROR_KINDS), message: 'generated' },
      usage: maybe({
        input: Math.floor(random() * 90_000),
        output: Math.floor(random() * 9000),
        cacheRead: Math.floor(random() * 50_000),
        cacheWrite5m: Math.floor(random() * 900),
        cacheWrite1h: Math.floor(random() * 900),
        reasoning: Math.floor(random() * 500),
      }),
      tokensPerSecond: outcome === 'success' ? maybe(random() * 100) : null,
      totalMs,
      firstTokenMs: maybe(totalMs / 2),
      attempts: outcome === 'refused' ? [] : attempts,
    });
  });
}
