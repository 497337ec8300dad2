import type { RuleConditions, Scenario } from '#shared/domain/routing-table';
import { compileGlob, compileGlobs } from './compile-glob';
import { compilePattern } from './compile-pattern';
import type { RequestFacts } from './facts/request-facts';

/** One condition of a rule. */
export interface Check {
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
  const check = (fits: Check['fits']): void => void checks.push({ fits });
  const { protocols, clients, models, projects, sessions, headers, scenario } = when;

  if (protocols !== undefined) check(({ outline }) => protocols.includes(outline.protocol));
  if (clients !== undefined) check(({ outline }) => clients.includes(outline.client));
  if (models !== undefined) {
    const matches = compileGlobs(models);
    check(({ outline }) => matches(outline.model));
  }
  if (projects !== undefined) {
    const matches = compileGlobs(projects);
    check(({ outline: { project } }) => project !== null && matches(project));
  }
  if (sessions !== undefined) {
    const matches = compileGlobs(sessions);
    check(({ outline: { sessionId } }) => sessionId !== null && matches(sessionId));
  }
  for (const [name, pattern] of Object.entries(headers ?? {})) {
    const matches = compileGlob(pattern);
    check((facts) => {
      const value = facts.header(name);
      return value !== null && matches(value);
    });
  }
  if (scenario !== undefined && scenario !== 'default') {
    check(selectScenario(scenario, when.longContextTokens));
  }
  checks.push(...compileContent(when));
  return checks;
}

function compileContent({ tools, images, minTokens, maxTokens, keywords, pattern }: RuleConditions): Check[] {
  const checks: Check[] = [];
  const check = (fits: Check['fits']): void => void checks.push({ fits });
  if (tools !== undefined) {
    const matches = compileGlobs(tools);
    check((facts) => facts.toolNames().some((name) => matches(name)));
  }
  if (images !== undefined) check((facts) => facts.hasImages() === images);
  if (minTokens !== undefined) check((facts) => facts.tokens() >= minTokens);
  if (maxTokens !== undefined) check((facts) => facts.tokens() <= maxTokens);
  if (keywords !== undefined) {
    const folded = keywords.map((keyword) => keyword.toLowerCase());
    check((facts) => {
      const text = facts.latestUserText().toLowerCase();
      return folded.some((keyword) => text.includes(keyword));
    });
  }
  if (pattern !== undefined) {
    const matches = compilePattern(pattern);
    check((facts) => matches(facts.latestUserText()));
  }
  return checks;
}

function selectScenario(scenario: Exclude<Scenario, 'default'>, longContextTokens: number): Check['fits'] {
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
