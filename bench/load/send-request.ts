import type { Dispatcher } from 'undici';
import type { Fault } from '#bench/load/phase';
import type { AnswerCheck, AnswerCheckOptions } from '#bench/traffic/answer-check';
import { monotonicUs } from '#bench/traffic/monotonic';
import type { RequestTicket } from '#bench/traffic/request-ticket';

export interface RequestOptions {
  readonly dispatcher: Dispatcher;
  readonly headers: string[];
  readonly body: Buffer;
  readonly ticket: RequestTicket;
  readonly createCheck: (options: AnswerCheckOptions) => AnswerCheck;
  /** Break the connection after so many deltas. */
  readonly leaveAfter: number;
  readonly onDelta: (sentUs: number, nowUs: number) => void;
}

export interface RequestOutcome {
  /** Null when no delta came. */
  readonly firstTokenUs: number | null;
  readonly fault: Fault | null;
  /** What a fault looked like. */
  readonly detail: string;
}

const MAX_DETAIL_CHARACTERS = 400;
const LEFT = new Error('the client has read enough');

/**
 * Sends one request and checks all of its answer. undici's dispatcher because it is the cheapest client with a
 * full HTTP parser; load programs such as autocannon do not read what they receive. The result arrives by callback, so
 * that a request costs the load no promise.
 */
export function sendRequest(options: RequestOptions, onDone: (outcome: RequestOutcome) => void): void {
  const { ticket, leaveAfter } = options;
  const beganUs = monotonicUs();
  let nowUs = 0;
  let firstTokenUs: number | null = null;
  let deltas = 0;
  let status = 0;
  let refusal = '';
  const check = options.createCheck({
    ...ticket,
    onDelta: (sentUs) => {
      deltas += 1;
      firstTokenUs ??= nowUs - beganUs;
      options.onDelta(sentUs, nowUs);
    },
  });
  const finish = (fault: Fault | null, detail = ''): void => {
    onDone({ firstTokenUs, fault, detail: `request ${ticket.number}: ${detail}` });
  };

  options.dispatcher.dispatch(
    { path: '/v1/messages', method: 'POST', headers: options.headers, body: options.body },
    {
      onRequestStart() {},
      onResponseStart(_controller, answerStatus) {
        status = answerStatus;
      },
      onResponseData(controller, chunk) {
        nowUs = monotonicUs();
        if (status === 200) check.push(chunk);
        else if (refusal.length < MAX_DETAIL_CHARACTERS) refusal += chunk.toString('utf8');
        if (deltas >= leaveAfter) controller.abort(LEFT);
      },
      onResponseEnd() {
        if (status === 200) finish(check.end(), check.describe());
        else finish('failed', `status ${status}: ${refusal}`);
      },
      onResponseError(_controller, error) {
        if (error === LEFT) finish(check.leave(), check.describe());
        else finish('failed', error.message);
      },
    },
  );
}
