import type { ProtocolId } from '#shared/domain/protocol';
import { checkConversation } from './check-conversation';
import type { Failure } from './describe-failure';
import { asObject } from './json';
import type { RecordedRequest } from './recorded-request';

/** The model that no provider has. */
export const UNKNOWN_MODEL = 'no-such-model';

export interface RequestChecks {
  /** Accepted keys; null accepts anything, and nothing. */
  readonly keys: readonly string[] | null;
  /** Whether the history must be well-formed, as it must be for the real services. */
  readonly strict: boolean;
  /** The one signature of reasoning that is accepted when strict. */
  readonly signature: string;
}

/** Why the provider would refuse the request; null when it would not. */
export function checkRequest(request: RecordedRequest, checks: RequestChecks): Failure | null {
  const { endpoint } = request;
  if (endpoint.kind === 'probe' || endpoint.kind === 'unknown') return null;
  if (checks.keys && !credentials(request, endpoint.protocol).some((key) => checks.keys?.includes(key))) {
    return { kind: 'auth' };
  }
  if (endpoint.kind === 'models') return null;
  if (request.json === undefined) return invalid('The request body is not valid JSON.');
  if (request.model === UNKNOWN_MODEL) {
    return { kind: 'not_found', message: `The model \`${UNKNOWN_MODEL}\` does not exist.` };
  }
  const missing = missingField(request, endpoint.protocol, endpoint.kind === 'generate');
  if (missing !== null) return invalid(missing);
  const objection = checks.strict
    ? checkConversation(endpoint.protocol, asObject(request.json), checks.signature)
    : null;
  return objection === null ? null : invalid(objection);
}

function invalid(message: string): Failure {
  return { kind: 'invalid_request', message };
}

function credentials(request: RecordedRequest, protocol: ProtocolId): string[] {
  const { headers, query } = request;
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const named: Record<ProtocolId, unknown[]> = {
    'anthropic-messages': [headers['x-api-key']],
    'openai-chat': [headers['api-key']],
    'openai-responses': [headers['api-key']],
    gemini: [headers['x-goog-api-key'], query['key']],
  };
  return [bearer, ...named[protocol]].filter((key) => typeof key === 'string');
}

function missingField(request: RecordedRequest, protocol: ProtocolId, generates: boolean): string | null {
  const body = asObject(request.json);
  const noModel = request.model === '';
  switch (protocol) {
    case 'anthropic-messages':
      if (request.headers['anthropic-version'] === undefined) return 'anthropic-version: header is required';
      if (noModel) return 'model: Field required';
      if (generates && typeof body['max_tokens'] !== 'number') return 'max_tokens: Field required';
      return isFilledList(body['messages']) ? null : 'messages: at least one message is required';
    case 'openai-chat':
      if (noModel) return 'you must provide a model parameter';
      return isFilledList(body['messages']) ? null : "Missing required parameter: 'messages'.";
    case 'openai-responses':
      if (noModel) return "Missing required parameter: 'model'.";
      if (typeof body['input'] === 'string' || isFilledList(body['input'])) return null;
      return "Missing required parameter: 'input'.";
    case 'gemini': {
      const contents = body['contents'] ?? asObject(body['generateContentRequest'])['contents'];
      return isFilledList(contents) ? null : '* GenerateContentRequest.contents: contents is not specified\n';
    }
  }
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
