/** Events after which the client holds a part of the answer. Announced items and parts are still empty. */
export function isContentEvent(type: string): boolean {
  return type.endsWith('.delta') || type === 'response.output_item.done';
}
