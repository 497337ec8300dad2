import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { contract } from '#shared/contract/contract';
import { createOpenApiDocument } from './openapi-document';

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  responses: Record<string, { $ref?: string }>;
}

const load = createOpenApiDocument({ version: '1.2.3', sessionCookie: 'routex_session_0' });

async function listOperations(): Promise<Operation[]> {
  const { paths } = (await load()) as unknown as { paths: Record<string, Record<string, Operation>> };
  return Object.values(paths).flatMap((path) => Object.values(path));
}

describe('the OpenAPI document', () => {
  it('is what OpenAPI 3.1 allows', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(
      JSON.parse(JSON.stringify(await load())) as Record<string, unknown>,
    );
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('tells of every procedure once, under a tag that is explained', async () => {
    const operations = await listOperations();
    const procedures = Object.entries(contract).flatMap(([domain, members]) =>
      Object.keys(members).map((name) => `${domain}.${name}`),
    );
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(procedures.toSorted());
    const explained = (await load()).tags?.map(({ name }) => name) ?? [];
    for (const { operationId, summary, tags } of operations) {
      expect(summary, operationId).toMatch(/^[A-Z].*[^.]$/);
      expect(tags, operationId).toHaveLength(1);
      expect(explained, operationId).toEqual(expect.arrayContaining(tags ?? []));
    }
  });

  it('names both ways in, and what an answer can be besides the good one', async () => {
    const { security, components } = await load();
    expect(security).toEqual([{ adminToken: [] }, { dashboardSession: [] }]);
    expect(components?.securitySchemes).toMatchObject({
      adminToken: { type: 'http', scheme: 'bearer' },
      dashboardSession: { type: 'apiKey', in: 'cookie', name: 'routex_session_0' },
    });
    for (const { responses, operationId } of await listOperations()) {
      expect(Object.keys(responses), operationId).toEqual(
        expect.arrayContaining(['400', '401', '404', '409', '429', '503']),
      );
    }
  });

  it('leaves no reference open', async () => {
    const document = (await load()) as unknown as Record<string, unknown>;
    const references = new Set(
      [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path),
    );
    expect(references.size).toBeGreaterThan(5);
    for (const reference of references) {
      let node: unknown = document;
      for (const part of reference.split('/')) node = (node as Record<string, unknown> | undefined)?.[part];
      expect(node, reference).toBeTypeOf('object');
    }
  });
});
