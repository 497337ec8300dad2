import type { CanonicalRequest } from '../canonical/request';

/** Clients that sent no free-form tool cannot read a call of one; they get a function with one argument. */
export function takesCustomCalls({ origin, tools }: CanonicalRequest): boolean {
  return origin.protocol === 'openai-chat' && tools.some((tool) => tool.type === 'custom');
}

/** What stands before and after a free-form input that is written as the JSON of a function's arguments. */
export const INPUT_HEAD = '{"input":"';
export const INPUT_TAIL = '"}';

/** A piece of a free-form input within a JSON string. A character that is cut in two stays whole when read. */
export function escapeInput(piece: string): string {
  return JSON.stringify(piece).slice(1, -1);
}
