import type { RouteTarget } from '../routing/plan-route';
import { beginTransformers } from '../transformers/begin-transformers';
import { createTransformingUpstream, type OpenUpstream } from '../transformers/create-transforming-upstream';
import { selectTransformers } from '../transformers/select-transformers';
import type { AttemptContext } from './attempt-context';

/** The way to a target: through its channel's transformers, where it has some for such calls. */
export function openUpstream(context: AttemptContext, { channel, upstreamModel }: RouteTarget): OpenUpstream {
  const { upstreams, prepared, memory, userCode, timeouts, warn } = context;
  if (channel.transformers === undefined || prepared.endpoint.operation !== 'generate') return upstreams;
  const transformers = selectTransformers(channel, upstreamModel);
  if (transformers.length === 0) return upstreams;
  const { protocol, provider } = channel;
  const { stream, plainBody } = prepared;
  return createTransformingUpstream({
    upstreams,
    run: beginTransformers(
      transformers,
      { protocol, model: upstreamModel, provider, stream, userCode, userCodeMs: timeouts.userCodeMs },
      warn,
    ),
    protocol,
    plainBody,
    memory,
    warn,
    onBefore: context.onBeforeTransformers,
  });
}
