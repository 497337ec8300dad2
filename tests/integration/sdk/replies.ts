import type { Usage } from '#shared/domain/usage';
import { readConversation } from '#tests/support/fake-provider/index';
import type { Reply, ReplySource, ReplyUsage } from '#tests/support/fake-provider/index';

/** Characters of one to four bytes, and some that are several code points. */
export const TEXT = 'Größe: 你好，世界。日本語も — 👩‍👩‍👧 and a 🦊, naïvely; "quoted" \\ back\nslash.';
export const THINKING = 'Überlegung: 考え中 🧠 …';

const USAGE = { input: 100, cacheRead: 60, cacheWrite: 10, output: 40, reasoning: 15 } satisfies ReplyUsage;

/** Everything a model can say in one answer. */
export const RICH_REPLY: Reply = {
  parts: [
    { thinking: THINKING },
    { text: TEXT },
    { toolCall: { name: 'read_file', args: { path: '/tmp/ключ 🔑.txt', lines: [1, 2] } } },
    { toolCall: { name: 'now', args: {} } },
  ],
  usage: USAGE,
  chunks: 7,
};

/** The usage of `RICH_REPLY` as Routex stores it. */
export const RICH_USAGE: Usage = {
  input: 100,
  output: 40,
  cacheRead: 60,
  cacheWrite5m: 10,
  cacheWrite1h: 0,
  reasoning: 15,
};

export const TEXT_REPLY: Reply = { parts: [{ text: TEXT }], chunks: 9 };

/** Asks for two tools at once; once both results are back it tells what they said, newest last. */
export const TOOL_LOOP: ReplySource = (request) => {
  const results = readConversation(request).toolResults;
  if (results.length > 0) {
    return { parts: [{ text: `The tools said ${results.map(({ text }) => text).join(' and ')}` }] };
  }
  return {
    parts: [
      { thinking: THINKING },
      { toolCall: { name: 'weather', args: { city: 'München' } } },
      { toolCall: { name: 'weather', args: { city: '東京' } } },
    ],
  };
};
