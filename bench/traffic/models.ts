/** What the client calls the model whose channel speaks its own protocol. */
export const CLIENT_MODEL = 'claude-sonnet-4-5';

/** What a gateway may make of it: another name, of the same length, so that the body's length stays as announced. */
export const UPSTREAM_MODEL = 'upstream-sonnet-4';

/** What the client calls the model whose channel speaks Chat Completions. */
export const CONVERTED_MODEL = 'converted-model';

/** And what that is called upstream. */
export const CHAT_MODEL = 'upstream-chat-model';
