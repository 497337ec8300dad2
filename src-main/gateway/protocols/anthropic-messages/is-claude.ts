const CLAUDE = /claude-(?:[a-z]+-)?\d/i;

/** A model of Anthropic's own, whoever serves it: it has the API's conditions. */
export function isClaude(model: string): boolean {
  return CLAUDE.test(model);
}
