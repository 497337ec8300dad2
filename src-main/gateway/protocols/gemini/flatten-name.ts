/** A name with its namespace, which only OpenAI Responses has, as part of it. */
export function flattenName({
  name,
  namespace,
}: {
  readonly name: string;
  readonly namespace?: string;
}): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}__${name}`;
}
