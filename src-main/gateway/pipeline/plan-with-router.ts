import { GatewayError } from '../errors';
import type { RoutePlan } from '../routing/plan-route';
import { putFirst, selectChosen } from '../routing/put-first';
import type { CustomRouter, RoutableRequest } from '../user-code/create-custom-router';
import type { PreparedRequest } from './build-call';

/** What a router is told of a request's body. */
export function selectRoutable({
  stream,
  headers,
  plainBody,
}: PreparedRequest): Pick<RoutableRequest, 'stream' | 'headers' | 'body'> {
  return { stream, headers, body: plainBody };
}

/** What the custom router chooses, and after it what is planned without it; null where it chooses nothing that can be called. */
export async function planWithRouter(
  router: CustomRouter,
  { request, planRest }: { readonly request: RoutableRequest; readonly planRest: () => RoutePlan },
): Promise<RoutePlan | null> {
  const choice = await router.route(request);
  if (choice === null) return null;
  const chosen = selectChosen({ ...choice, reason: 'custom router' }, request);
  if (typeof chosen === 'string') {
    request.warn(`The custom router was left out: ${chosen}`);
    return null;
  }
  try {
    return putFirst(chosen, planRest());
  } catch (error) {
    // What no channel serves by itself, the router may still have a place for.
    if (error instanceof GatewayError) return { targets: chosen };
    throw error;
  }
}
