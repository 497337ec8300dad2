import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import { isRecord, readText, type JsonRecord } from '../../protocols/json/read';
import { createThinkSplitter, type ThinkSplitter } from '../../protocols/openai-chat/create-think-splitter';
import { defineBuiltIn } from '../define-built-in';
import { omitMembers } from '../json-edits';
import { editChoices, isFinished } from './edit-choices';

/** Makes reasoning of what stands in <think>…</think> at the beginning of an answer. */
export const extraThinkTag = defineBuiltIn({
  name: 'extrathinktag',
  options: TRANSFORMER_OPTIONS.extrathinktag,
  protocols: ['openai-chat'],
  begin() {
    const readers = new Map<number, Reader>();
    const readerOf = (number: number): Reader => {
      const reader = readers.get(number) ?? createReader();
      readers.set(number, reader);
      return reader;
    };
    return {
      response: (body) =>
        editChoices(body, (choice) => editSaid(choice, 'message', (said) => createReader().read(said, true))),
      events: (events) =>
        events.map(({ name, data }) => ({
          name,
          data: editChoices(data, (choice, number) =>
            editSaid(choice, 'delta', (said) => readerOf(number).read(said, isFinished(choice))),
          ),
        })),
    };
  },
});

function editSaid(
  choice: JsonRecord,
  member: 'message' | 'delta',
  edit: (said: JsonRecord) => JsonRecord,
): JsonRecord {
  const said = choice[member];
  return isRecord(said) ? { ...choice, [member]: edit(said) } : choice;
}

interface Reader {
  /** @param last nothing follows */
  read(said: JsonRecord, last: boolean): JsonRecord;
}

function createReader(): Reader {
  let text = '';
  let reasoning = '';
  const splitter: ThinkSplitter = createThinkSplitter({
    text: (piece) => void (text += piece),
    reasoning: (piece) => void (reasoning += piece),
  });
  return {
    read(said, last) {
      const content = readText(said, 'content');
      if (content === null && !last) return said;
      if (content !== null) splitter.push(content);
      // A call ends the text as well.
      if (last || said['tool_calls'] !== undefined) splitter.flush();
      const thought = `${readText(said, 'reasoning_content') ?? ''}${reasoning}`;
      const rest = content === null ? said : omitMembers(said, ['content']);
      const told = {
        ...rest,
        ...(thought !== '' && { reasoning_content: thought }),
        ...(text !== '' && { content: text }),
      };
      text = '';
      reasoning = '';
      return told;
    },
  };
}
