import type { ClientKind } from '#shared/domain/request-record';
import {
  DEFAULT_LONG_CONTEXT_TOKENS,
  type RouteRule,
  type RuleConditions,
  type RuleTarget,
  type Scenario,
} from '#shared/domain/routing-table';

/** A rule as it stands in the form: lists as text, numbers as they are typed. */
export interface RuleDraft {
  readonly name: string;
  readonly scenario: Scenario;
  readonly models: string;
  readonly clients: readonly ClientKind[];
  readonly projects: string;
  readonly tools: string;
  readonly keywords: string;
  readonly pattern: string;
  readonly minTokens: string;
  readonly maxTokens: string;
  readonly targets: readonly RuleTarget[];
  readonly only: boolean;
}

const join = (values: readonly string[] | undefined): string => (values ?? []).join(', ');

export function createRuleDraft(rule: RouteRule | null, firstChannelId: string): RuleDraft {
  const when = rule?.when;
  return {
    name: rule?.name ?? '',
    scenario: when?.scenario ?? 'default',
    models: join(when?.models),
    clients: when?.clients ?? [],
    projects: join(when?.projects),
    tools: join(when?.tools),
    keywords: join(when?.keywords),
    pattern: when?.pattern ?? '',
    minTokens: when?.minTokens === undefined ? '' : String(when.minTokens),
    maxTokens: when?.maxTokens === undefined ? '' : String(when.maxTokens),
    targets: rule?.targets ?? [{ channelId: firstChannelId, model: null }],
    only: rule?.only ?? false,
  };
}

/** What the form does not show of a rule stays as it was. */
export function toRule(draft: RuleDraft, rule: RouteRule | null): RouteRule {
  const { headers, images, longContextTokens, protocols, sessions } = rule?.when ?? {};
  const kept = { headers, images, protocols, sessions };
  const when: RuleConditions = {
    longContextTokens: longContextTokens ?? DEFAULT_LONG_CONTEXT_TOKENS,
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
    ...(draft.scenario !== 'default' && { scenario: draft.scenario }),
    ...list('models', draft.models),
    ...(draft.clients.length > 0 && { clients: [...draft.clients] }),
    ...list('projects', draft.projects),
    ...list('tools', draft.tools),
    ...list('keywords', draft.keywords),
    ...(draft.pattern !== '' && { pattern: draft.pattern }),
    ...(draft.minTokens !== '' && { minTokens: Number(draft.minTokens) }),
    ...(draft.maxTokens !== '' && { maxTokens: Number(draft.maxTokens) }),
  };
  return {
    id: rule?.id ?? createRuleId(),
    name: draft.name.trim(),
    enabled: rule?.enabled ?? true,
    when,
    targets: [...draft.targets],
    only: draft.only,
  };
}

function list(field: 'models' | 'projects' | 'tools' | 'keywords', text: string): RuleConditions | object {
  const values = text
    .split(/[,，\n]/)
    .map((value) => value.trim())
    .filter((value) => value !== '');
  return values.length === 0 ? {} : { [field]: values };
}

const ID_BYTES = 12;

/** The caller makes it up, so that saving twice makes no second rule. */
function createRuleId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return `rr_${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
