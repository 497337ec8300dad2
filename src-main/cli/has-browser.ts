const REMOTE_SHELL = ['SSH_CONNECTION', 'SSH_CLIENT', 'SSH_TTY'] as const;
/** Windows' own browser is used from a Linux inside it. */
const DESKTOP = ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'] as const;

/** Whether a browser opened from here appears before the person who types. */
export function hasBrowser(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  if (REMOTE_SHELL.some(isSet) || env['BROWSER'] === 'none') return false;
  return platform === 'darwin' || platform === 'win32' || DESKTOP.some(isSet);
}
