import type { ProtocolId } from '#shared/domain/protocol';
import { expectErrorShape } from '#tests/integration/transport/support/error-shapes';
import type { WireAnswer } from './parse-answers';

/** What must never leave the process, by name. */
export type Secrets = Readonly<Record<string, string>>;

/** Where a request goes, as far as its answer's form depends on it. */
export type Area =
  | { readonly kind: 'client'; readonly protocol: ProtocolId }
  /** Error shapes of any protocol will do. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'api' }
  /** Pages and health. */
  | { readonly kind: 'page' };

const STACK = /\n\s+at .+:\d+:\d+|node:internal|\bchunks\/[\w-]+\.js|src-main\//;
const NEVER: ReadonlySet<number> = new Set([500, 501, 502, 504]);
const PROTOCOL_IDS: readonly ProtocolId[] = ['openai-chat', 'anthropic-messages', 'gemini'];

/** What holds for every answer, whatever was asked. @throws when it does not */
export function checkAnswer(answer: WireAnswer, area: Area, secrets: Secrets): void {
  const { status } = answer;
  const text = answer.body.toString('latin1');
  if (NEVER.has(status)) throw new Error(`status ${status}: ${text.slice(0, 500)}`);
  const whole = JSON.stringify(answer.headers) + text;
  if (STACK.test(whole)) throw new Error(`a stack trace: ${whole.slice(0, 2000)}`);
  for (const [name, secret] of Object.entries(secrets)) {
    if (whole.includes(secret)) throw new Error(`the ${name} shows in: ${whole.slice(0, 2000)}`);
  }
  if (answer.headers['access-control-allow-origin'] !== undefined) throw new Error('a CORS header');
  // Without a body there is no shape to check.
  if (status >= 400 && answer.body.length > 0) checkShape(answer, area);
}

function checkShape(answer: WireAnswer, area: Area): void {
  switch (area.kind) {
    case 'client':
      expectErrorShape(area.protocol, convertToExchange(answer), answer.status);
      return;
    case 'unknown':
      if (!PROTOCOL_IDS.some((protocol) => hasShape(protocol, answer)))
        throw new Error(`in nobody's shape: ${answer.body.toString('latin1').slice(0, 500)}`);
      return;
    case 'api':
    case 'page': {
      if (answer.headers['content-type']?.startsWith('text/html') === true) return;
      // What nobody serves is refused in a client's language.
      if (area.kind === 'page' && hasShape('openai-chat', answer)) return;
      const body = JSON.parse(answer.body.toString()) as { code?: unknown; message?: unknown };
      if (typeof body.code !== 'string' || typeof body.message !== 'string')
        throw new Error(`not the admin API's shape: ${JSON.stringify(body).slice(0, 500)}`);
    }
  }
}

function hasShape(protocol: ProtocolId, answer: WireAnswer): boolean {
  try {
    expectErrorShape(protocol, convertToExchange(answer), answer.status);
    return true;
  } catch {
    return false;
  }
}

function convertToExchange({ status, headers, body }: WireAnswer) {
  return { status, headers, chunks: [body], text: body.toString(), end: 'complete' as const };
}
