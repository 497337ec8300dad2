import type { Channel } from '#shared/domain/channel';

/** The clients a newcomer is shown, each for a protocol of its own. */
export type Agent = 'claude' | 'gemini' | 'openai';

/** The client that the channels can serve: each is served in its own protocol only. */
export function selectAgent(channels: readonly Pick<Channel, 'protocol' | 'enabled'>[]): Agent {
  const enabled = channels.filter((channel) => channel.enabled);
  const protocols = new Set((enabled.length > 0 ? enabled : channels).map(({ protocol }) => protocol));
  if (protocols.has('anthropic-messages')) return 'claude';
  return protocols.has('openai-chat') || protocols.has('openai-responses') ? 'openai' : 'gemini';
}

interface Target {
  readonly address: string;
  /** The command that prints the gateway token. */
  readonly token: string;
}

/** Points a client at the gateway, for the shell people have on the platform. */
export function connectLine(agent: Agent, { address, token }: Target, platform: NodeJS.Platform): string {
  switch (agent) {
    case 'claude':
      return format(
        [
          ['ANTHROPIC_BASE_URL', address],
          ['ANTHROPIC_AUTH_TOKEN', token],
        ],
        'claude',
        platform,
      );
    case 'gemini':
      return format(
        [
          ['GOOGLE_GEMINI_BASE_URL', address],
          ['GEMINI_API_KEY', token],
        ],
        'gemini',
        platform,
      );
    case 'openai':
      return format(
        [
          ['OPENAI_BASE_URL', `${address}/v1`],
          ['OPENAI_API_KEY', token],
        ],
        null,
        platform,
      );
  }
}

type Setting = readonly [name: string, value: string];

/** Without a program the settings are made for the rest of the session. */
function format(
  [[urlName, url], [keyName, keyCommand]]: readonly [Setting, Setting],
  program: string | null,
  platform: NodeJS.Platform,
): string {
  if (platform === 'win32') {
    const settings = `$env:${urlName}='${url}'; $env:${keyName}=$(${keyCommand})`;
    return program === null ? settings : `${settings}; ${program}`;
  }
  const settings = `${urlName}=${url} ${keyName}=$(${keyCommand})`;
  return program === null ? `export ${settings}` : `${settings} ${program}`;
}
