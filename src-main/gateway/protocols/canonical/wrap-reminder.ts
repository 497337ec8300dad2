const OPEN = '<system-reminder>';
const CLOSE = '</system-reminder>';

/** An instruction as the user tells it. Agents mark theirs the same way, so models know what it means. */
export function wrapReminder(text: string): string {
  return text.trimStart().startsWith(OPEN) ? text : `${OPEN}\n${text}\n${CLOSE}`;
}
