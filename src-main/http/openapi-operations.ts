import type { OpenAPIGenerator } from '@orpc/openapi';

export type OpenApiDocument = Awaited<ReturnType<OpenAPIGenerator['generate']>>;

/** Of a generated operation what is worked on here. */
interface Operation {
  readonly parameters?: { readonly in: string; allowEmptyValue?: boolean }[];
  readonly responses: Record<string, { readonly content?: object }>;
}

export function listOperations({ paths }: OpenApiDocument): Operation[] {
  return Object.values(paths ?? {}).flatMap((path) => Object.values(path ?? {}) as unknown as Operation[]);
}

/** oRPC says of every parameter that it may be empty, which OpenAPI lets be said of those in the query only. */
export function forbidEmptyPaths(document: OpenApiDocument): void {
  for (const { parameters = [] } of listOperations(document)) {
    for (const parameter of parameters) if (parameter.in === 'path') delete parameter.allowEmptyValue;
  }
}
