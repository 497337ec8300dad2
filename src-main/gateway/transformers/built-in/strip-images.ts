import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import { readRecord, readText, type JsonRecord } from '../../protocols/json/read';
import { defineBuiltIn } from '../define-built-in';
import { editDeep, editMembers } from '../json-edits';

/** Where a protocol's conversation lies in its body. */
const LISTS: ReadonlySet<string> = new Set(['messages', 'input', 'contents']);

/** Puts a note in the place of images, for models that take text only. */
export const stripImages = defineBuiltIn({
  name: 'stripimages',
  options: TRANSFORMER_OPTIONS.stripimages,
  protocols: PROTOCOL_IDS,
  begin: ({ note }) => ({
    request: (body) =>
      editMembers(body, (member, name) =>
        LISTS.has(name) ? editDeep(member, (part) => describeImage(part, note)) : member,
      ),
  }),
});

/** Only a part of a message has these forms. */
function describeImage(part: JsonRecord, note: string): JsonRecord {
  if (part['type'] === 'image' && readRecord(part, 'source') !== null) return { type: 'text', text: note };
  if (part['type'] === 'image_url' && 'image_url' in part) return { type: 'text', text: note };
  if (part['type'] === 'input_image') return { type: 'input_text', text: note };
  for (const field of ['inlineData', 'fileData']) {
    if (readText(readRecord(part, field), 'mimeType')?.startsWith('image/') === true) return { text: note };
  }
  return part;
}
