import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import { isRecord, type JsonRecord } from '../../protocols/json/read';
import { defineBuiltIn } from '../define-built-in';
import { editItems, editMember, editMembers, editObjects, omitMembers } from '../json-edits';

/** Keywords that strict providers refuse, and without which a model calls a tool just as well. */
const REFUSED = [
  '$schema',
  '$id',
  '$comment',
  'additionalProperties',
  'unevaluatedProperties',
  'patternProperties',
  'propertyNames',
  'examples',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  'contentEncoding',
  'contentMediaType',
  'exclusiveMinimum',
  'exclusiveMaximum',
] as const;

/** Members of a schema whose own members are schemas by name, and not keywords. */
const SCHEMAS_BY_NAME: ReadonlySet<string> = new Set([
  'properties',
  '$defs',
  'definitions',
  'dependentSchemas',
]);
/** Members that are data, whatever they look like. */
const DATA: ReadonlySet<string> = new Set(['enum', 'const', 'required']);

/** Takes keywords that strict providers refuse out of the schemas of tools. */
export const cleanSchema = defineBuiltIn({
  name: 'cleanschema',
  options: TRANSFORMER_OPTIONS.cleanschema,
  protocols: PROTOCOL_IDS,
  begin: ({ remove }, { protocol }) => {
    const clean = (schema: JsonRecord): JsonRecord => cleanNode(schema, [...REFUSED, ...remove]);
    return { request: (body) => editItems(body, 'tools', (tool) => cleanTool(tool, protocol, clean)) };
  },
});

type Edit = (schema: JsonRecord) => JsonRecord;

function cleanTool(tool: unknown, protocol: ProtocolId, clean: Edit): unknown {
  if (!isRecord(tool)) return tool;
  switch (protocol) {
    case 'anthropic-messages':
      return editMember(tool, 'input_schema', clean);
    case 'openai-chat':
      return editMember(tool, 'function', (own) => editMember(own, 'parameters', clean));
    case 'openai-responses':
      return editMember(tool, 'parameters', clean);
    case 'gemini':
      return editItems(tool, 'functionDeclarations', (own) =>
        isRecord(own) ? editMember(editMember(own, 'parameters', clean), 'parametersJsonSchema', clean) : own,
      );
  }
}

function cleanNode(schema: JsonRecord, refused: readonly string[]): JsonRecord {
  const clean = (value: unknown): unknown => editObjects(value, (node) => cleanNode(node, refused));
  return editMembers(omitMembers(schema, refused), (member, name) => {
    if (DATA.has(name)) return member;
    if (SCHEMAS_BY_NAME.has(name) && isRecord(member)) return editMembers(member, clean);
    return clean(member);
  });
}
