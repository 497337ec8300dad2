import { invalidInput, requestNotFound } from './api-error';
import type { ApiDependencies, Implementer } from './api-context';
import { decodeCursor, encodeCursor } from './request-cursor';

export function createRequestProcedures(
  os: Implementer,
  { store, requestReader }: Pick<ApiDependencies, 'store' | 'requestReader'>,
) {
  return {
    list: os.requests.list.handler(async ({ input: { limit, cursor, ...filter } }) => {
      const after = cursor === undefined ? null : decodeCursor(cursor);
      if (cursor !== undefined && after === null) {
        throw invalidInput(
          { field: 'cursor', reason: 'invalid' },
          'cursor: is not the "nextCursor" of a page. Leave it out to begin with the newest request.',
        );
      }
      // One more than asked for tells whether there is another page.
      const found = await requestReader.list({ filter, after, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, nextCursor: found.length > limit && last !== undefined ? encodeCursor(last) : null };
    }),

    get: os.requests.get.handler(({ input: { id } }) => {
      const request = store.requests.get(id);
      if (request === null) throw requestNotFound(id);
      return request;
    }),
  };
}
