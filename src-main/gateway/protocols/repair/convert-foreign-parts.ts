import { GatewayError } from '../../errors';
import type { CanonicalPart, CompactionPart, ServerToolPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';

/** The user's, wherever in the conversation it stood. */
function convertCompaction({ text }: CompactionPart, { warn }: RepairContext): CanonicalPart | null {
  if (text !== null) return { type: 'text', text: `Summary of earlier conversation: ${text}` };
  warn('A summary of the conversation that only its provider can read was left out.');
  return null;
}

function convertServerTool({ digest }: ServerToolPart): CanonicalPart | null {
  return digest === '' ? null : { type: 'text', text: digest };
}

/** What only its own protocol knows, as far as others can be told of it. */
function convertPart(part: CanonicalPart, context: RepairContext): CanonicalPart | null {
  const { target, warn } = context;
  if (part.type === 'toolResult') {
    const content = mapList(part.content, (inner) => convertPart(inner, context));
    return content === part.content ? part : { ...part, content };
  }
  if (part.type !== 'serverTool' && part.type !== 'compaction' && part.type !== 'opaque') return part;
  if (part.protocol === target.protocol) return part;
  if (part.type === 'serverTool') return convertServerTool(part);
  if (part.type === 'compaction') return convertCompaction(part, context);
  warn(`A content part of type ${part.label} is unknown to ${target.protocol} and was left out.`);
  return null;
}

function isForeignSummary(part: CanonicalPart, { target }: RepairContext): boolean {
  return part.type === 'compaction' && part.text !== null && part.protocol !== target.protocol;
}

/** Cuts a message of the model at summaries, which become the user's. */
function cutAtSummaries(message: CanonicalMessage, context: RepairContext): readonly CanonicalMessage[] {
  const pieces: { role: CanonicalMessage['role']; parts: CanonicalPart[] }[] = [];
  for (const part of message.parts) {
    const role = isForeignSummary(part, context) ? 'user' : message.role;
    const last = pieces.at(-1);
    if (last?.role === role) last.parts.push(part);
    else pieces.push({ role, parts: [part] });
  }
  return pieces.map(({ role, parts }) => (role === message.role ? { ...message, parts } : { role, parts }));
}

/** A request that is nothing else must not be answered as if it had not been made. */
function demandRest(
  message: CanonicalMessage,
  converted: CanonicalMessage,
  index: number,
  context: RepairContext,
): void {
  const first = message.parts[0];
  if (converted.parts.length > 0 || first?.type !== 'opaque') return;
  throw new GatewayError(
    'unsupported_conversion',
    `messages.${index}: content of type ${first.label} cannot be sent to a channel of ${context.target.protocol}.`,
  );
}

/**
 * Tells the target of what belongs to another protocol: a server tool's work by its digest, a summary as the user's words;
 * what nobody else knows is left out.
 * @throws {GatewayError} `unsupported_conversion` when the last thing the user said is of that kind only
 */
export const convertForeignParts: RepairPass = (request, context) => {
  const last = request.messages.findLastIndex(({ role }) => role === 'user');
  const messages = mapList(request.messages, (message, index) => {
    const cut = message.role === 'assistant' && message.parts.some((part) => isForeignSummary(part, context));
    const pieces = cut ? cutAtSummaries(message, context) : [message];
    const converted = mapList(pieces, (piece) => mapParts(piece, (part) => convertPart(part, context)));
    const [only] = converted;
    if (index === last && only !== undefined) demandRest(message, only, index, context);
    return only !== undefined && converted.length === 1 ? only : converted;
  });
  return withMessages(request, messages);
};
