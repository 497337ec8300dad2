/** What the promise was rejected with. */
export async function errorOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the call succeeded, an error was expected');
}

/** The error of that class that the promise was rejected with; any other is thrown on. */
export async function errorOfClass<E extends Error>(
  // oxlint-disable-next-line typescript/no-explicit-any -- constructors of any shape
  type: abstract new (...args: any[]) => E,
  promise: PromiseLike<unknown>,
): Promise<E> {
  const error = await errorOf(promise);
  if (error instanceof type) return error;
  throw new Error(`${type.name} was expected, but the call threw ${String(error)}`, { cause: error });
}

/** Reads a stream to its end. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
