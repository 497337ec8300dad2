import { GatewayError } from '../errors';

/** What an address may say before a client's path: `/p/<project>/c/<channel>/v1/messages`, either of them or both. */
export interface AddressPrefixes {
  /** The path without them. */
  readonly pathname: string;
  readonly project: string | null;
  /** Id or name of the channel that shall answer. */
  readonly channel: string | null;
}

const PREFIX = /^\/([pc])\/([^/]+)(?=\/|$)/;
const MAX_NAME_LENGTH = 80;

/**
 * @param pathname still percent-encoded
 * @throws {GatewayError} kind `invalid_request` when a name is not readable, too long, or there are two of a kind
 */
export function splitPrefixes(pathname: string): AddressPrefixes {
  let rest = pathname;
  let project: string | null = null;
  let channel: string | null = null;
  for (let match = PREFIX.exec(rest); match !== null; match = PREFIX.exec(rest)) {
    const [prefix, kind, encoded = ''] = match;
    const name = decodeName(encoded);
    if ((kind === 'p' ? project : channel) !== null) {
      throw new GatewayError(
        'invalid_request',
        `The address names two ${kind === 'p' ? 'projects' : 'channels'}. Leave one of the /${kind}/ parts out.`,
      );
    }
    if (kind === 'p') project = name;
    else channel = name;
    rest = rest.slice(prefix.length);
  }
  return { pathname: rest === '' ? '/' : rest, project, channel };
}

function decodeName(encoded: string): string {
  let name: string;
  try {
    name = decodeURIComponent(encoded).trim();
  } catch {
    name = '';
  }
  if (name === '' || name.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(name)) {
    throw new GatewayError(
      'invalid_request',
      `A project or channel in the address is a name of 1 to ${MAX_NAME_LENGTH} characters, percent-encoded where needed.`,
    );
  }
  return name;
}
