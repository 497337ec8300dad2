import { createBodyAnswer, createJsonAnswer } from '../answer';
import type { Answer } from '../answer';
import { describeFailure } from '../describe-failure';
import type { Failure, FailureKind } from '../describe-failure';
import type { Exchange } from '../exchange';
import { respondWithFailure, wrap } from '../respond';
import type { Misbehaviour } from './misbehaviour';

// Misbehaviours that answer with something other than what was asked for.

export interface FailWithOptions extends Omit<Failure, 'kind'> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** A provider-shaped error, with the status that the kind has there unless `status` says otherwise. */
export function failWith(
  kind: FailureKind,
  { headers = {}, ...failure }: FailWithOptions = {},
): Misbehaviour {
  return {
    name: `failWith(${kind})`,
    replace: (exchange) => {
      const answer = respondWithFailure(exchange, { ...failure, kind });
      return { ...answer, headers: { ...answer.headers, ...exhaustedLimits(kind, answer), ...headers } };
    },
  };
}

/** The limits that ran out are said to have run out. */
function exhaustedLimits(kind: FailureKind, answer: Answer): Record<string, string> {
  if (kind !== 'rate_limit') return {};
  const names = Object.keys(answer.headers).filter((name) =>
    /ratelimit-(?:remaining-|.*-remaining$)/.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, '0']));
}

/** The error object with a status that says all is well. */
export function errorInside200(kind: FailureKind = 'server_error'): Misbehaviour {
  return {
    name: `errorInside200(${kind})`,
    replace: (exchange) => {
      const { body } = describeFailure(exchange.protocol, { kind });
      return createJsonAnswer(200, wrap(exchange, body), exchange.headers);
    },
  };
}

const HTML_PAGE = `<!DOCTYPE html>
<html><head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>
`;

/** What a proxy or a captive portal in front of the provider says. */
export function htmlPage(status = 502, body = HTML_PAGE): Misbehaviour {
  return { name: `htmlPage(${status})`, replace: () => createBodyAnswer(status, 'text/html', body) };
}

/** Any status and body, e.g. an error in a reseller's own shape. */
export function respondRaw(
  status: number,
  body: string,
  contentType = 'application/json',
  headers: Readonly<Record<string, string>> = {},
): Misbehaviour {
  return {
    name: `respondRaw(${status})`,
    replace: () => createBodyAnswer(status, contentType, body, headers),
  };
}

/** `to` is another origin, to which path and query are added. Without it: the same path here, marked in the query. */
export function redirect(options: { status?: 301 | 302 | 303 | 307 | 308; to?: string } = {}): Misbehaviour {
  const { status = 307, to } = options;
  return {
    name: `redirect(${status})`,
    replace: (exchange) => {
      const location = to === undefined ? redirectedPath(exchange) : to + pathAndQuery(exchange, {});
      return createBodyAnswer(status, 'text/plain', '', { location });
    },
  };
}

function redirectedPath(exchange: Exchange): string {
  return pathAndQuery(exchange, { redirected: '1' });
}

function pathAndQuery({ request }: Exchange, extra: Record<string, string>): string {
  const query = new URLSearchParams({ ...request.query, ...extra }).toString();
  return query === '' ? request.path : `${request.path}?${query}`;
}
