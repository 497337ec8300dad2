/** The SDK passes over events without their name. */
export function writeEvent(type: string, members: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
}

export function writeBlockStart(index: number, block: object): string {
  return writeEvent('content_block_start', { index, content_block: block });
}

export function writeBlockStop(index: number): string {
  return `event: content_block_stop\ndata: {"type":"content_block_stop","index":${index}}\n\n`;
}

/**
 * A delta with one member that grows: most of a stream, so that only what differs is stringified.
 *
 * @param type with its member, `text_delta` has `text`
 */
export function writeDelta(index: number, type: string, member: string, value: unknown): string {
  return `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{"type":"${type}","${member}":${JSON.stringify(value)}}}\n\n`;
}
