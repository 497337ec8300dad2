import type { ChannelTestResult, TestStage, TestStep } from '#shared/domain/channel-test';

/** What a test tells while it goes on, as a stream that ends with its result. */
export async function* streamTest(
  run: (onStage: (stage: TestStage) => void) => Promise<ChannelTestResult>,
): AsyncGenerator<TestStep, void> {
  const waiting: TestStep[] = [];
  let told = Promise.withResolvers<null>();
  const finished = run((stage) => {
    waiting.push({ type: 'stage', stage });
    told.resolve(null);
  });
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one stage comes after the other
    const result = await Promise.race([finished, told.promise]);
    told = Promise.withResolvers<null>();
    yield* waiting.splice(0);
    if (result === null) continue;
    yield { type: 'result', result };
    return;
  }
}
