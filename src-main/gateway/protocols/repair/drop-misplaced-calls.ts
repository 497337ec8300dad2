import { mapList, mapParts, withMessages } from './map-list';
import type { RepairPass } from './repair-pass';

/** Only the model calls tools. A client that says otherwise is wrong about the history, which no provider takes. */
export const dropMisplacedCalls: RepairPass = (request, { warn }) => {
  const messages = mapList(request.messages, (message) => {
    if (message.role === 'assistant') return message;
    return mapParts(message, (part) => {
      if (part.type !== 'toolCall') return part;
      warn(`A call of the tool ${part.name} that is not the model's was left out.`);
      return null;
    });
  });
  return withMessages(request, messages);
};
