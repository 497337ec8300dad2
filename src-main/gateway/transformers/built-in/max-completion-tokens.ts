import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import { defineBuiltIn } from '../define-built-in';
import { omitMembers } from '../json-edits';

/** Says `max_completion_tokens` where the request says `max_tokens`. */
export const maxCompletionTokens = defineBuiltIn({
  name: 'maxcompletiontokens',
  options: TRANSFORMER_OPTIONS.maxcompletiontokens,
  protocols: ['openai-chat'],
  begin: () => ({
    request: (body) =>
      body['max_tokens'] === undefined
        ? body
        : { ...omitMembers(body, ['max_tokens']), max_completion_tokens: body['max_tokens'] },
  }),
});
