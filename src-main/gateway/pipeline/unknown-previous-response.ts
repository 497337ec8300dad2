import { GatewayError } from '../errors';

/** What OpenAI says of an answer it does not have, whether it is gone or another's. */
export function unknownPreviousResponse(id: string): GatewayError {
  return new GatewayError(
    'invalid_request',
    `Routex does not know the response ${JSON.stringify(id)} (any more). Send the conversation itself.`,
    { code: 'previous_response_not_found' },
  );
}
