import { readWhole } from '../../conversion/read-request';
import { describeClient } from '../../pipeline/describe-client';
import { findInBody, toRequestBody } from '../../request-body';
import { mayHoldImages, mayHoldWebSearch } from '../facts/body-hints';
import { MODEL_TAG_END } from '../facts/find-model-tag';
import { RequestFacts, type RequestOutline } from '../facts/request-facts';
import type { AgentRequest } from './agent-requests';

/** The facts of a request, read by the codec of its protocol, and how often its body was read. */
export function describeAgentRequest(
  { protocol, model, headers, body, project }: AgentRequest,
  scope: Partial<Pick<RequestOutline, 'channelIds' | 'models'>> = {},
): {
  facts: RequestFacts;
  reads: () => number;
} {
  const bytes = toRequestBody(Buffer.from(JSON.stringify(body)));
  const { kind, version, sessionId } = describeClient(headers);
  let reads = 0;
  const facts = new RequestFacts(
    {
      protocol,
      operation: 'generate',
      model,
      headers,
      client: kind,
      clientVersion: version,
      sessionId,
      project: project ?? null,
      channelIds: null,
      models: null,
      ...scope,
      bodyBytes: bytes.length,
    },
    () => {
      reads += 1;
      const fromPath = protocol === 'gemini' ? { model, stream: true } : null;
      return readWhole({ id: 'rq_test', protocol, body: bytes, headers, fromPath, client: kind });
    },
    {
      modelTag: () => findInBody(bytes, Buffer.from(MODEL_TAG_END)) !== -1,
      images: () => mayHoldImages(bytes),
      webSearch: () => mayHoldWebSearch(bytes),
    },
  );
  return { facts, reads: () => reads };
}
