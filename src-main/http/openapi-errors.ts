import { listOperations, type OpenApiDocument } from './openapi-operations';

/** Statuses of the contract's errors, and of what refuses a request before a procedure is asked. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  400: 'The input is not valid; `data.field` names the first thing that is wrong with it.',
  401: 'There is no admin token and no dashboard session, or they are not valid.',
  403: 'Host or Origin is not one that may ask, or a dashboard session was used by a page that is not the dashboard.',
  404: 'What was asked for does not exist.',
  409: 'The change conflicts with what is stored, or with what runs. `data.reason` says how.',
  413: 'The body is larger than 1 MiB.',
  415: 'The body is not of content-type application/json.',
  422: 'A stored secret cannot be decrypted with the present data key.',
  429: 'Too many wrong tokens came from this address. `Retry-After` says how long to wait.',
  500: 'A fault of Routex. Its log says more.',
  503: 'The database or the settings file cannot be used, or Routex is too busy. Nothing was changed.',
};

type Responses = NonNullable<NonNullable<OpenApiDocument['components']>['responses']>;

const UNDEFINED_ERROR = { $ref: '#/components/schemas/UndefinedError' };

/** Every procedure can fail in the same ways, so these are told once and referred to. */
export function shareErrorResponses(document: OpenApiDocument): void {
  const operations = listOperations(document);
  const shared: Record<string, object> = {};
  const references: Record<string, { $ref: string }> = {};
  for (const [status, description] of Object.entries(DESCRIPTIONS)) {
    const { content = { 'application/json': { schema: UNDEFINED_ERROR } } } =
      operations[0]?.responses[status] ?? {};
    shared[`Error${status}`] = { description, content };
    references[status] = { $ref: `#/components/responses/Error${status}` };
  }
  for (const operation of operations) Object.assign(operation.responses, references);
  document.components = { ...document.components, responses: shared as Responses };
}
