const NAMES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'] as const;

/** Whether the environment wants calls to go through a proxy. */
export function isProxyNamed(env: NodeJS.ProcessEnv): boolean {
  return NAMES.some((name) => (env[name] ?? '') !== '');
}
