import { describe, expect, it } from 'vitest';
import type { ClientKind } from '#shared/domain/request-record';
import { toRequestBody } from '../request-body';
import { findProject } from './find-project';

const find = (client: ClientKind, text: string): string | null =>
  findProject(toRequestBody(Buffer.from(JSON.stringify({ model: 'm', messages: [text] }))), client, null);

describe('the project that a prompt tells of', () => {
  it.each<[ClientKind, string, string]>([
    [
      'claude-code',
      'environment: \n - Primary working directory: /home/me/shop\n - Is a git repository',
      'shop',
    ],
    ['claude-code', '<env>\nWorking directory: /home/me/shop\nIs directory', 'shop'],
    ['claude-code', ' - Primary working directory: C:\\Users\\me\\网店 eu\n', '网店 eu'],
    ['claude-code', ' - Primary working directory: /srv/"quoted"/\n', '"quoted"'],
    ['claude-code', ' - Primary working directory: /srv/at the end', 'at the end'],
    ['codex', '<environment_context>\n  <cwd>/home/me/shop</cwd>\n', 'shop'],
    ['codex', '<cwd>C:\\new\\shop</cwd>', 'shop'],
    ['gemini-cli', '- **Workspace Directories:**\n  - /home/me/shop\n- **Directory', 'shop'],
    ['opencode', '<env>\n  Working directory: /home/me/shop\n', 'shop'],
  ])('%s: %j', (client, text, name) => {
    expect(find(client, text)).toBe(name);
  });

  it.each<[string, ClientKind, string]>([
    ['the root', 'claude-code', ' - Primary working directory: /\n'],
    ['a drive', 'claude-code', ' - Primary working directory: C:\\\n'],
    ['a name longer than any', 'codex', `<cwd>/${'a'.repeat(81)}</cwd>`],
    ['a name with control characters', 'codex', '<cwd>/a\u0007b</cwd>'],
    ['words of a user', 'claude-code', 'What is a working directory: here?'],
    ['a client that is no agent', 'sdk', '<cwd>/home/me/shop</cwd>'],
  ])('is none: %s', (_title, client, text) => {
    expect(find(client, text)).toBeNull();
  });

  it('stands in instructions behind a long conversation too', () => {
    const system = JSON.stringify([{ type: 'text', text: '<env>\nWorking directory: /home/me/shop\n' }]);
    const head = `{"messages":["${'a'.repeat(70_000)}"],"system":`;
    const body = toRequestBody(Buffer.from(`${head}${system}}`));
    const range = { start: head.length, end: head.length + system.length };
    expect(findProject(body, 'claude-code', range)).toBe('shop');
    expect(findProject(body, 'claude-code', null)).toBeNull();
  });
});
