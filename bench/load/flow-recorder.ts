import type { FlowResult, Latency } from '#bench/load/phase';
import { percentile } from '#bench/measure/statistics';

const US_PER_MS = 1000;

export interface FlowRecorder {
  /** Only what happens between `open` and `shut` counts. */
  open(): void;
  shut(): void;
  readonly onDelta: (sentUs: number, nowUs: number) => void;
  readonly onAnswer: (firstTokenUs: number | null) => void;
  result(): FlowResult;
}

/** @param paced record how long each delta was under way; in an unpaced answer that is only the queue */
export function createFlowRecorder(paced: boolean): FlowRecorder {
  const firstTokensUs: number[] = [];
  const lagsUs: number[] = [];
  let measuring = false;
  let requests = 0;
  let deltas = 0;
  return {
    open() {
      measuring = true;
    },
    shut() {
      measuring = false;
    },
    onDelta(sentUs, nowUs) {
      if (!measuring) return;
      deltas += 1;
      if (paced) lagsUs.push(nowUs - sentUs);
    },
    onAnswer(firstTokenUs) {
      if (!measuring) return;
      requests += 1;
      if (firstTokenUs !== null) firstTokensUs.push(firstTokenUs);
    },
    result: () => ({ requests, deltas, firstToken: summarise(firstTokensUs), lag: summarise(lagsUs) }),
  };
}

function summarise(valuesUs: readonly number[]): Latency {
  return {
    count: valuesUs.length,
    p50Ms: percentile(valuesUs, 0.5) / US_PER_MS,
    p99Ms: percentile(valuesUs, 0.99) / US_PER_MS,
  };
}
