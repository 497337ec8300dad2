import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import { isRecord, type JsonRecord } from '../../protocols/json/read';
import { defineBuiltIn } from '../define-built-in';
import { setMembers } from '../json-edits';

/** Adds members to the body. What the client says itself stays; objects are merged, the client's members first. */
export const customParams = defineBuiltIn({
  name: 'customparams',
  options: TRANSFORMER_OPTIONS.customparams,
  protocols: PROTOCOL_IDS,
  begin: ({ only: _only, deny: _deny, ...params }) => ({ request: (body) => fillIn(body, params) }),
});

function fillIn(body: JsonRecord, params: JsonRecord): JsonRecord {
  const filled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) {
    const own = body[name];
    if (own === undefined) filled[name] = value;
    else if (isRecord(own) && isRecord(value)) filled[name] = fillIn(own, value);
  }
  return setMembers(body, filled);
}
