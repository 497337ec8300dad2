import { useEffect, useRef, useState } from 'react';
import type { ChannelTestResult, TestGoal, TestStage } from '#shared/domain/channel-test';
import type { Channel } from '#shared/domain/channel';
import { client } from '#renderer/lib/client';
import { toCreate, toUpdate, type ChannelDraft } from './draft';

interface TestState {
  readonly isRunning: boolean;
  /** Decided so far. */
  readonly stages: readonly TestStage[];
  readonly result: ChannelTestResult | null;
  readonly error: unknown;
}

const IDLE: TestState = { isRunning: false, stages: [], result: null, error: null };

/** Tests what stands in the form and tells of each stage as it is decided. Another run, or leaving, ends it. */
export function useChannelTest(channel: Channel | null, draft: ChannelDraft) {
  const [state, setState] = useState(IDLE);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const run = async (goal: TestGoal): Promise<void> => {
    running.current?.abort();
    const ended = new AbortController();
    running.current = ended;
    const change = (next: (before: TestState) => TestState): void => {
      if (!ended.signal.aborted) setState(next);
    };
    setState({ ...IDLE, isRunning: true });
    try {
      const input = channel === null ? { channel: toCreate(draft) } : { stored: toUpdate(draft, channel) };
      const steps = await client.channels.testSteps({ ...input, goal }, { signal: ended.signal });
      for await (const step of steps) {
        change((before) =>
          step.type === 'stage'
            ? { ...before, stages: [...before.stages, step.stage] }
            : { isRunning: false, stages: step.result.stages, result: step.result, error: null },
        );
      }
    } catch (error) {
      change(() => ({ ...IDLE, error }));
    }
  };

  const cancel = (): void => {
    running.current?.abort();
    setState(IDLE);
  };

  return { ...state, run: (goal: TestGoal): void => void run(goal), cancel };
}
