import type { ReadJob } from '../conversion/conversion-desk';
import type { PreparedRequest } from './build-call';
import { describeClient } from './describe-client';

/** What must be known of a request to read it. Its body stays in the pieces that the request holds anyway. */
export function createReadJob(id: string, { endpoint, plainBody, headers }: PreparedRequest): ReadJob {
  return {
    id,
    protocol: endpoint.protocol,
    body: plainBody,
    headers: selectReadHeaders(headers),
    fromPath: endpoint.fromPath,
    client: describeClient(headers).kind,
  };
}

const READ_HEADER = /^(?:anthropic-|x-claude-code-|user-agent$)/;

/** Of the client's headers what a codec reads: the rest need not go to another thread. */
function selectReadHeaders(headers: PreparedRequest['headers']): PreparedRequest['headers'] {
  const read: PreparedRequest['headers'] = {};
  for (const name in headers) {
    if (READ_HEADER.test(name)) read[name] = headers[name];
  }
  return read;
}
