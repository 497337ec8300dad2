import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '#renderer/lib/client';
import { Card } from '#renderer/ui/card';
import { Code } from '#renderer/ui/copy';
import { Skeleton } from '#renderer/ui/feedback';
import { Page } from '#renderer/ui/page';

/** How each agent is pointed at Routex; the token is named and not shown. */
export default function AgentsPage() {
  const { t } = useTranslation('agents');
  const { data: status } = useQuery(api.system.status.queryOptions());
  const address = status?.address;
  return (
    <Page title={t('title')}>
      <div className="flex max-w-3xl flex-col gap-4">
        <p>{t('introduction')}</p>
        <Code text="routex token" />
        {address == null ? (
          <Skeleton className="h-60" />
        ) : (
          listAgents(address).map(({ name, text }) => (
            <Card key={name} title={name}>
              <Code text={text} />
            </Card>
          ))
        )}
      </div>
    </Page>
  );
}

/** Names and commands are the agents' own, so nothing of them is translated. */
function listAgents(address: string): { readonly name: string; readonly text: string }[] {
  return [
    {
      name: 'Claude Code',
      text: `export ANTHROPIC_BASE_URL=${address}\nexport ANTHROPIC_AUTH_TOKEN=<token>\nclaude`,
    },
    {
      name: 'Codex (~/.codex/config.toml)',
      text: [
        'model_provider = "routex"',
        '',
        '[model_providers.routex]',
        'name = "Routex"',
        `base_url = "${address}/v1"`,
        'env_key = "ROUTEX_TOKEN"',
        'wire_api = "responses"',
      ].join('\n'),
    },
    {
      name: 'Gemini CLI',
      text: `export GOOGLE_GEMINI_BASE_URL=${address}\nexport GEMINI_API_KEY=<token>\ngemini`,
    },
    { name: 'OpenAI SDK', text: `export OPENAI_BASE_URL=${address}/v1\nexport OPENAI_API_KEY=<token>` },
  ];
}
