import { isRecord, type JsonRecord } from '../../protocols/json/read';
import { editItems } from '../json-edits';

/**
 * Changes what OpenAI chat's choices say: each one's `message`, or its `delta` in an event of a stream.
 *
 * @param edit gets the choice's number too, because a stream may hold several
 */
export function editChoices(
  body: JsonRecord,
  edit: (choice: JsonRecord, number: number) => JsonRecord,
): JsonRecord {
  return editItems(body, 'choices', (choice) =>
    isRecord(choice) ? edit(choice, typeof choice['index'] === 'number' ? choice['index'] : 0) : choice,
  );
}

/** Whether a choice of a streamed answer ends with this event. */
export function isFinished(choice: JsonRecord): boolean {
  return typeof choice['finish_reason'] === 'string';
}
