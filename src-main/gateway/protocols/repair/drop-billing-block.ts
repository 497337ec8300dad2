import type { RepairPass } from './repair-pass';

const BILLING_HEADER = 'x-anthropic-billing-header:';

/**
 * Claude Code's first block attributes the request to a plan. It changes each time, and so nothing after it is ever found in
 * a cache that goes by prefixes; only Anthropic can read it.
 */
export const dropBillingBlock: RepairPass = (request, { target }) => {
  const [first, ...others] = request.system;
  const isKept = target.protocol === 'anthropic-messages' && !target.profile.stripBillingBlock;
  if (isKept || first?.text.startsWith(BILLING_HEADER) !== true) return request;
  const lineEnd = first.text.indexOf('\n');
  const rest = lineEnd === -1 ? '' : first.text.slice(lineEnd + 1).trimStart();
  return { ...request, system: rest === '' ? others : [{ ...first, text: rest }, ...others] };
};
