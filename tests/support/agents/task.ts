import { readConversation, type RecordedRequest, type Reply } from '#tests/support/fake-provider/index';
import type { Agent } from './agent';

/** What agents are asked to do: two turns, with one command between them that leaves a trace. */
export const TASK = {
  prompt: 'Run the command and tell me what it prints.',
  /** What it prints is not in it. Gemini CLI refuses commands with `$(` in them. */
  command: "printf 'routex-%d\\n' 42 | tee proof.txt",
  output: 'routex-42',
  trace: { 'proof.txt': 'routex-42\n' },
  thought: 'A command will tell.',
  answer: 'The command printed what was expected.',
} as const;

/** What the turn that calls the tool is said to have cost. */
export const CALL_USAGE = { input: 1200, cacheRead: 1000, output: 80, reasoning: 20 } as const;

/**
 * Plays a model that wants one command run, and is content with its result.
 *
 * @param beforeCall settles before the first turn is answered
 */
export function playTask(
  { shell, aside }: Agent,
  beforeCall: () => Promise<void> = () => Promise.resolve(),
): (request: RecordedRequest) => Promise<Reply> {
  return async (request) => {
    const { toolNames, toolResults } = readConversation(request);
    if (!toolNames.includes(shell.name)) {
      // Where a channel cannot be held to a schema, the answer is asked for as the arguments of the only tool.
      const [name] = toolNames;
      if (name !== undefined) return { parts: [{ toolCall: { name, args: aside } }] };
      return { parts: [{ text: JSON.stringify(aside) }] };
    }
    if (toolResults.length > 0) return { parts: [{ text: TASK.answer }] };
    await beforeCall();
    return {
      parts: [
        { thinking: TASK.thought },
        { text: 'I will run it.' },
        { toolCall: { name: shell.name, args: shell.argsOf(TASK.command) } },
      ],
      usage: CALL_USAGE,
    };
  };
}
