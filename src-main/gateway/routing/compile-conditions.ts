import type { RuleConditions, Scenario } from '#shared/domain/routing-table';
import { compileGlob, compileGlobs } from './compile-glob';
import { compilePattern } from './compile-pattern';
import type { RequestFacts } from './facts/request-facts';

/** One condition of a rule. */
export interface Check {
  /** Its field in the rule, such as `models` or `headers.x-team`. */
  readonly field: string;
  readonly fits: (facts: RequestFacts) => boolean;
}

/**
 * The conditions of a rule as checks, those first that need nothing of the body, so that a rule that fails by them costs
 * nothing more.
 *
 * @throws {Error} for a pattern that is no regular expression
 */
export function compileConditions(when: RuleConditions): readonly Check[] {
  const checks: Check[] = [];
  const check = (field: string, fits: Check['fits']): void => void checks.push({ field, fits });
  const { protocols, clients, models, projects, sessions, headers, scenario } = when;

  if (protocols !== undefined) check('protocols', ({ outline }) => protocols.includes(outline.protocol));
  if (clients !== undefined) check('clients', ({ outline }) => clients.includes(outline.client));
  if (models !== undefined) {
    const matches = compileGlobs(models);
    check('models', ({ outline }) => matches(outline.model));
  }
  if (projects !== undefined) {
    const matches = compileGlobs(projects);
    check('projects', ({ outline: { project } }) => project !== null && matches(project));
  }
  if (sessions !== undefined) {
    const matches = compileGlobs(sessions);
    check('sessions', ({ outline: { sessionId } }) => sessionId !== null && matches(sessionId));
  }
  for (const [name, pattern] of Object.entries(headers ?? {})) {
    const matches = compileGlob(pattern);
    check(`headers.${name}`, (facts) => {
      const value = facts.header(name);
      return value !== null && matches(value);
    });
  }
  if (scenario !== undefined && scenario !== 'default') {
    check('scenario', selectScenario(scenario, when.longContextTokens));
  }
  checks.push(...compileContent(when));
  return checks;
}

function compileContent({ tools, images, minTokens, maxTokens, keywords, pattern }: RuleConditions): Check[] {
  const checks: Check[] = [];
  const check = (field: string, fits: Check['fits']): void => void checks.push({ field, fits });
  if (tools !== undefined) {
    const matches = compileGlobs(tools);
    check('tools', (facts) => facts.toolNames().some((name) => matches(name)));
  }
  if (images !== undefined) check('images', (facts) => facts.hasImages() === images);
  if (minTokens !== undefined) check('minTokens', (facts) => facts.tokens() >= minTokens);
  if (maxTokens !== undefined) check('maxTokens', (facts) => facts.tokens() <= maxTokens);
  if (keywords !== undefined) {
    const folded = keywords.map((keyword) => keyword.toLowerCase());
    check('keywords', (facts) => {
      const text = facts.latestUserText().toLowerCase();
      return folded.some((keyword) => text.includes(keyword));
    });
  }
  if (pattern !== undefined) {
    const matches = compilePattern(pattern);
    check('pattern', (facts) => matches(facts.latestUserText()));
  }
  return checks;
}

/** Whether a request is of that kind. */
export function selectScenario(
  scenario: Exclude<Scenario, 'default'>,
  longContextTokens: number,
): Check['fits'] {
  switch (scenario) {
    case 'background':
      return (facts) => facts.isBackground();
    case 'think':
      return (facts) => facts.thinks();
    case 'longContext':
      return (facts) => facts.tokens() >= longContextTokens;
    case 'webSearch':
      return (facts) => facts.searchesWeb();
    case 'image':
      return (facts) => facts.hasImages();
    case 'code':
      return (facts) => facts.hasCode();
    case 'subagent':
      return (facts) => facts.isSubagent();
  }
}
