import type { ErrorKind } from '#shared/domain/error-kind';
import type { ProtocolId } from '#shared/domain/protocol';
import {
  cutBeforeContent,
  cutInsideEvent,
  errorEvent,
  errorInside200,
  failWith,
  hangAfterHeaders,
  hangBeforeHeaders,
  htmlPage,
  redirect,
  resetBeforeHeaders,
  shortBody,
  streamForJson,
  type Misbehaviour,
} from '#tests/support/fake-provider/index';

/** A way in which a channel fails before it has said anything, and what the record should say of it. */
export interface Failure {
  readonly name: string;
  readonly misbehaviour?: Misbehaviour;
  /** In place of the provider's own address. */
  readonly baseUrl?: string;
  readonly kind: ErrorKind;
  /** Upstream's HTTP status; null: none arrived. */
  readonly status: number | null;
  /** Makes the gateway wait, so its timeouts are short. */
  readonly waits?: boolean;
}

/** Nobody listens there. */
const CLOSED_PORT_URL = 'http://127.0.0.1:1';

export function failuresOf(protocol: ProtocolId, stream: boolean): readonly Failure[] {
  return [...anyFailures(protocol), ...(stream ? STREAM_FAILURES : BODY_FAILURES)];
}

function anyFailures(protocol: ProtocolId): readonly Failure[] {
  return [
    { name: '429', misbehaviour: failWith('rate_limit'), kind: 'rate_limit', status: 429 },
    { name: '500', misbehaviour: failWith('server_error'), kind: 'server_error', status: 500 },
    { name: '529', misbehaviour: failWith('overloaded', { status: 529 }), kind: 'overloaded', status: 529 },
    { name: '401', misbehaviour: failWith('auth'), kind: 'auth', status: 401 },
    {
      name: 'used-up quota',
      misbehaviour: failWith('quota'),
      // Google says the same of a minute's limit.
      kind: protocol === 'gemini' ? 'rate_limit' : 'billing',
      status: protocol === 'anthropic-messages' ? 402 : 429,
    },
    { name: '404', misbehaviour: failWith('not_found'), kind: 'not_found', status: 404 },
    { name: 'HTML 502', misbehaviour: htmlPage(502), kind: 'server_error', status: 502 },
    { name: 'HTML 200', misbehaviour: htmlPage(200), kind: 'bad_response', status: 200 },
    { name: 'error inside 200', misbehaviour: errorInside200(), kind: 'server_error', status: 200 },
    {
      name: 'redirect to another origin',
      misbehaviour: redirect({ status: 307, to: CLOSED_PORT_URL }),
      kind: 'bad_response',
      status: 307,
    },
    {
      name: 'redirect that drops the body',
      misbehaviour: redirect({ status: 302 }),
      kind: 'bad_response',
      status: 302,
    },
    { name: 'closed port', baseUrl: CLOSED_PORT_URL, kind: 'unreachable', status: null },
    { name: 'unknown host', baseUrl: 'http://does-not-exist.invalid', kind: 'unreachable', status: null },
    {
      name: 'reset before headers',
      misbehaviour: resetBeforeHeaders(),
      kind: 'unreachable',
      status: null,
    },
    {
      name: 'silence before headers',
      misbehaviour: hangBeforeHeaders(),
      kind: 'timeout',
      status: null,
      waits: true,
    },
    {
      name: 'silence after headers',
      misbehaviour: hangAfterHeaders(),
      kind: 'timeout',
      status: 200,
      waits: true,
    },
  ];
}

const STREAM_FAILURES: readonly Failure[] = [
  {
    name: 'clean end before content',
    misbehaviour: cutBeforeContent('clean'),
    kind: 'truncated',
    status: 200,
  },
  { name: 'fin before content', misbehaviour: cutBeforeContent('fin'), kind: 'truncated', status: 200 },
  { name: 'reset before content', misbehaviour: cutBeforeContent('reset'), kind: 'truncated', status: 200 },
  {
    name: 'error event before content',
    misbehaviour: errorEvent('before-content', 'overloaded'),
    kind: 'overloaded',
    status: 200,
  },
];

const BODY_FAILURES: readonly Failure[] = [
  { name: 'body cut by fin', misbehaviour: cutInsideEvent(1, 'fin'), kind: 'truncated', status: 200 },
  { name: 'body cut by reset', misbehaviour: cutInsideEvent(1, 'reset'), kind: 'truncated', status: 200 },
  { name: 'body shorter than announced', misbehaviour: shortBody(), kind: 'truncated', status: 200 },
  { name: 'stream in place of a body', misbehaviour: streamForJson(), kind: 'bad_response', status: 200 },
];
