import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { createFlowRecorder, type FlowRecorder } from '#bench/load/flow-recorder';
import type { Fault, FaultCounts, Flow, Phase } from '#bench/load/phase';
import { sendRequest } from '#bench/load/send-request';
import { sendWhenDue } from '#bench/load/send-when-due';
import { createAnswerCheck } from '#bench/traffic/answer-check';
import { createConvertedAnswerCheck } from '#bench/traffic/converted-answer-check';
import { createBodySource } from '#bench/traffic/request-body';
import { createRequestHeaders } from '#bench/traffic/request-headers';

/** Answers that have not ended by then are lost. */
const DRAIN_LIMIT_MS = 10_000;

export interface Tally {
  readonly answers: number;
  readonly faults: FaultCounts;
  readonly firstFault: string | null;
}

export interface Traffic {
  readonly recorders: ReadonlyMap<string, FlowRecorder>;
  start(): void;
  /** Resolves when so many answers have ended. */
  untilAnswers(count: number): Promise<void>;
  /** Sends nothing more and waits for the answers under way. */
  drain(): Promise<Tally>;
}

type Send = (onDone: () => void) => void;

const ignore = (): void => undefined;

/** The requests of a phase, as its flows describe them. */
export function createTraffic(phase: Phase, dispatcher: Dispatcher): Traffic {
  const recorders = new Map<string, FlowRecorder>();
  const senders = new Map<string, Send>();
  const faults: Record<Fault, number> = { lost: 0, reordered: 0, wrong: 0, failed: 0 };
  let firstFault: string | null = null;
  let answers = 0;
  let underWay = 0;
  let sending = true;
  let onAnswer = ignore;

  for (const flow of phase.flows) {
    const recorder = createFlowRecorder(flow.answer.gapMs > 0);
    recorders.set(flow.name, recorder);
    senders.set(flow.name, createSender(flow, recorder));
  }

  function createSender(flow: Flow, recorder: FlowRecorder): Send {
    const bodies = createBodySource(flow.bodyBytes, flow.model);
    const headers = createRequestHeaders(phase.target.key, flow.bodyBytes, flow.model);
    const { leaveAfter = Number.POSITIVE_INFINITY } = flow;
    const converted = flow.model === phase.target.convertedModel;
    const createCheck = converted ? createConvertedAnswerCheck : createAnswerCheck;
    return (onDone) => {
      const ticket = { number: nextNumber(), bodyBytes: flow.bodyBytes, ...flow.answer };
      const body = bodies.take(ticket);
      underWay += 1;
      const { onDelta } = recorder;
      sendRequest({ dispatcher, headers, body, ticket, createCheck, leaveAfter, onDelta }, (outcome) => {
        underWay -= 1;
        answers += 1;
        bodies.giveBack(body);
        recorder.onAnswer(outcome.firstTokenUs);
        if (outcome.fault !== null) note(outcome.fault, `${flow.name}, ${outcome.detail}`);
        onDone();
        onAnswer();
      });
    };
  }

  function note(fault: Fault, detail: string): void {
    faults[fault] += 1;
    firstFault ??= `${fault}: ${detail}`;
  }

  function startFlow({ name, arrival }: Flow): void {
    if (arrival.kind === 'closed-loop') startLoop(arrival.connections, () => name);
    if (arrival.kind !== 'constant-rate') return;
    sendWhenDue(arrival.perSecond, () => {
      if (sending) senders.get(name)?.(ignore);
      return sending;
    });
  }

  function startLoop(connections: number, nextFlow: () => string): void {
    const sendNext = (): void => {
      if (sending) senders.get(nextFlow())?.(sendNext);
    };
    for (let index = 0; index < connections; index += 1) sendNext();
  }

  function until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      onAnswer = () => {
        if (condition()) resolve();
      };
    });
  }

  return {
    recorders,
    start() {
      for (const flow of phase.flows) startFlow(flow);
      if (phase.mix === undefined) return;
      const { connections, order } = phase.mix;
      let turn = 0;
      startLoop(connections, () => order[turn++ % order.length] ?? '');
    },
    untilAnswers: (count) => until(() => answers >= count),
    async drain() {
      sending = false;
      const limit = new AbortController();
      const timeout = pause(DRAIN_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => {});
      await Promise.race([until(() => underWay === 0), timeout]);
      limit.abort();
      for (let index = 0; index < underWay; index += 1) note('lost', 'the answer never ended');
      return { answers: answers + underWay, faults, firstFault };
    },
  };
}

let lastNumber = 0;

/** Of the whole process: an answer must not be taken for that of an earlier phase either. */
function nextNumber(): number {
  lastNumber += 1;
  return lastNumber;
}
