import type { GatewayCredential, Redact } from '../ports';
import type { AttemptSettlement, UpstreamAnswer } from './receiver';

const MASK = '[redacted]';

/** Shorter ones would mask ordinary words. */
const MIN_SECRET_LENGTH = 6;

/**
 * Takes secrets out of what an upstream said of a failure: some repeat the key they were called with, and the text goes
 * into records, logs and error messages.
 */
export function maskSecrets(
  settlement: AttemptSettlement,
  credential: GatewayCredential | null,
  redact: Redact,
): AttemptSettlement {
  if (settlement.type !== 'failed' && settlement.type !== 'broken') return settlement;
  const secret =
    credential?.kind === 'key' && credential.secret.length >= MIN_SECRET_LENGTH ? credential.secret : null;
  const { error } = settlement;
  const masked = {
    ...error,
    message: redact(secret === null ? error.message : error.message.replaceAll(secret, MASK)),
  };
  if (settlement.type === 'broken') return { ...settlement, error: masked };

  const { answer } = settlement;
  return {
    ...settlement,
    error: masked,
    answer: secret === null || answer === null ? answer : maskAnswer(answer, secret),
  };
}

function maskAnswer(answer: UpstreamAnswer, secret: string): UpstreamAnswer {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).filter(([, value]) => !String(value).includes(secret)),
  );
  const body = answer.body.includes(secret)
    ? Buffer.from(answer.body.toString('utf8').replaceAll(secret, MASK))
    : answer.body;
  return { ...answer, headers, body };
}
