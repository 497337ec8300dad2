import type { AnySchema, HTTPMethod } from '@orpc/contract';
import * as z from 'zod';
import { contract } from '#shared/contract/contract';

type Contract = typeof contract;

/** `channels.create`, and so on: every procedure there is. */
export type ProcedureName = {
  [Domain in keyof Contract & string]: `${Domain}.${keyof Contract[Domain] & string}`;
}[keyof Contract & string];

export interface Procedure {
  readonly name: ProcedureName;
  readonly method: HTTPMethod;
  /** Below `/api`, with `{id}` where an id goes. */
  readonly path: string;
  /** Names of what the input may hold. */
  readonly fields: readonly string[];
}

interface Defined {
  readonly '~orpc': {
    readonly route: { readonly method?: HTTPMethod; readonly path?: string };
    readonly inputSchema?: AnySchema;
  };
}

/** Read from the contract itself, so that none can be left out. */
export const PROCEDURES: readonly Procedure[] = Object.entries(contract).flatMap(([domain, members]) =>
  Object.entries(members as Record<string, Defined>).map(([member, { '~orpc': definition }]) => ({
    name: `${domain}.${member}` as ProcedureName,
    method: definition.route.method ?? 'POST',
    path: definition.route.path ?? '',
    fields: listFields(definition.inputSchema),
  })),
);

function listFields(schema: unknown): string[] {
  if (schema === undefined) return [];
  const plain = schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  if (plain instanceof z.ZodObject) return Object.keys(plain.shape);
  throw new Error('The input of a procedure is an object.');
}
