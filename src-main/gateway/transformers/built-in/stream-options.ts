import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import { readRecord } from '../../protocols/json/read';
import { defineBuiltIn } from '../define-built-in';

/** Asks for the usage of streamed answers. */
export const streamOptions = defineBuiltIn({
  name: 'streamoptions',
  options: TRANSFORMER_OPTIONS.streamoptions,
  protocols: ['openai-chat'],
  begin: () => ({
    request: (body) =>
      body['stream'] === true
        ? { ...body, stream_options: { ...readRecord(body, 'stream_options'), include_usage: true } }
        : body,
  }),
});
