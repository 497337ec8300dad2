import { readWhole } from '../conversion/read-request';
import { mayHoldImages, mayHoldWebSearch } from '../routing/facts/body-hints';
import { RequestFacts } from '../routing/facts/request-facts';
import type { RequestScope } from '../server/select-scope';
import type { PreparedRequest } from './build-call';
import { createReadJob } from './create-read-job';
import type { ClientDescription } from './describe-client';
import { mayHoldModelTag } from './model-tag';

/** What rules may ask of a request that was received. */
export function describeFacts(
  requestId: string,
  prepared: PreparedRequest,
  { kind, version, sessionId }: ClientDescription,
  { project, channelIds, models }: Pick<RequestScope, 'project' | 'channelIds' | 'models'>,
): RequestFacts {
  const { endpoint, headers, model, plainBody } = prepared;
  return new RequestFacts(
    {
      protocol: endpoint.protocol,
      operation: endpoint.operation,
      model,
      headers,
      client: kind,
      clientVersion: version,
      sessionId,
      project,
      channelIds,
      models,
      bodyBytes: plainBody.length,
    },
    () => readWhole(createReadJob(requestId, prepared)),
    {
      modelTag: () => mayHoldModelTag(prepared),
      images: () => mayHoldImages(plainBody),
      webSearch: () => mayHoldWebSearch(plainBody),
    },
  );
}
