import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '#shared/contract/contract';

type OpenApiDocument = Awaited<ReturnType<OpenAPIGenerator['generate']>>;

/** The admin API described for other programs; written at the first request, then kept. */
export function createOpenApiDocument(version: string): () => Promise<OpenApiDocument> {
  let document: Promise<OpenApiDocument> | null = null;
  return () => {
    document ??= new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(
      contract,
      {
        info: { title: 'Routex admin API', version },
        servers: [{ url: '/api' }],
        security: [{ adminToken: [] }],
        components: { securitySchemes: { adminToken: { type: 'http', scheme: 'bearer' } } },
      },
    );
    return document;
  };
}
